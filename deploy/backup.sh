#!/bin/sh
# Writes the database of DATABASE_URL to BACKUP_DIR, and keeps the newest BACKUP_KEEP files (14 unless set).
# Needs a pg_dump that is no older than the server.
set -eu
: "${DATABASE_URL:?set DATABASE_URL}"
: "${BACKUP_DIR:?set BACKUP_DIR}"
keep=${BACKUP_KEEP:-14}
case $keep in '' | *[!0-9]* | 0) echo "BACKUP_KEEP must be a whole number, 1 or more" >&2; exit 1 ;; esac

# Customers' names and addresses are in there.
umask 077
mkdir -p "$BACKUP_DIR"
file=$BACKUP_DIR/shop-$(date -u +%Y%m%dT%H%M%SZ).dump
# Under another name until it is whole, so that an unfinished file never passes for a backup.
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-owner --no-privileges --file="$file.part" "$DATABASE_URL"
pg_restore --list "$file.part" >/dev/null
mv "$file.part" "$file"
echo "Backed up to $file"

# The names sort by time.
ls -1 "$BACKUP_DIR"/shop-*.dump | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
  echo "Removed $old"
done

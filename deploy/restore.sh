#!/bin/sh
# restore.sh FILE: puts a backup into the database of DATABASE_URL, in place of what is there. All of it or nothing:
# one transaction. Stop the shop first. Needs a psql and a pg_restore that are no older than the backup.
set -eu
: "${DATABASE_URL:?set DATABASE_URL}"
file=${1:?say which backup, as in: restore.sh /backups/shop-20261124T030000Z.dump}
sql=$(mktemp)
trap 'rm -f "$sql"' EXIT
# To a file first: what is broken is found before anything is touched.
pg_restore --no-owner --no-privileges --file="$sql" "$file"
# The whole schema goes, so that no table stays that is newer than the backup.
psql "$DATABASE_URL" --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction --output=/dev/null \
  --command='set client_min_messages = warning; drop schema public cascade; create schema public' --file="$sql"
echo "Restored $file"

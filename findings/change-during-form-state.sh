#!/usr/bin/env bash
# @payloadcms/ui 3.90.2: the form takes a change made while it waits for the server as one the server has answered.
#
# After each change the panel asks the server for the form's state (which conditions hold, what is invalid) and merges
# the answer. With the merge it notes the merged state as the one that was asked about last, and asks again only for a
# state that differs from that. The merged state, however, holds what was typed in the meantime as well, so nothing is
# asked about it: a field whose condition depends on it stays shown or hidden until something else is changed.
# Run here with the form's own reducer: the state to compare with already has the value the server never saw.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error --legacy-peer-deps @payloadcms/ui@3.90.2 @payloadcms/translations@3.90.2 payload@3.90.2 react@19.2.0 react-dom@19.2.0 >/dev/null
cat > run.mjs <<'JS'
import { pathToFileURL } from 'node:url'
const file = pathToFileURL('node_modules/@payloadcms/ui/dist/forms/Form/fieldReducer.js')
const { fieldReducer } = await import(file)

const asked = { name: { value: 'Spring' }, percent: { value: null } }
const typedMeanwhile = fieldReducer(asked, { type: 'UPDATE', path: 'percent', value: 12.5 })
const askedLast = { current: asked }
const merged = fieldReducer(typedMeanwhile, {
  type: 'MERGE_SERVER_STATE',
  prevStateRef: askedLast,
  serverState: { name: {}, percent: {}, amount: { passesCondition: true } },
})
console.log(`in the form ${merged.percent.value}, taken as asked about ${askedLast.current.percent.value}`)
JS
out=$(node run.mjs)
echo "$out"
if [ "$out" = 'in the form 12.5, taken as asked about 12.5' ]; then
  echo 'The fault is there.'
else
  echo 'The fault is gone.'
  exit 1
fi

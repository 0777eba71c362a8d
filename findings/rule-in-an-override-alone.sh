#!/usr/bin/env bash
# Biome 2.5.15: a rule that needs types and is switched on in `overrides` alone never reports anything.
#
# `noFloatingPromises` works types out, which Biome prepares only where a rule of the whole project asks for it. Switched
# on for some folders by an override, it is accepted without a word and finds nothing; switched on under `linter`, it
# finds the promise in the same file. Nobody is told, and a check that has never run looks like one that passes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error @biomejs/biome@2.5.15 >/dev/null
mkdir src
printf 'async function pay(): Promise<void> {}\nexport function run(): void {\n  pay()\n}\n' > src/run.ts
rule='"linter": { "rules": { "nursery": { "noFloatingPromises": "error" } } }'
count() { npx biome lint src 2>&1 | grep -c 'lint/nursery/noFloatingPromises ' || true; }

echo "{ \"overrides\": [{ \"includes\": [\"src/**\"], $rule }] }" > biome.json
in_override=$(count)
echo "{ $rule }" > biome.json
at_top=$(count)
echo "found by an override: $in_override, at the top: $at_top"
if [ "$in_override" = 0 ] && [ "$at_top" = 1 ]; then
  echo 'The fault is there.'
else
  echo 'The fault is gone.'
  exit 1
fi

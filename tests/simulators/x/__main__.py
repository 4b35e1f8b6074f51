"""``python -m tests.simulators.x --port 8025``: a simulated X to talk to."""

from __future__ import annotations

import argparse
import json
import socket
import sys
import tempfile
from pathlib import Path

import uvicorn

from .app import create_app
from .settings import ACCESS_SECRET, ACCESS_TOKEN, CONSUMER_KEY, CONSUMER_SECRET, Settings
from .simulation import Simulation
from .weights import weight


def main() -> None:
    """Serve on the loopback interface until told to stop; the first line printed is what a bot needs in its environment, as JSON."""
    parser = argparse.ArgumentParser(description="A simulated X, on this machine only.")
    parser.add_argument("--port", type=int, default=0, help="0 = any free one")
    parser.add_argument("--database", type=Path, default=None, help="file to keep its state in; the default is a new one")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON", help="a setting, such as spelling='\"new\"'")
    given = parser.parse_args()
    changes = {name: json.loads(value) for name, _, value in (each.partition("=") for each in given.set)}
    database = given.database or Path(tempfile.mkdtemp(prefix="simulated-x-")) / "x.sqlite"
    listener = socket.create_server(("127.0.0.1", given.port), backlog=512)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so only with sockets of its own; 40 ms a call otherwise
    environment = {
        "HOUSEBAND_X_BASE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}",
        "HOUSEBAND_X_CONSUMER_KEY": CONSUMER_KEY,
        "HOUSEBAND_X_CONSUMER_SECRET": CONSUMER_SECRET,
        "HOUSEBAND_X_ACCESS_TOKEN": ACCESS_TOKEN,
        "HOUSEBAND_X_ACCESS_TOKEN_SECRET": ACCESS_SECRET,
    }
    app = create_app(Simulation(database, Settings().changed(**changes)))
    sys.stdout.write(json.dumps(environment) + "\n")
    sys.stdout.flush()
    weight("")  # its patterns take a second; callers wait in the queue of the socket meanwhile
    config = uvicorn.Config(app, http="h11", loop="asyncio", lifespan="off", log_level="warning", access_log=False, timeout_keep_alive=60)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()

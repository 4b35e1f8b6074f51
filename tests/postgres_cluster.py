"""A PostgreSQL of our own, from Debian's programs: made in a folder below the temporary one, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import sqlalchemy as sa

NAME: Final = "houseband"
SERVANTS: Final = ("postgres", "nobody")
"""Whose rights the server gets when we are root: it refuses to have root's."""
START_SECONDS: Final = 60.0
SETTINGS: Final = (
    "listen_addresses=",  # nothing but the socket: no port to be taken, no other machine
    "fsync=off",  # only a crash of the machine itself could lose anything
    "max_connections=200",
    "shared_buffers=32MB",
)


class PostgresCluster:
    """A cluster with one database, empty at first; a context manager that starts it and takes everything away at the end."""

    def __init__(self) -> None:
        self._bin = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="houseband-pg-"))
        self._server: subprocess.Popen[bytes] | None = None
        self._more = itertools.count(1)
        self._rights = _rights()
        if self._rights:
            os.chown(self._folder, self._rights["user"], self._rights["group"])

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of its first database; the same one before and after a stop."""
        return self._url_of(NAME)

    def __enter__(self) -> Self:
        try:
            self._run("initdb", "--pgdata", str(self._data), "--username", NAME, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
            self.start()
            self._make_database(NAME)
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._remove()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(self._bin / "postgres"), "-D", str(self._data), "-k", str(self._folder), *(word for each in SETTINGS for word in ("-c", each))]
        with (self._folder / "log.txt").open("ab") as log:
            self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **self._rights)  # noqa: S603 (Debian's)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {(self._folder / 'log.txt').read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self, *, hard: bool = True) -> None:
        """Stop the server: hard, as if the machine had died (``immediate``), or ending every connection in good order (``fast``)."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT if hard else signal.SIGINT)
            self._server.wait(START_SECONDS)
            self._server = None

    def empty_database(self) -> str:
        """The SQLAlchemy URL of another database, in which nothing is."""
        name = f"{NAME}_{next(self._more)}"
        self._make_database(name)
        return self._url_of(name)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _url_of(self, name: str) -> str:
        return f"postgresql+psycopg://{NAME}@/{name}?host={self._folder}"

    def _make_database(self, name: str) -> None:
        engine = sa.create_engine(self._url_of("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()

    def _answers(self) -> bool:
        command = [str(self._bin / "pg_isready"), "--quiet", "--host", str(self._folder)]
        return subprocess.run(command, check=False).returncode == 0  # noqa: S603 (Debian's)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self._folder, **self._rights)  # noqa: S603 (Debian's)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr[-2000:]}")

    def _remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def is_installed() -> bool:
    """Whether there are programs to make one with."""
    return _found() is not None


def _programs() -> Path:
    found = _found()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: postgresql)")
    return found


def _found() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: on the path, or where Debian puts the newest."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def _rights() -> dict[str, Any]:
    """As whom the server runs, for ``subprocess``."""
    if os.geteuid() != 0:
        return {}
    for name in SERVANTS:
        try:
            servant = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}
    raise RuntimeError(f"PostgreSQL refuses to run as root, and there is none of {', '.join(SERVANTS)}")

"""``houseband bot run`` as a process of its own, and how long it took over each mention, by the network's clock and by the bot's own databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.networks import Network

PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.05
_START = "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))"
_SETTINGS = """
[guards]
most_an_hour_for_one_author = 1000
most_an_hour_in_one_thread = 1000

[limits.{name}]
reads_per_15_minutes = {reads}
posts_per_15_minutes = 10000
uploads_per_15_minutes = 10000


[budget]
cents_a_day = 100000.0

[schedule]
tune_of_the_day_genres = []

[operating]
page_port = 0
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """One mention and how long its answer took, in seconds."""

    from_asking: float
    """By the network's clock, from the post to the reply."""
    from_reading: float
    """From when the mention was stored to when the network had the reply, by the bot's own database."""
    steps: Mapping[str, float]
    """Of the way from reading to the reply, in order: ``queued``, each step, ``between`` them."""


class BotAtWork:
    """A running bot."""

    def __init__(self, home: Path, network: Network, process: subprocess.Popen[str]) -> None:
        self._home = home
        self._network = network
        self._said: deque[str] = deque(maxlen=20)
        self._process = process
        threading.Thread(target=self._listen, daemon=True).start()

    def wait_until_it_listens(self) -> None:
        """Until it asked for mentions once: what was written before is history to it."""
        self._until(lambda: bool(self._row("history", "SELECT cursor FROM cursors WHERE cursor IS NOT NULL", ())))

    def ask(self, wish: str, person: int) -> Answered:
        """Ask for something and wait for the answer.

        Raises:
            RuntimeError: when none comes.
        """
        post_id = self._network.ask(wish, person)
        name = f"{self._network.name}:{post_id}"
        self._until(lambda: bool(self._row("history", "SELECT 1 FROM inbox WHERE id = ? AND state = 'done'", (name,))), wish)
        seconds = self._network.seconds_to_reply(post_id)
        if seconds is None:
            raise RuntimeError(f"the network has no reply to {wish!r}")
        received, sent = self._row("history", "SELECT i.received_at, o.sent_at FROM inbox i JOIN outbox o ON o.id = i.id WHERE i.id = ?", (name,))
        return Answered(seconds, sent - received, self._steps(name, received))

    def _steps(self, name: str, received: float) -> Mapping[str, float]:
        """Where the time went between reading and the end of the last step that the reply waited for."""
        query = "SELECT function_name, started_at_epoch_ms, completed_at_epoch_ms FROM operation_outputs WHERE workflow_uuid = ? ORDER BY function_id"
        with closing(self._open("history.queue")) as database:
            taken = [(step, begun / 1000.0, ended / 1000.0) for step, begun, ended in database.execute(query, (name,))]
        found = {"queued": taken[0][1] - received} if taken else {}
        for step, begun, ended in taken:
            found[step] = found.get(step, 0.0) + ended - begun
        found["between"] = taken[-1][2] - received - sum(found.values()) if taken else 0.0
        return found

    def _row(self, database: str, query: str, values: tuple[str, ...]) -> tuple[float, ...]:
        try:
            with closing(self._open(database)) as connection:
                return tuple(connection.execute(query, values).fetchone() or ())
        except sqlite3.OperationalError:  # it is only being made
            return ()

    def _open(self, database: str) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._home / database}.db?mode=ro", uri=True, timeout=30.0)

    def _until(self, done: object, what: str = "the first poll") -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not done():  # type: ignore[operator]
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the bot did not come to an end with {what!r}; its last lines:\n" + "".join(self._said))
            time.sleep(_LOOK_SECONDS)

    def _listen(self) -> None:
        if self._process.stderr is not None:
            self._said.extend(self._process.stderr)


@contextmanager
def bot_at_work(home: Path, network: Network, reads_per_15_minutes: int) -> Iterator[BotAtWork]:
    """A bot that listens to a network, while it lasts.

    Args:
        home: its folder.
        network: where it works.
        reads_per_15_minutes: what the network is said to grant; the bot stays under half.
    """
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "bot.toml").write_text(_SETTINGS.format(name=network.name, reads=reads_per_15_minutes), encoding="utf-8")
    environment = {**os.environ, **network.environment, "HOUSEBAND_HOME": str(home), "OMP_NUM_THREADS": "1"}
    for name in ("HOUSEBAND_DATABASE", "HOUSEBAND_CONFIG"):
        environment.pop(name, None)
    command = [sys.executable, "-c", _START, "bot", "run", "--platform", network.name]
    with subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[1], stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 (ours)
        try:
            bot = BotAtWork(home, network, process)
            bot.wait_until_it_listens()
            yield bot
        finally:
            process.terminate()
            process.wait(30.0)

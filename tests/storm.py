"""A storm: thousands of mentions on a simulated X that fails in every way it knows, while workers are killed by ``kill -9``.

The workers are ``houseband bot run --platform x``, as an operator starts them. X itself answers nobody twice and refuses what was said before; here
that help is taken away, so that nothing but the bot keeps it from answering twice. What happened is told by the simulator's own database.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from simulators.x.running import SimulatedX

ROOT = Path(__file__).parents[1]
WORDS = ("a proverb please", "a proverb about love", "a definition, please", "a limerick about rain", "proverb about money", "help")
FILMS = ("jazz, 8 seconds", "a folk tune, 8 seconds, please", "blues in E, 8 seconds")
ENDPOINTS = ("mentions", "tweets", "publish", "initialize", "append", "finalize", "status", "metadata")
SETTINGS = """
[limits]
x = { reads_per_15_minutes = 1000000, posts_per_15_minutes = 1000000, uploads_per_15_minutes = 1000000 }
[guards]
most_an_hour_for_one_author = 1000
most_an_hour_in_one_thread = 1000
most_waiting = 1000000
refusals_until_rest = 1000
[budget]
cents_a_day = 1000000.0
[schedule]
tune_of_the_day_genres = []
[history]
busy_timeout_seconds = 60.0
[operating]
page_port = 0
"""
LOOK_SECONDS = 2.0
QUIET_SECONDS = 20.0
"""After the last answer: whoever would answer a second time has done so by then."""


@dataclass(frozen=True)
class Storm:
    """What is to be lived through."""

    mentions: int
    texts: tuple[str, ...] = WORDS
    workers: int = 2
    kill_seconds: float = 20.0
    """A worker is killed, and another one started in its place, this often."""
    share: float = 0.05
    """Of calls, for each kind of failure; and of pages, that are repeated."""
    most_waiting: int = 500
    """Mentions are written as long as fewer than these are unanswered."""
    people: int = 2000
    patience_seconds: float = 5400.0
    seed: int = 0


@dataclass
class Outcome:
    """What came of it."""

    truth: dict[str, Any]
    """The simulator's own count."""
    kills: int
    seconds: float
    waits: list[float] = field(repr=False)
    """From mention to reply, in seconds."""
    tracebacks: int
    """In the workers' logs."""
    statuses: str
    """The last line of ``houseband bot queue``."""

    def count(self, name: str) -> int:
        """A figure of the truth."""
        return int(self.truth[name])

    @property
    def calls(self) -> dict[str, int]:
        """How many calls of each kind ended how."""
        return dict(self.truth["calls"])


class Crew:
    """Worker processes, of which one is killed now and then."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._environment = environment
        self._log: IO[bytes] = (home / "workers.log").open("ab")
        self.log = home / "workers.log"
        self._workers: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def start(self) -> None:
        """One more worker."""
        program = "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))"
        command = [sys.executable, "-c", program, "bot", "run", "--platform", "x"]
        self._workers.append(subprocess.Popen(command, env=self._environment, stderr=self._log, stdout=self._log))  # noqa: S603 (our own)

    def kill(self, chance: random.Random) -> None:
        """Kill one, and start another, as systemd would."""
        victim = self._workers.pop(chance.randrange(len(self._workers)))
        victim.kill()
        victim.wait()
        self.kills += 1
        self.start()

    def dead(self) -> list[int]:
        """Exit codes of workers that ended by themselves; none should."""
        return [each.returncode for each in self._workers if each.poll() is not None]

    def stop(self) -> None:
        """Tell all to stop, and see to it that they do."""
        for each in self._workers:
            each.terminate()
        for each in self._workers:
            try:
                each.wait(30.0)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
        self._log.close()


def ride_out(storm: Storm, *, url: str | None = None, say: Callable[[str], None] = lambda _line: None, folder: Path | None = None) -> Outcome:
    """Live through a storm; ``url`` is the database, a SQLite file in a folder of its own where none is given.

    Raises:
        TimeoutError: when not everybody is answered in time; the message holds the truth so far.
    """
    with _place(folder) as home, _network(home, storm) as network:
        environment = _environment(home, network, url)
        crew = Crew(home, environment)
        began = time.monotonic()
        try:
            _begin(crew, network, storm)
            _go_on(crew, network, storm, say)
            network.faults()  # a late second answer is not to fail for it
            time.sleep(QUIET_SECONDS)
        finally:
            crew.stop()
        seconds = time.monotonic() - began - QUIET_SECONDS
        tracebacks = crew.log.read_text(errors="replace").count("Traceback (most recent call last)")
        return Outcome(network.truth(), crew.kills, seconds, network.seconds_to_reply(), tracebacks, _queue(environment))


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="storm-") as place:
        yield Path(place)


def _network(home: Path, storm: Storm) -> SimulatedX:
    limits = dict.fromkeys(("me", *ENDPOINTS), 10**9)
    return SimulatedX(
        database=home / "x.sqlite", limits=limits, reach=10**6, own_reach=10**6, once_only=False, duplicate_hours=0.0,
        late_share=storm.share, late_s=2.0, own_late_s=1.0, check_after_secs=0, processing_s=0.2, seed=storm.seed,
    )  # fmt: skip


def _environment(home: Path, network: SimulatedX, url: str | None) -> dict[str, str]:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "bot.toml").write_text(SETTINGS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOUSEBAND_")}
    own = {"HOUSEBAND_HOME": str(home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **network.environment}
    return {**kept, **own, **({"HOUSEBAND_DATABASE": url} if url else {})}


def _begin(crew: Crew, network: SimulatedX, storm: Storm) -> None:
    """Let the first worker find out where time begins: what was written before is never answered. Then let things break."""
    crew.start()
    while not network.truth()["calls"]:
        time.sleep(0.2)
    time.sleep(1.0)
    for _ in range(storm.workers - 1):
        crew.start()
    kinds = dict.fromkeys(("server_error", "rate_limited", "timeout", "dropped"), storm.share)
    chances = {name: dict(kinds) for name in ENDPOINTS}
    chances["mentions"] |= {"repeat": storm.share, "disorder": storm.share}
    network.faults(chances=chances, seed=storm.seed, timeout_s=2.0)


def _go_on(crew: Crew, network: SimulatedX, storm: Storm, say: Callable[[str], None]) -> None:
    """Write mentions as fast as they are answered, kill a worker now and then, until everybody is answered."""
    chance = random.Random(storm.seed)  # noqa: S311 (a simulation)
    written, deadline, next_kill = 0, time.monotonic() + storm.patience_seconds, time.monotonic() + storm.kill_seconds
    while True:
        truth = network.truth()
        answered = int(truth["answered"])
        if answered == storm.mentions:
            return
        room = min(storm.mentions - written, storm.most_waiting - (written - answered))
        if room > 0:
            network.write_all([_post(number, storm) for number in range(written, written + room)])
            written += room
        if time.monotonic() > next_kill:
            crew.kill(chance)
            next_kill += storm.kill_seconds
            say(f"{answered:,} of {storm.mentions:,} answered, {truth['answered_twice']} twice, {crew.kills} kills")
        if time.monotonic() > deadline or crew.dead():
            raise TimeoutError(f"workers that ended: {crew.dead()}; written {written}; {truth}")
        time.sleep(LOOK_SECONDS)


def _post(number: int, storm: Storm) -> dict[str, str]:
    return {"text": f"@houseband {storm.texts[number % len(storm.texts)]}", "handle": f"fan{number % storm.people}"}


def _queue(environment: dict[str, str]) -> str:
    program = "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", program, "bot", "queue"], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip().splitlines()[-1]

"""What answering one mention costs on this machine, step by step, in seconds of a processor (the wall's clock lies while others work here)."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from benchmarks.deaf_network import deaf_network
from benchmarks.scale import progress
from bot.bootstrap import real_band
from bot.platforms.base import Author, Mention, Upload
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from bot.rehearsal import rehearsal_band
from bot.settings import BotSettings, Settings, read_settings
from bot.understanding.understand import understand
from corpora.errors import AskerError
from generators.requests import Request

Made = TypeVar("Made")

MUSIC = ("jazz", "chorale")
FILMED = "jazz"
WORDS = ("limerick", "poem", "recipe")
ASKED = (
    "@houseband could you play some slow, sad jazz in D minor, like 90 bpm, with a clarinet?",
    "@houseband blues in E please",
    "@houseband a limerick about rain",
    "@houseband surprise me",
    "@houseband eine schnelle Polka in G-Dur mit Akkordeon, bitte, aber nicht zu lang",
)
MENTIONS = 40
"""Answered on the real queue, to count what that costs without composing."""
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Cost:
    """One step."""

    step: str
    seconds: float
    """Of a processor, median; NaN where it could not be measured."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DatabaseCost:
    """What one mention costs the databases and the worker around composing."""

    writes: float
    transactions: float
    """That wrote something."""
    bytes: float
    processor_seconds: float
    idle_share: float
    """Of a core, that a worker takes while nobody asks for anything."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Everything measured."""

    steps: tuple[Cost, ...]
    file_bytes: dict[str, float]
    """Of a film and a recording of the usual length, in the mean."""
    database: DatabaseCost

    def seconds(self, step: str) -> float:
        """Of a processor, for a step."""
        return next(cost.seconds for cost in self.steps if cost.step == step)


def processor_seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time that all threads of this process spend on something."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def measured(rounds: int = 3) -> Costs:
    """Measure every step; minutes."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        settings = replace(read_settings(), home=place, database_url=f"sqlite:///{place / 'history.db'}")
        music, file_bytes = _music(settings, place, rounds)
        steps = (_understanding(), *music, *_words(settings, place, rounds), *_publishing(place, rounds * 3))
        return Costs(steps, file_bytes, _database(settings))


def _understanding() -> Cost:
    bounds = BotSettings()

    def read_all() -> None:
        for text in ASKED:
            understand(text, "houseband", None, bounds, "1")

    read_all()
    return Cost("understand", processor_seconds(read_all, 20) / len(ASKED), f"median of 20 rounds of {len(ASKED)} sentences")


def _music(settings: Settings, place: Path, rounds: int) -> tuple[list[Cost], dict[str, float]]:
    band, found, sizes = real_band(settings), [], {"mp4": [0.0], "mp3": [0.0]}
    for genre in MUSIC:
        progress(f"  {genre}")
        requests = [Request(genre, seconds=settings.bot.usual_seconds, seed=1000 + number) for number in range(rounds + 1)]
        try:
            band.compose(requests[0])  # loads the model
        except AskerError as error:
            found.append(Cost(f"compose {genre}", float("nan"), str(error)))
            continue
        pieces = [_timed(partial(band.compose, request)) for request in requests[1:]]
        found.append(Cost(f"compose {genre}", statistics.median(seconds for seconds, _ in pieces), _about(settings, rounds)))
        for kind in ("mp4", "mp3") if genre == FILMED else ():
            done = [_timed(partial(band.render, piece, [kind], place, "tune")) for _, piece in pieces]
            found.append(Cost(f"render {genre} as {kind}", statistics.median(seconds for seconds, _ in done), _about(settings, rounds)))
            sizes[kind].append(float((place / f"tune.{kind}").stat().st_size))
    return found, {kind: statistics.mean(taken[1:] or taken) for kind, taken in sizes.items()}


def _words(settings: Settings, place: Path, rounds: int) -> list[Cost]:
    band, found = real_band(settings), []
    for genre in WORDS:
        progress(f"  {genre}")
        try:
            piece = band.compose(Request(genre, seed=1000))
        except AskerError as error:
            found.append(Cost(f"compose {genre}", float("nan"), str(error)))
            continue
        seconds = [_timed(partial(band.compose, Request(genre, seed=seed)))[0] for seed in range(rounds)]
        found.append(Cost(f"compose {genre}", statistics.median(seconds), f"median of {rounds}"))
        if genre == WORDS[-1]:
            card = partial(band.render, piece, ["png"], place, "card")
            found.append(Cost("render a card", processor_seconds(card, rounds), f"median of {rounds}"))
    return found


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def _about(settings: Settings, rounds: int) -> str:
    return f"{settings.bot.usual_seconds:g} s of music, median of {rounds}"


def _publishing(place: Path, rounds: int) -> list[Cost]:
    """Uploading a film and publishing a reply, through the real client to a stand-in in another process."""
    from bot.platforms.x import XPlatform
    from bot.platforms.x_credentials import VARIABLES

    film = next(place.glob("*.mp4"), None) or _blank(place)
    mention = Mention("x", "1700000000000000000", Author("7", "fan"), "jazz", datetime.now(UTC))
    with deaf_network() as url:
        network = XPlatform.from_environment({**dict.fromkeys(VARIABLES, "benchmark-only"), "HOUSEBAND_X_BASE_URL": url})
        upload = Upload(film, "video/mp4", "a band playing")
        network.upload(upload)
        megabytes = film.stat().st_size / 1e6
        up = processor_seconds(lambda: network.upload(upload), rounds)
        out = processor_seconds(lambda: network.publish(mention, "a tune", ("1",), "key"), rounds)
    return [Cost("upload", up, f"{megabytes:.1f} MB, median of {rounds}"), Cost("publish", out, f"median of {rounds}")]


def _blank(place: Path) -> Path:
    path = place / "blank.mp4"
    path.write_bytes(b"\0" * 3_000_000)
    return path


def _database(settings: Settings) -> DatabaseCost:
    """Mentions answered on the real queue with real guards, by a band that rehearses: what is left is the queue, the guards and the databases."""
    progress("  the queue")
    from bot.staffing import open_premises
    from bot.worker import Worker

    network = MemoryNetwork()
    generous = replace(settings.guards, most_an_hour_for_one_author=1000, most_an_hour_in_one_thread=1000)
    patient = replace(settings, guards=generous, history=replace(settings.history, busy_timeout_seconds=60.0))  # others work here too
    with _counting() as counted:
        office = open_premises(patient, [MemoryPlatform(network)], f"benchmark-{time.time_ns()}").office
        crews = {name: replace(crew, band=rehearsal_band(lambda crew=crew: crew.library)) for name, crew in office.crews.items()}  # type: ignore[misc]
        worker = Worker(replace(office, crews=crews))
        worker.begin()
        _until(lambda: office.inbox.cursor("memory") is not None)
        idle_began, idle_processor = time.monotonic(), time.process_time()
        time.sleep(6.0)
        idle = (time.process_time() - idle_processor) / (time.monotonic() - idle_began)
        bytes_before, before, began, processor = _bytes(settings.home), counted.snapshot(), time.monotonic(), time.process_time()
        for number in range(MENTIONS):
            network.say("@houseband a limerick please", Author(f"fan-{number}", f"fan{number}"))
        _until(lambda: office.inbox.counts()["done"] >= MENTIONS)
        spent = time.process_time() - processor - idle * (time.monotonic() - began)
        writes, transactions = (after - earlier for after, earlier in zip(counted.snapshot(), before, strict=True))
        grown = _bytes(settings.home) - bytes_before
        worker.stop(5.0)
    return DatabaseCost(writes / MENTIONS, transactions / MENTIONS, grown / MENTIONS, spent / MENTIONS, idle)


def _until(done: Callable[[], bool], seconds: float = 180.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done within {seconds:g} s")
        time.sleep(0.1)


def _bytes(folder: Path) -> int:
    """Of all databases of a folder, once their write-ahead logs are written back: a log has the size it had at its longest."""
    for path in folder.glob("*.db"):
        with closing(sqlite3.connect(path, timeout=60.0)) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return sum(path.stat().st_size for path in folder.glob("*.db"))


class _Counted:
    """Statements that write, and transactions in which there was one."""

    def __init__(self) -> None:
        self.writes = 0
        self.transactions = 0
        self._dirty: set[int] = set()
        self._lock = threading.Lock()

    def statement(self, connection: sa.Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            with self._lock:
                self.writes += 1
                self._dirty.add(id(connection))

    def commit(self, connection: sa.Connection) -> None:
        with self._lock:
            self.transactions += id(connection) in self._dirty
            self._dirty.discard(id(connection))

    def snapshot(self) -> tuple[int, int]:
        with self._lock:
            return self.writes, self.transactions


@contextmanager
def _counting() -> Iterator[_Counted]:
    """Listen to every database of this process."""
    counted = _Counted()
    sa.event.listen(sa.Engine, "before_cursor_execute", counted.statement)
    sa.event.listen(sa.Engine, "commit", counted.commit)
    try:
        yield counted
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", counted.statement)
        sa.event.remove(sa.Engine, "commit", counted.commit)

"""A crew that answers for real, with the rehearsal band and a few words of its own in place of the parser and the wording."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.conversation import Heard, Topic, Verdict
from bot.crew import Crew
from bot.databases import Database
from bot.history.store import History
from bot.messages import PieceRecord, Played
from bot.platforms.base import Limits, Mention, Platform
from bot.queue.durable import DbosQueue
from bot.queue.heartbeats import Heartbeats
from bot.queue.inbox import Inbox
from bot.queue.outbox import Outbox
from bot.queue.port import DurableQueue
from bot.queue.steps import Patience, Workplace
from bot.rehearsal import rehearsal_band
from bot.requests import Asked
from bot.shared_clock import shared_clock
from bot.wording import ReplyText
from bot.worker import Office

PATIENCE = Patience(deaths=5, faults=5, hours=3.0)


class PlainUnderstanding:
    """Takes the first word for a genre."""

    def __call__(self, mention: Mention, handle: str, previous: PieceRecord | None, limits: Limits) -> Heard:  # noqa: ARG002 (as the port has it)
        word = mention.text.split()[0]
        if word in {"help", "stop", "nothing"}:
            return Heard(word)  # type: ignore[arg-type]
        return Heard("piece", Asked(previous.genre if previous else word, bars="2" if word == "jazz" else None, seed="7"))


class OpenDoor:
    """Answers everybody but ``bore``."""

    def judge(self, mention: Mention, heard: Heard) -> Verdict:  # noqa: ARG002 (as the port has it)
        return Verdict("ignore", "a bore") if mention.author.handle == "bore" else Verdict("answer")


class PlainWords:
    """Says the title."""

    def about_piece(self, played: Played, heard: Heard, mention: Mention, limits: Limits, rng: np.random.Generator) -> ReplyText:  # noqa: ARG002
        return ReplyText(played.piece.text or played.piece.title, played.piece.title)

    def about_itself(self, topic: Topic, heard: Heard, refusal: str, limits: Limits, rng: np.random.Generator) -> ReplyText:  # noqa: ARG002
        return ReplyText(f"About {topic}.")


class NoStorage:
    """One machine only."""

    def keep(self, path: Path) -> None:
        """Nothing to do: it is here."""

    def fetch(self, path: Path) -> bool:  # noqa: ARG002 (as the port has it)
        return False


@dataclass
class Rehearsal:
    """An office and what it works with."""

    office: Office
    history: History
    outbox: Outbox
    reports: list[tuple[str, str, BaseException]]


def crew_of(platform: Platform, history: History, outbox: Outbox, folder: Path, clock: Callable[[], float] = time.time) -> Crew:
    """Everything but the queue."""
    band = rehearsal_band(lambda: history)
    return Crew(
        platform, PlainUnderstanding(), OpenDoor(), band, PlainWords(), outbox, history, NoStorage(), folder / "pieces", clock, call_seconds=20.0
    )


def rehearsal(
    folder: Path, platform: Platform, *, url: str | None = None, queue: DurableQueue | None = None, clock: Callable[[], float] = time.time
) -> Rehearsal:
    """An office in a folder; its queue is DBOS unless another is handed in."""
    address = url or f"sqlite:///{folder / 'history.db'}"
    history = History(address, 30.0)
    database = Database(history.engine)
    clock = shared_clock(database, time.monotonic, clock)
    inbox, outbox = Inbox(database, clock, just_claimed_seconds=1.0), Outbox(database, clock)
    reports: list[tuple[str, str, BaseException]] = []
    worker = DbosQueue(address, f"worker-{time.time_ns()}", 4) if queue is None else queue
    place = Workplace(
        worker, inbox, PATIENCE, clock, np.random.default_rng(0), lambda *report: reports.append(report), {"compose": threading.Semaphore(2)}
    )
    crew = crew_of(platform, history, outbox, folder, clock)
    office = Office({platform.name: crew}, worker, inbox, Heartbeats(database, clock, 2.0), place, {platform.name: 0.1}, beat_seconds=0.4)
    return Rehearsal(office, history, outbox, reports)

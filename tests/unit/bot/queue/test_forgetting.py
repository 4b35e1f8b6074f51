from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from memory_queue import MemoryQueue

from bot.databases import Database
from bot.history.store import History
from bot.messages import OutgoingReply
from bot.platforms.base import Author, Mention, MentionPage
from bot.queue.forgetting import MENTIONS_KEPT_SECONDS, STEPS_KEPT_SECONDS, Forgetting
from bot.queue.inbox import Inbox
from bot.queue.outbox import Outbox
from bot.queue.tables import dead_letters, outbox
from bot.schedule.retention import Folders, Room, sweep

DAY = 86_400.0


@dataclass
class Clock:
    now: float = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    """An inbox with mentions that went different ways."""

    clock: Clock
    database: Database
    queue: MemoryQueue = field(default_factory=MemoryQueue)

    def __post_init__(self) -> None:
        self.inbox, self.outbox = Inbox(self.database, self.clock), Outbox(self.database, self.clock)
        self.forget = Forgetting(self.database, self.queue)

    def hears(self, *posts: int) -> None:
        author = Author("7", "fan")
        mentions = tuple(Mention("paper", str(post), author, "jazz", datetime(2026, 1, 1, tzinfo=UTC)) for post in posts)
        self.inbox.store("paper", MentionPage(mentions, None))
        self.queue.kept |= {f"paper:{post}": [] for post in posts}

    def answers(self, post: int, piece: str | None = None, *, sent: bool = True) -> None:
        self.outbox.write(OutgoingReply(f"paper:{post}", "paper", "la la", ("media-1",), "key", piece))
        if sent:
            self.outbox.sent(f"paper:{post}", f"reply-{post}")
            self.inbox.finish(f"paper:{post}", "done", "")

    def known(self) -> set[str]:
        return {standing.id for standing in self.inbox.standings(["waiting", "going", "resting", "dead", "done", "ignored"], 10_000)}

    def said(self) -> dict[str, str]:
        with self.database.reading() as connection:
            return {row.id: row.text for row in connection.execute(sa.select(outbox.c.id, outbox.c.text))}


@pytest.fixture(params=("sqlite", "postgresql"))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    history = History(f"sqlite:///{tmp_path}/history.db" if request.param == "sqlite" else request.getfixturevalue("empty_postgres"))
    yield Place(Clock(), Database(history.engine))
    history.close()


def test_what_steps_gave_goes_after_a_day_and_the_mention_stays_known(place: Place) -> None:
    place.hears(1, 2)
    place.answers(1)
    place.clock.now += STEPS_KEPT_SECONDS - 1
    assert place.forget(place.clock.now) == 0
    assert set(place.queue.kept) == {"paper:1", "paper:2"}
    place.clock.now += 2
    assert place.forget(place.clock.now) == 0
    assert set(place.queue.kept) == {"paper:2"}, "the second goes on"
    assert place.known() == {"paper:1", "paper:2"}


def test_after_a_month_only_that_it_was_answered_is_known_and_with_what(place: Place) -> None:
    place.hears(1, 2, 3, 4)
    place.answers(1, piece="piece-1")
    place.answers(2)
    place.inbox.finish("paper:3", "ignored", "a bore")
    place.clock.now += MENTIONS_KEPT_SECONDS + 1
    assert place.forget(place.clock.now) == 3
    assert place.known() == {"paper:4"}, "it still waits"
    assert place.said() == {"paper:1": "", "paper:2": ""}
    again = place.outbox.write(OutgoingReply("paper:2", "paper", "la la la", (), "key"))
    assert again.reply_id == "reply-2", "whoever hears it again finds it answered"
    assert place.outbox.piece_of_reply("paper", "reply-1") == "piece-1"
    assert place.forget(place.clock.now) == 0


def test_a_dead_letter_is_kept_for_a_month_and_then_gives_its_film_free(place: Place, tmp_path: Path) -> None:
    film = tmp_path / "pieces" / "piece-1" / "tune.mp4"
    film.parent.mkdir(parents=True)
    film.write_bytes(b"film")
    place.hears(1)
    place.answers(1, piece="piece-1", sent=False)
    place.inbox.bury("paper:1", "publish/1", "publish", "no")
    room = Room(DAY, 10**9)
    for days, left in ((29, True), (31, False)):
        now = place.clock.now + days * DAY
        place.forget(now)
        sweep(Folders(tmp_path / "pieces"), room, place.outbox.pieces_not_sent(), max(now, film.stat().st_mtime + days * DAY))
        assert film.exists() is left
    assert place.known() == set()
    with place.database.reading() as connection:
        assert connection.execute(sa.select(dead_letters)).first() is None


def test_more_than_goes_at_once_goes_too(place: Place) -> None:
    place.hears(*range(1200))
    for post in range(1200):
        place.inbox.finish(f"paper:{post}", "ignored", "a bore")
    place.clock.now += MENTIONS_KEPT_SECONDS + 1
    assert place.forget(place.clock.now) == 1200
    assert place.known() == set()
    assert place.queue.kept == {}


def test_what_was_forgotten_half_way_is_forgotten_the_next_time(place: Place) -> None:
    class Unwilling(MemoryQueue):
        def forget(self, names: Sequence[str]) -> None:  # noqa: ARG002 (as the port has it)
            raise OSError("the disk is full")

    place.hears(1)
    place.answers(1)
    place.clock.now += MENTIONS_KEPT_SECONDS + 1
    with pytest.raises(OSError, match="full"):
        Forgetting(place.database, Unwilling())(place.clock.now)
    assert place.known() == {"paper:1"}
    assert place.forget(place.clock.now) == 1

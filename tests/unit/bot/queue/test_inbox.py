import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.databases import Database
from bot.history.store import History
from bot.platforms.base import Author, Mention, MentionPage
from bot.queue.inbox import LOOK_AFTER_SECONDS, Inbox
from bot.queue.records import mention_as_json, mention_from_json


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    history = History(f"sqlite:///{tmp_path}/history.db")
    yield Inbox(Database(history.engine), clock)
    history.close()


def mention(number: int, author: str = "fan") -> Mention:
    return Mention("paper", str(number), Author(author, author), "blues 🎷 please", datetime(2026, 1, 1, 12, tzinfo=UTC))


def page(*mentions: Mention, cursor: str | None = "9") -> MentionPage:
    return MentionPage(mentions, cursor)


def test_a_mention_is_read_back_as_it_was() -> None:
    whole = replace(mention(3), reply_to="2", conversation="1", visibility="direct")
    assert mention_from_json(mention_as_json(whole)) == whole


def test_mentions_and_cursor_are_kept_together(inbox: Inbox) -> None:
    assert inbox.cursor("paper") is None
    assert inbox.store("paper", page(mention(1), mention(2), cursor="2")) == 2
    assert inbox.cursor("paper") == "2"
    assert inbox.open_mention("paper:1") == mention(1)


def test_a_page_that_fails_half_way_moves_no_cursor(inbox: Inbox) -> None:
    inbox.store("paper", page(cursor="0"))
    with pytest.raises(AttributeError):
        inbox.store("paper", page(mention(1), None, cursor="2"))  # type: ignore[arg-type]
    assert inbox.cursor("paper") == "0"
    assert inbox.counts()["waiting"] == 0


def test_a_mention_that_comes_again_is_one_mention(inbox: Inbox) -> None:
    inbox.store("paper", page(mention(1), mention(2)))
    assert inbox.store("paper", page(mention(2), mention(1), mention(3))) == 1
    assert inbox.counts()["waiting"] == 3


def test_the_same_post_of_two_networks_is_two(inbox: Inbox) -> None:
    inbox.store("paper", page(mention(1)))
    assert inbox.store("other", page(replace(mention(1), platform="other"))) == 1


def test_one_fan_with_many_requests_holds_up_nobody(inbox: Inbox) -> None:
    inbox.store("paper", page(*(mention(number) for number in range(1, 51))))
    inbox.store("paper", page(mention(51, "ann"), mention(52, "bob"), mention(53, "ann")))
    order = [errand.id for errand in inbox.claim_due(100)]
    assert set(order[:3]) == {"paper:1", "paper:51", "paper:52"}
    assert set(order[3:5]) == {"paper:2", "paper:53"}


def test_who_comes_later_does_not_overtake_for_ever(inbox: Inbox) -> None:
    inbox.store("paper", page(mention(1), mention(2)))
    first = inbox.claim_due(1)
    inbox.finish(first[0].id, "done", "")
    inbox.store("paper", page(mention(3, "ann")))
    assert [errand.id for errand in inbox.claim_due(10)] == ["paper:2", "paper:3"]


def test_an_errand_is_claimed_once_and_looked_after_later(inbox: Inbox, clock: Clock) -> None:
    inbox.store("paper", page(mention(1)))
    assert [errand.id for errand in inbox.claim_due(10)] == ["paper:1"]
    assert inbox.claim_due(10) == []
    clock.now += LOOK_AFTER_SECONDS + 1
    assert [errand.id for errand in inbox.claim_due(10)] == ["paper:1"]


def test_what_rests_is_not_due_before_its_time(inbox: Inbox, clock: Clock) -> None:
    inbox.store("paper", page(mention(1)))
    inbox.claim_due(10)
    inbox.begin("paper:1", "publish")
    inbox.rest("paper:1", "publish/1", clock.now + 500, "busy")
    clock.now += 499
    assert inbox.claim_due(10) == []
    assert not inbox.has_rested("paper:1", "publish/1")
    clock.now += 2
    assert len(inbox.claim_due(10)) == 1
    assert inbox.has_rested("paper:1", "publish/1")
    assert not inbox.has_rested("paper:1", "publish/2")


def test_beginnings_are_counted_by_step(inbox: Inbox, clock: Clock) -> None:
    inbox.store("paper", page(mention(1)))
    assert [inbox.begin("paper:1", "compose").starts for _ in range(3)] == [1, 2, 3]
    clock.now += 7
    again = inbox.begin("paper:1", "render")
    assert (again.starts, again.rounds, again.since) == (1, 0, clock.now)
    inbox.rest("paper:1", "render/1", clock.now, "later")
    assert (inbox.begin("paper:1", "render").starts, inbox.begin("paper:1", "render").rounds) == (1, 1)


def test_a_dead_letter_waits_for_a_person(inbox: Inbox, clock: Clock) -> None:
    inbox.store("paper", page(mention(1)))
    inbox.claim_due(1)
    inbox.bury("paper:1", "publish/1", "publish", "refused")
    clock.now += 1e9
    assert inbox.claim_due(10) == []
    assert [(each.id, each.reason, each.author) for each in inbox.standings(["dead"], 10)] == [("paper:1", "refused", "fan")]
    assert inbox.revive("paper:1")
    assert not inbox.revive("paper:1")
    assert len(inbox.claim_due(10)) == 1
    assert inbox.has_rested("paper:1", "publish/1")


def test_adoption_is_claimed_by_one(inbox: Inbox, clock: Clock) -> None:
    inbox.store("paper", page(mention(1)))
    inbox.claim_due(10)
    assert inbox.claim(["paper:1"]) == []  # somebody has just taken it
    clock.now += 15
    assert len(inbox.claim(["paper:1", "paper:unknown"])) == 1
    assert inbox.claim(["paper:1"]) == []


def test_a_network_is_polled_by_one_worker_at_a_time(inbox: Inbox, clock: Clock) -> None:
    assert [inbox.claim_poll("paper", 10.0) for _ in range(3)] == [True, False, False]
    clock.now += 10
    assert inbox.claim_poll("paper", 10.0)
    inbox.postpone_poll("paper", clock.now + 100)
    clock.now += 99
    assert not inbox.claim_poll("paper", 10.0)


def test_a_network_that_is_left_alone_until_midnight_is_asked_about_every_quarter_of_an_hour(inbox: Inbox, clock: Clock) -> None:
    """Not every second: a moment that far away looks as if the clock had been set back."""
    assert inbox.claim_poll("paper", 10.0)
    midnight, asked = clock.now + 9 * 3600, 0
    inbox.postpone_poll("paper", midnight)
    while clock.now < midnight:
        clock.now += 10
        if inbox.claim_poll("paper", 10.0):
            asked += 1
            inbox.postpone_poll("paper", midnight)
    assert 30 < asked < 40


def test_when_a_network_last_answered_is_known(inbox: Inbox, clock: Clock) -> None:
    assert inbox.last_heard() == {}
    inbox.claim_poll("paper", 10.0)
    assert inbox.last_heard() == {"paper": None}, "asked is not answered"
    inbox.add(mention(1))
    assert inbox.last_heard() == {"paper": None}, "what the band asks of itself is no answer"
    inbox.store("paper", page())
    clock.now += 60
    inbox.store("other", page(cursor=None))
    assert inbox.last_heard() == {"paper": clock.now - 60, "other": clock.now}


@pytest.mark.parametrize("question", ["authors_waiting", "claim_due", "turn"])
def test_a_month_of_mentions_slows_nobody_down(inbox: Inbox, tmp_path: Path, question: str) -> None:
    """No question that is asked for every mention looks at all that are over."""
    asked: list[tuple[str, Any]] = []
    engine = inbox._database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, values, *_: asked.append((statement, values)))
    ask = {
        "authors_waiting": lambda: inbox.authors_waiting("paper"),
        "claim_due": lambda: inbox.claim_due(10),
        "turn": lambda: inbox.store("paper", page(mention(1))),
    }
    ask[question]()
    looked = [(statement, values) for statement, values in asked if statement.startswith("SELECT") and "inbox" in statement]
    assert looked
    with closing(sqlite3.connect(tmp_path / "history.db")) as database:
        plans = [step[3] for statement, values in looked for step in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert not [plan for plan in plans if plan.startswith("SCAN") or plan.endswith("(platform=?)")], plans


def test_a_clock_that_is_set_back_leaves_nothing_lying(inbox: Inbox, clock: Clock) -> None:
    assert inbox.claim_poll("paper", 10.0)
    inbox.store("paper", page(mention(1), mention(2, "ann")))
    first = inbox.claim_due(1)[0].id
    inbox.begin(first, "publish")
    inbox.rest(first, "publish/1", clock.now + 30, "busy")
    clock.now -= 3600
    assert {errand.id for errand in inbox.claim_due(10)} == {"paper:1", "paper:2"}
    assert inbox.claim_poll("paper", 10.0)

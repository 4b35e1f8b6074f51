from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from guarding import LIMITS, NOON, PRICED, gate_of, memory_database

from bot.guards import breaker, buckets, ledger
from bot.guards.lists import Lists
from bot.house_rules import BudgetSettings, GuardSettings

RULES = GuardSettings(refusals_until_rest=3, first_rest_minutes=10.0, longest_rest_hours=1.0)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(("published", "most"), [(1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (15, 7), (100, 49), (300, 149)])
def test_a_rate_stays_under_half_of_what_is_published(published: int, most: int) -> None:
    assert buckets.under_half_of(published).most == most


def test_a_bucket_gives_its_burst_and_then_one_at_a_time() -> None:
    database, rate = memory_database(), buckets.under_half_of(100)
    with database.writing() as connection:
        taken = [buckets.take(connection, "paper", "post", rate, 1000.0) for _ in range(rate.burst)]
        assert taken == [None] * 12
        again = buckets.take(connection, "paper", "post", rate, 1000.0)
        assert again == pytest.approx(1000.0 + rate.seconds_each)
        assert buckets.take(connection, "paper", "post", rate, again) is None


@pytest.mark.parametrize("published", [1, 3, 15, 100, 300])
def test_regular_polling_is_never_held_up(published: int) -> None:
    gate, now = gate_of(memory_database(), replace(LIMITS, reads_per_15_minutes=published)), NOON
    for _ in range(200):
        assert gate.take("read", now) is None
        now += seconds(buckets.poll_seconds(published))


def test_everybody_in_line_is_given_a_moment_of_their_own() -> None:
    database, rate = memory_database(), buckets.Rate(1)
    with database.writing() as connection:
        assert buckets.take(connection, "paper", "post", rate, 0.0) is None
        offers = [buckets.take(connection, "paper", "post", rate, 0.0) for _ in range(3)]
    assert offers == pytest.approx([1800.0, 3600.0, 5400.0])


def test_a_clock_set_back_makes_nobody_wait_for_it() -> None:
    database, rate = memory_database(), buckets.under_half_of(100)
    with database.writing() as connection:
        assert buckets.take(connection, "paper", "post", rate, 1_000_000.0) is None
        later = buckets.take(connection, "paper", "post", rate, 900_000.0)
    assert later == pytest.approx(900_000.0 + rate.seconds_each)


def test_kinds_and_networks_have_buckets_of_their_own() -> None:
    database = memory_database()
    gate = gate_of(database, replace(LIMITS, reads_per_15_minutes=3, posts_per_15_minutes=3, uploads_per_15_minutes=3))
    for kind in ("read", "post", "upload", "excuse"):
        assert gate.take(kind, NOON) is None  # type: ignore[arg-type]
    waits = [gate.take(kind, NOON) for kind in ("read", "post", "upload")]  # type: ignore[arg-type]
    assert all(wait is not None and wait.until == NOON + seconds(1800) for wait in waits)


@pytest.mark.parametrize(("posts", "uploads", "most"), [(100, 1875, 49), (100, 15, 7), (25, 15, 7), (3, 15, 1)])
def test_uploads_stay_under_half_of_their_own_limit_and_of_that_for_posts(posts: int, uploads: int, most: int) -> None:
    gate = gate_of(memory_database(), replace(LIMITS, posts_per_15_minutes=posts, uploads_per_15_minutes=uploads))
    taken, now = 0, NOON
    while now < NOON + seconds(buckets.WINDOW_SECONDS + 1.0):
        wait = gate.take("upload", now)
        taken, now = (taken + 1, now) if wait is None else (taken, wait.until)
    assert most <= taken <= most + 1  # the last one begins another quarter of an hour


def test_the_budget_refuses_before_it_would_be_exceeded_and_begins_anew_at_midnight_utc() -> None:
    gate = gate_of(memory_database(), PRICED, budget=BudgetSettings(cents_a_day=2.5))
    assert gate.take("post", NOON) is None
    assert gate.take("post", NOON) is None
    wait = gate.take("post", NOON)
    assert wait is not None
    assert wait.until == datetime(2026, 5, 5, tzinfo=UTC)
    assert "budget" in wait.reason
    assert gate.spent_cents(NOON) == 2.0
    assert gate.take("post", wait.until) is None
    assert gate.spent_cents(wait.until) == 1.0


def test_reading_leaves_money_for_replies() -> None:
    gate = gate_of(memory_database(), PRICED, budget=BudgetSettings(cents_a_day=20.0, most_share_for_reading=0.5))
    assert gate.take("read", NOON, 100) is None
    assert gate.take("read", NOON, 1) is not None
    assert gate.take("post", NOON) is None


def test_what_was_reserved_and_not_read_is_given_back() -> None:
    gate = gate_of(memory_database(), PRICED)
    assert gate.take("read", NOON, 100) is None
    gate.settle(NOON, 100, 3)
    assert gate.spent_cents(NOON) == pytest.approx(0.3)


def test_what_waits_for_a_token_pays_nothing() -> None:
    gate = gate_of(memory_database(), replace(PRICED, posts_per_15_minutes=3))
    assert gate.take("post", NOON) is None
    assert gate.take("post", NOON) is not None
    assert gate.spent_cents(NOON) == 1.0


def test_prices_that_are_no_whole_numbers_are_rounded_up() -> None:
    assert ledger.millicents(0.1) == 100
    assert ledger.millicents(0.00004) == 1
    assert ledger.millicents(0.0) == 0


def test_a_burst_of_refusals_opens_the_breaker_and_one_success_closes_it() -> None:
    gate = gate_of(memory_database(), rules=RULES)
    assert [gate.refused(NOON) for _ in range(3)] == [False, False, True]
    wait = gate.take("post", NOON)
    assert wait is not None
    assert wait.until == NOON + seconds(600)
    assert gate.take("read", NOON) is None, "only publishing rests"
    later = NOON + seconds(600)
    assert gate.take("post", later) is None, "somebody tries"
    second = gate.take("post", later)
    assert second is not None, "and only one"
    assert second.until == later + seconds(breaker.TRY_SECONDS)
    gate.succeeded(later + seconds(2))
    assert gate.take("post", later + seconds(2)) is None


def test_the_rest_doubles_up_to_its_longest_while_the_try_fails() -> None:
    gate, now, rests = gate_of(memory_database(), rules=RULES), NOON, []
    for _ in range(3):
        gate.refused(now)
    for _ in range(5):
        wait = gate.take("post", now)
        assert wait is not None
        rests.append((wait.until - now).total_seconds())
        now = wait.until
        assert gate.take("post", now) is None
        assert gate.refused(now)
    assert rests == [600.0, 1200.0, 2400.0, 3600.0, 3600.0]


def test_refusals_now_and_then_among_successes_are_no_burst() -> None:
    gate = gate_of(memory_database(), rules=RULES)
    for _ in range(20):
        assert not gate.refused(NOON)
        gate.succeeded(NOON)
    assert not gate.refused(NOON)
    assert not gate.refused(NOON + seconds(1000)), "the first was long ago"


def test_what_was_under_way_when_the_rest_began_changes_nothing() -> None:
    gate = gate_of(memory_database(), rules=RULES)
    for _ in range(3):
        gate.refused(NOON)
    assert not gate.refused(NOON + seconds(1))
    gate.succeeded(NOON + seconds(1))
    wait = gate.take("post", NOON + seconds(2))
    assert wait is not None
    assert wait.until == NOON + seconds(600)


def test_a_try_that_never_came_back_is_tried_again() -> None:
    gate = gate_of(memory_database(), rules=RULES)
    for _ in range(3):
        gate.refused(NOON)
    assert gate.take("post", NOON + seconds(600)) is None
    assert gate.take("post", NOON + seconds(661)) is None


def test_a_rest_does_not_outlast_a_clock_set_back() -> None:
    gate = gate_of(memory_database(), rules=RULES)
    for _ in range(3):
        gate.refused(NOON)
    wait = gate.take("post", NOON - timedelta(days=3))
    assert wait is not None
    assert wait.until == NOON - timedelta(days=3) + timedelta(hours=1)


def test_a_pause_stops_everything_until_it_is_taken_back() -> None:
    database = memory_database()
    gate, lists = gate_of(database), Lists(database)
    assert lists.pause("holidays", NOON.timestamp())
    assert not lists.pause("again", NOON.timestamp())
    for kind in ("read", "post", "upload"):
        wait = gate.take(kind, NOON)  # type: ignore[arg-type]
        assert wait is not None
        assert wait.until == NOON + seconds(30)
    far = gate.take("post", NOON + timedelta(days=2))
    assert far is not None
    assert far.until == NOON + timedelta(days=2, minutes=10)
    assert lists.resume()
    assert gate.take("post", NOON) is None
    assert not lists.resume()


def test_one_network_may_be_paused_alone() -> None:
    database = memory_database()
    lists = Lists(database)
    lists.pause("", NOON.timestamp(), "other")
    assert gate_of(database).take("post", NOON) is None
    lists.pause("", NOON.timestamp(), "paper")
    assert gate_of(database).take("post", NOON) is not None
    assert lists.resume("paper")
    assert [each.platform for each in lists.paused()] == ["other"]

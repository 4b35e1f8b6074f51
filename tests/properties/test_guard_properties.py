"""Whatever the order and the moments of calls: no bucket gives more than its rate, no budget is exceeded, no author gets more than their share."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from itertools import count

import sqlalchemy as sa
from guarding import NOON, PRICED, gate_of, house_of, memory_database, mention
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guards import breaker, buckets, ledger
from bot.guards.tables import breakers
from bot.guards.tables import ledger as ledger_table
from bot.house_rules import BudgetSettings, GuardSettings

DATABASE = cache(memory_database)
names = (f"network{number}" for number in count())
"""Every example has a network of its own: making a database takes longer than most of them."""
waits = st.one_of(st.just(0.0), st.floats(0.0, 5.0), st.floats(0.0, 4000.0))
RULES = GuardSettings(refusals_until_rest=3, first_rest_minutes=1.0, longest_rest_hours=0.5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.lists(waits, min_size=1, max_size=60))
def test_no_quarter_of_an_hour_sees_more_than_the_rate(published: int, gaps: list[float]) -> None:
    name, rate, now, taken = next(names), buckets.under_half_of(published), NOON.timestamp(), []
    with DATABASE().writing() as connection:
        for gap in gaps:
            now += gap
            offer = buckets.take(connection, name, "post", rate, now)
            if offer is None:
                taken.append(now)
            else:
                assert offer > now
    for begin in taken:
        assert sum(begin <= moment < begin + buckets.WINDOW_SECONDS - 0.001 for moment in taken) <= rate.most
    assert rate.most * 2 < published or rate.most == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 40))
def test_who_comes_back_when_told_is_let_in(published: int, callers: int) -> None:
    name, rate, now = next(names), buckets.under_half_of(published), NOON.timestamp()
    with DATABASE().writing() as connection:
        offers = [buckets.take(connection, name, "post", rate, now) for _ in range(callers)]
        for offer in sorted(offer for offer in offers if offer is not None):
            assert buckets.take(connection, name, "post", rate, offer) is None


acts = st.tuples(st.sampled_from(["post", "read", "settle"]), st.integers(1, 120), st.floats(0.0, 40_000.0))


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 30.0), st.floats(0.01, 1.0), st.lists(acts, max_size=40))
def test_no_day_costs_more_than_its_budget(cents: float, share: float, calls: list[tuple[str, int, float]]) -> None:
    name, now = next(names), NOON.timestamp()
    gate = gate_of(DATABASE(), PRICED, budget=BudgetSettings(cents, share), name=name)
    reserved = 0
    for kind, pieces, gap in calls:
        moment = datetime.fromtimestamp(now, UTC)
        if kind == "settle":
            gate.settle(moment, reserved, min(reserved, pieces))
            reserved = 0
            now += gap
        elif gate.take("post" if kind == "post" else "read", moment, 1 if kind == "post" else pieces) is None and kind == "read":
            gate.settle(moment, reserved, reserved)
            reserved = pieces
    with DATABASE().reading() as connection:
        for row in connection.execute(sa.select(ledger_table).where(ledger_table.c.platform == name)):
            assert row.read_millicents + row.post_millicents <= cents * 1000.0
            assert row.read_millicents <= cents * 1000.0 * share


@given(st.floats(0.0, 1000.0))
def test_a_price_is_never_rounded_down(cents: float) -> None:
    assert cents * 1000.0 - 1e-5 <= ledger.millicents(cents) < cents * 1000.0 + 1.0


steps = st.tuples(st.sampled_from(["enter", "refused", "succeeded"]), st.floats(0.0, 900.0))


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=40))
def test_nobody_publishes_while_the_network_rests_and_every_rest_ends(events: list[tuple[str, float]]) -> None:
    name, now = next(names), NOON.timestamp()
    with DATABASE().writing() as connection:
        for event, gap in events:
            now += gap
            if event == "refused":
                breaker.refused(connection, name, RULES, now)
            elif event == "succeeded":
                breaker.succeeded(connection, name, now)
            elif breaker.resting_until(connection, name, RULES, now) is None:
                breaker.enter(connection, name, now)
                row = connection.execute(sa.select(breakers).where(breakers.c.platform == name)).one_or_none()
                assert row is None or row.trips == 0 or row.open_until <= now
            until = breaker.resting_until(connection, name, RULES, now)
            assert until is None or now < until <= now + RULES.longest_rest_hours * 3600.0
        assert breaker.resting_until(connection, name, RULES, now + 3600.0) is None


authors = st.tuples(st.sampled_from(["ann", "bob", "cem"]), st.sampled_from(["one", "two", "three"]), st.floats(0.0, 1500.0))


@settings(max_examples=15, deadline=None)
@given(st.lists(authors, min_size=5, max_size=25))
def test_no_author_and_no_thread_gets_more_than_its_share(asked: list[tuple[str, str, float]]) -> None:
    house = house_of(GuardSettings(most_an_hour_for_one_author=3, most_an_hour_in_one_thread=5, most_excuses_per_15_minutes=1000))
    said: list[tuple[float, str, str, str]] = []
    for post, (author, thread, gap) in enumerate(asked):
        house.clock.now += gap
        kind = house.guards.may_answer(mention(post, author, at=house.clock.moment, conversation=thread), house.clock.moment).kind
        said.append((house.clock.now, author, thread, kind))
    for begin, *_ in said:
        hour = [each for each in said if begin <= each[0] < begin + 3599.0 and each[3] != "ignore"]
        assert max(Counter((author, kind) for _, author, _, kind in hour if kind == "answer").values(), default=0) <= 3
        assert max(Counter(author for _, author, _, kind in hour if kind == "busy_once").values(), default=0) <= 1
        assert max(Counter(thread for _, _, thread, _ in hour).values(), default=0) <= 5

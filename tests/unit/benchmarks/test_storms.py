"""What a storm's rows say."""

from storm import Outcome

from benchmarks.storms import rows_of


def outcome(**counts: int) -> Outcome:
    calls = {"publish 201": 8, "publish dropped after 201": 1, "mentions timeout": 2, "mentions 200": 5}
    truth = {"expected": 9, "answered": 9, "lost": 0, "answered_twice": 0, "unasked": 0, "calls": calls} | counts
    return Outcome(truth, kills=2, seconds=3.0, waits=[float(number) for number in range(1, 10)], tracebacks=0, statuses="done 9")


def test_a_good_outcome_meets_every_target() -> None:
    assert not any(row.missed for row in rows_of("storm", outcome()))


def test_whoever_is_lost_or_answered_twice_is_seen() -> None:
    missed = [row.name for row in rows_of("storm", outcome(lost=1, answered_twice=2, unasked=1)) if row.missed]
    assert missed == ["storm: never answered", "storm: answered twice", "storm: answered unasked"]


def test_an_answer_that_was_lost_on_the_way_counts_as_failed() -> None:
    assert {row.name: row.figure for row in rows_of("storm", outcome())}["storm: calls that failed"] == 3

from guarding import HandClock, memory_database

from bot.databases import Database
from bot.schedule.lease import RENEW_SECONDS, TAKE_OVER_SECONDS, VALID_SECONDS, Lease, steady_seconds


def lease(database: Database, holder: str, steady: HandClock, wall: HandClock | None = None) -> Lease:
    return Lease(database, "schedule", holder, wall or HandClock(), steady)


def test_the_first_who_asks_holds_it_and_the_second_does_not() -> None:
    database, steady = memory_database(), HandClock(0.0)
    one, two = lease(database, "one", steady), lease(database, "two", steady)
    assert one.hold()
    assert not two.hold()
    assert one.is_held
    assert not two.is_held


def test_who_dies_is_followed_within_the_time_promised() -> None:
    database, steady = memory_database(), HandClock(0.0)
    one, two = lease(database, "one", steady), lease(database, "two", steady)
    for _ in range(20):
        assert one.hold()
        assert not two.hold()
        steady.now += 1.0
    died_at = steady.now
    while not two.hold():
        steady.now += 1.0
    assert VALID_SECONDS < steady.now - died_at <= TAKE_OVER_SECONDS + RENEW_SECONDS + 1.0 < 30.0
    assert not one.is_held, "the dead do not lead"


def test_there_are_never_two_leaders_even_if_the_first_only_slept() -> None:
    database, steady = memory_database(), HandClock(0.0)
    one, two = lease(database, "one", steady), lease(database, "two", steady)
    assert one.hold()
    for _ in range(40):
        two.hold()
        assert not (one.is_held and two.is_held)
        steady.now += 1.0
    assert two.is_held
    assert not one.hold(), "it finds another in its place"


def test_a_clock_on_the_wall_that_jumps_changes_nothing() -> None:
    database, steady, wall = memory_database(), HandClock(0.0), HandClock()
    one, two = lease(database, "one", steady, wall), lease(database, "two", steady, wall)
    for jump in (0.0, 86_400.0, -500_000.0, 0.0) * 5:
        wall.now += jump
        steady.now += RENEW_SECONDS
        assert one.hold()
        assert not two.hold()


def test_who_leaves_is_followed_at_once() -> None:
    database, steady = memory_database(), HandClock(0.0)
    one, two = lease(database, "one", steady), lease(database, "two", steady)
    one.hold()
    two.hold()
    one.release()
    assert not one.is_held
    assert two.hold()
    one.release()
    assert two.is_held, "nobody gives away what another holds"


def test_a_process_that_comes_back_under_the_same_name_waits_its_turn() -> None:
    database, steady = memory_database(), HandClock(0.0)
    assert lease(database, "one", steady).hold()
    assert not lease(database, "one", steady).hold()


def test_the_steady_clock_goes_on() -> None:
    first = steady_seconds()
    assert steady_seconds() >= first

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from guarding import memory_database

from bot.schedule.ticks import Ticks
from bot.schedule.timetable import Daily, DailyClock, zone_named
from corpora.errors import AskerError

BERLIN = ZoneInfo("Europe/Berlin")


def moment(text: str, zone: ZoneInfo = BERLIN) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_a_day_is_due_from_its_hour_on_until_it_is_too_late() -> None:
    clock = DailyClock(Daily(17, BERLIN))
    for text, day, too_late in (
        ("2026-05-04T17:00:00", 4, False),
        ("2026-05-05T04:59:00", 4, False),
        ("2026-05-05T05:01:00", 4, True),
        ("2026-05-05T17:00:01", 5, False),
        ("2026-05-04T18:00:00", 4, False),  # set back
    ):
        assert clock.newest(moment(text)) == date(2026, 5, day)
        assert clock.is_too_late(moment(text)) == too_late


@pytest.mark.parametrize("hour", [0, 2, 3, 4, 23])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"], ids=["spring", "autumn"])
def test_a_day_has_one_tick_where_clocks_change(day: str, hour: int) -> None:
    clock, seen = DailyClock(Daily(hour, BERLIN)), []
    begin = moment(f"{day}T00:00:00") - 86_400.0
    for quarter in range(4 * 24 * 3):
        due = clock.newest(begin + quarter * 900.0)
        if due is not None and (not seen or seen[-1] != due):
            seen.append(due)
    assert seen == sorted(set(seen))
    assert len(seen) >= 3 - (hour == 2), "a day without that hour may be left out"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"])
def test_every_day_of_a_leap_year_has_one_tick(zone: str) -> None:
    clock, seen = DailyClock(Daily(4, ZoneInfo(zone))), set()
    begin = moment("2028-01-01T04:00:00", ZoneInfo(zone))
    for half_hour in range(2 * 24 * 366):
        seen.add(clock.newest(begin + half_hour * 1800.0))
    assert seen == {date(2028, 1, 1) + timedelta(days=day) for day in range(366)}
    assert date(2028, 2, 29) in seen


def test_a_zone_that_is_unknown_is_named() -> None:
    assert zone_named("Europe/Berlin") == BERLIN
    for wrong in ("Moon/Base", "", "../../etc/passwd"):
        with pytest.raises(AskerError, match="time zone"):
            zone_named(wrong)


def test_a_chore_that_was_never_heard_of_begins_with_what_comes_next() -> None:
    ticks, today = Ticks(memory_database()), date(2026, 5, 4)
    assert ticks.is_done("tune", today, 0.0)
    assert not ticks.is_done("tune", today + timedelta(days=1), 0.0)
    ticks.mark_done("tune", today + timedelta(days=1), 0.0)
    assert ticks.is_done("tune", today + timedelta(days=1), 0.0)


def test_a_clock_set_back_repeats_nothing_and_one_set_far_ahead_stops_nothing() -> None:
    ticks, today = Ticks(memory_database()), date(2026, 5, 4)
    ticks.mark_done("tune", today, 0.0)
    assert ticks.is_done("tune", today - timedelta(days=2), 0.0)
    ticks.mark_done("tune", date(2030, 1, 1), 0.0)
    assert not ticks.is_done("tune", today + timedelta(days=1), 0.0)


def test_days_are_forgotten_after_a_year() -> None:
    ticks = Ticks(memory_database())
    ticks.mark_done("tune", date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    ticks.mark_done("tune", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    assert not ticks.is_done("tune", date(2024, 1, 1), 0.0)

from pathlib import Path

import pytest

from benchmarks.answering_costs import Cost, Costs, DatabaseCost
from benchmarks.queueing import PAGE, demand_of, fairness_rows, load_rows, side_by_side, sqlite_transactions_a_second, write_page

COSTS = Costs(
    steps=(
        Cost("understand", 0.001),
        Cost("compose jazz", 1.0),
        Cost("compose chorale", 2.0),
        Cost("render jazz as mp4", 5.0),
        Cost("render jazz as mp3", 1.0),
        Cost("compose limerick", 0.5),
        Cost("compose poem", 1.5),
        Cost("compose recipe", float("nan"), "not installed"),
        Cost("upload", 0.01),
        Cost("publish", 0.002),
    ),
    file_bytes={"mp4": 3e6, "mp3": 5e5},
    database=DatabaseCost(30.0, 20.0, 10_000.0, 0.05, 0.02),
)


def figures(load: int) -> dict[str, float]:
    return {row.name.partition("a day: ")[2]: row.figure for row in load_rows(load, demand_of(COSTS))}


def test_a_mention_costs_what_its_steps_cost() -> None:
    demand = demand_of(COSTS)
    assert demand.plant.text_seconds == pytest.approx(0.001 + 1.0 + 0.002 + 0.05)
    assert demand.plant.music_seconds == pytest.approx(0.001 + 1.5 + 5.0 + 0.01 + 0.002 + 0.05)
    assert demand.media_bytes == pytest.approx(0.7 * 3e6)


def test_a_thousand_a_day_take_a_core_or_two_and_one_account() -> None:
    found = figures(1000)
    assert 1 <= found["workers (cores)"] <= 4
    assert found["wait, p50"] <= found["wait, p95"] <= 30.0
    assert found["accounts on X, at 49 replies in 15 minutes"] == 1
    assert found["X, a day"] == pytest.approx(11.0)
    assert found["films a day"] == pytest.approx(2.1)
    assert found["database writes a second, mean"] == pytest.approx(1000 * 30 / 86400)


def test_one_account_is_too_few_for_ten_thousand() -> None:
    found = figures(10_000)
    assert found["accounts on X, at 49 replies in 15 minutes"] == 3
    assert found["wait with one account on X, p95"] > 3600


def test_a_fan_waits_for_himself() -> None:
    with_turns, first_come = (row.figure for row in fairness_rows(demand_of(COSTS)))
    assert with_turns < first_come / 3


def test_tables_are_written_into_their_places(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- costs -->\nold\n<!-- end of costs -->\nb\n<!-- loads -->\n<!-- end of loads -->\nc\n", encoding="utf-8")
    rows = [*load_rows(1000, demand_of(COSTS)), *load_rows(2000, demand_of(COSTS)), *fairness_rows(demand_of(COSTS))]
    write_page(rows, page)
    once = page.read_text(encoding="utf-8")
    write_page(rows, page)
    assert page.read_text(encoding="utf-8") == once
    assert "old" not in once
    assert "1,000" in once.partition("<!-- loads -->\n")[2].partition("\n")[0]
    assert once.index("a fan sends") < once.index("<!-- loads -->")


def test_a_page_without_a_place_is_named(tmp_path: Path) -> None:
    page = tmp_path / "empty.md"
    page.write_text("nothing here", encoding="utf-8")
    with pytest.raises(ValueError, match=r"empty\.md has no place"):
        write_page([], page)


def test_loads_stand_side_by_side() -> None:
    table = side_by_side(load_rows(1000, demand_of(COSTS))).splitlines()
    assert table[0].startswith("| a day")
    assert len({line.count("|") for line in table}) == 1
    assert len({len(line) for line in table}) == 1


def test_the_document_has_places_for_the_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(mark in text for mark in ("<!-- costs -->", "<!-- end of costs -->", "<!-- loads -->", "<!-- end of loads -->"))


def test_sqlite_takes_some_transactions() -> None:
    assert sqlite_transactions_a_second(0.1) > 20

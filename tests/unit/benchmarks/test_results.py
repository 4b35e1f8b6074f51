"""The tables say what was met, and rewriting one section of the results keeps the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.machine import machine_lines
from benchmarks.results import record, section
from benchmarks.table import Row, Target, at_least, at_most, markdown_table, not_measured


@pytest.mark.parametrize(
    ("target", "figure", "met"),
    [(at_least(95), 95.0, True), (at_least(95), 94.9, False), (at_most(0.5), 0.5, True), (at_most(0.5), 0.6, False)],
)
def test_bounds_are_inclusive(target: Target, figure: float, met: bool) -> None:
    assert target.met_by(figure) is met


def test_a_table_with_targets_says_which_are_met_and_what_was_not_measured() -> None:
    rows = [
        Row("wall time", 0.7, "s", target=at_most(0.8)),
        Row("single", 9000.0, "tokens/s", target=at_least(10_000)),
        not_measured("ratio", "transformers | torch are not installed", at_least(20)),
    ]
    assert markdown_table(rows).splitlines() == [
        "| measure   | figure | unit     | target   | met         | note                                   |",
        "|-----------|--------|----------|----------|-------------|----------------------------------------|",
        "| wall time | 0.7    | s        | ≤ 0.8    | met         |                                        |",
        "| single    | 9,000  | tokens/s | ≥ 10,000 | **not met** |                                        |",
        "| ratio     | –      |          | ≥ 20     |             | transformers / torch are not installed |",
    ]


def test_figures_that_differ_late_are_shown_to_as_many_places_as_it_takes() -> None:
    line = markdown_table([Row("nats", 1.51647, "", target=at_most(1.5165), places=4)]).splitlines()[2]
    assert line.split("|")[2:5] == [" 1.5165 ", " ≤ 1.5165 ", " met "]


def test_recording_one_section_keeps_the_others_in_order(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    order = ["First", "Second"]
    for title, figure in (("Second", 2.0), ("Elsewhere", 3.0), ("First", 1.0), ("Second", 4.0)):
        record(title, section(title, f"About {title}.", [Row("x", figure, "s")], 0.0), order, path)
    text = path.read_text()
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# What was measured", "## First", "## Second", "## Elsewhere"]
    assert [line.split("|")[2].strip() for line in text.splitlines() if line.startswith("| x")] == ["1", "4", "3"]
    assert list(tmp_path.iterdir()) == [path]


def test_the_machine_is_named() -> None:
    text = "\n".join(machine_lines())
    assert "cores" in text
    assert "GiB" in text
    assert "numpy " in text

"""A day of the whole bot on a fast clock: memory flat, files within their room, everybody answered once or left alone for a stated reason."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from days.flatness import is_flat

TESTS = Path(__file__).parents[1]


def lived(folder: Path, *arguments: str) -> dict[str, Any]:
    """A day in a process of its own: nothing of what tests before it did is in its memory."""
    environment = {**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}", "OMP_NUM_THREADS": "1", "HOUSEBAND_HOME": str(folder / "nobody")}
    command = [sys.executable, "-m", "days", str(folder / "day"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=TESTS, check=False)  # noqa: S603 (our own)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def everybody_was_served(day: dict[str, Any]) -> None:
    truth = day["truth"]
    assert truth["answered_twice"] == 0, truth["answered_twice_ids"]
    assert day["unexplained"] == []
    assert day["standings"].keys() <= {"done", "ignored"}, day["standings"]
    assert day["unheard"] == 0
    assert truth["answered"] > 0.6 * day["written"]
    assert day["blabbed"] == []
    assert day["health"] == [200]


def stays_flat(day: dict[str, Any], **allowed: tuple[float, float]) -> None:
    """What was measured all day, and how much it may grow: a share of itself and some room."""
    for name, (share, room) in allowed.items():
        values = [sample[name] for sample in day["samples"]]
        assert is_flat(values, share, room), (name, values)


@pytest.mark.parametrize(("values", "flat"), [([5] * 2 + [9] * 14, True), (list(range(50, 66)), False), ([9] * 13 + [9, 99, 9], True)])
def test_what_is_called_flat(values: list[float], flat: bool) -> None:
    assert is_flat(values, 0.05) is flat


def test_an_hour_in_which_nobody_is_forgotten(tmp_path: Path) -> None:
    day = lived(tmp_path, "--hours", "1", "--mentions", "15", "--one-real-in", "0", "--step-seconds", "300", "--no-month")
    everybody_was_served(day)
    assert day["written"] > 15


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_day_without_music_leaves_nothing_in_memory(tmp_path: Path) -> None:
    """Queue, guards, network, scheduler: what they keep of each mention would show here, to a few dozen objects."""
    day = lived(tmp_path, "--hours", "24", "--mentions", "800", "--one-real-in", "0", "--step-seconds", "120", "--no-month")
    everybody_was_served(day)
    stays_flat(day, blocks=(0.01, 0), rss_mb=(0.05, 8), threads=(0, 3), open_files=(0, 8), connections=(0, 6), ahead_mb=(0.05, 4))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_day_on_the_network_leaves_the_house_as_it_was(tmp_path: Path) -> None:
    day = lived(tmp_path, "--hours", "24", "--mentions", "1000")
    everybody_was_served(day)
    assert day["written"] >= 1000
    # Python's blocks still grow while caches of words, which are bounded, fill up.
    stays_flat(day, blocks=(0.12, 0), rss_mb=(0.05, 8), threads=(0, 3), open_files=(0, 8), connections=(0, 6), ahead_mb=(0.05, 4))
    assert day["series"][1] <= day["series"][0] + 10, "figures for Prometheus are as many in the evening as at noon"
    assert day["most_too_much_mb"] <= 0.0
    assert day["oldest_file_hours"] < 0.2 * 24 + 0.3
    assert sum(day["bytes_by_table"].values()) / day["written"] < 10_000, "all that a mention takes for a day"
    assert len(day["backups"]) == 2 * 3
    of_the_past_month, kept = 60, {"pieces", "files", "outbox", "ledger", "ticks"}
    later = day["rows_a_month_later"]
    assert {name for name, count in later.items() if count > of_the_past_month} <= kept, "the rest is forgotten"
    for_good = sum(size for name, size in day["bytes_a_month_later"].items() if name in kept)
    assert for_good / day["written"] < 2_500

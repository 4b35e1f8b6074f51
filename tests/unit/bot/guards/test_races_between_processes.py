"""Several processes on one database get together what one of them would get alone."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from racing import TRIES

from bot.history.store import History

RACING = Path(__file__).parents[3] / "racing.py"
GETS = {"uploads": 1, "money": 8, "answers": 5}
"""An upload at once where 7 are allowed in a quarter of an hour; 8 cents at a cent each; 5 answers an hour."""


def got(url: str, contest: str, processes: int) -> list[int]:
    begins_at = str(time.time() + 2.0)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(RACING.parent), str(RACING.parents[1])))}
    commands = [[sys.executable, str(RACING), url, contest, f"racer{number}", begins_at] for number in range(processes)]
    racers = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for command in commands]  # noqa: S603 (our own program)
    said = [racer.communicate(timeout=100)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * processes
    return [int(text) for text in said]


def expect(url: str, contest: str, processes: int) -> None:
    counts = got(url, contest, processes)
    if contest == "lease":
        assert sorted(counts) == [0] * (processes - 1) + [TRIES]
    else:
        assert sum(counts) == GETS[contest]


@pytest.mark.parametrize("contest", ["money", "lease"])
def test_on_sqlite(tmp_path: Path, contest: str) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    expect(url, contest, 2)


@pytest.mark.slow
@pytest.mark.parametrize("contest", [*GETS, "lease"])
def test_on_sqlite_with_more(tmp_path: Path, contest: str) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    expect(url, contest, 4)


@pytest.mark.slow
@pytest.mark.parametrize("contest", [*GETS, "lease"])
def test_on_postgresql(empty_postgres: str, contest: str) -> None:
    History(empty_postgres).close()
    expect(empty_postgres, contest, 3)

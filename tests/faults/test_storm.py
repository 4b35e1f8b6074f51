"""A small storm; ``python -m benchmarks storms`` lives through the large ones."""

from dataclasses import replace
from pathlib import Path

import pytest
from storm import FILMS, Outcome, Storm, ride_out

SMALL = Storm(mentions=150, kill_seconds=8.0, people=60, patience_seconds=600.0)
FILMED = replace(SMALL, mentions=12, texts=FILMS)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.mark.parametrize("storm", [SMALL, FILMED], ids=["words", "films"])
def test_everybody_is_answered_once(tmp_path: Path, storm: Storm) -> None:
    assert_everybody_was_answered_once(ride_out(storm, folder=tmp_path))


def test_everybody_is_answered_once_on_postgresql(tmp_path: Path, empty_postgres: str) -> None:
    assert_everybody_was_answered_once(ride_out(SMALL, url=empty_postgres, folder=tmp_path))


def assert_everybody_was_answered_once(outcome: Outcome) -> None:
    assert outcome.count("lost") == 0, outcome
    assert outcome.count("answered_twice") == 0, outcome
    assert outcome.count("unasked") == 0, outcome
    assert outcome.kills > 0
    assert outcome.tracebacks == 0

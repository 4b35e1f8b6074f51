"""A small storm; ``python -m benchmarks storms`` lives through the large ones."""

from pathlib import Path

import pytest
from storm import FILMS, WORDS, Outcome, Storm, ride_out

SMALL = Storm(mentions=150, kill_seconds=8.0, people=60, patience_seconds=600.0)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("texts", [WORDS, FILMS], ids=["words", "films"])
def test_everybody_is_answered_once(tmp_path: Path, texts: tuple[str, ...]) -> None:
    check(ride_out(Storm(SMALL.mentions if texts is WORDS else 12, texts, kill_seconds=8.0, people=60, patience_seconds=600.0), folder=tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_everybody_is_answered_once_on_postgresql(tmp_path: Path, postgres: str) -> None:
    check(ride_out(SMALL, url=postgres, folder=tmp_path))


def check(outcome: Outcome) -> None:
    assert outcome.count("lost") == 0, outcome
    assert outcome.count("answered_twice") == 0, outcome
    assert outcome.count("unasked") == 0, outcome
    assert outcome.kills > 0
    assert outcome.tracebacks == 0

"""What is loaded before anybody asks."""

import threading
from contextlib import ExitStack

import pytest

from bot.bootstrap import compose_for_real
from bot.requests import understood
from bot.settings import BotSettings
from bot.understanding.understand import understand
from bot.warming import WISHES, warming_up
from corpora.errors import AskerError
from generators.genres import genre, genre_names

PATIENCE_SECONDS = 30.0


class Rehearsal:
    """Says when a wish is fulfilled."""

    def __init__(self, *errors: Exception) -> None:
        self.fulfilled: list[str] = []
        self.errors = list(errors)
        self.another = threading.Semaphore(0)

    def __call__(self, wish: str) -> None:
        self.fulfilled.append(wish)
        self.another.release()
        if self.errors:
            raise self.errors.pop(0)

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.another.acquire(timeout=PATIENCE_SECONDS)


def test_all_wishes_are_fulfilled_while_nobody_asks() -> None:
    rehearsal = Rehearsal()
    with warming_up(rehearsal, lambda: True, breath_seconds=0.0):
        rehearsal.wait_for(len(WISHES))
    assert rehearsal.fulfilled == list(WISHES)


def test_it_ends_when_somebody_asks() -> None:
    rehearsal, idle = Rehearsal(), iter([True, True, False])
    asked = threading.Event()

    def is_idle() -> bool:
        found = next(idle)
        if not found:
            asked.set()
        return found

    with warming_up(rehearsal, is_idle, breath_seconds=0.0):
        assert asked.wait(PATIENCE_SECONDS)
    assert rehearsal.fulfilled == list(WISHES[:2])


def test_who_is_stopped_at_once_rehearses_nothing() -> None:
    rehearsal = Rehearsal()
    with warming_up(rehearsal, lambda: True, breath_seconds=PATIENCE_SECONDS):
        pass
    assert rehearsal.fulfilled == []


@pytest.mark.parametrize(("error", "more"), [(AskerError("not installed"), len(WISHES) - 1), (OSError("disk"), 0)])
def test_nothing_depends_on_it(error: Exception, more: int) -> None:
    rehearsal = Rehearsal(error)
    with ExitStack() as stack:
        stack.enter_context(warming_up(rehearsal, lambda: True, breath_seconds=0.0))
        rehearsal.wait_for(1 + more)
    assert len(rehearsal.fulfilled) == 1 + more


def test_the_wishes_warm_up_every_generator() -> None:
    asked = [understand(f"@houseband {wish}", "houseband", None, BotSettings(), "1").asked for wish in WISHES]
    warm = {genre(each.genre).generator for each in asked if each is not None}
    assert warm == {genre(name).generator for name in genre_names()}


def test_a_wish_can_be_played() -> None:
    asked = understand(f"@houseband {WISHES[1]}", "houseband", None, BotSettings(), "1").asked
    assert asked is not None
    assert compose_for_real(understood(asked)).title

"""While nobody waits: what the first mention after a start would wait for is loaded. Models and dictionaries come when they are first used."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from corpora.errors import AskerError

WISHES = ("jazz, 8 seconds", "a proverb", "a chorale, 8 seconds", "ragtime, 8 seconds", "a drama")
"""One for each generator; the most wanted first."""
BREATH_SECONDS = 1.0
"""A worker that begins because another one died has work before that."""
LAST_WISH_SECONDS = 1.5
"""What the wish at hand is given to end when the worker stops."""

_log = logging.getLogger(__name__)


@contextmanager
def warming_up(
    rehearse: Callable[[str], object], is_idle: Callable[[], bool], wishes: Sequence[str] = WISHES, breath_seconds: float = BREATH_SECONDS
) -> Iterator[None]:
    """Fulfil wishes that nobody has, beside what goes on meanwhile, for as long as there is nothing to do.

    Args:
        rehearse: fulfils a wish and keeps nothing of it.
        is_idle: whether nobody waits for an answer; once somebody does, answering warms up by itself.
        wishes: as people write them.
        breath_seconds: before the first one.
    """
    over = threading.Event()

    def warm_up() -> None:
        over.wait(breath_seconds)
        try:
            for wish in wishes:
                if over.is_set() or not is_idle():
                    return
                _fulfil(rehearse, wish)
        except Exception:
            _log.warning("warming up was given up; nothing depends on it", exc_info=True)

    thread = threading.Thread(target=warm_up, name="houseband-warming-up", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LAST_WISH_SECONDS)


def _fulfil(rehearse: Callable[[str], object], wish: str) -> None:
    try:
        rehearse(wish)
    except AskerError as error:  # a generator that is not installed
        _log.debug("no need to warm up for %r: %s", wish, type(error).__name__)

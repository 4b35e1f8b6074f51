"""How many films a process makes at once: as many as the machine has cores for.

Two films that share two cores are both late, and take about a tenth more work together. One after the other, the first is ready in about half
the time; the second makes its sound meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

WORKERS = 2
"""Threads that draw and encode one film."""
_ROOMS = BoundedSemaphore(max(1, (os.cpu_count() or 1) // WORKERS))


@contextmanager
def studio(meanwhile: Callable[[], object]) -> Iterator[None]:
    """A place to make a film in. Where all are taken, ``meanwhile`` is done (work that needs none), and then the next free one is waited for."""
    if not _ROOMS.acquire(blocking=False):
        meanwhile()
        _ROOMS.acquire()
    try:
        yield
    finally:
        _ROOMS.release()

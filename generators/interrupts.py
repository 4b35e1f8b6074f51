"""Ctrl-C between updates: a run that is interrupted finishes the update it is in, so that what it saves is a state it could resume from."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Whether Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.asked = False

    def raise_if_asked(self) -> None:
        """Stop here, where nothing is half done.

        Raises:
            KeyboardInterrupt: when Ctrl-C was pressed.
        """
        if self.asked:
            raise KeyboardInterrupt


@contextmanager
def held_back() -> Iterator[Interruption]:
    """Inside, the first Ctrl-C is only noted; a second one interrupts at once. Elsewhere than in the main thread nothing changes."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        interruption.asked = True
        signal.signal(signal.SIGINT, former)

    former = signal.signal(signal.SIGINT, note)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, former)

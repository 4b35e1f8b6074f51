"""Making something on a thread of its own while something else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Meanwhile(Generic[Made]):
    """A value that is made once, in the background if there is time for it.

    Opening the history imports SQLAlchemy, 0.15 s, while composing waits for a model runtime that leaves the interpreter free.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start making the value, unless it is made or being made."""
        if self._thread is None and not self._made:
            self._thread = threading.Thread(target=self._run, name="meanwhile")
            self._thread.start()

    def result(self) -> Made:
        """The value, when it is made; what went wrong in making it is raised here, and the next call tries again."""
        self.begin()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        error, self._error = self._error, None
        if error is not None:
            raise error
        return self._made[0]

    def settle(self) -> None:
        """Wait until nothing is being made any more, whatever came of it."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._made.append(self._make())
        except Exception as error:
            self._error = error

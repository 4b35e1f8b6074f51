"""Keeping the last few things that were drawn, for several threads that go the same way through a film."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Newest(Generic[Key, Made]):
    """The newest ``most`` things made, by key.

    Not an ``lru_cache`` around a method: that holds its object and is held by it, so that a film's tens of megabytes would stay until the
    garbage collector happens to look. And threads that want the same thing at once wait until one of them has made it.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: dict[Key, Made] = {}
        self._making = Lock()

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """What was made for the key, or is made now; the oldest goes where there are too many."""
        with self._making:
            if key not in self._made:
                made = make()
                while len(self._made) >= self.most:
                    del self._made[next(iter(self._made))]
                self._made[key] = made
            return self._made[key]

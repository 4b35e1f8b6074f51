"""Composing once what is rendered right after: the steps of an answer hand on records, not music, and the music is still warm."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable

from bot.requests import request_as_json
from generators.compositions import Finished
from generators.requests import Request


class Lately:
    """A composer that remembers its last pieces. The same request and seed give the same piece, so a piece it forgot is only slower."""

    def __init__(self, compose: Callable[[Request], Finished], pieces: int) -> None:
        self._compose = compose
        self._most = pieces
        self._kept: OrderedDict[str, Finished] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Finished:
        """The piece a request makes; of requests that continue no file."""
        name = json.dumps(request_as_json(request))
        with self._lock:
            if name in self._kept:
                return self._kept[name]
        made = self._compose(request)
        with self._lock:
            self._kept[name] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

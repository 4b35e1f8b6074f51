"""Standing in front of what answering works with and telling the instruments what passes: the flow itself knows nothing of being watched."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from types import TracebackType
from typing import Protocol

from bot.conversation import Heard, Verdict
from bot.messages import NotYetError
from bot.operating.instruments import Instruments
from bot.operating.logs import told
from bot.platforms.base import Author, Limits, Mention, MentionPage, Platform, Span, Upload
from bot.service import Band
from generators.compositions import Finished
from generators.requests import Request

STEPS = ("understand", "guard", "compose", "render", "upload", "publish", "remember")
_log = logging.getLogger("bot.steps")


class WatchedPlatform:
    """A network, watched."""

    def __init__(self, platform: Platform, instruments: Instruments) -> None:
        self._platform = platform
        self._instruments = instruments
        self.name = platform.name

    @property
    def limits(self) -> Limits:
        """As the network says by now."""
        return self._platform.limits

    def me(self) -> Author:
        """As the network says."""
        return self._platform.me()

    def mentions(self, since: str | None) -> MentionPage:
        """As the network says; counted."""
        with self._watching("polling"):
            page = self._platform.mentions(since)
        self._instruments.polled(self.name, len(page.mentions))
        return page

    def upload(self, upload: Upload) -> str:
        """As the network does; failures are counted."""
        with self._watching("uploading"):
            return self._platform.upload(upload)

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """As the network does; counted."""
        with self._watching("publishing"):
            reply = self._platform.publish(mention, text, media, key)
        self._instruments.published(self.name)
        return reply

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """As the network does; counted."""
        with self._watching("publishing"):
            post = self._platform.post(text, media, key)
        self._instruments.published(self.name)
        return post

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:
        """As the network says; failures are counted."""
        with self._watching("looking"):
            return self._platform.find_reply(mention, key, span)

    @contextmanager
    def _watching(self, call: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._instruments.failed(self.name, call, type(error).__name__)
            raise


class Guarding(Protocol):
    """Whoever decides what is answered."""

    def judge(self, mention: Mention, heard: Heard) -> Verdict:
        """Whether a mention is answered."""
        ...


class WatchedGuards:
    """Guards, watched."""

    def __init__(self, guards: Guarding, instruments: Instruments) -> None:
        self._guards = guards
        self._instruments = instruments

    def judge(self, mention: Mention, heard: Heard) -> Verdict:
        """As the guards decide; counted."""
        try:
            verdict = self._guards.judge(mention, heard)
        except NotYetError:
            self._instruments.judged(mention.platform, "later")
            raise
        self._instruments.judged(mention.platform, verdict.kind)
        return verdict


def watched_band(band: Band, instruments: Instruments) -> Band:
    """A band whose pieces are counted."""

    def compose(request: Request) -> Finished:
        composition = band.compose(request)
        instruments.composed(composition.request.genre)
        return composition

    return replace(band, compose=compose)


class TimedGate:
    """What a step holds while it works, with a clock: how long the step took once it was let in. Any number of threads at once."""

    def __init__(self, step: str, gate: AbstractContextManager[object], instruments: Instruments) -> None:
        self._step = step
        self._gate = gate
        self._instruments = instruments
        self._entered = threading.local()

    def __enter__(self) -> None:
        self._gate.__enter__()
        self._entered.at = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        seconds = time.perf_counter() - self._entered.at
        self._gate.__exit__(kind, error, trace)
        self._instruments.stepped(self._step, seconds)


def timed_gates(gates: Mapping[str, AbstractContextManager[object]], instruments: Instruments) -> dict[str, AbstractContextManager[object]]:
    """The gates of a workplace, each with a clock; steps that need no gate get a clock too."""
    return {step: TimedGate(step, gates.get(step, nullcontext()), instruments) for step in dict.fromkeys((*STEPS, *gates))}


def reporting(instruments: Instruments) -> Callable[[str, str, BaseException], None]:
    """What a workplace reports its failed steps to: a line in the log, and a count."""

    def report(errand: str, step: str, error: BaseException) -> None:
        kind = type(error).__name__
        instruments.retried(step, kind)
        # That it is not yet a reply's turn is the guards' daily work, no trouble.
        level = logging.DEBUG if isinstance(error, NotYetError) else logging.WARNING
        _log.log(level, "a step failed: %s", told(error), extra={"errand": errand, "step": step, "kind": kind})

    return report

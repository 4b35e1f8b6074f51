"""The port: what is worth counting while the bot works. :class:`bot.operating.metrics.PrometheusInstruments` counts it, :class:`Silent` does not."""

from __future__ import annotations

from typing import Protocol


class Instruments(Protocol):
    """Told of what happens; never fails, never waits."""

    def polled(self, platform: str, mentions: int) -> None:
        """A network was asked for mentions and gave so many."""
        ...

    def judged(self, platform: str, kind: str) -> None:
        """The guards decided about a mention: ``answer``, ``ignore`` or ``busy``; ``later`` where it waits."""
        ...

    def composed(self, genre: str) -> None:
        """A piece was composed."""
        ...

    def stepped(self, step: str, seconds: float) -> None:
        """A step of answering ended, however it did, after so many seconds of work; rests are not counted."""
        ...

    def published(self, platform: str) -> None:
        """A network took a reply or a post of ours."""
        ...

    def failed(self, platform: str, call: str, kind: str) -> None:
        """A call to a network failed: ``polling``, ``uploading``, ``publishing`` or ``looking``; the kind of error."""
        ...

    def retried(self, step: str, kind: str) -> None:
        """A step failed and is taken again, or given up; the kind of error."""
        ...

    def chore_ended(self, chore: str, kind: str) -> None:
        """A chore was done, or failed with a kind of error; the kind is empty where it was done."""
        ...


class Silent:
    """Counts nothing."""

    def polled(self, platform: str, mentions: int) -> None:
        """Nothing to do."""

    def judged(self, platform: str, kind: str) -> None:
        """Nothing to do."""

    def composed(self, genre: str) -> None:
        """Nothing to do."""

    def stepped(self, step: str, seconds: float) -> None:
        """Nothing to do."""

    def published(self, platform: str) -> None:
        """Nothing to do."""

    def failed(self, platform: str, call: str, kind: str) -> None:
        """Nothing to do."""

    def retried(self, step: str, kind: str) -> None:
        """Nothing to do."""

    def chore_ended(self, chore: str, kind: str) -> None:
        """Nothing to do."""

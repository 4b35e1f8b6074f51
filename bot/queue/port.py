"""The port: what the bot asks of a durable queue. :mod:`bot.queue.durable` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from bot.messages import JsonObject
from bot.queue.records import Errand

Flow = Callable[[str], None]
"""The work of one errand, by its name. It may be begun again from the top at any time: what it did once through :meth:`DurableQueue.once` is not
done again."""


class LaidAside(BaseException):
    """The errand goes on later, perhaps elsewhere; nothing more is to be done about it here.

    No error: it ends the work of a thread, past every handler of errors.
    """


class DurableQueue(Protocol):
    """Errands that are carried out whatever dies on the way."""

    worker: str
    """The name of this process among the workers."""

    def open(self, flow: Flow, platforms: Collection[str]) -> None:
        """Begin to carry out the errands of these platforms."""
        ...

    def start(self, errands: Sequence[Errand]) -> Mapping[str, str]:
        """See to it that errands go: new ones are queued by their turn, those laid aside go on; nothing happens to those that go already.

        Returns:
            Those whose flow has ended, to which nothing happens either: by their names, how it ended.
        """
        ...

    def begin_anew(self, errands: Sequence[Errand]) -> None:
        """Forget how far errands have come, and queue them."""
        ...

    def once(self, step: str, work: Callable[[], JsonObject]) -> JsonObject:
        """Inside a flow: do something and keep its result; where the flow has come this far before, only hand the result back.

        Raises:
            LaidAside: when the worker is stopping, or another worker has taken the errand over.
        """
        ...

    def lay_aside(self, name: str) -> None:
        """Inside a flow: leave this errand until :meth:`start` names it again. The caller raises :class:`LaidAside` next."""
        ...

    def abandoned(self, living: Collection[str]) -> list[str]:
        """Errands that no living worker is carrying out although they were begun."""
        ...

    def adopt(self, errands: Sequence[Errand]) -> None:
        """Queue abandoned errands again."""
        ...

    def over(self, limit: int) -> list[str]:
        """Errands that are over and not forgotten yet, the first that were begun first."""
        ...

    def forget(self, names: Sequence[str]) -> None:
        """Forget errands that are over."""
        ...

    def stop(self, seconds: float) -> bool:
        """Take no new errand, let those at work end their step, hand back what is not finished after so many seconds.

        Returns:
            Whether all work here has ended; where not, some thread is still busy and only the end of the process stops it.
        """
        ...

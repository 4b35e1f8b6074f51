"""A queue in memory that does what the port promises, one errand at a time, when the test says so."""

from collections.abc import Callable, Collection, Sequence

from bot.messages import JsonObject
from bot.queue.port import Flow, LaidAside
from bot.queue.records import Errand


class MemoryQueue:
    """Keeps steps as a durable queue would; ``run`` carries out what was started."""

    def __init__(self, worker: str = "memory") -> None:
        self.worker = worker
        self.kept: dict[str, list[tuple[str, JsonObject]]] = {}
        self.started: list[str] = []
        self.aside: set[str] = set()
        self.ended: dict[str, str] = {}
        """How flows ended that a test says have ended."""
        self._flow: Flow | None = None
        self._name = ""
        self._place = 0

    def open(self, flow: Flow, platforms: Collection[str]) -> None:  # noqa: ARG002 (as the port has it)
        self._flow = flow

    def start(self, errands: Sequence[Errand]) -> dict[str, str]:
        self.started += [errand.id for errand in errands if errand.id not in self.ended]
        return {errand.id: self.ended[errand.id] for errand in errands if errand.id in self.ended}

    def begin_anew(self, errands: Sequence[Errand]) -> None:
        for errand in errands:
            self.ended.pop(errand.id, None)
            self.kept.pop(errand.id, None)
        self.start(errands)

    def run(self) -> None:
        """Carry out everything that was started, each until it is over or laid aside."""
        while self.started:
            self.carry_out(self.started.pop(0))

    def carry_out(self, name: str) -> None:
        assert self._flow is not None
        self._name, self._place = name, 0
        try:
            self._flow(name)
        except LaidAside:
            assert name in self.aside
            self.aside.discard(name)

    def once(self, step: str, work: Callable[[], JsonObject]) -> JsonObject:
        kept = self.kept.setdefault(self._name, [])
        self._place += 1
        if len(kept) < self._place:
            kept.append((step, work()))
        name, result = kept[self._place - 1]
        assert name == step
        return result

    def lay_aside(self, name: str) -> None:
        self.aside.add(name)

    def abandoned(self, living: Collection[str]) -> list[str]:  # noqa: ARG002 (nobody dies here)
        return []

    def adopt(self, errands: Sequence[Errand]) -> None:
        self.start(errands)

    def over(self, limit: int) -> list[str]:
        return [name for name in self.kept if name not in self.started][:limit]

    def forget(self, names: Sequence[str]) -> None:
        for name in names:
            self.kept.pop(name, None)

    def stop(self, seconds: float) -> bool:  # noqa: ARG002 (nothing goes on here)
        return True

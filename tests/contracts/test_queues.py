"""What every durable queue promises."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.messages import JsonObject
from bot.queue import durable
from bot.queue.durable import DbosQueue
from bot.queue.engine import queue_engine
from bot.queue.port import DurableQueue, Flow, LaidAside
from bot.queue.records import Errand
from corpora.errors import AskerError


@pytest.fixture(params=("sqlite", "postgresql"))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/history.db"
    empty: str = request.getfixturevalue("empty_postgres")
    return empty


class Bench:
    """Queues that are stopped at the end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open: list[DurableQueue] = []

    def open(self, flow: Callable[[DurableQueue, str], None], worker: str = "first", at_once: int = 2) -> DbosQueue:
        queue = DbosQueue(self._url, worker, at_once)
        opened: Flow = lambda name: flow(queue, name)  # noqa: E731
        queue.open(opened, ["paper"])
        self._open.append(queue)
        return queue

    def close(self, seconds: float = 5.0) -> None:
        while self._open:
            self._open.pop().stop(seconds)


@pytest.fixture
def bench(url: str) -> Iterator[Bench]:
    made = Bench(url)
    yield made
    made.close()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30.0
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_every_errand_is_carried_out_once_however_often_it_is_started(bench: Bench) -> None:
    done: list[str] = []
    queue = bench.open(lambda _, name: done.append(name))
    errands = [Errand(f"paper:{number}", 1) for number in range(20)]
    for _ in range(3):
        queue.start(errands)
    until(lambda: len(done) >= 20)
    queue.start(errands)
    time.sleep(0.3)
    assert sorted(done) == sorted(errand.id for errand in errands)


def test_whose_turn_is_first_goes_first(bench: Bench) -> None:
    done: list[str] = []
    opened = threading.Event()

    def flow(_: DurableQueue, name: str) -> None:
        opened.wait(30.0)
        done.append(name)

    queue = bench.open(flow, at_once=1)
    queue.start([Errand("paper:0", 1)])
    time.sleep(0.3)
    queue.start([Errand(f"paper:{turn}", turn) for turn in (5, 3, 9, 1)])
    opened.set()
    until(lambda: len(done) == 5)
    assert done == ["paper:0", "paper:1", "paper:3", "paper:5", "paper:9"]


def test_what_is_laid_aside_goes_on_where_it_was(bench: Bench) -> None:
    steps: list[str] = []
    rested = threading.Event()

    def flow(queue: DurableQueue, name: str) -> None:
        def step() -> JsonObject:
            steps.append(name)
            return {"made": len(steps)}

        def rest() -> JsonObject:
            if not rested.is_set():
                queue.lay_aside(name)
                raise LaidAside
            return {}

        made = queue.once("make", step)
        queue.once("rest", rest)
        steps.append(f"again {made['made']}")

    queue = bench.open(flow)
    queue.start([Errand("paper:1", 1)])
    until(lambda: steps == ["paper:1"])
    time.sleep(0.3)
    rested.set()
    assert steps == ["paper:1"]
    queue.start([Errand("paper:1", 1)])
    until(lambda: len(steps) > 1)
    assert steps == ["paper:1", "again 1"]


def test_what_is_over_is_listed_until_it_is_forgotten(bench: Bench) -> None:
    def flow(queue: DurableQueue, name: str) -> None:
        queue.once("step", lambda: {"name": name})
        if name == "paper:2":
            queue.once("rest", lambda: queue.lay_aside(name) or {})
            raise LaidAside

    queue = bench.open(flow, at_once=1)
    for number in range(4):  # one after the other: they are listed by when they came
        queue.start([Errand(f"paper:{number}", 1)])
        time.sleep(0.01)
    until(lambda: len(queue.over(10)) == 3)
    assert queue.over(10) == ["paper:0", "paper:1", "paper:3"]
    assert queue.over(2) == ["paper:0", "paper:1"]
    queue.forget(["paper:0", "paper:3", "paper:7"])
    assert queue.over(10) == ["paper:1"]
    queue.start([Errand("paper:1", 1)])
    assert queue.over(10) == ["paper:1"], "it is known as long as it is not forgotten"


def test_a_flow_that_fails_is_taken_up_again(bench: Bench) -> None:
    tries: list[str] = []

    def flow(_: DurableQueue, name: str) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise RuntimeError("the database went away")

    queue = bench.open(flow)
    queue.start([Errand("paper:1", 1)])
    until(lambda: len(tries) == 1)
    until(lambda: queue.abandoned({"first"}) == ["paper:1"])
    queue.adopt([Errand("paper:1", 1)])
    until(lambda: len(tries) == 2)
    time.sleep(0.2)
    assert queue.abandoned({"first"}) == []


def test_a_worker_that_stops_hands_its_work_back_to_the_next(bench: Bench) -> None:
    begun, over = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow(queue: DurableQueue, _: str) -> None:
        queue.once("first", lambda: seen.append("first") or {})
        begun.set()
        over.wait(20.0)
        queue.once("second", lambda: seen.append("second, too late") or {})

    def quick(queue: DurableQueue, _: str) -> None:
        queue.once("first", lambda: seen.append("first, again") or {})
        queue.once("second", lambda: seen.append("second") or {})

    bench.open(slow, at_once=1).start([Errand("paper:1", 1), Errand("paper:2", 2)])
    assert begun.wait(20.0)
    bench.close(seconds=0.2)
    over.set()
    heir = bench.open(quick, worker="second")
    until(lambda: "second" in seen)
    assert seen == ["first", "first, again", "second"]  # the errand that was not begun
    assert heir.abandoned({"second"}) == ["paper:1"]  # the one that was still at work is adopted when that has surely ended
    heir.adopt([Errand("paper:1", 1)])
    until(lambda: len(seen) == 4)
    assert seen[3] == "second"


def test_living_workers_keep_what_they_do(bench: Bench) -> None:
    over = threading.Event()
    queue = bench.open(lambda _, __: over.wait(20.0) and None)
    queue.start([Errand("paper:1", 1)])
    time.sleep(0.5)
    found = [queue.abandoned({"first"}) for _ in range(3)]
    over.set()
    assert found == [[], [], []]


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(AskerError, match="not one in memory"):
        queue_engine("sqlite://")


def test_a_flow_that_has_ended_is_told_of_and_can_begin_anew(bench: Bench) -> None:
    done: list[str] = []

    def flow(queue: DurableQueue, _: str) -> None:
        done.append(str(queue.once("step", lambda: {"made": len(done)})["made"]))

    queue = bench.open(flow)
    errands = [Errand("paper:1", 1), Errand("paper:2", 1)]
    assert queue.start(errands[:1]) == {}
    until(lambda: queue.over(10) == ["paper:1"])
    assert list(queue.start(errands)) == ["paper:1"]
    until(lambda: len(queue.over(10)) == 2)
    queue.begin_anew(errands[:1])
    until(lambda: len(done) == 3)
    assert sorted(done) == ["0", "1", "2"], "no step's result was kept"


@pytest.mark.parametrize("began", ["not yet", "abandoned"])
def test_what_an_older_version_of_the_flow_left_begins_anew(bench: Bench, url: str, monkeypatch: pytest.MonkeyPatch, began: str) -> None:
    bench.open(lambda *_: None)  # makes the tables
    bench.close()
    with monkeypatch.context() as older:
        older.setattr(durable, "FLOW_VERSION", "houseband-0")
        old = DbosQueue(url, "old", 2)
        old.start([Errand("paper:1", 1)])
        old.stop(0.0)
    if began == "abandoned":
        mark(url, "PENDING", "old")
    done: list[str] = []
    queue = bench.open(lambda _, name: done.append(name))
    if began == "abandoned":
        assert queue.abandoned(["first"]) == ["paper:1"]
        queue.adopt([Errand("paper:1", 1)])
    else:
        assert queue.start([Errand("paper:1", 1)]) == {}
    until(lambda: done == ["paper:1"])


def test_a_flow_that_failed_outside_of_our_code_is_told_of(bench: Bench, url: str) -> None:
    queue = bench.open(lambda *_: None)
    queue.start([Errand("paper:1", 1)])
    until(lambda: queue.over(10) == ["paper:1"])
    mark(url, "ERROR", "first")
    assert "failed" in queue.start([Errand("paper:1", 1)])["paper:1"]


def mark(url: str, status: str, worker: str) -> None:
    """As if all errands had come to that with a worker."""
    engine = queue_engine(url)
    schema = None if engine.dialect.name == "sqlite" else "dbos"
    table = sa.table("workflow_status", sa.column("status"), sa.column("executor_id"), schema=schema)
    with engine.begin() as connection:
        connection.execute(sa.update(table).values(status=status, executor_id=worker))
    engine.dispose()

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue

import numpy as np
import pytest
import sqlalchemy as sa
from memory_queue import MemoryQueue
from paper_network import ForgetfulNetwork, PaperNetwork
from small_crew import PATIENCE, Rehearsal, rehearsal

from bot.messages import JsonObject, OutgoingReply
from bot.platforms.base import Author, DuplicateError, Mention, RateLimitedError, RefusedError, Span, UnreachableError
from bot.queue.backoff import CAP_SECONDS, backoff_seconds
from bot.queue.steps import UNSUSPECTED_STARTS, Steps
from bot.queue.tables import inbox as inbox_table
from bot.worker import Worker


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Moody(PaperNetwork):
    """Raises what it is told to raise, one call after the other, before or after it has published."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.before: list[Exception] = []
        self.after: list[Exception] = []

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        if self.before:
            raise self.before.pop(0)
        done = super().publish(mention, text, media, key)
        if self.after:
            raise self.after.pop(0)
        return done


class LateNetwork(Moody):
    """Answers nobody twice, and shows what it was given only when it is looked for a second time."""

    looks = 0

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        if self.replies().get(mention.post_id):
            raise RefusedError("you have answered that one")
        return super().publish(mention, text, media, key)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:
        self.looks += 1
        return super().find_reply(mention, key, span) if self.looks > 1 else None


@dataclass
class Scene:
    clock: Clock
    network: Moody
    queue: MemoryQueue
    rehearsal: Rehearsal
    worker: Worker

    def ask(self, text: str, author: str = "fan") -> str:
        post = self.network.ask(text, author)
        self.clock.now += 1
        self.worker.poll("paper")
        self.queue.run()
        return post

    def later(self, seconds: float) -> None:
        self.clock.now += seconds
        self.worker.dispatch()
        self.queue.run()

    def counts(self) -> dict[str, int]:
        return {state: count for state, count in self.rehearsal.office.inbox.counts().items() if count}


def scene_of(folder: Path, network: PaperNetwork) -> Scene:
    clock, queue = Clock(), MemoryQueue()
    made = rehearsal(folder, network, queue=queue, clock=clock)
    worker = Worker(made.office)
    queue.open(worker.carry_out, ["paper"])
    worker.poll("paper")  # the first one begins at now
    return Scene(clock, network, queue, made, worker)  # type: ignore[arg-type]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return scene_of(tmp_path, Moody(tmp_path / "net.db"))


def test_a_request_is_composed_published_and_remembered(scene: Scene) -> None:
    post = scene.ask("jazz please")
    assert scene.network.replies() == {post: ["Scale 7"]}
    assert scene.network.uploaded() == ["jazz-scale-7-7.mp3"]
    piece = scene.rehearsal.history.get("last")
    assert (piece.genre, [file.format for file in piece.files]) == ("jazz", ["mp3"])
    assert Path(piece.files[0].path).is_file()
    assert scene.counts() == {"done": 1}


def test_what_was_written_before_the_first_start_is_not_answered(tmp_path: Path) -> None:
    network = Moody(tmp_path / "net.db")
    network.ask("limerick long ago")
    scene = scene_of(tmp_path, network)
    post = scene.ask("limerick now")
    assert list(network.replies()) == [post]


def test_a_text_is_the_reply(scene: Scene) -> None:
    post = scene.ask("limerick please")
    assert scene.network.replies()[post] == [scene.rehearsal.history.get("last").text]
    assert scene.network.uploaded() == []


@pytest.mark.parametrize(("said", "answer"), [("help me", "About help."), ("polka-dots please", "About refused."), ("nothing", "About nothing.")])
def test_where_nothing_is_played_a_reply_says_so(scene: Scene, said: str, answer: str) -> None:
    post = scene.ask(said)
    assert scene.network.replies() == {post: [answer]}
    assert scene.rehearsal.history.stats().pieces == 0


def test_who_is_ignored_hears_nothing(scene: Scene) -> None:
    scene.ask("jazz please", "bore")
    assert (scene.network.replies(), scene.counts()) == ({}, {"ignored": 1})


def test_again_finds_the_piece_that_is_answered(scene: Scene) -> None:
    scene.ask("limerick please")
    reply = scene.rehearsal.outbox.write(OutgoingReply("paper:1", "paper", "", (), "")).reply_id
    scene.network.ask("again", reply_to=reply)
    scene.clock.now += 1
    scene.worker.poll("paper")
    scene.queue.run()
    assert [piece.genre for piece in scene.rehearsal.history.page()] == ["limerick", "limerick"]


def test_a_rate_limit_is_waited_for(scene: Scene) -> None:
    scene.network.before = [RateLimitedError("slow down", datetime.fromtimestamp(scene.clock.now + 600, UTC))]
    post = scene.ask("limerick please")
    assert scene.counts() == {"resting": 1}
    scene.later(500)
    assert scene.network.replies() == {}
    scene.later(150)
    assert list(scene.network.replies()) == [post]
    assert scene.rehearsal.history.stats().pieces == 1


def test_a_network_that_is_down_for_hours_is_waited_for(scene: Scene) -> None:
    scene.network.before = [UnreachableError("down") for _ in range(8)]
    post = scene.ask("limerick please")
    for _ in range(8):
        scene.later(CAP_SECONDS + 6)
    assert list(scene.network.replies()) == [post]


def test_a_network_that_stays_down_ends_in_the_dead_letters(scene: Scene) -> None:
    scene.network.before = [UnreachableError("down") for _ in range(200)]
    scene.ask("limerick please")
    for _ in range(30):
        scene.later(CAP_SECONDS + 6)
    (letter,) = scene.rehearsal.office.inbox.standings(["dead"], 5)
    assert "UnreachableError: down" in letter.reason
    scene.network.before = []
    assert scene.rehearsal.office.inbox.revive(letter.id)
    scene.later(1)
    assert len(scene.network.replies()) == 1


def test_files_that_a_network_let_go_meanwhile_are_brought_there_again(scene: Scene) -> None:
    scene.network.before = [RateLimitedError("slow down", datetime.fromtimestamp(scene.clock.now + 86_400, UTC))]
    post = scene.ask("jazz please")
    assert len(scene.network.uploaded()) == 1
    scene.later(86_500)
    assert len(scene.network.uploaded()) == 2
    assert scene.network.media_of(post) == ["media-2"]


def test_an_answer_that_got_lost_makes_no_second_post(scene: Scene) -> None:
    scene.network.after = [UnreachableError("connection lost")]
    post = scene.ask("limerick please")
    assert scene.counts() == {"resting": 1}
    scene.later(CAP_SECONDS + 6)
    assert len(scene.network.replies()[post]) == 1
    assert scene.counts() == {"done": 1}


def test_a_refusal_because_it_was_answered_by_an_attempt_that_was_listed_late_is_no_failure(tmp_path: Path) -> None:
    network = LateNetwork(tmp_path / "net.db")
    scene = scene_of(tmp_path, network)
    network.after = [UnreachableError("connection lost")]
    post = scene.ask("limerick please")
    for _ in range(5):
        scene.later(CAP_SECONDS + 6)
    assert scene.counts() == {"done": 1}
    assert [len(texts) for texts in network.replies().values()] == [1]
    assert list(network.replies()) == [post]


def test_a_refusal_goes_to_the_dead_letters_and_can_be_retried(scene: Scene) -> None:
    scene.network.before = [RefusedError("not this")]
    post = scene.ask("limerick please")
    assert scene.counts() == {"dead": 1}
    assert scene.rehearsal.office.inbox.revive(f"paper:{post}")
    scene.later(1)
    assert list(scene.network.replies()) == [post]


@pytest.mark.parametrize(("text", "replies", "counts"), [("limerick kept", 1, {"done": 1}), ("limerick lost", 0, {"dead": 1})])
def test_a_duplicate_is_looked_for_and_never_repeated_blindly(tmp_path: Path, text: str, replies: int, counts: dict[str, int]) -> None:
    scene = scene_of(tmp_path, ForgetfulNetwork(tmp_path / "net.db"))
    scene.ask(text)
    for _ in range(6):
        scene.later(60)
    assert (len(scene.network.replies()), scene.counts()) == (replies, counts)


def test_what_the_band_posts_of_itself_is_out_when_its_repeat_is_a_duplicate(tmp_path: Path) -> None:
    """It is no reply that could be looked for: the answer to its first call got lost, and the network knows the words."""

    class Unsearchable(Moody):
        def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (as the port has it)
            return None

    scene = scene_of(tmp_path, network := Unsearchable(tmp_path / "net.db"))
    network.after, network.before = [UnreachableError("lost")], []
    scene.rehearsal.office.inbox.add(Mention("paper", "tune-1", Author("houseband", "houseband"), "limerick", datetime.now(UTC), visibility="own"))
    scene.later(1)
    network.before = [DuplicateError("said before")]
    scene.later(CAP_SECONDS + 6)
    assert scene.counts() == {"done": 1}
    assert len(network.replies()["tune-1"]) == 1


def test_an_attempt_that_succeeded_while_the_next_one_was_counted_is_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = scene.rehearsal.outbox
    count = outbox.count_attempt

    def count_late(name: str, seconds: float) -> int | None:
        count(name, seconds)
        outbox.sent(name, "77")
        outbox.attempt_ended(name, 1)
        return count(name, seconds)

    monkeypatch.setattr(outbox, "count_attempt", count_late)
    scene.ask("limerick please")
    assert scene.counts() == {"done": 1}
    assert scene.network.replies() == {}


def test_a_fault_of_ours_is_tried_a_few_times(scene: Scene) -> None:
    scene.network.before = [ZeroDivisionError("oh")] * 50
    scene.ask("limerick please")
    for _ in range(10):
        scene.later(CAP_SECONDS + 6)
    assert scene.counts() == {"dead": 1}
    assert len(scene.rehearsal.reports) == PATIENCE.faults


def test_who_kills_workers_ends_in_the_dead_letters(scene: Scene) -> None:
    class Death(BaseException):
        pass

    scene.network.before = [Death()] * 50  # type: ignore[list-item]
    with pytest.raises(Death):
        scene.ask("limerick please")
    for _ in range(PATIENCE.deaths - 1):
        scene.queue.carry_out("paper:1")  # adopted at once: the call may still be under way, so it waits
        with pytest.raises(Death):
            scene.later(60)
    scene.later(60)
    scene.queue.carry_out("paper:1")
    scene.later(60)
    (letter,) = scene.rehearsal.office.inbox.standings(["dead"], 5)
    assert (letter.step, "5 workers died" in letter.reason) == ("publish", True)


class AtOnce:
    """A queue that keeps nothing."""

    def once(self, step: str, work: Callable[[], JsonObject]) -> JsonObject:  # noqa: ARG002 (as the port has it)
        return work()


def test_of_the_requests_whose_workers_died_one_is_tried_at_a_time_and_takes_the_blame_alone(scene: Scene) -> None:
    scene.network.before = [RateLimitedError("wait", datetime.fromtimestamp(scene.clock.now + 9e9, UTC))] * 3
    names = [f"paper:{scene.ask('limerick please', author)}" for author in ("ann", "bob", "cid")]
    inbox = scene.rehearsal.office.inbox
    for name in names[:2]:
        for _ in range(UNSUSPECTED_STARTS):
            inbox.begin(name, "compose")
    place = replace(scene.rehearsal.office.workplace, queue=AtOnce(), gates={})  # type: ignore[arg-type]
    held, at_work = threading.Event(), Queue[str]()

    def work(name: str) -> str:
        at_work.put(name)
        held.wait(30.0)
        return name

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(Steps(names[0], place).take, "compose", str, lambda: work(names[0]))
        assert at_work.get(timeout=30.0) == names[0]
        others = [pool.submit(Steps(name, place).take, "compose", str, lambda name=name: work(name)) for name in names[1:]]
        assert at_work.get(timeout=30.0) == names[2], "nobody's worker died of that one"
        time.sleep(0.3)  # the second one is at the door
        with scene.rehearsal.history.engine.connect() as connection:
            starts = {row.id: row.starts for row in connection.execute(sa.select(inbox_table.c.id, inbox_table.c.starts))}
        held.set()
        assert [first.result(30.0), *(each.result(30.0) for each in others)] == names
    assert starts == {names[0]: UNSUSPECTED_STARTS + 1, names[1]: UNSUSPECTED_STARTS, names[2]: 1}


def test_who_outlives_many_workers_in_a_bad_hour_is_answered_all_the_same(scene: Scene) -> None:
    """Workers die all the time and the network fails: that is the storm's fault, not the request's."""

    class Death(BaseException):
        pass

    scene.network.before = [UnreachableError("down"), UnreachableError("down"), Death()] * (PATIENCE.deaths + 1)  # type: ignore[list-item]
    scene.ask("limerick please")
    for _ in range(170):
        try:
            scene.later(60)
        except Death:
            continue
    assert scene.counts() == {"done": 1}
    assert len(scene.network.replies()) == 1


def test_waiting_has_a_cap_and_no_two_wait_alike() -> None:
    rng = np.random.default_rng(1)
    waits = [[backoff_seconds(rounds, rng) for _ in range(200)] for rounds in (0, 3, 30, 5000)]
    assert [max(each) <= bound for each, bound in zip(waits, (9, 37, CAP_SECONDS + 5, CAP_SECONDS + 5), strict=True)] == [True] * 4
    assert min(map(min, waits)) >= 5.0
    assert len(set(waits[2])) == 200

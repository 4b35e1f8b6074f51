"""A worker in a process of its own that is killed, as by ``kill -9``, at the point that DIE_AT names: the first time any worker gets there.

Points are ``before STEP`` (it is next), ``after STEP`` (it is done, its result is not kept yet), ``kept STEP`` (its result is kept), and
``calling publish`` (the call is under way) and ``called publish`` (the network has the reply, nobody else knows). Where FALL_BY names another signal
(SIGSTOP), it falls by that.

Where NETWORK_FOLDER is set, the network lies there and not in the worker's folder. CLOCK names a file that holds by how many seconds its clock is
wrong, which may change at any time. SLOW_CALL is for how many seconds a call to publish is under way before the network has the reply.
CLOCK_RATE lets the clock go so many times as fast, from the moment CLOCK_ORIGIN on. What stands in the file ``weather`` beside the network is what it
does to every call: ``down`` or ``no credentials``; ``strict`` refuses the replies to all that say "rude".
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from paper_network import PaperNetwork
from small_crew import rehearsal

from bot.messages import JsonObject
from bot.platforms.base import CredentialsError, Mention, MentionPage, RefusedError, Span, UnreachableError, Upload
from bot.queue.durable import DbosQueue
from bot.worker import Worker

STEPS = ("understand", "guard", "compose", "render", "upload", "publish", "remember")
POINTS = (*(f"{when} {step}" for step in STEPS for when in ("before", "after", "kept")), "calling publish", "called publish")


class Death:
    """Comes once."""

    def __init__(self, folder: Path, point: str) -> None:
        self._done = folder / "died"
        self._point = point

    def at(self, point: str) -> None:
        if point == self._point and not self._done.exists():
            self._done.touch()
            os.kill(os.getpid(), signal.Signals[os.environ.get("FALL_BY", "SIGKILL")])


def fast_clock() -> float:
    """The time, where it flies."""
    origin = float(os.environ["CLOCK_ORIGIN"])
    return origin + (time.time() - origin) * float(os.environ["CLOCK_RATE"])


class WrongClock:
    """Says the time as a file has it wrong."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> float:
        return time.time() + float(self._file.read_text())


class FragileNetwork(PaperNetwork):
    def __init__(self, file: Path, death: Death) -> None:
        super().__init__(file)
        self._death = death
        self._weather = file.with_name("weather")

    def mentions(self, since: str | None) -> MentionPage:
        self._live_through()
        return super().mentions(since)

    def upload(self, upload: Upload) -> str:
        self._live_through()
        return super().upload(upload)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:
        self._live_through()
        return super().find_reply(mention, key, span)

    def _live_through(self, text: str = "") -> None:
        weather = self._weather.read_text() if self._weather.exists() else ""
        if weather == "down":
            raise UnreachableError("nobody there")
        if weather == "no credentials":
            raise CredentialsError("PAPER_TOKEN was revoked")
        if weather == "strict" and "rude" in text:
            raise RefusedError("403: this is not what we stand for")

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        self._live_through(mention.text)
        time.sleep(float(os.environ.get("SLOW_CALL", "0")))
        self._death.at("calling publish")
        reply = super().publish(mention, text, media, key)
        self._death.at("called publish")
        return reply


class FragileQueue(DbosQueue):
    def __init__(self, url: str, worker: str, death: Death) -> None:
        super().__init__(url, worker, at_once=4)
        self._death = death

    def once(self, step: str, work: Callable[[], JsonObject]) -> JsonObject:
        def dangerous_work() -> JsonObject:
            self._death.at(f"before {step}")
            result = work()
            self._death.at(f"after {step}")
            return result

        result = super().once(step, dangerous_work)
        self._death.at(f"kept {step}")
        return result


def main(folder: Path, url: str) -> None:
    death = Death(folder, os.environ.get("DIE_AT", ""))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    queue = FragileQueue(url, f"worker-{os.getpid()}", death)
    network = Path(os.environ.get("NETWORK_FOLDER", folder))
    clock = fast_clock if "CLOCK_RATE" in os.environ else WrongClock(Path(os.environ["CLOCK"])) if "CLOCK" in os.environ else time.time
    office = rehearsal(folder, FragileNetwork(network / "net.db", death), url=url, queue=queue, clock=clock).office
    worker = Worker(office)
    worker.begin()
    while office.inbox.cursor("paper") is None:  # what is asked before the first poll is never answered
        stop.wait(0.05)
    (network / f"ready-{os.getpid()}").touch()
    stop.wait()
    os._exit(0 if worker.stop(5.0) else 3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{sys.argv[1]}/history.db")

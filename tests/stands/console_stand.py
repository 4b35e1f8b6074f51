"""A terminal with somebody typing."""

import io
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from stands.stand import Arrived, Call, Failure
from stands.tiny_media import tiny_media

from bot.platforms.base import Mention, Platform
from bot.platforms.console import ConsolePlatform


class Watched(ConsolePlatform):
    """Remembers what was printed as an answer to what."""

    def __init__(self, *streams: io.TextIOBase) -> None:
        super().__init__(*streams, patience_seconds=0.0)  # type: ignore[arg-type]
        self.arrived: dict[str, list[Arrived]] = {}

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        before = self._printed.tell()
        reply_id = super().publish(mention, text, media, key)
        self._printed.seek(before)
        if printed := self._printed.read():
            paths = [line for line in printed.splitlines() if line.startswith("  /")]
            text = printed.partition("\n  /")[0].rstrip("\n")
            self.arrived.setdefault(mention.post_id, []).append(Arrived(reply_id, text, tuple(paths)))
        return reply_id


class ConsoleGround:
    """Nothing to be shared."""

    def __init__(self, folder: Path) -> None:
        pass

    def stand(self) -> "ConsoleStand":
        return ConsoleStand()

    def close(self) -> None:
        pass


class ConsoleStand:
    variables: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    page = 20
    outlives_processes = False
    failures: tuple[Failure, ...] = ()
    knows_bots = False

    def __init__(self) -> None:
        self.reading, writing = os.pipe()
        self.keyboard = os.fdopen(writing, "w", encoding="utf-8", buffering=1)
        self.screen = io.StringIO()
        self.typed = os.fdopen(self.reading, encoding="utf-8")
        self.platform = Watched(self.typed, self.screen)
        self.said = 0

    def environment(self) -> dict[str, str]:
        return {}

    def open(self, environment: dict[str, str] | None = None) -> Platform:  # noqa: ARG002 (the stand's)
        return self.platform

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:  # noqa: ARG002 (the stand's)
        self.platform.mentions("")  # begins to read
        self.keyboard.write(f"{text}\n")
        self.said += 1
        deadline = time.monotonic() + 10.0
        while len(self.platform.mentions("").mentions) < self.said:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return self.platform.mentions("").mentions[-1].post_id

    def say_all(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def replies(self, post_id: str) -> list[Arrived]:
        return self.platform.arrived.get(post_id, [])

    def posts(self) -> list[str]:
        return [line for line in self.screen.getvalue().splitlines() if line]

    def fail(self, call: Call, failure: Failure) -> None:  # noqa: ARG002 (the stand's)
        raise AssertionError("a terminal doesn't fail")

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:  # noqa: ARG002 (the stand's)
        return tiny_media(folder, "audio/mpeg"), "audio/mpeg"

    def close(self) -> None:
        self.keyboard.close()
        for thread in threading.enumerate():
            if thread.name == "houseband-console":
                thread.join(5.0)
        self.typed.close()

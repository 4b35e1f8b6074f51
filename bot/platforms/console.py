"""The terminal as a network: each line typed is a mention, replies are printed with the paths of their files.

A line may ask for a change of what was played last ("again, but slower"), so lines are handed out one at a time: the next when the one before
is answered, or when nobody answered it for a while. The input ends with Ctrl-D or the end of a pipe; :attr:`ConsolePlatform.exhausted` tells.
"""

from __future__ import annotations

import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.platforms.base import Author, Limits, Mention, MentionPage, RefusedError, Span, Upload

LIMITS = Limits(
    characters=10_000,
    length_of=len,
    alt_characters=1000,
    media_types=("audio/mpeg", "video/mp4"),
    media_seconds=3600.0,
    media_bytes=2**30,
    reads_per_15_minutes=1_000_000,
    posts_per_15_minutes=1_000_000,
    uploads_per_15_minutes=1_000_000,
)
YOU = Author("you", "you")
_US = Author("houseband", "houseband", is_bot=True)
_PATIENCE_SECONDS = 60.0


class ConsolePlatform:
    """One conversation in a terminal."""

    name = "console"
    limits = LIMITS

    def __init__(
        self,
        typed: TextIO | None = None,
        printed: TextIO | None = None,
        *,
        patience_seconds: float = _PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the terminal; it is read from the first question for mentions on.

        Args:
            typed: where lines come from; stdin where it is left out.
            printed: where replies go; stdout where it is left out.
            patience_seconds: how long an unanswered line holds up the next one; 0 hands all out at once.
            clock: seconds that never go back.
        """
        self._typed = typed or sys.stdin
        self._printed = printed or sys.stdout
        self._patience_seconds = patience_seconds
        self._clock = clock
        self._name = uuid.uuid4().hex[:12]
        self._lines: list[tuple[str, datetime]] = []
        self._mentions: list[Mention] = []
        self._answers: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        self._last: str | None = None
        self._handed_out_at = 0.0
        self._reader: threading.Thread | None = None
        self._lock = threading.RLock()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> ConsolePlatform:  # noqa: ARG003 (it needs no credentials)
        """The terminal of this process."""
        return cls()

    @property
    def exhausted(self) -> bool:
        """Whether the input has ended and every line of it was handed out."""
        with self._lock:
            return self._reader is not None and not self._reader.is_alive() and len(self._mentions) == len(self._lines)

    def me(self) -> Author:
        """The band."""
        return _US

    def mentions(self, since: str | None) -> MentionPage:
        """Lines behind a cursor of this conversation (its name and a count); another conversation's cursor stands before the first line."""
        self._listen()
        with self._lock:
            conversation, _, heard = (since or "").partition("/")
            begin = int(heard) if conversation == self._name else 0
            if since is None:
                return MentionPage((), f"{self._name}/0")
            while self._may_go_on():
                self._mentions.append(self._next())
                self._handed_out_at = self._clock()
            return MentionPage(tuple(self._mentions[begin:]), f"{self._name}/{len(self._mentions)}")

    def upload(self, upload: Upload) -> str:
        """Files stay where they are: their path is what is attached.

        Raises:
            RefusedError: there is no such file.
        """
        if not upload.path.is_file():
            raise RefusedError(f"{upload.path} is no file")
        return str(upload.path.resolve())

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Print a reply, once for every key."""
        with self._lock:
            reply_id = self._print(text, media, key)
            self._answers[mention.post_id] = reply_id
            return reply_id

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Print something nobody asked for, once for every key."""
        with self._lock:
            return self._print(text, media, key)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (nothing is searched)
        """Our own reply, if it was printed in this conversation."""
        with self._lock:
            return self._answers.get(mention.post_id) or self._by_key.get(key)

    def _listen(self) -> None:
        with self._lock:
            if self._reader is None:
                self._reader = threading.Thread(target=self._read, name="houseband-console", daemon=True)
                self._reader.start()

    def _read(self) -> None:
        for line in self._typed:
            if line.strip():
                with self._lock:
                    self._lines.append((line.strip(), datetime.now(UTC)))

    def _may_go_on(self) -> bool:
        """Whether there is another line, and the one before it was answered or had its time."""
        if len(self._mentions) == len(self._lines):
            return False
        answered = not self._mentions or self._mentions[-1].post_id in self._answers
        return answered or self._clock() - self._handed_out_at >= self._patience_seconds

    def _next(self) -> Mention:
        number = len(self._mentions)
        line, typed_at = self._lines[number]
        return Mention(self.name, f"{self._name}-{number + 1}", YOU, line, typed_at, self._last, self._name, "direct")

    def _print(self, text: str, media: tuple[str, ...], key: str) -> str:
        if key in self._by_key:
            return self._by_key[key]
        if not 0 < LIMITS.length_of(text) <= LIMITS.characters:
            raise RefusedError(f"a reply of {len(text)} characters; 1 to {LIMITS.characters} are printed")
        lines = [text.rstrip(), *(f"  {Path(path)}" for path in media), ""]
        self._printed.write("\n".join(lines) + "\n")
        self._printed.flush()
        self._by_key[key] = self._last = f"{self._name}-reply-{len(self._by_key) + 1}"
        return self._last

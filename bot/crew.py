"""The ports of answering: what it needs of the networks, the parser, the guards, the wording, the history and the storage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.conversation import Heard, Topic, Verdict
from bot.messages import OutgoingReply, PieceRecord, Played
from bot.platforms.base import Limits, Mention, Platform
from bot.service import Band
from bot.wording import ReplyText


class Understanding(Protocol):
    """Reads what strangers write."""

    def __call__(self, mention: Mention, handle: str, previous: PieceRecord | None, limits: Limits) -> Heard:
        """What a mention to ``handle`` asks for; ``previous`` is the piece of ours that it answers."""
        ...


class Guards(Protocol):
    """Decide what is answered."""

    def judge(self, mention: Mention, heard: Heard) -> Verdict:
        """Whether a mention is answered.

        Raises:
            NotYetError: when it is, but not now.
        """
        ...


class Wording(Protocol):
    """Finds words for replies: within a network's limits, without links, names but the asker's, or anything a stranger wrote."""

    def about_piece(self, played: Played, heard: Heard, mention: Mention, limits: Limits, rng: np.random.Generator) -> ReplyText:
        """What is said with a piece; of a text that is short enough, the text itself."""
        ...

    def about_itself(self, topic: Topic, heard: Heard, refusal: str, limits: Limits, rng: np.random.Generator) -> ReplyText:
        """What is said where nothing is played; ``refusal`` is why, for topic ``refused``."""
        ...


class Outgoing(Protocol):
    """Where replies are written down before they are published."""

    def write(self, reply: OutgoingReply) -> OutgoingReply:
        """Write a reply down, unless one of that name is there: then that is the one to publish."""
        ...

    def count_attempt(self, name: str, patience_seconds: float) -> int | None:
        """Count an attempt that is about to be made, and say which one it is; None while another one may still be under way."""
        ...

    def attempt_ended(self, name: str, attempt: int, *, called: bool = True) -> None:
        """An attempt is over; one that made no call after all does not count."""
        ...

    def free_at(self, name: str, patience_seconds: float) -> float:
        """When an attempt that is under way is taken for ended, in seconds since 1970."""
        ...

    def renew_attempt(self, name: str, attempt: int) -> bool:
        """Let an attempt begin now; False where it is not the one under way any more."""
        ...

    def reword(self, name: str, text: str) -> None:
        """Say it in other words from now on."""
        ...

    def reattach(self, name: str, media: Sequence[str]) -> None:
        """Publish it with these files from now on."""
        ...

    def sent(self, name: str, reply_id: str) -> None:
        """The network has it."""
        ...

    def piece_of_reply(self, platform: str, reply_id: str) -> str | None:
        """The piece that one of our posts played, if it played one."""
        ...


class Library(Protocol):
    """The history, as far as answering needs it."""

    def find(self, identifier: str) -> PieceRecord | None:
        """The piece of exactly that name."""
        ...

    def remember(self, piece: PieceRecord) -> None:
        """Keep a piece, whole or not at all."""
        ...


class Storage(Protocol):
    """Where rendered files are kept for workers on other machines."""

    def keep(self, path: Path) -> None:
        """Bring a file there."""
        ...

    def fetch(self, path: Path) -> bool:
        """Bring a file back to its path; False where it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Crew:
    """The real or make-believe things answering works with; ``bot.bootstrap`` picks them."""

    platform: Platform
    understanding: Understanding
    guards: Guards
    band: Band
    wording: Wording
    outbox: Outgoing
    library: Library
    storage: Storage
    pieces: Path
    """The folder of rendered pieces, one folder each."""
    clock: Callable[[], float]
    call_seconds: float = 60.0
    """Longer than a call to this network takes, and the way to it: after that an attempt nobody heard of again is taken for ended."""

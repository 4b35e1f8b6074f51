"""The nouns of the bot: what was ordered, what was played, what is remembered. Frozen values that every part of the bot may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from generators.requests import Request

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
JsonObject = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file a piece was written to."""

    format: str
    """As named by ``--format``: ``midi``, ``mp3``, ..."""
    path: str
    """Absolute, where it was written; it may have moved since."""
    sha256: str
    """Hexadecimal digest of its bytes as written."""
    bytes: int
    """Its size."""


@dataclass(frozen=True, slots=True)
class PromptFile:
    """The file a piece was asked to continue, kept whole so that the piece can be played again."""

    name: str
    """File name with its ending, which tells the format."""
    content: bytes


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """Everything that made one piece, and what was found on it."""

    id: str
    created_at: datetime
    """In UTC, with its time zone."""
    kind: str
    """``music`` or ``text``."""
    genre: str
    title: str
    seed: int
    generator: str
    weights_sha256: str
    software_version: str
    asked: JsonObject
    """The request as it was asked, null where the band was free to choose: from this a replay makes the piece again."""
    request: JsonObject
    """The request as understood, with what the band chose; the prompt is in ``prompt``."""
    checks: JsonObject
    originality: JsonObject | None
    seconds: float
    """Length to the last bar line; 0 for a text."""
    notes: int
    """Notes in all parts; 0 for a text."""
    text: str | None = None
    """The words of a text or of a song."""
    soundfont: str = ""
    """Name and size of the soundfont that sounded it; empty where nothing was sounded."""
    prompt: PromptFile | None = None
    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryStats:
    """The history in numbers."""

    pieces: int
    files: int
    bytes: int
    """Of all files as they were written."""
    notes: int
    seconds: float
    """Music composed, in seconds."""
    first: datetime | None
    last: datetime | None
    by_genre: Mapping[str, int] = field(default_factory=dict)
    by_generator: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """One piece to play, and where its files go."""

    request: Request
    formats: tuple[str, ...]
    folder: Path
    prompt: PromptFile | None = None
    """The file ``request.prompt`` was read from."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of an order."""

    piece: PieceRecord
    timing_ms: Mapping[str, float]
    """Milliseconds by stage: load, compose, arrange, render."""
    not_remembered: str | None = None
    """Why the history did not take the piece; None where it did."""


@dataclass(frozen=True, slots=True)
class OutgoingReply:
    """What is published, exactly as every attempt publishes it."""

    id: str
    """Of the mention it answers, ``platform:post_id``."""
    platform: str
    text: str
    media: tuple[str, ...]
    """Handles of the network."""
    key: str
    """Handed to the network with every attempt."""
    piece_id: str | None = None
    """The piece it plays."""
    attempt: int = 0
    """Attempts so far, each counted before its call."""
    reply_id: str | None = None
    """As the network names it; None until it is known to be published."""
    written_at: float = 0.0
    """In seconds since 1970: before the first attempt."""
    called_at: float = 0.0
    """When the last attempt called the network; 0 = none did."""


class NotYetError(Exception):
    """Something can't be done before a moment."""

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


class NoLongerWantedError(Exception):
    """A reply that was composed must not go out any more: the message says why, and there is nothing to mend."""

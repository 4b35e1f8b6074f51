"""The nouns of answering a mention: what each step hands to the next, small enough to be kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages import FileRecord
from bot.requests import Asked

Topic = Literal["help", "stop", "resume", "nothing", "busy", "refused"]
"""What a reply is about that plays nothing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a mention asks for."""

    kind: Literal["piece", "again", "help", "stop", "resume", "nothing"]
    asked: Asked | None = None
    """Of ``piece`` and ``again``."""
    unmet: tuple[str, ...] = ()
    """What could not be read or met, in words of ours."""
    changes: tuple[str, ...] = ()
    """``again``: the controls that differ from the piece before."""
    surprise: bool = False
    """Whether the band chose the genre."""
    remark: bool = False
    """Somebody only says what they think: nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a mention is answered."""

    kind: Literal["answer", "ignore", "busy"]
    """``busy``: with the excuse that the band has too much to play."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A piece, or why there is none."""

    piece: str = ""
    """As :mod:`bot.kept_pieces` writes it, without files; empty where nothing was asked for or it can't be played."""
    refusal: str = ""
    """Why what was asked for can't be played: for the log, it may repeat what a stranger wrote."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as it will be, its files on this machine."""

    text: str
    alt_text: str = ""
    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """Files as the network knows them."""

    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A reply that is out, or why none ever will be."""

    reply_id: str
    """Empty where nobody wants it any more."""
    withheld: str = ""
    """Why not, then."""

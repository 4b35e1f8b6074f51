"""Music, words, or words that are sung: what a genre's pieces are made of, and so the formats they can be written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.controls import read_formats
from bot.rendering.formats import FORMATS, TEXT_FORMATS
from bot.settings import ComposeDefaults
from corpora.errors import AskerError

Kind = Literal["music", "song", "text"]
"""A song is music with words to it; in the history its kind is ``music``, and it has a text."""

_POSSIBLE = {"music": [name for name in FORMATS if name != "txt"], "song": list(FORMATS), "text": list(TEXT_FORMATS)}
_MADE_OF = {"music": "music without words", "song": "a song", "text": "words alone"}


def kind_of_genre(name: str) -> Kind:
    """What pieces of a genre are made of.

    Raises:
        AskerError: when there is no such genre.
    """
    from generators.genres import TextGenre, genre  # validates the genre's file; needed only where something is composed

    found = genre(name)
    if isinstance(found, TextGenre):
        return "text"
    return "song" if found.pipeline == "song" else "music"


def kind_of_record(kind: str, text: str | None) -> Kind:
    """What a remembered piece is made of."""
    if kind == "text":
        return "text"
    return "song" if text else "music"


def formats_for(asked: str | None, kind: Kind, defaults: ComposeDefaults, kept: Sequence[str] = ()) -> tuple[str, ...]:
    """The formats a piece is written in: those asked for, else those it was written in before, else the usual ones.

    Raises:
        AskerError: when pieces of this kind can't be written in one of them.
    """
    usual = {"music": defaults.formats, "song": (*defaults.formats, "txt"), "text": defaults.text_formats}[kind]
    formats = read_formats(asked, kept or usual, dict.fromkeys([*FORMATS, *TEXT_FORMATS]))
    for name in formats:
        if name not in _POSSIBLE[kind]:
            raise AskerError(f"format {name!r} is not for {_MADE_OF[kind]}: possible: {', '.join(_POSSIBLE[kind])} (change --format)")
    return formats

"""Every encoding by name: of music, and of words."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from corpora.encodings.base import Encoding
from corpora.encodings.text import TextEncoding
from corpora.errors import unknown_name

MUSIC_ENCODINGS: dict[str, str] = {
    "melody": "corpora.encodings.melody:MelodyEncoding",
    "leadsheet": "corpora.encodings.leadsheet:LeadsheetEncoding",
    "ensemble": "corpora.encodings.ensemble:EnsembleEncoding",
}
TEXT_ENCODINGS: dict[str, str] = {
    "characters": "corpora.encodings.characters:CharacterEncoding",
    "subwords": "corpora.encodings.subwords:SubwordEncoding",
}
ENCODINGS = {**MUSIC_ENCODINGS, **TEXT_ENCODINGS}

AnyEncoding = Encoding | TextEncoding


def encoding(name: str) -> AnyEncoding:
    """The encoding of that name, of music or of words.

    Raises:
        AskerError: when there is none.
    """
    if name not in ENCODINGS:
        raise unknown_name("encoding", name, ENCODINGS, "the recipe's `encoding`")
    made: AnyEncoding = _made(ENCODINGS[name])
    return made


def music_encoding(name: str) -> Encoding:
    """The encoding of music of that name.

    Raises:
        AskerError: when there is none.
    """
    if name not in MUSIC_ENCODINGS:
        raise unknown_name("encoding of music", name, MUSIC_ENCODINGS, "the recipe's `encoding`")
    made: Encoding = _made(MUSIC_ENCODINGS[name])
    return made


def text_encoding(name: str) -> TextEncoding:
    """The encoding of words of that name.

    Raises:
        AskerError: when there is none.
    """
    if name not in TEXT_ENCODINGS:
        raise unknown_name("encoding of words", name, TEXT_ENCODINGS, "the recipe's `encoding`")
    made: TextEncoding = _made(TEXT_ENCODINGS[name])
    return made


def _made(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)()

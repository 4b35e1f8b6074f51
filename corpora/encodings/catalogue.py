"""Every encoding of music by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from corpora.encodings.base import Encoding
from corpora.errors import unknown_name

ENCODINGS: dict[str, str] = {
    "melody": "corpora.encodings.melody:MelodyEncoding",
    "leadsheet": "corpora.encodings.leadsheet:LeadsheetEncoding",
    "ensemble": "corpora.encodings.ensemble:EnsembleEncoding",
}


def encoding(name: str) -> Encoding:
    """The encoding of that name.

    Raises:
        AskerError: when there is none.
    """
    if name not in ENCODINGS:
        raise unknown_name("encoding", name, ENCODINGS, "the recipe's `encoding`")
    module, _, attribute = ENCODINGS[name].partition(":")
    make: Callable[[], Encoding] = getattr(import_module(module), attribute)
    return make()

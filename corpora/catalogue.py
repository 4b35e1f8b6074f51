"""Every corpus by name. A new one is a file in ``corpora/sources`` and a line here; the contract suite then tests it."""

from __future__ import annotations

from importlib import import_module

from corpora.corpus import Corpus
from corpora.errors import unknown_name

CATALOGUE: dict[str, str] = {
    "cc0-lists": "corpora.sources.cc0_lists:corpus",
    "devils-dictionary": "corpora.sources.devils_dictionary:corpus",
    "freedoom": "corpora.sources.freedoom:corpus",
    "groove": "corpora.sources.groove:corpus",
    "improvisor": "corpora.sources.improvisor:corpus",
    "jsb16": "corpora.sources.jsb16:corpus",
    "lieder-words": "corpora.sources.lieder_words:corpus",
    "lyrics": "corpora.sources.lyrics:corpus",
    "music21_bach": "corpora.sources.music21_bach:corpus",
    "music21_fiddle": "corpora.sources.music21_fiddle:corpus",
    "mutopia": "corpora.sources.mutopia:corpus",
    "nonsense": "corpora.sources.nonsense:corpus",
    "nottingham": "corpora.sources.nottingham:corpus",
    "oldtime": "corpora.sources.oldtime:corpus",
    "openewld": "corpora.sources.openewld:corpus",
    "openmsx": "corpora.sources.openmsx:corpus",
    "openscore-lieder": "corpora.sources.openscore_lieder:corpus",
    "openscore-quartets": "corpora.sources.openscore_quartets:corpus",
    "pianomidi": "corpora.sources.pianomidi:corpus",
    "poetry": "corpora.sources.poetry:corpus",
    "prose": "corpora.sources.prose:corpus",
    "recipes": "corpora.sources.recipes:corpus",
    "speeches": "corpora.sources.speeches:corpus",
    "tinyshakespeare": "corpora.sources.tinyshakespeare:corpus",
    "wjazzd": "corpora.sources.wjazzd:corpus",
}
"""Name to ``module:function``; the function returns the :class:`~corpora.corpus.Corpus`."""


def corpus(name: str) -> Corpus:
    """The corpus of that name.

    Raises:
        AskerError: when no corpus has it; the nearest names are offered.
    """
    if name not in CATALOGUE:
        raise unknown_name("corpus", name, CATALOGUE, "the corpus name; `houseband corpora list` prints them all")
    module_name, _, function_name = CATALOGUE[name].partition(":")
    found = getattr(import_module(module_name), function_name)()
    if not isinstance(found, Corpus):
        raise TypeError(f"{CATALOGUE[name]} returned {type(found).__name__}, not a Corpus")
    return found

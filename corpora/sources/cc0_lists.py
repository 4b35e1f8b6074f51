"""Short lists of sentences, given to the public domain: proverbs, sentences made to test telephones, fortunes from cards and hexagrams.

The lists of names and single words (menus, cocktails, words for wine) and the misread headlines are no pieces; the headlines are other
people's, and often unkind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import without_indecent
from corpora.pieces import Text
from corpora.same_sayings import grouped_by_saying
from corpora.sources.gutenberg import normalised
from corpora.titles import folded

_LICENCE = "CC0 1.0"
_PROVERBS = "proverbs.json"
_OTHERS = {"harvard_sentences.json": "Harvard sentence", "hexagrams.json": "Hexagram", "tarot_interpretations.json": "Tarot"}
_TITLE_WORDS = 6


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="cc0-lists",
        title="Proverbs and other short lists",
        genres=("proverb", "other"),
        kind="text",
        licence=_LICENCE,
        attribution="Lists of proverbs, test sentences and fortunes from Darius Kazemi's Corpora (https://github.com/dariusk/corpora), CC0 1.0.",
        source=Source(
            url="https://github.com/dariusk/corpora",
            commit="cf30ca2",
            obtain="take proverbs.json, harvard_sentences.json, hexagrams.json and tarot_interpretations.json"
            " of https://github.com/dariusk/corpora at cf30ca2, from the folders below data, into one folder",
        ),
        rights="ship",
        files=(_PROVERBS, *_OTHERS),
        sha256="ac62bbdc3dbaa1170dc829f9e313eb1bdb14462c5678479e869d618d2b16c063",
        reader=read,
        folder="text/cc0-lists",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Each sentence a piece of one line, the same one once; those that say nearly the same are one group."""
    pieces = list(without_indecent(_each_once(folder), skipped))
    yield from grouped_by_saying(pieces)


def _each_once(folder: Path) -> Iterator[CorpusPiece]:
    seen: set[str] = set()
    for genre, name, sentence in _sentences(folder):
        line = one_line(sentence)
        key = folded(line).replace(" ", "-")
        if not key or key in seen:
            continue
        seen.add(key)
        identity = f"cc0-lists/{genre}/{key[:80]}"
        title = " ".join(line.split()[:_TITLE_WORDS]).rstrip(".,;:")
        yield CorpusPiece(identity, genre, Text(line, title, "Traditional" if genre == "proverb" else ""), name, title, _LICENCE, identity)


def _sentences(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Genre, who or what says it, and the sentence as the file has it."""
    for section in _loaded(folder / _PROVERBS)["proverbs"]:
        for sentences in section.values():
            yield from (("proverb", "Traditional", sentence) for sentence in sentences)
    yield from (("other", "Harvard sentence", sentence) for sentence in _loaded(folder / "harvard_sentences.json")["data"])
    yield from (("other", "Hexagram", hexagram["description"]) for hexagram in _loaded(folder / "hexagrams.json")["hexagrams"].values())
    for card in _loaded(folder / "tarot_interpretations.json")["tarot_interpretations"]:
        yield from (("other", "Tarot", fortune) for fortune in card["fortune_telling"])


def _loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def one_line(sentence: str) -> str:
    """The sentence in one line, with a capital at its start and a full stop at its end."""
    line = " ".join(normalised(sentence).split())
    line = re.sub(r"\s+([,.;:!?])", r"\1", line)
    if line and line[-1] not in ".!?\"'":
        line += "."
    return line[:1].upper() + line[1:]

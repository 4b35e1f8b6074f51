"""Generators of words nobody has trained, in a home of their own: what their texts keep, any generator's texts keep."""

from __future__ import annotations

from pathlib import Path

from corpora.encodings.catalogue import text_encoding
from corpora.encodings.text import END, LINE
from corpora.pieces import Text
from generators.registry import GeneratorMeta, finish_generator
from generators.words.lexicon import LEXICON
from generators.words.lexicon_building import build_lexicon
from generators.words.tokens import token_table
from tests.unit.generators.untrained import untrained_player

WORDS = (
    *("day", "play", "stay", "way", "say", "may", "ray", "gray", "night", "light", "bright", "sight", "right", "white", "kite", "flight"),
    *("tree", "sea", "me", "free", "bee", "key", "knee", "tea", "boat", "coat", "goat", "float", "note", "moon", "spoon", "soon", "June"),
    *("cat", "hat", "mat", "sat", "rat", "flat", "that", "bat", "rain", "plain", "main", "train", "gain", "chain", "the", "a", "of", "and"),
)


def install(home: Path, name: str = "words-lstm", encoding: str = "subwords") -> None:
    """Put an untrained generator into a home folder."""
    building = home / "models" / f".{name}"
    building.mkdir(parents=True)
    chosen = text_encoding(encoding)
    likely = {LINE, END, *(token for word in WORDS for token in chosen.word_tokens(word))}
    likely |= {token for token, spelt in enumerate(token_table(chosen).spelt) if spelt in {".", "!", ":"}}
    untrained_player(building, len(chosen.vocabulary), sorted(likely))
    build_lexicon([Text("\n".join(WORDS))] * 3).save(building / LEXICON)
    meta = GeneratorMeta("recurrent", encoding, "0" * 64, ("limerick",), 1, 1, "local", 5.0)
    finish_generator(building, home / "models" / name, meta)

"""What a generator of words carries beside its weights: the lexicon of its rhymes, and the neighbours of its themes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpora.corpus import CorpusPiece
from corpora.pieces import Text
from generators.words.lexicon import LEXICON
from generators.words.theme import THEMES

_LEXICON_GENRES = frozenset({"poem", "limerick", "lyric", "tale", "proverb", "definition"})
"""Genres whose words lines may end with; recipes and addresses would bring theirs into verse."""
_THEME_GENRES = _LEXICON_GENRES | {"speech", "recipe"}


def write_word_data(folder: Path, pieces: Iterable[CorpusPiece]) -> tuple[Path, ...]:
    """Write the lexicon and the table of themes of training pieces into a generator's folder; returns the files.

    Held-out pieces and music are passed over. Takes a minute or two for a library of some megabytes.
    """
    from generators.words.lexicon_building import build_lexicon
    from generators.words.theme_building import build_themes

    training = [piece for piece in pieces if isinstance(piece.piece, Text) and piece.split == "train"]
    written = folder / LEXICON, folder / THEMES
    build_lexicon(piece.text for piece in training if piece.genre in _LEXICON_GENRES).save(written[0])
    build_themes(piece.text for piece in training if piece.genre in _THEME_GENRES).save(written[1])
    return written

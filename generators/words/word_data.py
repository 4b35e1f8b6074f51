"""What a generator of words carries beside its weights: the lexicon of its rhymes, and the neighbours of its themes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpora.pieces import Text
from generators.words.lexicon import LEXICON
from generators.words.theme import THEMES

_PROSAIC = frozenset({"speeches", "recipes"})


def write_word_data(folder: Path, texts: Iterable[tuple[str, Text]]) -> tuple[Path, ...]:
    """Write the lexicon and the table of themes of training texts into a generator's folder; returns the files.

    Takes a minute or two for a library of some megabytes.

    Args:
        folder: Where the files go.
        texts: Identifiers (``corpus/...``) and texts; the addresses and recipes among them are passed over, whose words ill become verse.
    """
    from generators.words.lexicon_building import build_lexicon
    from generators.words.theme_building import build_themes

    kept = tuple(text for name, text in texts if name.partition("/")[0] not in _PROSAIC)
    written = folder / LEXICON, folder / THEMES
    build_lexicon(kept).save(written[0])
    build_themes(kept).save(written[1])
    return written

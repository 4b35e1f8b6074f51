"""A genre of words of one's own: the configuration that lets ``compose --genre NAME`` write what ``houseband train --genre NAME`` learnt.

A genre that ships keeps its form; only the generator changes. A new one is described from its texts: short lines make it free verse, whole
paragraphs prose, and its pieces become about as long as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpora.config import config_file, config_names, own_config_folder
from corpora.encodings.text import TEXT_GENRES
from corpora.pieces import Text
from generators.checkpoints import write_atomically
from generators.genres import TextGenre, forget_genres, load_genre

LONGEST_VERSE_LINE = 70
"""Characters: where half of the lines are no longer, the texts are verse."""
WORDS_WITHIN = (20, 160)
"""Usual lengths stay within a post or two."""


def write_own_text_genre(genre: str, generator: str, texts: Sequence[Text]) -> Path:
    """Write ``genres/<genre>.toml`` into the person's own configuration; returns its path."""
    path = own_config_folder() / "genres" / f"{genre}.toml"
    told = genre if genre in TEXT_GENRES else "other"
    if genre in config_names("genres") and isinstance(load_genre(genre), TextGenre):
        written = with_generator(config_file("genres", genre).read_text(encoding="utf-8"), generator, told)
    else:
        written = described(genre, generator, told, texts)
    write_atomically(path, written.encode())
    forget_genres()
    return path


def with_generator(text: str, generator: str, told: str) -> str:
    """A genre file's text with another generator."""
    plain = re.sub(r"^told_as = .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r'^generator = ".*"$', f'generator = "{generator}"\ntold_as = "{told}"', plain, count=1, flags=re.MULTILINE)


def described(genre: str, generator: str, told: str, texts: Sequence[Text]) -> str:
    """A new genre's file, from what its texts are like."""
    lines = [len(line) for text in texts for line in text.text.split("\n") if line.strip()]
    is_verse = bool(lines) and float(np.median(lines)) <= LONGEST_VERSE_LINE
    counts = [len(text.text.split()) for text in texts] or [80]
    low, high = WORDS_WITHIN
    fewest = int(np.clip(np.percentile(counts, 25), low, high // 2))
    most = int(np.clip(np.percentile(counts, 75), fewest + 20, high))
    rows = {
        "kind": '"text"',
        "title": f'"{genre.replace("-", " ").capitalize()}"',
        "description": f'"learnt from {len(texts)} texts of one\'s own"',
        "generator": f'"{generator}"',
        "told_as": f'"{told}"',
        "form": '"free verse"' if is_verse else '"prose"',
        "words": f"[{fewest}, {most}]",
        "temperature": "0.85",
        "top_p": "0.92",
        "candidates": "24",
    }
    return "".join(f"{key} = {value}\n" for key, value in rows.items())

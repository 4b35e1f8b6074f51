"""The words of the OpenEWLD songs in English, in lines and stanzas; the same songs the music corpus ``openewld`` may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped
from corpora.decency import without_indecent
from corpora.pieces import Score, Text
from corpora.sources import openewld
from corpora.sources.language import is_english
from corpora.sources.sung_words import sung_text

LEAST_CHARACTERS = 120
"""Fewer are a scrap under a few notes, not a lyric."""


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    music = openewld.corpus()
    return replace(
        music,
        name="lyrics",
        title="Words of songs, public domain in the USA",
        genres=("lyric",),
        kind="text",
        licence="words: public domain (USA); collection: MIT",
        reader=read,
        folder=music.folder_name,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every song in English; a lyric keeps the group of its tune, so that both are on one side of the split."""
    yield from without_indecent(_every_lyric(folder, skipped), skipped)


def _every_lyric(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    for sheet in openewld.read(folder, skipped):
        if not isinstance(sheet.piece, Score):
            continue
        text = sung_text(sheet.piece)
        if len(text) < LEAST_CHARACTERS:
            continue
        if not is_english(text):
            continue
        yield replace(
            sheet,
            id=sheet.id.replace("openewld/", "lyrics/", 1),
            genre="lyric",
            piece=Text(text, sheet.title, sheet.composer),
        )

"""The English words under the notes of the OpenScore Lieder: spirituals and art songs, in lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped
from corpora.decency import without_indecent
from corpora.pieces import Text
from corpora.sources import openscore_lieder
from corpora.sources.gutenberg import normalised
from corpora.sources.language import is_english
from corpora.sources.sung_words import sung_text

LEAST_CHARACTERS = 120
"""Fewer are a scrap, not a lyric."""


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    music = openscore_lieder.corpus()
    return replace(
        music,
        name="lieder-words",
        title="English words of the OpenScore Lieder Corpus",
        genres=("lyric",),
        kind="text",
        reader=read,
        folder=music.folder_name,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every song in English; its words keep the group of its music, so that both are on one side of the split."""
    yield from without_indecent(_every_lyric(folder, skipped), skipped)


def _every_lyric(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    for song in openscore_lieder.read(folder, skipped):
        text = sung_text(song.score)
        if len(text) < LEAST_CHARACTERS or not is_english(text):
            continue
        yield replace(
            song,
            id=song.id.replace("openscore-lieder/", "lieder-words/", 1),
            genre="lyric",
            title=normalised(song.title),
            piece=Text(text, normalised(song.title), song.composer),
        )

"""Poems of Blake, Dickinson, Whitman and the poets that American schools asked for around 1900."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import without_indecent
from corpora.sources.gutenberg import book_of
from corpora.sources.poets import BOOKS
from corpora.sources.verse import slug, verse_piece

LEAST_CHARACTERS = 40
"""Fewer are a motto, not a poem."""


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="poetry",
        title="Blake, Dickinson, Whitman and Poems Teachers Ask For",
        genres=("poem",),
        kind="text",
        licence="public domain",
        attribution=(
            "Poems of William Blake, Emily Dickinson, Walt Whitman and Poems Teachers Ask For, Book Two: Project Gutenberg 1934, 12242, 1322"
            " and 19469 through GITenberg, public domain."
        ),
        source=Source(
            url="https://github.com/GITenberg/Songs-of-Innocence-and-Songs-of-Experience_1934",
            commit="64628c84a47a1aff0b208f5550c7d372219404f9",
            obtain=(
                "take 1934.txt, 12242.txt, 1322.txt and 19469.txt of the GITenberg repositories whose names end in these numbers"
                " (https://github.com/GITenberg) and put them into folders blake, dickinson, leaves_of_grass and poems_teachers_ask_for_2"
            ),
        ),
        rights="ship",
        files=tuple(sorted(path for _, path, _ in BOOKS)),
        sha256="a1d47044a5a557ba018ad5286bcd9549c559d8e539ccbbcc051e1dc4bf934b80",
        reader=read,
        folder="text/poetry",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every poem; long ones that are printed in numbered sections by the section, all in one group."""
    yield from without_indecent(_every_poem(folder, skipped), skipped)


def _every_poem(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    for book, path, poems in BOOKS:
        used: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        for poem in poems(book_of(folder / path)):
            part = "" if not poem.section else f"-{poem.section}"
            if not poem.section or poem.section == "1":
                groups[slug(poem.title)] += 1
            group = f"poetry/{book}/{_numbered(slug(poem.title), groups)}"
            name = f"poetry/{book}/{slug(poem.title)}{part}"
            used[name] += 1
            name = name if used[name] == 1 else f"{name}.{used[name]}"
            if len(poem.text) < LEAST_CHARACTERS:
                skipped.append(Skipped(name, f"only {len(poem.text)} characters"))
                continue
            title = f"{poem.title}, {poem.section}" if poem.section else poem.title
            yield verse_piece(name, "poem", poem.text, title, poem.author, group, (book,))


def _numbered(title: str, counts: Counter[str]) -> str:
    """Two poems of one title are two groups."""
    return title if counts[title] <= 1 else f"{title}.{counts[title]}"

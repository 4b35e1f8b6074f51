"""Tales: Sherlock Holmes, Alice in Wonderland, Moby Dick and the brothers Grimm, in pieces of some paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import is_decent
from corpora.pieces import Text
from corpora.sources.gutenberg import book_of, normalised
from corpora.sources.paragraphs import SMALL_WORDS, blocks, paragraph, portions
from corpora.titles import folded

_LICENCE = "public domain"


@dataclass(frozen=True, slots=True)
class Book:
    """A book and how its stories are headed."""

    file: str
    author: str
    heading: re.Pattern[str]
    """A whole block in one line that begins a story; its group ``title`` is the story's name."""
    first: str
    """Title of the first story; what stands before it is no story."""
    not_told: re.Pattern[str] = re.compile(r"(?!)")
    """Titles of what is no story."""
    afterword: str = ""
    """How the block begins with which the stories are over."""


_NUMBERED_CAPITALS = re.compile(r"(?:ADVENTURE )?[IVX]+\. (?P<title>[A-Z][A-Z' -]+)")
_CAPITALS = re.compile(r"(?P<title>[A-Z][A-Z', -]{5,}(?: \[[A-Z -]+\])?)")
BOOKS = (
    Book("alice/11.txt", "Lewis Carroll", re.compile(r"CHAPTER [IVX]+\. (?P<title>.+)"), "Down the Rabbit-Hole"),
    Book("grimm/2591.txt", "Jacob and Wilhelm Grimm", _CAPITALS, "The Golden Bird", afterword="The Brothers Grimm, Jacob"),
    Book(
        "moby_dick/2701.txt",
        "Herman Melville",
        re.compile(r"CHAPTER \d+\. (?P<title>.+)|(?P<epilogue>Epilogue)"),
        "Loomings",
        not_told=re.compile(r"Midnight, Forecastle|Cetology"),
    ),
    Book("sherlock/1661.txt", "Arthur Conan Doyle", _NUMBERED_CAPITALS, "A Scandal in Bohemia"),
)
_PART_HEADING = re.compile(r"[IVX]+\.|\d+\. [A-Z', -]+|(?:FIRST|SECOND) STORY|THE END|FINIS", re.IGNORECASE)
_FEWEST_CAPITALS = 12
"""A block in capitals with fewer letters is somebody shouting."""
_EDITIONS = re.compile(r"\s*\[later editions continued as follows\s*|(?<=[.-])\]$")
"""What the transcriber of Alice says about two verses."""


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="prose",
        title="Tales: Sherlock Holmes, Alice in Wonderland, Moby Dick, Grimm",
        genres=("tale",),
        kind="text",
        licence=_LICENCE,
        attribution="The Adventures of Sherlock Holmes, Alice's Adventures in Wonderland, Moby Dick and Grimms' Fairy Tales,"
        " Project Gutenberg eBooks 1661, 11, 2701 and 2591, public domain.",
        source=Source(
            url="https://github.com/GITenberg/Moby-Dick--Or-The-Whale_2701",
            commit="2e30d905a4fc2874973920ce710744f85f981a88",
            obtain="take 2701.txt of https://github.com/GITenberg/Moby-Dick--Or-The-Whale_2701 at 2e30d90 and, from the repositories beside it,"
            " 11.txt, 1661.txt and 2591.txt, and put them into folders moby_dick, alice, sherlock and grimm",
        ),
        rights="ship",
        files=tuple(book.file for book in BOOKS),
        sha256="18d4a73054e7e68c3c2a901929223914311835325f5f97b0cc247240c0adf20d",
        reader=read,
        folder="text/prose",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every story in pieces of some paragraphs; a story is one group. A paragraph with a slur is left out."""
    for book in BOOKS:
        times: Counter[str] = Counter()
        for title, paragraphs in stories(book_of(folder / book.file), book):
            times[title] += 1
            shelf = book.file.partition("/")[0]
            story = f"prose/{shelf}/{folded(title).replace(' ', '-')}" + (f"-{times[title]}" if times[title] > 1 else "")
            if book.not_told.fullmatch(title):
                skipped.append(Skipped(story, "no tale: a play or a treatise"))
                continue
            for number, text in enumerate(portions(filter(is_decent, paragraphs)), start=1):
                yield CorpusPiece(f"{story}/{number}", "tale", Text(text, title, book.author), book.author, title, _LICENCE, story)


def stories(lines: Sequence[str], book: Book) -> Iterator[tuple[str, list[str]]]:
    """Title and paragraphs of each story; what stands before the first (contents, preface, extracts) or after the last is none."""
    title, told = "", list[str]()
    for block in blocks(normalised("\n".join(lines)).split("\n")):
        whole = " ".join(block).strip()
        if book.afterword and whole.startswith(book.afterword):
            break
        if _is_no_prose(block):
            continue
        heading = book.heading.fullmatch(whole) if len(block) < 3 else None
        named = _title_case(next(filter(None, heading.groups()))) if heading else ""
        if named and (title or named == book.first):
            if told:
                yield title, told
            title, told = named, []
        elif title and not _is_in_capitals(block):
            kept = [_EDITIONS.sub("", line).replace("*", "") for line in block]
            told.append(paragraph([line for line in kept if line]))
    if told:
        yield title, told


def _is_no_prose(block: Sequence[str]) -> bool:
    """Whether a block is the heading of a part or a footnote."""
    return _PART_HEADING.fullmatch(" ".join(block).strip()) is not None or block[0].lstrip().startswith("*")


def _is_in_capitals(block: Sequence[str]) -> bool:
    """Whether a block is a heading, a notice or a stage direction in capitals; somebody shouting is not."""
    letters = [letter for letter in " ".join(block) if letter.isalpha()]
    if not all(letter.isupper() for letter in letters) or block[0].lstrip()[0] in "'\"":
        return False
    return len(letters) >= _FEWEST_CAPITALS or block[0].startswith(" " * 8)


def _title_case(title: str) -> str:
    bare = re.sub(r" ?\[.*\]", "", title).strip(" .")
    if bare.upper() != bare:
        return bare
    words = [word if index and word in SMALL_WORDS else _capital(word) for index, word in enumerate(bare.lower().split())]
    return " ".join(words)


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))

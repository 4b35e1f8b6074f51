"""How each book of the poetry corpus prints its poems: where a poem begins, what its title and author are, which lines are no verse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpora.sources.gutenberg import normalised
from corpora.sources.verse import first_line, in_title_case, unwrapped, verse


@dataclass(frozen=True, slots=True)
class Poem:
    """A poem, or a numbered section of one, as a book prints it."""

    title: str
    author: str
    text: str
    section: str = ""
    """Number of the section; empty for a whole poem."""


_ROMAN = re.compile(r"[IVXLC]+\.$")
_CAPITALS = re.compile(r"[A-Z][^a-z]*$")
_CLIPPED = re.compile(r"(?<=[A-Za-z]) '(s|d|ll|re|ve|m)\b")


def dickinson(lines: Sequence[str]) -> Iterator[Poem]:
    """The three series: a poem stands under its Roman number, some under a title in capitals, and ends before the widest gap."""
    starts = [place for place, line in enumerate(lines) if _ROMAN.match(line)]
    for start in starts:
        body = _till_gap(lines[start + 1 :], 3)
        heading = next((line for line in body if line.strip()), "")
        title = ""
        if _CAPITALS.match(heading):
            title = in_title_case(heading)
            body = body[body.index(heading) + 1 :]
        text = _as_spoken(verse(re.sub(r"(?m)^\s*\[[^\]]*\]", "", "\n".join(body)).split("\n")))
        if text:
            yield Poem(title or first_line(text), "Emily Dickinson", text)


def _as_spoken(text: str) -> str:
    """``there 's`` and ``'T is`` of the old printer as ``there's`` and ``'Tis``."""
    return re.sub(r" -- *$", " --", re.sub(r"'([Tt]) (?=is\b|was\b|were\b|will\b|would\b)", r"'\1", _CLIPPED.sub(r"'\1", text)), flags=re.MULTILINE)


def _till_gap(lines: Sequence[str], least: int) -> list[str]:
    """The lines from the first with words on to the first run of ``least`` empty ones."""
    taken: list[str] = []
    empty = 0
    for line in lines:
        empty = 0 if line.strip() else empty + 1
        if empty >= least and any(taken):
            break
        taken.append(line)
    return taken


def blake(lines: Sequence[str]) -> Iterator[Poem]:
    """The two books of songs: titles in capitals from the first ``INTRODUCTION`` on."""
    title, body = "", list[str]()
    for line in [*lines[lines.index("INTRODUCTION") :], "END"]:
        if line.isupper() and not line.startswith(" ") and len(line) > 1:
            if verse(body):
                yield Poem(title, "William Blake", verse(body))
            title, body = in_title_case(line), []
        else:
            body.append(line)


_CONTINUED = re.compile(r" {6}\S")
_OCCASION = re.compile(r"\A\[[^\]]*\]\n*|^\[[^\]]*\]\n+", re.MULTILINE)
"""What a poem was written for, or who speaks, in brackets of its own."""
_SECTION = re.compile(r"\s+(?:(\d{1,2})|\[([IVX]+)\]\s.*)$")


def whitman(lines: Sequence[str]) -> Iterator[Poem]:
    """Leaves of Grass: a title stands at the margin, verse is indented by two, the rest of a long line by six; sections are numbered."""
    title, body = "", list[str]()
    for line in [*lines[_first(lines, "BOOK I.") :], "END"]:
        if line[:1] in {"", " "}:
            body.append(line)
            continue
        yield from _whitman_sections(title, body)
        title, body = re.sub(r"\s*\[.*", "", normalised(line)), []


def _whitman_sections(title: str, body: Sequence[str]) -> Iterator[Poem]:
    number, section = "", list[str]()
    for line in [*body, "  99"]:
        mark = _SECTION.match(line)
        if not mark:
            section.append(line)
            continue
        text = verse(unwrapped(section, _CONTINUED))
        if text:
            yield Poem(title, "Walt Whitman", _OCCASION.sub("", text), number)
        number, section = mark[1] or mark[2], []


def _first(lines: Sequence[str], beginning: str) -> int:
    return next(place for place, line in enumerate(lines) if line.startswith(beginning))


_SIGNED = re.compile(r"\s{2,}_([^_]+?)\.?_$")
_TURNED_OVER = re.compile(r" {4,}\S")
_PAGE_WIDTH = 70
_NO_VERSE = re.compile(r"\s*(?:\*\s*){2,}$|\s*\(?_?(?:By permission|Copyright|Used by|From \")", re.IGNORECASE)
_REMARK = re.compile(r"\A\([^)]*\)\n\n+")
"""A remark on the poem above it."""


def poems_teachers_ask_for(lines: Sequence[str]) -> Iterator[Poem]:
    """School poems: titles at the margin between wide gaps, the author below the poem between underscores."""
    book = [place for place, line in enumerate(lines) if line == "BOOK TWO"]
    chunks = _between_gaps(lines[book[1] + 1 : lines.index("INDEX OF FIRST LINES")], 4)
    for chunk in chunks:
        heading, body = _titled(chunk)
        author, body = _signed(body)
        text = verse(unwrapped([line for line in body if not _NO_VERSE.match(line)], _TURNED_OVER, _PAGE_WIDTH))
        if heading and text:
            yield Poem(heading, author or "Unknown", _REMARK.sub("", text).replace("*", ""))


def _between_gaps(lines: Sequence[str], least: int) -> Iterator[list[str]]:
    """The lines in runs that stand at least ``least`` empty lines apart."""
    chunk: list[str] = []
    for is_empty, run in groupby(lines, key=lambda line: not line.strip()):
        rows = list(run)
        if is_empty and len(rows) >= least:
            yield chunk
            chunk = []
        else:
            chunk += rows
    yield chunk


def _titled(chunk: Sequence[str]) -> tuple[str, list[str]]:
    """The title (a second line of it goes along) and what stands below."""
    rows = list(chunk)
    while rows and not rows[0].strip():
        rows.pop(0)
    heading: list[str] = []
    while rows and rows[0].strip():
        heading.append(rows.pop(0))
    return normalised(" ".join(" ".join(heading[:1]).split())), rows


def _signed(body: Sequence[str]) -> tuple[str, list[str]]:
    """The author named below the poem, and the poem without the name."""
    for place in range(len(body) - 1, -1, -1):
        mark = _SIGNED.match(body[place])
        if mark:
            return normalised(mark[1]), list(body[:place])
        if body[place].strip():
            break
    return "", list(body)


BOOKS: tuple[tuple[str, str, Callable[[Sequence[str]], Iterator[Poem]]], ...] = (
    ("blake", "blake/1934.txt", blake),
    ("dickinson", "dickinson/12242.txt", dickinson),
    ("poems-teachers-ask-for", "poems_teachers_ask_for_2/19469.txt", poems_teachers_ask_for),
    ("whitman", "leaves_of_grass/1322.txt", whitman),
)
"""Name in the ids, file and reader of each book."""

"""Inaugural addresses of the presidents of the United States since 1789 and their messages on the State of the Union since 1945."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import is_decent
from corpora.pieces import Text
from corpora.sources.gutenberg import normalised
from corpora.sources.paragraphs import SMALL_WORDS, portions

_LICENCE = "public domain"
_WRITTEN_BUDGET = "1946-Truman"
_KINDS = {"inaugural": "Inaugural Address", "state_union": "State of the Union"}
_FULL_NAMES = {
    "Washington": "George Washington", "Jefferson": "Thomas Jefferson", "Madison": "James Madison", "Monroe": "James Monroe",
    "Jackson": "Andrew Jackson", "VanBuren": "Martin Van Buren", "Polk": "James K. Polk", "Taylor": "Zachary Taylor", "Pierce": "Franklin Pierce",
    "Buchanan": "James Buchanan", "Lincoln": "Abraham Lincoln", "Grant": "Ulysses S. Grant", "Hayes": "Rutherford B. Hayes",
    "Garfield": "James A. Garfield", "Cleveland": "Grover Cleveland", "McKinley": "William McKinley", "Taft": "William Howard Taft",
    "Wilson": "Woodrow Wilson", "Harding": "Warren G. Harding", "Coolidge": "Calvin Coolidge", "Hoover": "Herbert Hoover",
    "Truman": "Harry S. Truman", "Eisenhower": "Dwight D. Eisenhower", "Kennedy": "John F. Kennedy", "Johnson": "Lyndon B. Johnson",
    "Nixon": "Richard Nixon", "Ford": "Gerald R. Ford", "Carter": "Jimmy Carter", "Reagan": "Ronald Reagan", "Clinton": "Bill Clinton",
    "GWBush": "George W. Bush", "Obama": "Barack Obama", "Trump": "Donald Trump", "Biden": "Joe Biden",
    "1797-Adams": "John Adams", "1825-Adams": "John Quincy Adams", "1841-Harrison": "William Henry Harrison", "1889-Harrison": "Benjamin Harrison",
    "1905-Roosevelt": "Theodore Roosevelt", "Roosevelt": "Franklin D. Roosevelt", "1989-Bush": "George Bush", "1990-Bush": "George Bush",
    "1991-Bush": "George Bush", "1992-Bush": "George Bush", "Bush": "George W. Bush",
}  # fmt: skip
_DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, (?:1[789]|20)\d\d\.?"
    r"|(?:END )?\d{1,2}:\d\d [AP]\.M\.(?: E[SD]T)?|Address on the State of the Union Delivered .*|The White House,"
)
_MOST_HEADING_WORDS = 24
_STAGE = re.compile(
    r"\s*[(\[](?:[^()\[\]]*\b(?:applause|laughter|silen(?:ce|t)|audience members|Pg\. ?\d+)\b[^()\[\]]*|Pg\. ?\d+)[)\]]",
    re.IGNORECASE,
)
_CALLER = re.compile(r"^(?:THE PRESIDENT|The President): *")
_AFTERWORDS = re.compile(r"(?:NOTE: |Note: )?The (?:President|address)\b.* (?:spoke|was broadcast|met) (?:at|live|from|with)\b|WEB RESOURCES")
"""What the editors of a transcript, or of the web page it was taken from, added below it."""


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="speeches",
        title="Addresses of the presidents of the United States",
        genres=("speech",),
        kind="text",
        licence=_LICENCE,
        attribution="Inaugural and State of the Union addresses as collected in the NLTK data (https://github.com/nltk/nltk_data), public domain.",
        source=Source(
            url="https://github.com/nltk/nltk_data",
            commit="5db857e",
            obtain="take packages/corpora/inaugural.zip and state_union.zip of https://github.com/nltk/nltk_data at 5db857e and unpack both",
        ),
        rights="ship",
        files=("inaugural/*.txt", "state_union/*.txt"),
        sha256="d957608774491addefdecf9f7e5d8856b2bdbe1a8754d3438bef9d249479d287",
        reader=read,
        folder="text/speeches",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every address in pieces of some paragraphs; an address is one group, and a paragraph with a slur is left out."""
    for kind, called in _KINDS.items():
        for path in sorted(folder.glob(f"{kind}/*.txt")):
            if path.stem == _WRITTEN_BUDGET:
                skipped.append(Skipped(path.relative_to(folder).as_posix(), "a budget in writing, not a speech"))
                continue
            yield from _pieces_of(path, f"speeches/{kind}/{path.stem}", f"{called}, {path.stem[:4]}")


def _pieces_of(path: Path, address: str, title: str) -> Iterator[CorpusPiece]:
    author = president(path.stem)
    for number, text in enumerate(portions(filter(is_decent, spoken(decoded(path.read_bytes())))), start=1):
        yield CorpusPiece(f"{address}/{number}", "speech", Text(text, title, author), author, title, _LICENCE, address)


def president(stem: str) -> str:
    """Who spoke, by the name of the file: ``1825-Adams``, ``1965-Johnson-2``."""
    year, _, rest = stem.partition("-")
    surname = rest.partition("-")[0]
    return _FULL_NAMES.get(f"{year}-{surname}") or _FULL_NAMES.get(surname, surname)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8; or, where its dashes and apostrophes are those of a Chinese keyboard, Big5; else Latin-1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("big5", "replace") if b"\xa1X" in data or b"\xa1\xa6" in data else data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").replace("\ufffd", "")


def spoken(text: str) -> list[str]:
    """The paragraphs of an address as it was spoken: no headings, dates, tables, stage directions or notes of the editors."""
    paragraphs: list[str] = []
    for line in normalised(text).split("\n"):
        said = _tidied(_CALLER.sub("", _STAGE.sub("", line).strip()))
        if _AFTERWORDS.match(said):
            break
        if said and not is_heading(said) and not _is_table(said):
            paragraphs.append(said)
    return paragraphs


def is_heading(line: str) -> bool:
    """Whether a line names what follows: in capitals, or its words capitalised with no full stop; a date counts as well."""
    if _DATE.search(line) and len(line.split()) < _MOST_HEADING_WORDS and not line.endswith("."):
        return True
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", line)
    if len(words) > _MOST_HEADING_WORDS or line.startswith(("(", "-", '"')):
        return False
    if line.upper() == line:
        return True
    return line[-1] not in ".,;:!?-\"'" and all(word in SMALL_WORDS or word[0].isupper() for word in words)


def _is_table(line: str) -> bool:
    return sum(letter.isdigit() for letter in line) * 3 > len(line)


def _tidied(line: str) -> str:
    """One space between words, none around a dash; words the editors put in brackets stay, their brackets go."""
    plain = re.sub(r"\[\*[^\]]*\]|[\[\]*]", "", line)
    return " ".join(re.sub(r"(?<=\S)(?: *--+)+ *", "--", plain).split())

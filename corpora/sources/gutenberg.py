"""What every Project Gutenberg book needs before its own reader sees it: the book alone, and one typography for all."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from corpora.formats.plain_text import read_text

_ASIDE_WORDS = r"Illustra\w*|Picture|Footnotes?|Transcriber|Transcription|Sidenote|Note:|Editor"
_ASIDE = re.compile(rf"[ \t]*\[[ \t]*(?:{_ASIDE_WORDS})\b[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]", re.IGNORECASE)
"""Pictures, footnotes and remarks of the transcriber, over as many lines as they take; one bracket within is allowed."""
_FOOTNOTE_MARK = re.compile(r"\[(?:\d{1,3}|[A-Z]|\*+|[ivx]{1,5})\]")
_STARS = re.compile(r"^[ \t]*(?:\*[ \t]*){3,}$", re.MULTILINE)
_ITALICS = re.compile(r"(?<![A-Za-z0-9])_+(?=\S)|(?<=\S)_+(?![A-Za-z0-9_])|(?<=\S)_(?=\S)")
_DOTS = re.compile(r"\.(?: ?\.){2,}")
_LETTERS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        "—": "--", "―": "--", "‒": "--", "–": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "\u00a0": " ", "\u2009": " ", "\t": "    ",
        "\u00ad": "", "\u200b": "", "\ufeff": "", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl",
    }
)  # fmt: skip


def book_of(path: Path) -> list[str]:
    """The lines of a book (UTF-8 or Latin-1), without trailing blanks.

    Project Gutenberg's header and footer, pictures, footnotes and transcriber's remarks are gone; ``_italics_`` are still marked, since some
    books tell a heading or an author by them.

    Raises:
        UnreadableFileError: when the file can't be read as text.
    """
    text = without_asides(read_text(path))
    return [line.rstrip() for line in text.expandtabs(4).strip("\n").split("\n")]


def without_asides(text: str) -> str:
    """The text without ``[Illustration]``, ``[Footnote ...]`` and ``[Transcriber's note ...]``, however many lines they take."""
    return _ASIDE.sub("", text)


def normalised(text: str) -> str:
    """One typography: straight quotes, ``--`` for a dash, ``...`` for an ellipsis, no italics or footnote marks, no asides; accents are kept.

    Line breaks and indents stay; lines of stars become empty ones.
    """
    plain = unicodedata.normalize("NFC", without_asides(text)).translate(_LETTERS)
    plain = _STARS.sub("", plain).replace("''", '"')
    plain = re.sub(r"(?<=\d) ?-- ?(?=\d)", "-", _FOOTNOTE_MARK.sub("", plain))
    plain = _ITALICS.sub("", _DOTS.sub("...", re.sub(r"-{3,}", "--", plain)))
    return re.sub(r"[ \t]+$", "", plain, flags=re.MULTILINE)

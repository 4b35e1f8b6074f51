"""Plain text files: any usual encoding and line ending in, one clean string out."""

from __future__ import annotations

import re
from pathlib import Path

from corpora.errors import UnreadableFileError

MAX_BYTES = 256_000_000
"""A larger file is refused unread."""

_GUTENBERG_START = re.compile(r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG EBOOK[^*]*\*\*\*$", re.MULTILINE)
_GUTENBERG_END = re.compile(r"^(?:\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG EBOOK|End of (?:the )?Project Gutenberg)", re.MULTILINE)
_CREDITS = re.compile(
    r"\A(?:\s*(?:Produced by|E-text prepared by|Transcribed from|Note: Project Gutenberg|This e(?:Book|text) was)[^\n]*\n(?:[^\n]+\n)*)+",
    re.IGNORECASE,
)
"""The paragraphs that say who typed the book."""


def read_text(source: Path | bytes) -> str:
    r"""The text of a file: UTF-8 (with or without its mark) or else Latin-1, lines ended by ``\n``, Project Gutenberg's header and footer gone.

    Raises:
        UnreadableFileError: when the file can't be opened, is too large, holds no text, or holds bytes no text has.
    """
    name = repr(str(source)) if isinstance(source, Path) else "the text"
    text = _decoded(_file_bytes(source, name) if isinstance(source, Path) else source)
    if "\0" in text:
        raise UnreadableFileError(f"{name} is no plain text (it holds zero bytes); give a UTF-8 or Latin-1 text file")
    plain = without_gutenberg_frame(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not plain.strip():
        raise UnreadableFileError(f"{name} holds no text; give a file with words in it")
    return plain


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(f"{name} has {size:,} bytes; at most {MAX_BYTES:,} are read: split it")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{name} can't be read ({error.strerror}); give the path of a text file you may read") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def without_gutenberg_frame(text: str) -> str:
    """The book alone: what stands between Project Gutenberg's start and end lines, without the line of who typed it; else the text as it is."""
    start = _GUTENBERG_START.search(text)
    if start is None:
        return text
    body = text[start.end() :]
    end = _GUTENBERG_END.search(body)
    body = _CREDITS.sub("", body[: end.start()] if end else body)
    return body.strip("\n") + "\n"

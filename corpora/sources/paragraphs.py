"""Books of prose as pieces of a few paragraphs: one line for each paragraph, verse among them in its own lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

LEAST_CHARACTERS, MOST_CHARACTERS = 1_500, 3_000
"""A piece is closed at the first paragraph end past the former; a paragraph that would carry it past the latter begins the next."""

SMALL_WORDS = frozenset(
    {
        "a", "an", "and", "as", "at", "au", "aux", "but", "by", "de", "en", "for", "from", "had", "her", "his", "how", "in", "into", "is", "it",
        "la", "le", "of", "on", "or", "our", "that", "the", "their", "they", "to", "was", "were", "went", "who", "with",
    }
)  # fmt: skip
"""Words a title writes small, except at its start."""
_SPACES = re.compile(r"[ \n]+")
_VERSE_WIDTH = 64
"""Lines of verse are short; an indented letter or notice in prose fills the page."""
_CERTAIN_VERSE_WIDTH = 52
_LEAST_VERSE_WIDTH = 14
"""Lines shorter than this on average are set to draw a picture, not to be verse."""


def blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Runs of lines between empty ones."""
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def is_verse(block: Sequence[str]) -> bool:
    """Whether a block is set as verse: two short indented lines or more (not so short as to draw a picture), or four much shorter than prose."""
    widths = [len(line.strip()) for line in block]
    if len(block) < 2 or sum(widths) < _LEAST_VERSE_WIDTH * len(block):
        return False
    if all(line.startswith(" ") for line in block):
        return max(widths) < _VERSE_WIDTH
    return len(block) > 3 and max(widths) < _CERTAIN_VERSE_WIDTH


def unwrapped(block: Iterable[str]) -> str:
    """The block as one line; a word the printer broke after a hyphen (``cannon-`` / ``shot``) is whole again, a dash stays a dash."""
    joined = "\n".join(line.strip() for line in block)
    joined = re.sub(r"(?<=[^\W\d_])-\n(?=[^\W\d_])|(?<=--)\n(?=\S)|(?<=\S)\n(?=--\w)", lambda match: match.group().replace("\n", ""), joined)
    return _SPACES.sub(" ", joined).strip()


def verse_lines(block: Iterable[str]) -> str:
    """The block with its lines kept and their indents gone."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in block)


def paragraph(block: Sequence[str]) -> str:
    """The block as the corpora print it: verse in lines, prose in one line."""
    return verse_lines(block) if is_verse(block) else unwrapped(block)


def joined(paragraphs: Sequence[str]) -> str:
    """One line after the other; verse stands an empty line apart."""
    text = ""
    for before, here in zip(("", *paragraphs), paragraphs, strict=False):
        gap = "\n\n" if "\n" in before or "\n" in here else "\n"
        text += gap + here if text else here
    return text


def portions(paragraphs: Iterable[str], least: int = LEAST_CHARACTERS, most: int = MOST_CHARACTERS) -> list[str]:
    """The paragraphs in pieces of ``least`` to about ``most`` characters; a short rest joins the piece before it."""
    groups: list[list[str]] = []
    size = least
    for here in paragraphs:
        if size >= least or (size >= least // 2 and size + len(here) > most):
            groups.append([])
            size = 0
        groups[-1].append(here)
        size += len(here) + 1
    if len(groups) > 1 and size < least // 2:
        rest = groups.pop()
        groups[-1] += rest
    return [joined(group) for group in groups]

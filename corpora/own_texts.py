"""A person's own texts as pieces a generator of words can learn from: verse in its lines, prose a line a paragraph, long files in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpora.sources.gutenberg import normalised
from corpora.sources.paragraphs import MOST_CHARACTERS, blocks, paragraph, portions, verse_lines

WIDEST_VERSE = 60
"""Characters: where three lines of four are no longer, a file holds verse; a printer's prose is wider."""
_NARROWEST_PARAGRAPH = 120
"""Where one line of four is longer, every line is a paragraph."""
_MOST_FOREIGN = 0.003
"""Share of letters beyond ASCII that English keeps within (café, naïve)."""


def texts_of_file(text: str) -> list[str]:
    """The pieces of one file, in the typography of the corpora."""
    plain = normalised(text)
    if is_verse([plain]):
        return _stanzas_in_portions([verse_lines(block) for block in blocks(plain.split("\n"))])
    if _usual_width([plain]) > _NARROWEST_PARAGRAPH:
        return portions(" ".join(line.split()) for line in plain.split("\n") if line.strip())
    return portions(paragraph(block) for block in blocks(plain.split("\n")))


def is_verse(texts: Iterable[str]) -> bool:
    """Whether texts stand in short lines."""
    return 0 < _usual_width(texts) <= WIDEST_VERSE


def is_english(texts: Iterable[str]) -> bool:
    """Whether texts need no letters but those of English."""
    letters = [letter for text in texts for letter in normalised(text) if letter.isalpha()]
    return sum(not letter.isascii() for letter in letters) <= _MOST_FOREIGN * len(letters)


def _usual_width(texts: Iterable[str]) -> float:
    return float(np.percentile([len(line.strip()) for text in texts for line in text.split("\n") if line.strip()] or [0], 75))


def _stanzas_in_portions(stanzas: Sequence[str]) -> list[str]:
    """Stanzas an empty line apart; a long file is cut between them."""
    return ["\n\n".join(group) for group in _groups(stanzas)]


def _groups(stanzas: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for stanza in stanzas:
        if group and sum(map(len, group)) + len(stanza) > MOST_CHARACTERS:
            yield group
            group = []
        group.append(stanza)
    if group:
        yield group

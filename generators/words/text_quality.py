"""What no text may be, whatever its genre: stuck, indecent, or somebody else's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.decency import is_decent
from generators.compositions import TextOriginality
from generators.registry import TEXT_ORIGINALITY, TrainedGenerator
from generators.words.spelling import plain_word

if TYPE_CHECKING:
    from corpora.copying import TextIndex

MOST_EQUAL_LINES = 2
MOST_EQUAL_WORDS = 4
LONGEST_COPY_CHARACTERS = 50


def degenerate(text: str, *, repeats_lines: bool = False) -> str | None:
    """Why a text can't be shown to anybody, or None: no words, a stuck line, a stuck word, a slur."""
    words = [plain_word(word) for word in text.split()]
    if not any(words):
        return "no words"
    if any(len(list(run)) > MOST_EQUAL_WORDS for word, run in groupby(words) if word):
        return "the same word five times running"
    lines = Counter(line.strip().lower() for line in text.split("\n") if line.strip())
    if not repeats_lines and lines and max(lines.values()) > MOST_EQUAL_LINES:
        return "the same line three times"
    if not is_decent(text):
        return "a slur"
    return None


def echoes(text: str) -> float:
    """Share of runs of three words that stood in the text before, 0-1."""
    words = [plain_word(word) for word in text.split()]
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return 1.0 - len(set(runs)) / len(runs) if runs else 0.0


@dataclass(frozen=True, slots=True)
class Copying:
    """How much of texts stands in a generator's training set."""

    index: TextIndex

    def of(self, text: str) -> TextOriginality:
        """The longest passage of a text that stands there."""
        characters, nearest = self.index.longest_match(text)
        return TextOriginality(characters, self.index.human_p95, nearest)


def copying_of(generator: TrainedGenerator) -> Copying | None:
    """The index of a generator's training texts; None where it has none."""
    path = generator.folder / TEXT_ORIGINALITY
    if not path.is_file():
        return None
    return Copying(_index(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=4)
def _index(path: Path, modified_ns: int) -> TextIndex:  # noqa: ARG001 (the time tells a new index from an old one)
    from corpora.copying import TextIndex  # only where a generator has an index

    return TextIndex.load(path)

"""The words of a song as lines in time: which line is being sung, which comes next, how many of its syllables have sounded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.pieces import Lyric, Part, Score

_AHEAD_SECONDS = 1.5
"""A line is shown as the current one so long before it begins, where the line before leaves time."""
_LAST_SYLLABLE_SECONDS = 0.4
_PAUSE_QUARTERS = 1.0
"""A rest that ends a line, where the printed lines can't be followed."""
_MOST_SYLLABLES = 14


@dataclass(frozen=True, slots=True)
class SungLine:
    """One line."""

    syllables: tuple[str, ...]
    """As shown: a space after the last of each word."""
    seconds: tuple[float, ...]
    """When each begins."""
    shown_from: float
    """When it becomes the current line."""


def sung_lines(score: Score, lyric: str) -> tuple[SungLine, ...]:
    """The lines a performance sings; empty where it has no words.

    Args:
        score: the performance.
        lyric: the words as printed, whose lines are kept where they are the ones that are sung.
    """
    part = next((part for part in score.parts if part.lyrics), None)
    if part is None:
        return ()
    syllables = sorted(lyric for lyric in part.lyrics if lyric.verse == 1)
    groups = _as_printed(syllables, lyric) or _by_pauses(syllables, part, score.ticks_per_quarter)
    lines: list[SungLine] = []
    for group in groups:
        seconds = tuple(score.seconds_at(syllable.start_ticks) for syllable in group)
        before = lines[-1].seconds[-1] + _LAST_SYLLABLE_SECONDS if lines else 0.0
        shown = min(seconds[0], max(before, seconds[0] - _AHEAD_SECONDS)) if lines else 0.0
        lines.append(SungLine(tuple(_shown(syllable) for syllable in group), seconds, shown))
    return tuple(lines)


def line_at(lines: Sequence[SungLine], now: float) -> tuple[int, int]:
    """The current line (-1 where there is none) and how many of its syllables have begun."""
    place = bisect_right(lines, now + 1e-6, key=lambda line: line.shown_from) - 1
    return (place, bisect_right(lines[place].seconds, now + 1e-6)) if place >= 0 else (-1, 0)


def _shown(syllable: Lyric) -> str:
    return syllable.text + (" " if syllable.syllabic in {"single", "end"} else "")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _as_printed(syllables: Sequence[Lyric], lyric: str) -> list[list[Lyric]]:
    """The syllables by printed lines; nothing where they don't spell them (numbers are sung in other letters than they are printed in)."""
    groups: list[list[Lyric]] = []
    place = 0
    for line in filter(None, map(_letters, lyric.split("\n"))):
        group: list[Lyric] = []
        spelt = ""
        while len(spelt) < len(line) and place < len(syllables):
            spelt += _letters(syllables[place].text)
            group.append(syllables[place])
            place += 1
        if spelt != line:
            return []
        groups.append(group)
    return groups if place == len(syllables) else []


def _by_pauses(syllables: Sequence[Lyric], part: Part, ticks_per_quarter: int) -> list[list[Lyric]]:
    """The syllables cut where the singer rests, or where a line grows too long to read."""
    ends = sorted(note.end_ticks for note in part.notes)
    groups: list[list[Lyric]] = []
    for syllable in syllables:
        place = bisect_right(ends, syllable.start_ticks) - 1
        rest = syllable.start_ticks - ends[place] if place >= 0 else 0
        begins_word = syllable.syllabic in {"single", "begin"}
        full = bool(groups) and len(groups[-1]) >= _MOST_SYLLABLES
        if not groups or (begins_word and (rest >= _PAUSE_QUARTERS * ticks_per_quarter or full)):
            groups.append([])
        groups[-1].append(syllable)
    return groups

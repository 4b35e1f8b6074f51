"""Stanza shapes as written in a genre's file, and the lines of verse they and a prompt make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generators.words.measures import Measure
from generators.words.metre import fits
from generators.words.verse import VerseLine
from generators.words.verse_lines import syllable_count

SCANS = 0.45
"""A line that fits its metre at least so well counts as scanning."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """A rhyme scheme and the beats of each line."""

    scheme: str
    """``ABCB``."""
    beats: tuple[int, ...]
    foot: str

    @classmethod
    def read(cls, written: str, foot: str) -> Stanza:
        """``"ABCB 4343"``."""
        scheme, _, beats = written.partition(" ")
        return cls(scheme, tuple(int(digit) for digit in beats), foot)

    def lines(self, count: int) -> list[VerseLine]:
        """``count`` lines, stanza by stanza; a shorter last stanza rhymes in couplets."""
        made: list[VerseLine] = []
        while len(made) < count:
            left = min(len(self.scheme), count - len(made))
            scheme = self.scheme if left == len(self.scheme) else ("AABBCC"[: left - left % 2] + "A" * (left % 2) if left > 1 else "A")
            made += self._stanza(scheme, len(made))
        return made

    def _stanza(self, scheme: str, start: int) -> list[VerseLine]:
        lines = []
        for place, letter in enumerate(scheme):
            earlier = scheme.find(letter)
            beats = self.beats[place] if len(scheme) == len(self.scheme) else self.beats[0]
            source = start + earlier if earlier < place else None
            lines.append(VerseLine(Measure(self.foot, beats), source, after_gap=place == 0 and start > 0))
        return lines


def begun_with(lines: Sequence[VerseLine], prompt: str) -> list[VerseLine]:
    """The lines with what a prompt says of them: whole ones, and perhaps the beginning of one.

    A line that is as long as its metre asks counts as whole, whether or not a line end follows it.
    """
    said = [line for line in prompt.split("\n") if line.strip()]
    is_open = bool(prompt) and not prompt.rstrip(" \t").endswith("\n")
    result = list(lines)
    for place, text in enumerate(said[: len(lines)]):
        whole = place < len(said) - 1 or not is_open or is_whole(text, lines[place])
        result[place] = replace(lines[place], given=text) if whole else replace(lines[place], begun=text)
    return result


def is_whole(text: str, line: VerseLine) -> bool:
    """Whether a line needs no more words."""
    count = syllable_count(text)
    return count > max(line.measure.lengths) or (count >= min(line.measure.lengths) and fits(text, line.metre) > SCANS)


def said_first(prompt: str, text: str) -> str:
    """The text with the prompt to the letter in place of its first lines, which may differ from it in empty lines."""
    if not prompt or text.startswith(prompt):
        return text
    said = [line for line in prompt.split("\n") if line.strip()]
    rest = text.split("\n")
    place, found = 0, 0
    while found < len(said) and place < len(rest):
        found += bool(rest[place].strip())
        place += 1
    last = rest[place - 1][len(said[-1]) :] if said else ""
    tail = "\n".join(rest[place:])
    if prompt.rstrip(" \t").endswith("\n"):
        return prompt + tail.lstrip("\n")
    return prompt + last + (f"\n{tail}" if tail else "")

"""Syllables sung on several notes: what an extender line, a slur or an underscore shows.

A score holds the beginning of each syllable and no more, so a melisma is read from the notes: those that follow a syllable's own without a
rest and without a syllable of their own belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpora.pieces import Lyric, Note

MOST_NOTES = 24
"""More notes than these without a new syllable are no melisma but a part that plays on."""
_GAP = 8
"""A rest shorter than this part of a quarter note is a singer's touch, no rest."""


def melismas(notes: Sequence[Note], lyrics: Sequence[Lyric], ticks_per_quarter: int) -> dict[int, int]:
    """Beginning of each syllable that is sung on several notes -> beginning of the last of them. Only one voice at a time sings one."""
    syllables = {lyric.start_ticks for lyric in lyrics}
    ordered = sorted(notes)
    gap = ticks_per_quarter // _GAP
    found: dict[int, int] = {}
    sounding_until = 0
    for place, note in enumerate(ordered):
        if note.start_ticks in syllables and sounding_until <= note.start_ticks + gap:
            last = _last_of(ordered, place, syllables, gap)
            if last > place:
                found[note.start_ticks] = ordered[last].start_ticks
        sounding_until = max(sounding_until, note.end_ticks)
    return found


def _last_of(notes: Sequence[Note], first: int, syllables: set[int], gap: int) -> int:
    """Place of the last note sung on the syllable that begins with note ``first``; ``first`` where it has but one, or others sound with it."""
    place = first
    while place + 1 < len(notes) and notes[place + 1].start_ticks not in syllables:
        if not -gap <= notes[place + 1].start_ticks - notes[place].end_ticks <= gap:
            break
        place += 1
    others = place + 1 < len(notes) and notes[place + 1].start_ticks < notes[place].end_ticks - gap
    return first if others or place - first >= MOST_NOTES else place

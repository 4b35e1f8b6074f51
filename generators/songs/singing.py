"""The words of a lead sheet carried into its performance: each syllable begins when its note is played."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from corpora.pieces import Lyric, Note, Part, Score, Section
from generators.band.arrange import Arrangement
from generators.band.frame import role_of

_DRUMS = 0.7
"""How hard a drummer plays beside a singer, of how hard beside a band."""
_NEAR_TICKS = 320
"""No note is played further than this from where it is written (480 ticks to a quarter): swing, the singer's place behind the beat, unsteadiness."""


def with_words(arrangement: Arrangement, lead: Score) -> Arrangement:
    """The arrangement with the lead sheet's words in the first part of both scores, and its sections."""
    written, performed = arrangement.written.parts[0], arrangement.performed.parts[0]
    lyrics = lead.parts[0].lyrics
    sung = _sung_notes(written, lyrics)
    played = [replace(lyric, start_ticks=_played(performed.notes, note)) for lyric, note in zip(lyrics, sung, strict=True)]
    return Arrangement(
        _with_lyrics(
            arrangement.written, [replace(lyric, start_ticks=note.start_ticks) for lyric, note in zip(lyrics, sung, strict=True)], lead.sections
        ),
        _with_lyrics(arrangement.performed, played, lead.sections),
    )


def under_the_voice(arrangement: Arrangement) -> Arrangement:
    """The performance with drums soft enough to hear the words."""
    parts = tuple(
        replace(part, notes=tuple(replace(note, velocity=max(8, round(note.velocity * _DRUMS))) for note in part.notes)) if part.is_drum else part
        for part in arrangement.performed.parts
    )
    return Arrangement(arrangement.written, replace(arrangement.performed, parts=parts))


def for_the_singer(lead: Score) -> Score:
    """The lead sheet with sections that follow an instrumental one beginning at their pickup, so that the singer sings it, not the band."""
    lyrics = [lyric.start_ticks for lyric in lead.parts[0].lyrics]
    sections = list(lead.sections)
    for place in range(1, len(sections)):
        if role_of(sections[place - 1].name) == "intro":
            start = sections[place].start_ticks
            begun = bisect_left(lyrics, start - lead.meters[0].bar_ticks(lead.ticks_per_quarter))
            sections[place] = replace(sections[place], start_ticks=min(start, *lyrics[begun : begun + 1]) if begun < len(lyrics) else start)
    return replace(lead, sections=tuple(sections))


def _sung_notes(part: Part, lyrics: Sequence[Lyric]) -> list[Note]:
    """The highest note of the part at (or, should the player have shifted it, nearest to) each syllable's beginning."""
    top: dict[int, Note] = {}
    for note in part.notes:
        if note.start_ticks not in top or note.pitch > top[note.start_ticks].pitch:
            top[note.start_ticks] = note
    starts = sorted(top)
    return [top[_nearest(starts, lyric.start_ticks)] for lyric in lyrics]


def _played(notes: Sequence[Note], wanted: Note) -> int:
    """When a written note is played: the nearest of its pitch."""
    same = [note.start_ticks for note in notes if note.pitch == wanted.pitch and abs(note.start_ticks - wanted.start_ticks) <= _NEAR_TICKS]
    return min(same, key=lambda start: abs(start - wanted.start_ticks), default=wanted.start_ticks)


def _nearest(starts: Sequence[int], ticks: int) -> int:
    place = bisect_left(starts, ticks)
    return min(starts[max(0, place - 1) : place + 1], key=lambda start: abs(start - ticks))


def _with_lyrics(score: Score, lyrics: Sequence[Lyric], sections: tuple[Section, ...]) -> Score:
    return replace(score, parts=(replace(score.parts[0], lyrics=tuple(sorted(lyrics))), *score.parts[1:]), sections=sections)

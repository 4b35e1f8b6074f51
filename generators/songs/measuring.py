"""How well a song sings its words, measured on the finished score alone: any song's, ours or a human one's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpora.pieces import Bar, Lyric, Part, Score
from generators.songs.metre import strong_places
from generators.songs.sung_words import stressed_groups


def sung_part(score: Score) -> Part | None:
    """The first part with words."""
    return next((part for part in score.parts if part.lyrics), None)


def stress_on_strong_beats(score: Score) -> tuple[int, int]:
    """Stresses of content words that fall on a strong beat, and how many there are.

    Strong is the beginning of a bar and, where it has two equal halves of whole beats, its middle: beats 1 and 3 of 4/4, both of 6/8 and 2/4,
    the first of 3/4. Which syllables bear the stresses says the pronouncing dictionary (see :func:`~generators.songs.sung_words.stressed_groups`).
    Only the first verse under the notes is counted.
    """
    part = sung_part(score)
    if part is None:
        return 0, 0
    bars = list(score.bars())
    starts = [bar.start_ticks for bar in bars]
    hits = total = 0
    for line in _lines(part, score):
        words = list(_words(line))
        strong = [
            _is_strong(lyric.start_ticks, bars[max(0, bisect_right(starts, lyric.start_ticks) - 1)], score.ticks_per_quarter)
            for word in words
            for lyric in word
        ]
        groups = stressed_groups([[lyric.text for lyric in word] for word in words])
        hits += sum(any(strong[place] for place in group) for group in groups)
        total += len(groups)
    return hits, total


def _is_strong(ticks: int, bar: Bar, ticks_per_quarter: int) -> bool:
    # A pickup's beats are counted back from its end.
    place = ticks - bar.end_ticks + bar.meter.bar_ticks(ticks_per_quarter) if bar.number == 0 else ticks - bar.start_ticks
    return place in strong_places(bar.meter, ticks_per_quarter)


def _lines(part: Part, score: Score) -> Iterator[list[Lyric]]:
    """The first verse's syllables, cut where the singer rests for an eighth note or more."""
    ends = sorted(note.end_ticks for note in part.notes)
    line: list[Lyric] = []
    for lyric in sorted(each for each in part.lyrics if each.verse == 1):
        place = bisect_right(ends, lyric.start_ticks) - 1
        rested = place >= 0 and lyric.start_ticks - ends[place] >= score.ticks_per_quarter // 2
        if line and rested and line[-1].syllabic in {"single", "end"}:
            yield line
            line = []
        line.append(lyric)
    if line:
        yield line


def _words(line: Sequence[Lyric]) -> Iterator[list[Lyric]]:
    word: list[Lyric] = []
    for lyric in line:
        if word and lyric.syllabic in {"single", "begin"}:
            yield word
            word = []
        word.append(lyric)
    if word:
        yield word


def every_syllable_has_a_note(score: Score) -> bool:
    """Whether each syllable begins with a note of its own in the part that sings it, one after another; False where nothing is sung."""
    part = sung_part(score)
    if part is None:
        return False
    starts = {note.start_ticks for note in part.notes}
    for _, verse in groupby(sorted(part.lyrics, key=lambda lyric: (lyric.verse, lyric.start_ticks)), key=lambda lyric: lyric.verse):
        sung = [lyric.start_ticks for lyric in verse]
        if len(set(sung)) < len(sung) or not set(sung) <= starts:
            return False
    return True


def notes_begun(score: Score) -> int:
    """Syllables (of all verses) that begin with a note of their own."""
    part = sung_part(score)
    if part is None:
        return 0
    starts = {note.start_ticks for note in part.notes}
    return len({(lyric.verse, lyric.start_ticks) for lyric in part.lyrics if lyric.start_ticks in starts})

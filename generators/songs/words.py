"""The words of a song: the person's own, or written for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generators.compositions import TextOriginality
from generators.planning import Plan
from generators.songs.given_words import given_words
from generators.songs.sung_words import SungLyric, SungSection, sung

_MOST_TIMES = 8


@dataclass(frozen=True, slots=True)
class SongWords:
    """What is sung, and what is known of it."""

    lyric: SungLyric
    given: bool = False
    """True for a person's own words: they are sung to the last one."""
    left_out: int = 0
    """Signs of given lyrics that can't be sung."""
    originality: TextOriginality | None = None
    """Of words the band wrote."""


def words_of_song(plan: Plan) -> SongWords:
    """The words for a request.

    Raises:
        AskerError: when given lyrics can't be sung, or none can be written on the theme.
    """
    request = plan.request
    if request.lyrics is not None:
        given = given_words(request.lyrics)
        return SongWords(given.lyric, given=True, left_out=given.left_out)
    from generators.words.writing_lyrics import write_lyric  # a generator of words: only where words are written

    written = write_lyric(request)
    return SongWords(sung(written.lyric), originality=written.originality)


def shorter(lyric: SungLyric) -> Iterator[SungLyric]:
    """The lyric, then with fewer and fewer of its last sections, then with fewer lines of its first."""
    for count in range(len(lyric.sections), 0, -1):
        yield SungLyric(lyric.title, lyric.sections[:count])
    first = lyric.sections[0]
    for count in range(len(first.lines) - 1, 0, -1):
        yield SungLyric(lyric.title, (SungSection(first.kind, first.lines[:count]),))


def again(lyric: SungLyric, times: int) -> SungLyric:
    """The lyric sung several times over, at most eight."""
    return SungLyric(lyric.title, lyric.sections * min(times, _MOST_TIMES))

"""The words of a song: the person's own, or written for it."""

from __future__ import annotations

from dataclasses import dataclass

from generators.compositions import TextOriginality
from generators.planning import Plan
from generators.songs.given_words import given_words
from generators.songs.sung_words import SungLyric, sung


@dataclass(frozen=True, slots=True)
class SongWords:
    """What is sung, and what is known of it."""

    lyric: SungLyric
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
        return SongWords(given.lyric, given.left_out)
    from generators.words.writing_lyrics import write_lyric  # a generator of words: only where words are written

    written = write_lyric(request)
    return SongWords(sung(written.lyric), originality=written.originality)

"""Controls that only music has, and those that only words have: what a genre can't keep is refused by its flag."""

from __future__ import annotations

from corpora.errors import AskerError
from generators.requests import Request

_MUSIC_ONLY = {
    "tonic": "--key",
    "mode": "--key",
    "beats_per_minute": "--tempo",
    "bars": "--bars",
    "seconds": "--seconds",
    "meter": "--meter",
    "mood": "--mood",
    "instruments": "--instruments",
    "prompt": "--continue",
    "lyrics": "--lyrics",
}
_WORDS_ONLY = {"words": "--prompt", "length": "--length", "theme": "--theme", "lyrics": "--lyrics"}
_SUNG = {"theme", "lyrics"}


def refuse_music_controls(request: Request, genre_name: str) -> None:
    """Refuse what only music can keep.

    Raises:
        AskerError: naming the flag.
    """
    for field, flag in _MUSIC_ONLY.items():
        if getattr(request, field):
            raise AskerError(f"{flag} is not for words, and genre {genre_name!r} is made of them: leave {flag} out or choose another --genre")


def refuse_word_controls(request: Request, genre_name: str, *, sung: bool = False) -> None:
    """Refuse what only words can keep, for a genre of music; where words are sung, a theme and lyrics may be asked for.

    Raises:
        AskerError: naming the flag.
    """
    made_of = "a song" if sung else "music without words"
    for field, flag in _WORDS_ONLY.items():
        if getattr(request, field) is not None and not (sung and field in _SUNG):
            raise AskerError(f"{flag} is for genres made of words, and {genre_name!r} is {made_of}: leave {flag} out or choose another --genre")

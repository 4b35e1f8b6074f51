"""Composing: every request goes to whoever makes pieces of its genre. Only the one that is needed is imported."""

from __future__ import annotations

from generators.compositions import Finished
from generators.genres import TextGenre, genre
from generators.requests import Request


def compose(request: Request) -> Finished:
    """Compose what was asked for: music, words, or a song.

    The same request (with its seed) and the same weights give the same piece, note for note and letter for letter.

    Raises:
        AskerError: when the request can't be met; the message says what is possible and what to change.
    """
    chosen = genre(request.genre)
    if isinstance(chosen, TextGenre):
        from generators.words.compose_text import compose_text

        return compose_text(request)
    from generators.words.controls import refuse_word_controls

    if chosen.pipeline == "song":
        from generators.songs.compose_song import compose_song

        refuse_word_controls(request, chosen.name, sung=True)
        return compose_song(request)
    from generators.compose_music import compose_music

    refuse_word_controls(request, chosen.name)
    return compose_music(request)

"""From a request for words to a plan: what was asked is checked, what was left open is filled from the genre and the seed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from corpora.errors import AskerError
from generators.genres import TextGenre, text_genre
from generators.requests import Length, Request
from generators.words.controls import refuse_music_controls

MOST_PROMPT_CHARACTERS = 2000
MOST_THEME_CHARACTERS = 200
LENGTH_LIMITS = {"words": 2000, "characters": 12000, "lines": 100}
"""The longest text that can be asked for, by unit."""
SHORTEST_SHARE = 0.85
"""An asked length is never exceeded, and missed by no more than this leaves."""

_STAGES = {"plan": 10, "draw": 11, "title": 12}


@dataclass(frozen=True, slots=True)
class TextPlan:
    """Everything decided before the first word."""

    request: Request
    genre: TextGenre
    prompt: str
    """What the text begins with to the letter; empty where nothing is asked."""
    length: Length | None
    """As asked; None = the genre's own."""
    words: tuple[int, int]
    """Fewest and most words of the text where no length is asked."""
    theme: str
    """As asked; empty = none."""
    stanza: str
    """Verse: the shape of a stanza, ``ABCB 4343``; else empty."""
    generator: str
    temperature: float
    top_p: float
    candidates: int


def words_rng(seed: int, stage: str, nth: int = 0) -> np.random.Generator:
    """The random numbers of one stage (of its ``nth`` round); each stage has its own."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed & (2**63 - 1), _STAGES[stage], nth])))


def make_text_plan(request: Request) -> TextPlan:
    """Fill every blank of a request for words.

    Raises:
        AskerError: when a control is for music only, or out of range, or the prompt is no text.
    """
    chosen = text_genre(request.genre)
    refuse_music_controls(request, chosen.name)
    rng = words_rng(request.seed, "plan")
    return TextPlan(
        request=request,
        genre=chosen,
        prompt=checked_words(request.words, "prompt", "--prompt", MOST_PROMPT_CHARACTERS) if request.words is not None else "",
        length=checked_length(request.length) if request.length else None,
        words=chosen.words,
        theme=checked_words(request.theme, "theme", "--theme", MOST_THEME_CHARACTERS).strip() if request.theme is not None else "",
        stanza=str(rng.choice(np.array(chosen.stanzas or ("",)))),
        generator=request.generator or chosen.generator,
        temperature=request.temperature or chosen.temperature,
        top_p=request.top_p or chosen.top_p,
        candidates=request.candidates or chosen.candidates,
    )


def checked_words(text: str, what: str, flag: str, most: int) -> str:
    """Words somebody typed, unchanged.

    Raises:
        AskerError: when they are empty, too long, no text, or indecent; the words themselves are never repeated.
    """
    from corpora.decency import is_decent  # a table of digests: only where somebody's words are read

    if not text.strip():
        raise AskerError(f"the {what} is empty: write a few words, or leave {flag} out")
    if len(text) > most:
        raise AskerError(f"the {what} has {len(text):,} characters: at most {most:,} are possible (shorten {flag})")
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise AskerError(f"the {what} is no valid UTF-8: type it as plain text (change {flag})")
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise AskerError(f"the {what} holds control characters: only letters, marks and line ends are possible (change {flag})")
    if not is_decent(text):
        raise AskerError(f"the {what} holds a word the band won't sing: choose other words ({flag})")
    return text


def checked_length(length: Length) -> Length:
    """A length, if it is possible.

    Raises:
        AskerError: when it is not.
    """
    most = LENGTH_LIMITS[length.unit]
    if not 1 <= length.amount <= most:
        raise AskerError(f"a length of {length.amount:,} {length.unit} is not possible: 1 to {most:,} are (change --length)")
    return length

"""Moods: what a word such as "calm" changes about a piece."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.errors import unknown_name


@dataclass(frozen=True, slots=True)
class Mood:
    """How a mood bends the choices the band is left with. Asked controls always win."""

    name: str
    mode: str | None
    """Preferred mode, ``major`` or ``minor``; None = the genre's own balance."""
    tempo_place: float
    """Where in the genre's tempo range, 0 (slowest) to 1 (fastest)."""
    density: float
    """Factor on notes a bar."""
    loudness: float
    """Factor on velocities."""


MOODS: dict[str, Mood] = {
    mood.name: mood
    for mood in (
        Mood("calm", None, 0.15, 0.75, 0.82),
        Mood("sad", "minor", 0.1, 0.75, 0.85),
        Mood("melancholic", "minor", 0.2, 0.8, 0.85),
        Mood("romantic", None, 0.2, 0.85, 0.88),
        Mood("dreamy", "major", 0.2, 0.7, 0.8),
        Mood("happy", "major", 0.65, 1.1, 1.0),
        Mood("playful", "major", 0.75, 1.2, 0.98),
        Mood("energetic", None, 0.9, 1.25, 1.1),
        Mood("triumphant", "major", 0.6, 1.0, 1.15),
        Mood("dark", "minor", 0.35, 0.9, 1.0),
        Mood("tense", "minor", 0.75, 1.15, 1.08),
        Mood("mysterious", "minor", 0.3, 0.8, 0.85),
    )
}

MOOD_ALIASES = {
    "relaxed": "calm", "chill": "calm", "peaceful": "calm", "gentle": "calm", "soft": "calm", "quiet": "calm", "sorrowful": "sad", "blue": "sad",
    "gloomy": "melancholic", "nostalgic": "melancholic", "wistful": "melancholic", "tender": "romantic", "love": "romantic", "joyful": "happy",
    "cheerful": "happy", "bright": "happy", "funny": "playful", "lively": "energetic", "excited": "energetic", "wild": "energetic",
    "heroic": "triumphant", "epic": "triumphant", "angry": "tense", "scary": "dark", "spooky": "mysterious", "ambient": "dreamy",
}  # fmt: skip


def mood(name: str) -> Mood:
    """The mood of that name or alias.

    Raises:
        AskerError: when there is none.
    """
    folded = name.strip().casefold()
    folded = MOOD_ALIASES.get(folded, folded)
    if folded not in MOODS:
        raise unknown_name("mood", name, [*MOODS, *MOOD_ALIASES], "--mood")
    return MOODS[folded]

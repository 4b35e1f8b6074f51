"""A tune for the band to play: 16 bars of a songbook's commonest changes."""

from __future__ import annotations

import pytest

from corpora.chords import parse_chord
from corpora.pieces import Key, Note, Part, Score, Tempo

CHANGES = (
    "Cmaj7 A7 | Dm7 G7 | Em7 A7 | Dm7 G7 | C7 | Fmaj7 Fm6 | Em7 A7 | D7 G7 | Cmaj7 A7 | Dm7 G7 | Gm7 C7 | Fmaj7 Bb7 | Em7b5 A7 | Dm7 G7 | C6 | C6"
)
BAR = 4 * 480


def chords_of(changes: str, bar_ticks: int = BAR) -> Score:
    """A silent 4/4 score over a chord chart of bars parted by ``|``, chords of a bar evenly spread."""
    chords = []
    bars = changes.split("|")
    for number, bar in enumerate(bars):
        symbols = bar.split()
        for place, symbol in enumerate(symbols):
            chords.append(parse_chord(symbol, number * bar_ticks + place * bar_ticks // len(symbols)))
    return Score(
        (Part("melody", 0, ()),), chords=tuple(chords), keys=(Key(0, 0, "major"),), tempos=(Tempo(0, 160.0),), length_ticks=len(bars) * bar_ticks
    )


def melody_on_thirds(score: Score) -> tuple[Note, ...]:
    """A plain tune: in each half bar the chord's third for a quarter, its fifth for an eighth, and a rest."""
    from corpora.chords import chord_at, chord_pitch_classes

    notes = []
    for start in range(0, score.length_ticks, BAR // 2):
        chord = chord_at(score.chords, start)
        if chord is not None:
            third, fifth = chord_pitch_classes(chord)[1:3]
            notes += [Note(start, 72 + third - 12 * (third > 7), 480), Note(start + 480, 72 + fifth - 12 * (fifth > 7), 240)]
    return tuple(notes)


@pytest.fixture(scope="session")
def changes() -> Score:
    """The changes without a tune."""
    return chords_of(CHANGES)


@pytest.fixture(scope="session")
def head(changes: Score) -> Score:
    """The changes with a tune."""
    from dataclasses import replace

    return replace(changes, parts=(Part("melody", 0, melody_on_thirds(changes)),))


@pytest.fixture(scope="session")
def blues() -> Score:
    """A twelve-bar blues in C without a tune."""
    return chords_of("C7 | F7 | C7 | C7 | F7 | F7 | C7 | A7 | Dm7 | G7 | C7 A7 | Dm7 G7")

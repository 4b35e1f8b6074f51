"""Chords for a bare melody: the likeliest harmony of a fiddle tune or of whatever somebody sends in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpora.errors import AskerError, unknown_name
from corpora.key_finding import find_key
from corpora.pieces import ChordSymbol, Key, Score
from generators.band.harmony_model import IDIOMS, HarmonyTable, Segment, harmony_table, most_likely_states, profiles, segments

_SILENCE = np.array([2.0, 0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0])
"""What a segment of rests is taken to hold: the tonic and its fifth, so that silence draws home."""


def harmonise(melody: Score, idiom: str = "folk", chords_per_bar: int = 1) -> Score:
    """The melody with chord symbols; those it had are replaced.

    Args:
        melody: its first part with notes is the tune. Its ``keys`` say what the chords are relative to; where it has none, the key is
            found from the notes (A minor and C major differ in their chords, so a known key is better).
        idiom: ``folk`` (plain triads and sevenths, few of them) or ``jazz``.
        chords_per_bar: how often the chord may change in a bar, 1-4; never more often than the pulse.

    Returns:
        The same score with chords from bar 1 on, none in a pickup, none repeated.

    Raises:
        AskerError: for an unknown idiom or an impossible number of chords.
    """
    if idiom not in IDIOMS:
        raise unknown_name("idiom", idiom, IDIOMS, flag="the idiom")
    if not 1 <= chords_per_bar <= 4:
        raise AskerError(f"{chords_per_bar} chords per bar are not possible: 1 to 4 are (change the number)")
    keys = melody.keys or (_found_key(melody),)
    stretches = segments(melody, keys, chords_per_bar)
    tables = [harmony_table(idiom, segment.key.mode) for segment in stretches]
    heard = profiles(melody, stretches)
    heard[heard.sum(axis=1) == 0] = _SILENCE
    states = most_likely_states(heard, stretches, tables)
    return replace(melody, chords=_symbols(states, stretches, tables))


def _found_key(melody: Score) -> Key:
    has_notes = any(part.notes and not part.is_drum for part in melody.parts)
    return find_key(melody).key if has_notes else Key(0, 0)


def _symbols(states: list[int], stretches: list[Segment], tables: list[HarmonyTable]) -> tuple[ChordSymbol, ...]:
    """Chord symbols of the states, one where the chord changes."""
    symbols: list[ChordSymbol] = []
    for state, segment, table in zip(states, stretches, tables, strict=True):
        chord = ChordSymbol(segment.start_ticks, (state % 12 + segment.key.tonic) % 12, table.qualities[state])
        if not symbols or (symbols[-1].root, symbols[-1].quality) != (chord.root, chord.quality):
            symbols.append(chord)
    return tuple(symbols)

"""A hidden Markov model of harmony: chords are the hidden states, the melody heard over each of them the observation.

State: a chord's root above the tonic (0-11) and its type. Observation: how long each pitch class sounds in a segment (a bar, or part of one).
The chance of a chord follows from the one before it and from where in the form it stands; the last two bars have their own chances, so that
tunes end with a cadence. Tables are learnt by ``generators/band/learn_harmony.py``; ``harmony.md`` says from what.

Sources:
    I. Simon, D. Morris, S. Basu, "MySong: Automatic Accompaniment Generation for Vocal Melodies", CHI 2008 (the model; ours adds the place in
    the form and works with scale degrees instead of transposing to C).
    L. R. Rabiner, "A Tutorial on Hidden Markov Models", Proceedings of the IEEE 77(2), 1989, section III.B (Viterbi).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpora.chords import NO_CHORD
from corpora.pieces import ChordSymbol, Key, Score
from generators.band.frame import bar_pulses

Idiom = Literal["folk", "jazz"]
IDIOMS: tuple[Idiom, ...] = ("folk", "jazz")
TYPES: dict[str, tuple[str, ...]] = {"folk": ("major", "minor", "dominant"), "jazz": ("major", "minor", "dominant", "half-diminished", "diminished")}
"""Chord types told apart in each idiom; a state is ``type_index * 12 + root``."""
TABLE_MODES = ("major", "minor", "dorian", "mixolydian")
"""Modes with a table of their own; lydian is read as major, phrygian and locrian as minor."""

PLACES = ("first", "within a bar", "odd bar", "even bar", "half phrase", "phrase end", "last but one", "last")
"""Where in the form a segment stands: bars counted from 1; a half phrase ends with bar 4, a phrase with bar 8."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a tune that takes one chord."""

    start_ticks: int
    end_ticks: int
    place: int
    """Index into :data:`PLACES`."""
    key: Key
    opens_bar: bool
    """False for the second and later parts of a bar."""


@dataclass(frozen=True, slots=True)
class HarmonyTable:
    """What is known of one idiom in one mode: scores in nats, log-probabilities at first, then refined to choose as people choose."""

    hearing: Floats
    """float64 ``[states, 12]``: for each quarter a pitch class above the tonic is heard while the chord sounds."""
    moves: Floats
    """float64 ``[states, states]``: of the next chord across a bar line, given the one before."""
    short_moves: Floats
    """The same within a bar."""
    places: Floats
    """float64 ``[places, states]``: of a chord at a place in the form."""
    anywhere: Floats
    """float64 ``[states]``: of a chord anywhere; scores the first one."""
    qualities: tuple[str, ...]
    """How each state is written: a key of ``corpora.chords.QUALITIES``."""


def table_mode(mode: str) -> str:
    """The mode whose table serves a mode."""
    return mode if mode in TABLE_MODES else {"lydian": "major"}.get(mode, "minor")


def chord_state(chord: ChordSymbol, tonic: int, idiom: str) -> int | None:
    """The state of a chord symbol in a key; None for no chord."""
    if chord.quality == NO_CHORD:
        return None
    kind, shift = _KIND_OF_QUALITY[chord.quality]
    types = TYPES[idiom]
    if kind not in types:  # folk has neither: a diminished seventh acts as the dominant a third below
        kind, shift = ("minor", 0) if kind == "half-diminished" else ("dominant", 8)
    return types.index(kind) * 12 + (chord.root + shift - tonic) % 12


_KIND_OF_QUALITY: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("", "6", "69", "maj7", "maj9", "add9", "sus2", "sus4", "5", "aug"), ("major", 0)),
    **dict.fromkeys(("m", "m6", "m7", "m9", "mMaj7"), ("minor", 0)),
    **dict.fromkeys(("7", "9", "13", "7b9", "7#9", "7#11", "aug7", "7sus4"), ("dominant", 0)),
    "m7b5": ("half-diminished", 0),
    **dict.fromkeys(("dim", "dim7"), ("diminished", 0)),
}


def segments(score: Score, keys: Sequence[Key], chords_per_bar: int) -> list[Segment]:
    """The segments of a score: every whole bar cut at its pulses into at most ``chords_per_bar`` parts as equal as they can be.

    The last bar is cut in two at least, since many a tune makes its cadence there.
    """
    bars = [bar for bar in score.bars() if bar.number > 0]
    found: list[Segment] = []
    for index, bar in enumerate(bars):
        pulses = bar_pulses(bar, score.ticks_per_quarter)
        is_last = index == len(bars) - 1
        count = max(1, min(max(chords_per_bar, 2 if is_last else 1), len(pulses)))
        cuts = [pulses[round(part * len(pulses) / count)].start_ticks for part in range(count)] + [bar.end_ticks]
        key = next((key for key in reversed(keys) if key.start_ticks <= bar.start_ticks), keys[0])
        for part, (start, end) in enumerate(pairwise(cuts)):
            found.append(Segment(start, end, _place(index, len(bars), part, closes=is_last and part == count - 1), key, opens_bar=part == 0))
    return found


def _place(bar: int, bars: int, part: int, closes: bool) -> int:
    if closes:
        name = "last"
    elif bar == bars - 1 or (bar == bars - 2 and not part):
        name = "last but one"
    elif part:
        name = "within a bar"
    elif bar == 0:
        name = "first"
    else:
        name = {3: "half phrase", 7: "phrase end"}.get(bar % 8, "even bar" if bar % 2 else "odd bar")
    return PLACES.index(name)


def profiles(score: Score, stretches: Sequence[Segment]) -> Floats:
    """float64 ``[segments, 12]``: quarters each pitch class above the tonic sounds in the tune; a note struck with the chord counts half more."""
    heard = np.zeros((len(stretches), 12))
    tune = next((part.notes for part in score.parts if not part.is_drum and part.notes), ())
    first = 0
    for index, segment in enumerate(stretches):
        while first < len(tune) and tune[first].end_ticks <= segment.start_ticks:
            first += 1
        for note in tune[first:]:
            if note.start_ticks >= segment.end_ticks:
                break
            length = min(note.end_ticks, segment.end_ticks) - max(note.start_ticks, segment.start_ticks)
            if length > 0:
                accent = 1.5 if note.start_ticks == segment.start_ticks else 1.0
                heard[index, (note.pitch - segment.key.tonic) % 12] += accent * length / score.ticks_per_quarter
    return heard


def most_likely_states(heard: Floats, stretches: Sequence[Segment], tables: Sequence[HarmonyTable], bonus: Floats | None = None) -> list[int]:
    """Viterbi: the best chord states of the segments, each in its own key and from its own table.

    Args:
        heard: float64 ``[segments, 12]`` of :func:`profiles`.
        stretches: the segments.
        tables: the table of each segment.
        bonus: float64 ``[segments, states]`` added to the scores; None for nothing.
    """
    if not stretches:
        return []
    extra = np.zeros((len(stretches), 1)) if bonus is None else bonus
    back: list[NDArray[np.intp]] = []
    score = np.zeros(len(tables[0].anywhere))
    for index, (segment, table) in enumerate(zip(stretches, tables, strict=True)):
        chance = table.hearing @ heard[index] + table.places[segment.place] + extra[index]
        if index == 0:
            score = table.anywhere + chance
            continue
        moved = _in_new_key(score, stretches[index - 1].key.tonic - segment.key.tonic)
        reached = moved[:, None] + (table.moves if segment.opens_bar else table.short_moves)  # [previous, next]
        best = reached.argmax(axis=0)
        back.append(best)
        score = reached[best, np.arange(len(best))] + chance
    return _traced_back(int(score.argmax()), back, stretches)


def _in_new_key(score: Floats, shift: int) -> Floats:
    """Scores by state, told from a tonic ``shift`` semitones lower."""
    return np.roll(score.reshape(-1, 12), shift % 12, axis=1).ravel()


def _traced_back(last: int, back: list[NDArray[np.intp]], stretches: Sequence[Segment]) -> list[int]:
    states = [last]
    for index in range(len(back) - 1, -1, -1):
        previous = int(back[index][states[-1]])  # told from the later key's tonic
        shift = stretches[index + 1].key.tonic - stretches[index].key.tonic
        states.append(previous // 12 * 12 + (previous + shift) % 12)
    return states[::-1]


@cache
def harmony_table(idiom: str, mode: str) -> HarmonyTable:
    """The table of an idiom in a mode, as it comes with the band."""
    with files("generators.band").joinpath("harmony.npz").open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return unpack_table({name: arrays[f"{idiom}-{table_mode(mode)}-{name}"] for name in _FIELDS})


_FIELDS = ("hearing", "moves", "short_moves", "places", "anywhere", "qualities")


def pack_table(table: HarmonyTable) -> dict[str, NDArray[np.generic]]:
    """The table as arrays for an ``.npz`` file: half precision is a hundred times finer than the counts behind it."""
    arrays: dict[str, NDArray[np.generic]] = {name: getattr(table, name).astype(np.float16) for name in _FIELDS[:-1]}
    return {**arrays, "qualities": np.array(table.qualities)}


def unpack_table(arrays: dict[str, NDArray[np.generic]]) -> HarmonyTable:
    """The table of the arrays of :func:`pack_table`."""
    numbers = {name: arrays[name].astype(np.float64) for name in _FIELDS[:-1]}
    return HarmonyTable(**numbers, qualities=tuple(str(quality) for quality in arrays["qualities"]))

"""Learn how tunes are harmonised: ``python -m generators.band.learn_harmony`` writes ``harmony.npz`` and prints how well it does.

Counts of chords under melodies, on top of what any textbook says of a mode (so that a chord never seen is unlikely, not impossible, and modes
with few tunes behave), then refined to choose as people chose. Trained on the training split of old-time tunes (folk) and lead sheets (jazz),
measured on the rest.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.cache import load_pieces
from corpora.chords import QUALITIES
from corpora.corpus import SPLITS
from corpora.pieces import MODE_OFFSETS, Score
from generators.band.harmony_lessons import Lesson, agreement, lesson, teachable
from generators.band.harmony_model import IDIOMS, PLACES, TABLE_MODES, TYPES, HarmonyTable, chord_state, pack_table, table_mode
from generators.band.refine_harmony import balanced, refined

CORPORA = {"folk": ("oldtime",), "jazz": ("openewld",)}
PRIOR_NOTES, PRIOR_MOVES, PRIOR_PLACES = 12.0, 6.0, 12.0
"""How many observed quarters, or chords, the textbook counts for in each row."""

HEARING_WEIGHT, PLACE_WEIGHT = 0.6, 0.8
"""Weights of the melody (its notes are not independent, as the model would have it) and of the place; chosen on validation tunes."""

_CHORD_TONES = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "dominant": (0, 4, 7, 10),
    "half-diminished": (0, 3, 6, 10),
    "diminished": (0, 3, 6, 9),
}
_MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)

# What each mode's chords are worth before any tune is heard: (root above the tonic, type) -> weight.
_TEXTBOOK: dict[str, dict[tuple[int, str], float]] = {
    "major": {(0, "major"): 10, (5, "major"): 5, (7, "major"): 4, (7, "dominant"): 4, (2, "minor"): 1.5, (9, "minor"): 1.5, (4, "minor"): 0.5,
              (2, "dominant"): 0.6, (10, "major"): 0.2},
    "mixolydian": {(0, "major"): 10, (10, "major"): 6, (5, "major"): 3.5, (7, "major"): 1.5, (7, "minor"): 1, (2, "minor"): 1, (9, "minor"): 0.5},
    "minor": {(0, "minor"): 10, (10, "major"): 2.5, (7, "major"): 2, (7, "dominant"): 4, (5, "minor"): 3.5, (3, "major"): 2, (8, "major"): 2,
              (7, "minor"): 1, (2, "half-diminished"): 0.8},
    "dorian": {(0, "minor"): 10, (10, "major"): 6, (5, "major"): 2.5, (7, "minor"): 2, (3, "major"): 2, (7, "major"): 1, (2, "minor"): 0.5},
}  # fmt: skip
_CADENCE = {"dominant": 3.0, "major": 2.0, "minor": 1.0}


def counted_table(scores: Sequence[Score], idiom: str, mode: str) -> HarmonyTable:
    """The table of an idiom in a mode, counted in tunes with chords and keys."""
    tunes = [score for score in scores if table_mode(score.keys[0].mode) == mode]
    by_bar = [lesson(score, idiom, 1) for score in tunes]
    by_half = [lesson(score, idiom, 2) for score in tunes]
    textbook = _textbook(idiom, mode)
    anywhere = _anywhere(by_bar, textbook)
    return HarmonyTable(
        hearing=HEARING_WEIGHT * _hearing(by_half, idiom, mode),
        moves=_moves(by_bar, anywhere, idiom, short=False),
        short_moves=_moves(by_half, anywhere, idiom, short=True),
        places=PLACE_WEIGHT * _places([*by_bar, *by_half], anywhere, idiom),
        anywhere=np.log(anywhere),
        qualities=_qualities(scores, idiom),
    )


def _textbook(idiom: str, mode: str) -> NDArray[np.float64]:
    """float64 ``[states]``, summing to 1."""
    weights = np.full(len(TYPES[idiom]) * 12, 0.01)
    for (root, kind), weight in _TEXTBOOK[mode].items():
        if kind in TYPES[idiom]:
            weights[TYPES[idiom].index(kind) * 12 + root] += weight
    return np.asarray(weights / weights.sum())


def _anywhere(lessons: Iterable[Lesson], textbook: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = 40.0 * textbook
    for each in lessons:
        for state in each.states:
            if state is not None:
                counts[state] += 1
    return np.asarray(counts / counts.sum())


def _hearing(lessons: Sequence[Lesson], idiom: str, mode: str) -> NDArray[np.float64]:
    """Log-chances of pitch classes: the state's own counts, backed by its type's, backed by the textbook."""
    types = TYPES[idiom]
    by_state = np.zeros((len(types) * 12, 12))
    for each in lessons:
        for state, heard in zip(each.states, each.heard, strict=True):
            if state is not None:
                by_state[state] += heard
    above_root = np.stack([np.roll(by_state[state], -(state % 12)) for state in range(len(by_state))])  # pitch classes above the chord's root
    log_chances = np.zeros_like(by_state)
    for state in range(len(by_state)):
        kind, root = types[state // 12], state % 12
        of_type = above_root[state // 12 * 12 : state // 12 * 12 + 12].sum(axis=0)
        guess = of_type + 4 * PRIOR_NOTES * _textbook_hearing(kind)
        guess = np.roll(guess / guess.sum(), root) * _in_scale(mode)
        counts = by_state[state] + PRIOR_NOTES * guess / guess.sum()
        log_chances[state] = np.log(counts / counts.sum())
    return log_chances


def _textbook_hearing(kind: str) -> NDArray[np.float64]:
    chances = np.full(12, 0.02)
    chances[list(_CHORD_TONES[kind])] = 0.25
    chances[[2, 9]] += 0.04
    return np.asarray(chances / chances.sum())


def _in_scale(mode: str) -> NDArray[np.float64]:
    """Weights of pitch classes above the tonic: the mode's own scale counts four times."""
    weights = np.full(12, 0.25)
    weights[[(degree - MODE_OFFSETS[mode]) % 12 for degree in _MAJOR_SCALE]] = 1.0
    if mode == "minor":
        weights[11] = 0.8
    return weights


def _moves(lessons: Sequence[Lesson], anywhere: NDArray[np.float64], idiom: str, short: bool) -> NDArray[np.float64]:
    states = len(anywhere)
    prior = np.tile(anywhere, (states, 1))
    for state in range(states):
        prior[state, state] += 0.8 if short else 0.3
        kind = TYPES[idiom][state // 12]
        for target in range(states):  # roots falling by a fifth
            if (state % 12 + 5) % 12 == target % 12:
                prior[state, target] *= 1.0 + _CADENCE.get(kind, 0.0)
    counts = PRIOR_MOVES * prior / prior.sum(axis=1, keepdims=True)
    for each in lessons:
        for index in range(1, len(each.states)):
            before, now = each.states[index - 1], each.states[index]
            if before is not None and now is not None and each.stretches[index].opens_bar != short:
                counts[before, now] += 1
    return np.asarray(np.log(counts / counts.sum(axis=1, keepdims=True)))


def _places(lessons: Sequence[Lesson], anywhere: NDArray[np.float64], idiom: str) -> NDArray[np.float64]:
    dominants = [TYPES[idiom].index(kind) * 12 + 7 for kind in ("dominant", "major")]
    prior = np.tile(anywhere, (len(PLACES), 1))
    tonic = int(np.argmax(anywhere * (np.arange(len(anywhere)) % 12 == 0)))
    prior[PLACES.index("last"), tonic] += 9.0
    prior[PLACES.index("phrase end"), tonic] += 0.5
    prior[PLACES.index("first"), tonic] += 0.7
    prior[PLACES.index("last but one"), dominants] *= 1.6
    counts = PRIOR_PLACES * prior / prior.sum(axis=1, keepdims=True)
    for each in lessons:
        for state, segment in zip(each.states, each.stretches, strict=True):
            if state is not None:
                counts[segment.place, state] += 1
    return np.asarray(np.log(counts / counts.sum(axis=1, keepdims=True)) - np.log(anywhere))


def _qualities(scores: Iterable[Score], idiom: str) -> tuple[str, ...]:
    """How each state is most often written; in jazz with four notes or more, since that is how jazz is played."""
    plain = {"major": "", "minor": "m", "dominant": "7", "half-diminished": "m7b5", "diminished": "dim7"}
    counts: dict[int, Counter[str]] = {}
    if idiom == "jazz":
        for score in scores:
            for chord in score.chords:
                state = chord_state(chord, score.keys[0].tonic, idiom)
                if state is not None and len(QUALITIES[chord.quality]) == 4 and chord.quality not in {"add9", "7sus4", "aug7"}:
                    counts.setdefault(state, Counter())[chord.quality] += 1
        plain |= {"major": "6", "minor": "m7"}
    states = range(len(TYPES[idiom]) * 12)
    return tuple(
        counts[state].most_common(1)[0][0] if state in counts and counts[state].total() >= 5 else plain[TYPES[idiom][state // 12]] for state in states
    )


def learn(scores: Sequence[Score], idiom: str) -> dict[str, HarmonyTable]:
    """The tables of an idiom by mode: counted, refined, balanced."""
    tables = {mode: counted_table(scores, idiom, mode) for mode in TABLE_MODES}
    lessons = [lesson(score, idiom, per_bar) for score in scores for per_bar in (1, 2)]
    return balanced(refined(tables, lessons, np.random.default_rng(0)), lessons)


def main(arguments: Sequence[str]) -> None:
    """Write ``harmony.npz`` beside this file (corpora from ``HOUSEBAND_CORPORA`` or the folder named) and print the measures."""
    folder = Path(arguments[0]) if arguments else None
    arrays: dict[str, NDArray[np.generic]] = {}
    for idiom in IDIOMS:
        pieces = [piece for name in CORPORA[idiom] for piece in load_pieces(name, folder and folder / name)]
        scores = {split: teachable(piece.score for piece in pieces if piece.split == split) for split in SPLITS}
        tables = learn(scores["train"], idiom)
        for mode, table in tables.items():
            arrays |= {f"{idiom}-{mode}-{name}": array for name, array in pack_table(table).items()}
        for split, tunes in scores.items():
            for per_bar in (1, 2):
                found = agreement(tables, [lesson(score, idiom, per_bar) for score in tunes])
                sys.stderr.write(f"{idiom}, {split}, {len(tunes)} tunes, {per_bar} a bar: {found}\n")
    target = Path(__file__).with_name("harmony.npz")
    np.savez_compressed(target, allow_pickle=False, **arrays)
    sys.stderr.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])

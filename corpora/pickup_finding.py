"""Where the first bar line is, in a score whose file does not say: MIDI written by LilyPond starts its bars at the pickup.

Every sixteenth of the bar is a candidate. What musicians put on a downbeat (long notes, many notes, a moving bass, a new harmony, a cadence)
is measured for each and weighed by a conditional logit: probability proportional to exp(features . weights).

Source of the method: D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974. The features are ours; the weights were
fitted on 1,200 pieces whose pickups are written (songs, quartets, chorales, fiddle tunes). On 600 others of them, in one
meter, with :data:`SURE`: 94% of songs, 17 of 17 quartets, 84% of fiddle tunes and 77% of chorales get the right bar line. Music that leans on
another beat (a sarabande, Satie's Gymnopédies) is what it gets wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import Meter, Score

WEIGHTS = {
    "length of notes": 2.04,
    "number of notes": 1.32,
    "bass notes": -0.32,
    "length of bass notes": -0.12,
    "moving bass": 0.37,
    "no pickup": 1.1,
    "a whole number of beats": -2.09,
    "a whole number of eighths": -0.44,
    "last bar full": 0.69,
    "last bar and pickup fill one": 0.07,
    "last note on it": -0.58,
    "new harmony": 0.83,
    "very long notes": 0.63,
    "length of notes half a bar on": 2.08,
    "at most half a bar": 2.52,
}
"""Weight of each feature; measured ones in standard deviations over the candidates, the others 0 or 1."""
SURE = 0.6
"""A pickup less probable than this is not believed."""
MIN_NOTES = 24
_SHORTEST_QUARTERS, _LONGEST_QUARTERS = 1 / 8, 8.0

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Heard:
    """The pitched notes under the first meter, on a grid of sixteenths; int64 ``[notes]`` each."""

    starts: Integers
    ends: Integers
    pitches: Integers
    bar_steps: int
    beat_steps: int


def with_pickup(score: Score) -> Score:
    """The score with the pickup its notes tell of, where it declares none."""
    return score if score.pickup_ticks else replace(score, pickup_ticks=find_pickup(score))


def find_pickup(score: Score) -> int:
    """Length of the first incomplete bar in ticks; 0 where the piece begins on a bar line or nothing sure can be said."""
    meter, resolution = score.meters[0], score.ticks_per_quarter
    bar_ticks = meter.bar_ticks(resolution)
    if len(score.meters) > 1:
        # A change of meter stands on a bar line.
        return score.meters[1].start_ticks % bar_ticks
    heard = _heard(score, meter)
    if heard is None:
        return 0
    scores = _features(heard) @ np.array(list(WEIGHTS.values()))  # [candidates]
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    return best * (resolution // 4) if chances[best] >= SURE else 0


def _heard(score: Score, meter: Meter) -> _Heard | None:
    """None where there are too few notes or the bar is no whole number of sixteenths."""
    step = score.ticks_per_quarter // 4
    bar_ticks = meter.bar_ticks(score.ticks_per_quarter)
    notes = [note for part in score.parts if not part.is_drum for note in part.notes]
    if len(notes) < MIN_NOTES or step == 0 or bar_ticks % step or bar_ticks < 2 * step:
        return None
    starts = np.array([note.start_ticks for note in notes], np.int64)
    ends = np.array([note.end_ticks for note in notes], np.int64)
    pitches = np.array([note.pitch for note in notes], np.int64)
    on_grid = np.abs((starts + step // 2) % step - step // 2) <= step // 10
    if on_grid.sum() < MIN_NOTES:
        return None
    starts, ends, pitches = starts[on_grid], ends[on_grid], pitches[on_grid]
    starts = (starts + step // 2) // step
    ends = np.maximum(starts + 1, (ends + step // 2) // step)
    return _Heard(starts, ends, pitches, bar_ticks // step, max(1, meter.beat_ticks(score.ticks_per_quarter) // step))


def _features(heard: _Heard) -> Floats:
    """Features of every candidate, float64 ``[candidates, features]``, in the order of :data:`WEIGHTS`."""
    steps, beat = heard.bar_steps, heard.beat_steps
    candidates = np.arange(steps)
    quarters = np.clip((heard.ends - heard.starts) / 4, _SHORTEST_QUARTERS, _LONGEST_QUARTERS)
    weights = np.log2(quarters) + 3  # 0 for a thirty-second note
    bass = _bass(heard)
    moving = np.concatenate(([1.0], (np.diff(heard.pitches[bass]) % 12 != 0).astype(np.float64)))
    very_long = (heard.ends - heard.starts >= 2 * beat).astype(np.float64)
    lengths = _standardised(_by_place(heard.starts, weights, steps))
    end, last = int(heard.ends.max()), int(heard.starts.max())
    pickup = candidates > 0
    columns = [
        lengths,
        _standardised(_by_place(heard.starts, np.ones(len(weights)), steps)),
        _standardised(_by_place(heard.starts[bass], np.ones(len(bass)), steps)),
        _standardised(_by_place(heard.starts[bass], weights[bass], steps)),
        _standardised(_by_place(heard.starts[bass], moving, steps)),
        ~pickup,
        pickup & (candidates % beat == 0),
        pickup & (candidates % 2 == 0),
        (end - candidates) % steps == 0,
        pickup & (end % steps == 0),
        candidates == last % steps,
        _standardised(_new_harmony(heard)),
        _standardised(_by_place(heard.starts, very_long, steps)),
        np.roll(lengths, -(steps // 2)) if steps % 2 == 0 else np.zeros(steps),
        pickup & (2 * candidates <= steps),
    ]
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def _bass(heard: _Heard) -> Integers:
    """Indices of the lowest note at each onset, of the lower half of those."""
    order = np.lexsort((heard.pitches, heard.starts))
    _, first = np.unique(heard.starts[order], return_index=True)
    lowest = order[first]
    return lowest[heard.pitches[lowest] <= np.median(heard.pitches[lowest])]


def _by_place(starts: Integers, amounts: Floats, steps: int) -> Floats:
    """Sum of the amounts at each place of the bar, float64 ``[steps]``."""
    totals: Floats = np.bincount(starts % steps, amounts, steps).astype(np.float64)
    return totals


def _standardised(values: Floats) -> Floats:
    spread = float(values.std())
    centred: Floats = values - values.mean()
    return centred / spread if spread > 1e-9 else centred


def _new_harmony(heard: _Heard) -> Floats:
    """How different the pitch classes of the beat after each place are from those of the beat before: 0 to 1, float64 ``[steps]``."""
    length, beat = int(heard.ends.max()) + 1, heard.beat_steps
    changes = np.zeros((length + 1, 12))
    np.add.at(changes, (heard.starts, heard.pitches % 12), 1)
    np.add.at(changes, (heard.ends, heard.pitches % 12), -1)
    sounding = (np.cumsum(changes, axis=0) > 0).astype(np.float64)  # [time + 1, 12]
    heard_until: Floats = np.concatenate((np.zeros((1, 12)), np.cumsum(sounding, axis=0)))  # [time + 2, 12]
    times = np.arange(beat, length - beat)
    if not len(times):
        return np.zeros(heard.bar_steps)
    before: Floats = heard_until[times] - heard_until[times - beat]
    after: Floats = heard_until[times + beat] - heard_until[times]
    sizes = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    differences = 1 - (before * after).sum(axis=1) / np.maximum(1e-9, sizes)
    counts = _by_place(times, np.ones(len(times)), heard.bar_steps)
    return _by_place(times, differences, heard.bar_steps) / np.maximum(1, counts)

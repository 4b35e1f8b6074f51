"""Distil the band's drumming from recorded performances: ``python -m generators.band.learn_drums`` writes ``grooves.npz``.

Source: Jon Gillick, Adam Roberts, Jesse Engel, Douglas Eck and David Bamman, "Learning to Groove with Inverse Sequence Transformations",
ICML 2019: the Groove MIDI Dataset (CC BY 4.0). Only its training split is read. Each performance becomes one groove: its bars are clustered
(k-medoids over where and how hard each voice is struck), each cluster keeps its most typical bars as they were played, and how clusters
followed one another becomes the transition probabilities. Bars busy on the toms become fills.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.band.drum_recordings import Recording, bars_of, latency, read_recordings, read_strokes, swing_of
from generators.band.grooves import GRID, STYLES, Bar, Drumming, Fill, Groove, pack
from generators.band.written_grooves import WRITTEN_GROOVES

TOMS, CRASHES, RIDES, HATS, SNARES = {48, 45, 43}, {49, 57}, {51, 53}, {42, 46, 44}, {38, 37}
VOICES: tuple[set[int], ...] = ({36}, SNARES, {44}, {42}, {46}, RIDES, TOMS, CRASHES)

KINDS, VARIANTS, MOST_GROOVES, MOST_FILLS = 6, 3, 8, 18


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Which recorded performances teach a style."""

    style: str
    recorded: tuple[str, ...]
    """Style names of the recordings."""
    meters: tuple[str, ...] = ("4-4",)
    slowest: float = 0.0
    fastest: float = 400.0
    keeps_time: bool = True
    """True where a cymbal or hi-hat must carry the time (so that drum solos are left out)."""
    swung: bool = False
    jazz: bool = False
    """True where the hi-hat's pedal must be heard on two or four in most bars and a loud back-beat in few of them, as jazz drummers play."""
    backbeat: bool = False
    """True where the snare must fall on two and four of most bars (of 4/4)."""


RULES = (
    StyleRule("swing", ("jazz", "jazz/swing", "jazz/mediumfast", "jazz/fast"), slowest=106, swung=True, jazz=True),
    StyleRule("ballad", ("jazz",), fastest=105, swung=True, jazz=True),
    StyleRule("shuffle", ("blues/shuffle", "rock/shuffle"), slowest=70, swung=True),
    StyleRule("jazz waltz", ("jazz",), meters=("3-4",), swung=True, jazz=True),
    StyleRule("bossa", ("latin/brazilian-bossa",)),
    StyleRule("samba", ("latin/brazilian-samba", "latin/brazilian-songo", "latin/brazilian-baiao", "latin")),
    StyleRule("rock", ("rock", "rock/indie", "pop"), meters=("4-4", "3-4", "6-8"), backbeat=True),
    StyleRule("funk", ("funk", "soul", "soul/motown", "neworleans/funk")),
    StyleRule("second line", ("neworleans/secondline",), keeps_time=False),
    StyleRule("march", ("jazz/march",), keeps_time=False),
    StyleRule("reel", ("country",), keeps_time=False),
)
FILL_STYLES = {
    "swing": ("jazz",), "ballad": ("jazz",), "shuffle": ("jazz", "funk/purdieshuffle", "country"), "bossa": ("latin/samba",),
    "samba": ("latin/samba",),
    "rock": ("rock", "pop", "rock/indie"),
    "funk": ("funk", "soul"), "second line": ("neworleans/funk",), "reel": ("country",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Performance:
    """One recording, cut into bars."""

    rule: StyleRule
    beats: int
    compound: bool
    beats_per_minute: float
    swing: float
    bars: tuple[Bar, ...]


def learn(folder: Path) -> Drumming:
    """The whole table from the data set in ``folder``."""
    recordings = read_recordings(folder)
    grooves: list[Groove] = []
    fills: list[Fill] = []
    lines: dict[str, tuple[float, float]] = {}
    for rule in RULES:
        performances = [_performance(each, rule) for each in recordings if _teaches(each, rule)]
        usable = [each for each in performances if _is_typical(each)]
        usable.sort(key=_steadiness, reverse=True)
        chosen = _spread(usable)
        grooves += _ranked_by_energy([_groove(each) for each in chosen])
        fills += _fills(rule, chosen, recordings)
        if rule.swung and usable:
            lines[rule.style] = _swing_line(usable)
    lines["jig"] = (0.667, 0.0)
    return Drumming((*grooves, *WRITTEN_GROOVES), tuple(fills), lines)


def _teaches(recording: Recording, rule: StyleRule) -> bool:
    return (
        not recording.is_fill
        and recording.style in rule.recorded
        and recording.meter in rule.meters
        and rule.slowest <= recording.beats_per_minute <= rule.fastest
    )


def _performance(recording: Recording, rule: StyleRule) -> Performance:
    compound = recording.meter == "6-8"
    beats = 2 if compound else int(recording.meter[0])
    strokes = read_strokes(recording.path)
    strokes[:, 0] /= 1.5 if compound else 1.0  # from here on in felt beats
    tempo = recording.beats_per_minute / (1.5 if compound else 1.0)
    strokes[:, 0] -= latency(strokes)
    swing = swing_of(strokes) if rule.swung else 0.5
    bars = bars_of(strokes, beats, tempo, swing if rule.swung else None, compound)
    return Performance(rule, beats, compound, tempo, swing, bars)


def _vector(bar: Bar, beats: int) -> NDArray[np.float64]:
    """float64 ``[beats * 12 * voices]``: how hard each voice is struck at each place; loud strokes count more."""
    grid = np.zeros((beats * GRID, len(VOICES)))
    for hit in bar:
        for voice, keys in enumerate(VOICES):
            if hit.key in keys:
                grid[hit.position, voice] += 0.3 + hit.velocity / 127
    return grid.ravel()


def _distances(bars: Sequence[Bar], beats: int) -> NDArray[np.float64]:
    """Cosine distances ``[bars, bars]``."""
    vectors = np.array([_vector(bar, beats) for bar in bars])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    distances: NDArray[np.float64] = np.maximum(0.0, 1.0 - vectors @ vectors.T)
    return distances


def _steadiness(performance: Performance) -> float:
    """How alike neighbouring bars are: grooves score high, solos low."""
    distances = _distances(performance.bars, performance.beats)
    return float(1.0 - np.diagonal(distances, 1).mean())


def _is_typical(performance: Performance) -> bool:
    """Long enough, keeping time as the style does, and swung where the style swings: no exercise, no drum solo."""
    rule, bars = performance.rule, performance.bars
    with_foot = sum(any(hit.key == 44 and hit.position in {GRID, 3 * GRID} for hit in bar) for bar in bars)
    return (
        len(bars) >= 14
        and (not rule.keeps_time or _time_share(performance) > 0.3)
        and (not rule.swung or performance.swing > 0.58)
        and (not rule.jazz or (with_foot > 0.6 * len(bars) and sum(map(_has_backbeat, bars)) < 0.3 * len(bars)))
        and (not rule.backbeat or performance.beats != 4 or sum(map(_has_backbeat, bars)) > 0.6 * len(bars))
    )


def _has_backbeat(bar: Bar) -> bool:
    return {GRID, 3 * GRID} <= {hit.position for hit in bar if hit.key in SNARES and hit.velocity > 40}


def _time_share(performance: Performance) -> float:
    hits = [hit for bar in performance.bars for hit in bar]
    return sum(hit.key in RIDES | HATS for hit in hits) / max(1, len(hits))


def _spread(performances: list[Performance]) -> list[Performance]:
    """At most :data:`MOST_GROOVES` of the steadiest for each meter, no two at the same tempo with the same cymbal."""
    chosen: dict[tuple[object, ...], Performance] = {}
    counts: dict[tuple[int, bool], int] = {}
    for each in performances:
        meter = (each.beats, each.compound)
        key = (*meter, round(each.beats_per_minute / 6), _rides(each.bars))
        if (key not in chosen or len(performances) < 4) and counts.get(meter, 0) < MOST_GROOVES:
            chosen[key if key not in chosen else (*key, len(chosen))] = each
            counts[meter] = counts.get(meter, 0) + 1
    return list(chosen.values())


def _rides(bars: Sequence[Bar]) -> bool:
    keys = [hit.key for bar in bars for hit in bar]
    return sum(key in RIDES for key in keys) > sum(key in {42, 46} for key in keys)


def _is_fill(bar: Bar, beats: int) -> bool:
    """Busy on the toms in the second half, and the cymbals let go."""
    late = [hit for hit in bar if hit.position >= beats * GRID // 2]
    drums = sum(hit.key in TOMS | SNARES and hit.velocity > 35 for hit in late)
    cymbals = sum(hit.key in {42, 46, 51, 53} for hit in late)
    return sum(hit.key in TOMS for hit in late) >= 2 and drums >= 4 and drums > 1.5 * cymbals


def _groove(performance: Performance) -> Groove:
    played = [bar for bar in performance.bars if len(bar) >= performance.beats]
    steady = [bar for bar in played if not _is_fill(bar, performance.beats)]
    body = steady if len(steady) >= KINDS else played
    clusters = _medoids(_distances(body, performance.beats), KINDS)
    kinds = [[body[index] for index in members[:VARIANTS]] for members in clusters]
    kind_of = {index: kind for kind, members in enumerate(clusters) for index in members}
    counts = np.full((len(kinds), len(kinds)), 0.05)
    counts += 0.3 * np.array([len(members) for members in clusters]) / len(body)
    for index in range(len(body) - 1):
        counts[kind_of[index], kind_of[index + 1]] += 1
    velocities = [hit.velocity for bar in body for hit in bar]
    return Groove(
        style=performance.rule.style,
        beats=performance.beats,
        compound=performance.compound,
        beats_per_minute=performance.beats_per_minute,
        swing=performance.swing,
        rides=_rides(body),
        energy=float(np.mean(velocities)) / 127 * (len(velocities) / len(body)) ** 0.5,
        bars=tuple(tuple(kind) for kind in kinds),
        transitions=(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32),
    )


def _medoids(distances: NDArray[np.float64], count: int) -> list[list[int]]:
    """Members of each cluster, its medoid first and the others by their distance from it; the biggest cluster first."""
    centres = [int(distances.sum(axis=1).argmin())]
    while len(centres) < min(count, len(distances)):
        # the point that would lower the total distance most, not the farthest one: outliers make poor grooves
        nearest = distances[:, centres].min(axis=1)
        gain = np.maximum(0.0, nearest[:, None] - distances).sum(axis=0)
        gain[centres] = -1
        centres.append(int(gain.argmax()))
    for _ in range(20):
        owner = distances[:, centres].argmin(axis=1)
        groups = [np.flatnonzero(owner == index) for index in range(len(centres))]
        updated = [int(group[distances[np.ix_(group, group)].sum(axis=1).argmin()]) for group in groups if len(group)]
        if updated == centres:
            break
        centres = updated
    owner = distances[:, centres].argmin(axis=1)
    clusters = []
    for index, centre in enumerate(centres):
        members = [int(each) for each in np.flatnonzero(owner == index)]
        nearness = distances[:, centre].copy()
        nearness[centre] = -1.0  # a twin of the medoid may be as near
        clusters.append(sorted(members, key=nearness.__getitem__))
    return sorted((members for members in clusters if members), key=len, reverse=True)


def _ranked_by_energy(grooves: list[Groove]) -> list[Groove]:
    """Energies as ranks from 0 to 1 within the style."""
    order = sorted(range(len(grooves)), key=lambda index: grooves[index].energy)
    ranks = {index: rank / max(1, len(grooves) - 1) for rank, index in enumerate(order)}
    return [replace(groove, energy=ranks[index]) for index, groove in enumerate(grooves)]


def _fills(rule: StyleRule, performances: list[Performance], recordings: list[Recording]) -> list[Fill]:
    """Fills of the chosen performances, then those recorded on their own, evenly over both."""
    inside = [
        Fill(rule.style, each.beats, each.beats_per_minute, bar)
        for each in performances
        if not each.compound
        for bar in each.bars
        if _is_fill(bar, each.beats)
    ]
    alone: list[Fill] = []
    for recording in recordings:
        if not recording.is_fill or recording.style not in FILL_STYLES.get(rule.style, ()):
            continue
        strokes = read_strokes(recording.path)
        first, last = strokes[0, 0], strokes[-1, 0]
        if first < 0.3 and 2.4 < last < 4.0:
            bars = bars_of(np.vstack([strokes, [last + 8, 36, 1]]), 4, recording.beats_per_minute, 0.64 if rule.swung else None, compound=False)
            alone.append(Fill(rule.style, 4, recording.beats_per_minute, bars[0]))
    return [*_every(inside, MOST_FILLS // 2), *_every(alone, MOST_FILLS // 2)]


def _every(fills: list[Fill], most: int) -> list[Fill]:
    return [fills[index * len(fills) // most] for index in range(most)] if len(fills) > most else fills


def _swing_line(performances: list[Performance]) -> tuple[float, float]:
    """Least squares of the swing against the tempo; flat where the tempos hardly differ."""
    tempos = np.array([each.beats_per_minute for each in performances])
    swings = np.array([each.swing for each in performances])
    if np.ptp(tempos) < 60:
        return float(np.median(swings)), 0.0
    slope, intercept = np.polyfit(tempos - 120.0, swings, 1)
    return float(intercept), float(min(0.0, slope))


def main(arguments: Sequence[str]) -> None:
    """Write ``grooves.npz`` beside this file from the folder named, or from ``HOUSEBAND_CORPORA``/groove."""
    folder = Path(arguments[0]) if arguments else Path(os.environ.get("HOUSEBAND_CORPORA", ".")) / "groove"
    learnt = learn(folder)
    table = pack(learnt)
    target = Path(__file__).with_name("grooves.npz")
    np.savez_compressed(target, allow_pickle=False, **table)
    counts = ", ".join(f"{style} {sum(groove.style == style for groove in learnt.grooves)}" for style in STYLES)
    sys.stderr.write(f"{target.name}: {target.stat().st_size:,} bytes; grooves: {counts}; fills: {len(learnt.fills)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

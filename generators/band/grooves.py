"""The table of played drumming the band keeps time with: real bars of real drummers, grouped into grooves.

A *groove* is one drummer's take in one style at one tempo: a handful of representative bars, how often one was followed by another, and the
drummer's swing. A *fill* is a bar that leads out of a phrase. ``generators/band/learn_drums.py`` distils the table from recordings;
``grooves.md`` says from which, and under what licence. Reading it takes numpy and a few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpora.errors import unknown_name

GRID = 12
"""Places in a felt beat: sixteenths stand at 0 3 6 9, triplets at 0 4 8."""

STYLES = ("swing", "ballad", "shuffle", "jazz waltz", "waltz", "bossa", "samba", "rock", "funk", "second line", "march", "reel", "jig")
"""Every style the table holds, by its canonical name."""

_ALIASES = {
    "blues shuffle": "shuffle", "blues": "shuffle", "boogie": "shuffle", "jazz": "swing", "bebop": "swing", "brushes": "ballad", "slow": "ballad",
    "bossa nova": "bossa", "latin": "bossa", "viennese waltz": "waltz", "swing waltz": "jazz waltz",
    "pop": "rock", "metal": "rock", "soul": "funk", "new orleans": "second line",
    "secondline": "second line", "ragtime": "march", "polka": "reel", "folk": "reel", "bluegrass": "reel", "country": "reel", "hornpipe": "reel",
}  # fmt: skip


class Hit(NamedTuple):
    """One stroke of a bar."""

    position: int
    """Places from the start of the bar, :data:`GRID` to a felt beat."""
    key: int
    """General MIDI percussion key."""
    velocity: int
    """1-127, as struck."""
    offset_ms: int
    """How late (negative: early) it came, against the grid or, where it swings, against the drummer's own swung eighth."""
    swings: bool
    """True for an eighth on the off-beat that the drummer delayed: notated straight, played late."""


Bar = tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Groove:
    """One drummer's way of playing a style."""

    style: str
    beats: int
    """Felt beats in each of its bars."""
    compound: bool
    """True where the beat divides into three by its meter (6/8)."""
    beats_per_minute: float
    """The tempo it was played at."""
    swing: float
    """Where the off-beat eighth fell, as a fraction of the beat: 0.5 is straight, 0.667 a triplet."""
    rides: bool
    """Time is kept on the ride cymbal (else on the hi-hat or the drums)."""
    energy: float
    """Loudness and density from 0 (quietest of its style) to 1."""
    bars: tuple[tuple[Bar, ...], ...]
    """By kind of bar: its most typical bar first, then variants."""
    transitions: NDArray[np.float32]
    """float32 ``[kinds, kinds]``: probability that a bar of one kind is followed by one of another; rows sum to 1."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A bar that leads into the next phrase."""

    style: str
    beats: int
    beats_per_minute: float
    bar: Bar


@dataclass(frozen=True, slots=True)
class Drumming:
    """Everything learnt."""

    grooves: tuple[Groove, ...]
    fills: tuple[Fill, ...]
    swing_lines: dict[str, tuple[float, float]]
    """Of each swung style: the off-beat's place at 120 beats a minute and its change for each beat a minute more."""

    def swing_position(self, style: str, beats_per_minute: float) -> float:
        """Where drummers place the off-beat eighth of a style at a tempo: a fraction of the beat, 0.5 (straight) to 0.7."""
        if style not in self.swing_lines:
            return 0.5
        at_120, slope = self.swing_lines[style]
        return float(np.clip(at_120 + slope * (beats_per_minute - 120.0), 0.54, 0.7))


def style_name(style: str) -> str:
    """The canonical name of a drum style: ``blues shuffle`` is ``shuffle``.

    Raises:
        AskerError: for a style the table does not hold.
    """
    plain = " ".join(style.casefold().replace("_", " ").replace("-", " ").split())
    found = _ALIASES.get(plain, plain)
    if found not in STYLES:
        raise unknown_name("drum style", style, (*STYLES, *_ALIASES), flag="the band's style")
    return found


def swing_position(style: str, beats_per_minute: float) -> float:
    """Where drummers place the off-beat eighth of a style at a tempo: a fraction of the beat, 0.5 (straight) to 0.7."""
    return drumming().swing_position(style_name(style), beats_per_minute)


@cache
def drumming() -> Drumming:
    """The table that comes with the band."""
    with files("generators.band").joinpath("grooves.npz").open("rb") as stream, np.load(stream, allow_pickle=False) as table:
        return unpack({name: table[name] for name in table.files})


def pack(drumming_: Drumming) -> dict[str, NDArray[np.generic]]:
    """The table as flat arrays for an ``.npz`` file; :func:`unpack` is its inverse."""
    bars: list[tuple[int, int, Bar]] = [
        (index, kind, bar) for index, groove in enumerate(drumming_.grooves) for kind, variants in enumerate(groove.bars) for bar in variants
    ]
    everything = [bar for _, _, bar in bars] + [fill.bar for fill in drumming_.fills]
    hits = np.array([hit for bar in everything for hit in bar], dtype=np.int16).reshape(-1, 5)
    lines = np.array([drumming_.swing_lines.get(style, (np.nan, np.nan)) for style in STYLES], dtype=np.float32)
    return {
        "hits": hits.T.astype(np.int16),  # one row a field compresses better
        "bar_ends": np.cumsum([len(bar) for bar in everything]).astype(np.int32),
        "bar_groove": np.array([index for index, _, _ in bars], dtype=np.uint8),
        "bar_kind": np.array([kind for _, kind, _ in bars], dtype=np.uint8),
        "grooves": np.array(
            [
                (STYLES.index(each.style), each.beats, each.compound, each.beats_per_minute, each.swing, each.rides, each.energy)
                for each in drumming_.grooves
            ],
            dtype=np.float32,
        ),
        "transitions": np.concatenate([each.transitions.ravel() for each in drumming_.grooves]).astype(np.float16),
        "fills": np.array([(STYLES.index(each.style), each.beats, each.beats_per_minute) for each in drumming_.fills], dtype=np.float32),
        "swing_lines": lines,
    }


def unpack(table: dict[str, NDArray[np.generic]]) -> Drumming:
    """The table of the flat arrays of :func:`pack`."""
    fields = table["hits"].T.tolist()
    strokes = [Hit(position, key, velocity, offset, bool(swings)) for position, key, velocity, offset, swings in fields]
    ends = table["bar_ends"].tolist()
    bars = [tuple(strokes[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    by_groove: dict[int, dict[int, list[Bar]]] = {}
    of_groove, of_kind = table["bar_groove"].tolist(), table["bar_kind"].tolist()
    for bar, groove, kind in zip(bars, of_groove, of_kind, strict=False):  # the fills' bars come after them
        by_groove.setdefault(groove, {}).setdefault(kind, []).append(bar)
    return Drumming(
        grooves=_grooves(table, by_groove),
        fills=tuple(
            Fill(STYLES[int(style)], int(beats), tempo, bar)
            for (style, beats, tempo), bar in zip(table["fills"].tolist(), bars[len(of_groove) :], strict=True)
        ),
        swing_lines={style: (line[0], line[1]) for style, line in zip(STYLES, table["swing_lines"].tolist(), strict=True) if line[0] == line[0]},
    )


def _grooves(table: dict[str, NDArray[np.generic]], by_groove: dict[int, dict[int, list[Bar]]]) -> tuple[Groove, ...]:
    probabilities = table["transitions"].astype(np.float32)
    found: list[Groove] = []
    offset = 0
    for index, (style, beats, compound, tempo, swing, rides, energy) in enumerate(table["grooves"].tolist()):
        kinds = by_groove[index]
        size = len(kinds)
        matrix = probabilities[offset : offset + size * size].reshape(size, size)
        offset += size * size
        found.append(
            Groove(
                style=STYLES[int(style)],
                beats=int(beats),
                compound=bool(compound),
                beats_per_minute=tempo,
                swing=swing,
                rides=bool(rides),
                energy=energy,
                bars=tuple(tuple(kinds[kind]) for kind in range(size)),
                transitions=matrix / matrix.sum(axis=1, keepdims=True),
            )
        )
    return tuple(found)

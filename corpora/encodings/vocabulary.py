"""A closed vocabulary in named groups, and the header of controls that every encoding of music begins with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.base import Controls
from corpora.form import FORMS
from corpora.pieces import MODES

STEPS_PER_QUARTER = 12
"""The encodings' grid: divides a quarter into 16ths (3 steps) and eighth triplets (4 steps)."""

GENRES = (
    "jazz", "vintage", "blues", "folk", "bluegrass", "chorale", "ragtime", "classical", "baroque", "romantic",
    "hymn", "march", "song", "rock", "quartet", "jazz-solo", "blues-solo", "other",
)  # fmt: skip
METERS = ("4/4", "2/4", "3/4", "2/2", "6/8", "9/8", "12/8", "3/8", "5/4", "6/4", "3/2", "4/2", "7/8", "5/8", "7/4", "4/8", "other")
TOLD_METERS = {"2/2": "4/4"}
"""Meters told as another with bars of the same length: tune books write the same reel in either."""
TEMPO_EDGES = (60.0, 76.0, 92.0, 108.0, 126.0, 150.0, 180.0, 220.0, 260.0)
"""Quarter notes a minute between tempo classes."""
DENSITY_EDGES = (1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 8.0, 10.0, 13.0, 18.0, 26.0)
"""Onsets a bar between density classes."""
EXACT_BARS_LEFT = 16
PERIOD_BARS = 8


class Vocabulary:
    """Token names in groups that lie one after another."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        self.names: tuple[str, ...] = tuple(f"{group}:{name}" for group, names in groups.items() for name in names)
        self.index = {name: token for token, name in enumerate(self.names)}
        self.first: dict[str, int] = {}
        self.count: dict[str, int] = {}
        start = 0
        for group, names in groups.items():
            self.first[group], self.count[group] = start, len(names)
            start += len(names)
        self._group_starts = list(self.first.values())
        self._group_names = list(self.first)

    def __len__(self) -> int:
        return len(self.names)

    def span(self, group: str) -> slice:
        """The tokens of a group."""
        return slice(self.first[group], self.first[group] + self.count[group])

    def group_of(self, token: int) -> tuple[str, int]:
        """The group of a token and its place in it."""
        place = bisect_right(self._group_starts, token) - 1
        return self._group_names[place], token - self._group_starts[place]

    def ids(self, group: str) -> NDArray[np.int64]:
        """Every token of a group, int64."""
        return np.arange(self.first[group], self.first[group] + self.count[group])


HEADER_GROUPS: dict[str, Sequence[str]] = {
    "special": ("pad", "end"),
    "genre": GENRES,
    "mode": (*MODES, "unknown"),
    "meter": METERS,
    "tempo": (*(str(place) for place in range(len(TEMPO_EDGES) + 1)), "unknown"),
    "density": (*(str(place) for place in range(len(DENSITY_EDGES) + 1)), "unknown"),
    "form": (*FORMS, "unknown"),
    "bar": (
        *(f"{left}" for left in range(1, EXACT_BARS_LEFT + 1)),
        *(f"{EXACT_BARS_LEFT}+{place}" for place in range(1, PERIOD_BARS + 1)),
        "pickup",
    ),
}
"""The groups all encodings share: end, controls, and bar tokens that count the bars left."""

END = 1
PICKUP_PLACE = EXACT_BARS_LEFT + PERIOD_BARS


def bar_place(bars_left: int) -> int:
    """Place in the ``bar`` group for a bar with ``bars_left`` bars to go, itself counted: exact up to 16, then by its place in a period of 8."""
    if bars_left <= EXACT_BARS_LEFT:
        return bars_left - 1
    return EXACT_BARS_LEFT + (bars_left - EXACT_BARS_LEFT - 1) % PERIOD_BARS


def header_tokens(vocabulary: Vocabulary, controls: Controls) -> list[int]:
    """The six control tokens."""
    meter = TOLD_METERS.get(name := f"{controls.meter[0]}/{controls.meter[1]}", name)
    chosen = {
        "genre": controls.genre if controls.genre in GENRES else "other",
        "mode": controls.mode if controls.mode in MODES else "unknown",
        "meter": meter if meter in METERS else "other",
        "tempo": _class_name(controls.quarters_per_minute, TEMPO_EDGES),
        "density": _class_name(controls.notes_per_bar, DENSITY_EDGES),
        "form": controls.form if controls.form in FORMS else "unknown",
    }
    return [vocabulary.index[f"{group}:{name}"] for group, name in chosen.items()]


def _class_name(value: float | None, edges: Sequence[float]) -> str:
    return "unknown" if value is None else str(bisect_right(edges, value))


def controls_from_header(vocabulary: Vocabulary, tokens: Sequence[int]) -> Controls:
    """What a header says, with each class told by a value inside it; anything missing or odd is "not told"."""
    told: dict[str, str] = {}
    for token in tokens:
        group, place = vocabulary.group_of(token)
        if group in {"genre", "mode", "meter", "tempo", "density", "form"} and group not in told:
            told[group] = vocabulary.names[vocabulary.first[group] + place].split(":")[1]
    meter = told.get("meter", "4/4")
    numerator, denominator = (4, 4) if meter == "other" else map(int, meter.split("/"))
    return Controls(
        genre=told.get("genre", "other"),
        mode=None if told.get("mode", "unknown") == "unknown" else told["mode"],
        meter=(numerator, denominator),
        quarters_per_minute=_class_value(told.get("tempo", "unknown"), TEMPO_EDGES),
        notes_per_bar=_class_value(told.get("density", "unknown"), DENSITY_EDGES),
        form=None if told.get("form", "unknown") == "unknown" else told["form"],
    )


def _class_value(name: str, edges: Sequence[float]) -> float | None:
    if name == "unknown":
        return None
    place = int(name)
    low = edges[place - 1] if place else edges[0] * 0.8
    high = edges[place] if place < len(edges) else edges[-1] * 1.15
    return (low + high) / 2

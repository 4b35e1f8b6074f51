"""Light where a note meets the playhead: luma grows, chroma moves towards the note's colour.

All in bytes: a value is first held back as far as the light needs, then the light is added, which can't overflow any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.rendering.lettering import Colour
from bot.rendering.planes import Plane, Planes, tone


@dataclass(frozen=True, slots=True)
class _Light:
    """What is added to one plane, or taken from it."""

    amount: Plane
    """uint8 ``[size, size]``."""
    bound: Plane
    """The same shape: from where on the plane would leave its range."""
    darkens: bool

    @classmethod
    def of(cls, change: NDArray[np.float64], low: int, high: int) -> _Light:
        """A change that is nowhere positive, or nowhere negative, in a plane of values from ``low`` to ``high``."""
        amount, darkens = np.minimum(np.abs(change), high - low).astype(np.uint8), bool(change.sum() < 0)
        return cls(amount, (low + amount if darkens else high - amount).astype(np.uint8), darkens)

    def middle(self, half: int) -> _Light:
        """Only what is less than ``half`` away from the middle, across and down."""
        whole = len(self.amount) // 2
        cut = slice(whole - half, whole + half)
        return _Light(np.ascontiguousarray(self.amount[cut, cut]), np.ascontiguousarray(self.bound[cut, cut]), self.darkens)

    def add(self, region: Plane, rows: slice) -> None:
        """Light up a region as wide as the light, which shows ``rows`` of it."""
        if self.darkens:
            np.maximum(region, self.bound[rows], out=region)
            np.subtract(region, self.amount[rows], out=region)
        else:
            np.minimum(region, self.bound[rows], out=region)
            np.add(region, self.amount[rows], out=region)


@dataclass(frozen=True, slots=True)
class Glow:
    """Light for all three planes of a picture."""

    half: int
    """How far it reaches to each side, pixels of luma; even."""
    luma: _Light
    blue: _Light
    red: _Light


@cache
def glow(colour: Colour, size: int, strength: float) -> Glow:
    """A round glow of one colour, at most ``size`` across (a multiple of 4), brightest in the middle; ``strength`` is 0 to 1."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    distance = np.sqrt(x * x + y * y)
    light = (np.exp(-(distance**2) * 7) * np.clip(1 - distance, 0, 1) + 0.9 * np.exp(-(distance**2) * 160)) * strength
    coarse = light.reshape(size // 2, 2, size // 2, 2).mean(axis=(1, 3))
    luma, blue, red = tone(colour)
    fine = _Light.of(light * (luma - 16), 16, 235)
    half_blue, half_red = _Light.of(coarse * (blue - 128), 16, 240), _Light.of(coarse * (red - 128), 16, 240)
    half = max(_reach(fine.amount), 2 * _reach(half_blue.amount), 2 * _reach(half_red.amount))
    return Glow(half, fine.middle(half), half_blue.middle(half // 2), half_red.middle(half // 2))


def shine(planes: Planes, light: Glow, x: int, y: int, top: int, foot: int) -> None:
    """Add a glow around a point, between the rows ``top`` and ``foot`` only (even, like ``x``)."""
    half = light.half
    y = y // 2 * 2
    begin, end = max(top, y - half), min(foot, y + half)
    if begin >= end:
        return
    light.luma.add(planes.luma[begin:end, x - half : x + half], slice(begin - y + half, end - y + half))
    rows, columns = slice(begin // 2, end // 2), slice((x - half) // 2, (x + half) // 2)
    cut = slice((begin - y + half) // 2, (end - y + half) // 2)
    light.blue.add(planes.blue[rows, columns], cut)
    light.red.add(planes.red[rows, columns], cut)


def _reach(amount: Plane) -> int:
    """How far from its middle a light can be seen: an even number of pixels; 0 where it can't."""
    seen = np.flatnonzero(amount.any(axis=0))
    return (len(amount) // 2 - int(seen[0]) + 1) // 2 * 2 if len(seen) else 0

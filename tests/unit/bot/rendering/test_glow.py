from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.rendering.glow import Glow, glow, shine
from bot.rendering.planes import Planes, tone

SIZE = 112
COLOURS = ((255, 190, 100), (92, 157, 255), (72, 207, 141))


def light(strength: float) -> NDArray[np.float64]:
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    distance = np.sqrt(x * x + y * y)
    shape: NDArray[np.float64] = np.exp(-(distance**2) * 7) * np.clip(1 - distance, 0, 1) + 0.9 * np.exp(-(distance**2) * 160)
    return shape * strength


def ground() -> Planes:
    rng = np.random.default_rng(9)
    luma = rng.integers(16, 236, (200, 200), dtype=np.uint8)
    blue, red = rng.integers(16, 241, (2, 100, 100), dtype=np.uint8)
    return Planes(luma, blue, red)


@pytest.mark.parametrize("colour", COLOURS)
def test_light_is_added_and_never_leaves_the_range_of_video(colour: tuple[int, int, int]) -> None:
    planes, before = ground(), ground()
    shine(planes, glow(colour, SIZE, 1.0), 100, 100, 0, 200)
    expected = before.luma.astype(np.int64)
    expected[44:156, 44:156] += (light(1.0) * (tone(colour)[0] - 16)).astype(np.int64)
    assert np.array_equal(planes.luma, np.clip(expected, 16, 235))
    coarse = light(1.0).reshape(56, 2, 56, 2).mean(axis=(1, 3))
    for got, was, value in ((planes.blue, before.blue, tone(colour)[1]), (planes.red, before.red, tone(colour)[2])):
        expected = was.astype(np.int64)
        expected[22:78, 22:78] += (coarse * (value - 128)).astype(np.int64)
        assert np.array_equal(got, np.clip(expected, 16, 240))


def test_light_stays_between_its_rows() -> None:
    planes, before = ground(), ground()
    shine(planes, glow(COLOURS[0], SIZE, 1.0), 100, 52, 40, 60)
    changed = np.flatnonzero((planes.luma != before.luma).any(axis=1))
    assert (changed.min(), changed.max()) == (40, 59)
    shine(planes, glow(COLOURS[0], SIZE, 1.0), 100, 190, 0, 40)
    assert np.array_equal(planes.luma[60:], before.luma[60:])


def test_no_light_is_nothing_and_little_light_is_small() -> None:
    faint, bright = (glow(COLOURS[0], SIZE, strength) for strength in (0.1, 1.0))
    assert isinstance(faint, Glow)
    assert 0 < faint.half < bright.half <= SIZE // 2
    planes, before = ground(), ground()
    shine(planes, glow(COLOURS[0], SIZE, 0.0), 100, 100, 0, 200)
    assert np.array_equal(planes.luma, before.luma)

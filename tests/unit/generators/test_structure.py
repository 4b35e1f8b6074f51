from __future__ import annotations

import pytest

from generators.structure import lay_out


def test_aaba_repeats_all_but_the_cadence() -> None:
    layout = lay_out("AABA", 32)
    assert layout.copy_from[:8] == (None,) * 8
    assert layout.copy_from[8:16] == (0, 1, 2, 3, 4, 5, None, None)
    assert layout.copy_from[16:24] == (None,) * 8
    assert layout.copy_from[24:] == (0, 1, 2, 3, 4, 5, None, None)
    assert layout.starts == ((0, "A"), (8, "A"), (16, "B"), (24, "A"))


def test_a_section_ends_at_its_own_bar_line() -> None:
    assert lay_out("AAB", 12).section_bars_left == (4, 3, 2, 1) * 3


def test_short_sections_keep_one_bar_free() -> None:
    assert lay_out("AAB", 12).copy_from[4:8] == (0, 1, 2, None)


@pytest.mark.parametrize(("letters", "bars"), [("AABA", 30), ("", 8), ("AABA", 4), ("AABB", 1)])
def test_what_does_not_divide_repeats_nothing(letters: str, bars: int) -> None:
    layout = lay_out(letters, bars)
    assert layout.copy_from == (None,) * bars
    assert layout.section_bars_left == tuple(range(bars, 0, -1))

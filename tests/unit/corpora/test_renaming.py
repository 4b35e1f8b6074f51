"""Speakers under other names."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpora.renaming import renamed, speakers_of, stock_of

SCENE = """GREMIO:
Good morrow, neighbour Baptista.

BAPTISTA:
Good morrow, Gremio: GREMIO, hear me.

First Lord:
The first of us, my lord, is he."""
STOCK = ("HELENA", "ORSINO", "PORTIA", "ANGUS")


def test_speakers_are_named_once_in_order() -> None:
    assert speakers_of(SCENE) == ("GREMIO", "BAPTISTA", "First Lord")
    assert stock_of([SCENE]) == ("BAPTISTA", "FIRST", "GREMIO", "LORD")


def test_a_speaker_has_one_new_name_wherever_the_old_one_stood() -> None:
    other = renamed(SCENE, STOCK, np.random.default_rng(3))
    first, second, third = speakers_of(other)
    assert "GREMIO" not in other.upper()
    assert "BAPTISTA" not in other.upper()
    assert f"Good morrow, neighbour {second.title()}." in other
    assert f"Good morrow, {first.title()}: {first}, hear me." in other
    assert third == third.title()
    assert "The first of us, my lord, is he." in other


@given(seed=st.integers(0, 500))
def test_new_names_are_made_of_the_stock(seed: int) -> None:
    for name in speakers_of(renamed(SCENE, STOCK, np.random.default_rng(seed))):
        assert all(word.upper() and any(word.upper().startswith(each[:1]) or word.upper()[:1] in each for each in STOCK) for word in name.split(" "))


def test_the_same_seed_gives_the_same_names() -> None:
    assert renamed(SCENE, STOCK, np.random.default_rng(7)) == renamed(SCENE, STOCK, np.random.default_rng(7))


def test_a_text_without_speakers_stays_as_it_is() -> None:
    assert renamed("No one speaks.\nHere: nothing.", STOCK, np.random.default_rng(0)) == "No one speaks.\nHere: nothing."

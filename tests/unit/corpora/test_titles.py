from __future__ import annotations

import pytest

from corpora.titles import folded, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Soldier's Joy", "Soldiers Joy"),
        ("Acacia -- Reel", "ACACIA (reel)"),
        ("Stardust-1", "Stardust-2"),
        ("Boatie Rows, The", "The Boatie Rows"),
        ("Café au lait", "Cafe Au Lait"),
        ("Money Musk Strathspey", "Money Musk Reel"),
        ("Blue Bonnets (2nd setting)", "Blue Bonnets"),
    ],
)
def test_one_tune_under_two_spellings(one: str, other: str):
    assert title_key(one) == title_key(other) != ""


def test_different_tunes_differ():
    assert title_key("Miss Johnson's Reel") != title_key("Miss Kelly's Reel")
    assert title_key("Giant Steps") != title_key("Steps")


@pytest.mark.parametrize("title", ["", "Reel", "Untitled", "The", "42", "Blues", "Do."])
def test_a_title_that_says_nothing_has_no_key(title: str):
    assert title_key(title) == ""


def test_with_a_composer_titles_are_kept_apart():
    assert title_key("Prelude", "Chopin") != title_key("Prelude", "Bach")
    assert title_key("Prelude", "Chopin") == title_key("The Prelude", "CHOPIN")
    assert title_key("Sonata No. 1", "Mozart") != title_key("Sonata No. 2", "Mozart")


def test_folded_keeps_letters_and_digits():
    assert folded("  L'Été — Op. 3, n° 2 ") == "lete op 3 n 2"

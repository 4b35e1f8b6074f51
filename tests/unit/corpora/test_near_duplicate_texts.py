"""Texts that say the same are one group."""

from __future__ import annotations

from corpora.corpus import CorpusPiece
from corpora.near_duplicate_texts import alike_texts, grouped_texts
from corpora.pieces import Text

RECIPE = (
    "Peel the potatoes and boil them in salt water until they are tender, drain them well, and let them dry by the side of the fire"
    " with the lid half off, then mash them with butter and a little milk."
)


def piece(name: str, text: str, group: str = "") -> CorpusPiece:
    return CorpusPiece(f"tiny/{name}", "proverb", Text(text), "", name, "CC0", group or name)


def test_short_lines_are_compared_by_their_words():
    lines = [
        "Empty vessels make the most noise.",
        "A stitch in time saves nine.",
        "The empty vessel makes most noise!",
        "Empty pockets make the longest evening.",
    ]
    assert alike_texts(lines) == [(0, 2)]


def test_long_texts_are_compared_by_runs_of_words():
    shortened = RECIPE.partition(", and let")[0] + ", and serve them hot with a piece of butter on the top and parsley chopped very fine."
    other = (
        "Take the butter and the milk, boil the potatoes in their skins, and when they have cooled let the cook slice them by the fire for a salad."
    )
    assert alike_texts([RECIPE, shortened, other]) == [(0, 1)]


def test_groups_join_and_take_the_first_name():
    pieces = [piece("c", "Haste makes waste."), piece("b", "Haste makes waste, and waste makes want."), piece("a", "Haste makes waste and want.")]
    grouped = grouped_texts([*pieces, piece("d", "All's well that ends well.")])
    assert [one.group for one in grouped] == ["a", "a", "a", "d"]


def test_a_shared_group_joins_what_no_words_join():
    grouped = grouped_texts([piece("b", "Pea soup.", "soup"), piece("c", "A broth of leeks.", "soup")])
    assert {one.group for one in grouped} == {"soup"}


def test_nothing_in_nothing_out():
    assert alike_texts([]) == []
    assert grouped_texts([]) == []
    assert alike_texts(["", ""]) == []

"""Short lines that say the same are one group."""

from __future__ import annotations

from corpora.corpus import CorpusPiece
from corpora.pieces import Text
from corpora.same_sayings import alike_lines, grouped_by_saying


def piece(name: str, text: str, group: str = "") -> CorpusPiece:
    return CorpusPiece(f"tiny/{name}", "proverb", Text(text), "", name, "CC0", group or name)


def test_lines_are_compared_by_their_words():
    lines = [
        "Empty vessels make the most noise.",
        "A stitch in time saves nine.",
        "The empty vessel makes most noise!",
        "Empty pockets make the longest evening.",
    ]
    assert alike_lines(lines) == [(0, 2)]


def test_groups_join_and_take_the_first_name():
    pieces = [piece("c", "Haste makes waste."), piece("b", "Haste makes waste, and waste makes want."), piece("a", "Haste makes waste and want.")]
    grouped = grouped_by_saying([*pieces, piece("d", "All's well that ends well.")])
    assert [one.group for one in grouped] == ["a", "a", "a", "d"]


def test_a_shared_group_joins_what_no_words_join():
    grouped = grouped_by_saying([piece("b", "Pea soup.", "soup"), piece("c", "A broth of leeks.", "soup")])
    assert {one.group for one in grouped} == {"soup"}


def test_nothing_in_nothing_out():
    assert alike_lines([]) == []
    assert grouped_by_saying([]) == []
    assert alike_lines(["", ""]) == []

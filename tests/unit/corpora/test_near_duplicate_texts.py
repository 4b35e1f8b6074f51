"""Texts that share their words are one group."""

from __future__ import annotations

from corpora.corpus import CorpusPiece
from corpora.near_duplicate_texts import grouped_by_words, same_words, words_fingerprint
from corpora.pieces import Score, Text
from corpora.same_tunes import links_between

POEM = "The lamp is low, the road is long, and nobody is singing now the song that once we sang along the river and the plough"
OTHER = "A kettle and a cat beside the window of a quiet house were dreaming of the summer when they nearly caught the kitchen mouse"


def piece(name: str, text: str, group: str = "") -> CorpusPiece:
    return CorpusPiece(id=name, genre="poem", piece=Text(text), composer="", title=name, licence="", group=group or name)


def test_layout_and_marks_do_not_matter():
    assert words_fingerprint(POEM).tolist() == words_fingerprint(POEM.upper().replace(",", "\n--")).tolist()


def test_the_same_poem_in_two_books_is_one_group_and_another_is_not():
    found = grouped_by_words([piece("b", POEM), piece("c", OTHER), piece("a", "My version: " + POEM.replace("lamp", "light"))])
    assert [one.group for one in found] == ["a", "c", "a"]


def test_pieces_of_one_group_go_along():
    found = grouped_by_words([piece("x/1", OTHER, "x"), piece("x/2", POEM, "x"), piece("a", POEM)])
    assert {one.group for one in found} == {"a"}


def test_scores_are_passed_over():
    score = CorpusPiece(id="s", genre="folk", piece=Score(()), composer="", title="s", licence="", group="s")
    assert same_words([score, piece("a", POEM)]) == []


def test_links_between_corpora_see_texts():
    assert links_between([piece("b", POEM), piece("a", POEM), piece("c", OTHER)]) == {"b": "a"}

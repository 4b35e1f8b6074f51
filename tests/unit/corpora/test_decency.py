"""The slur filter; the words it must refuse are written in ROT13 here, so that nobody need read them."""

from __future__ import annotations

from codecs import decode
from pathlib import Path

import pytest

from corpora import decency
from corpora.corpus import CorpusPiece, Skipped
from corpora.decency import indecent_words, is_decent, without_indecent
from corpora.pieces import Text


def plain(hidden: str) -> str:
    return decode(hidden, "rot13")


REFUSED = [
    "avttre",
    "avttref",
    "Avttre'f",
    "qnexrl",
    "qnexvrf",
    "QNEXL",
    "pbbaf",
    "xvxr",
    "Snttbgf",
    "snt",
    "puvanzna",
    "fdhnj",
    "unys-oerrq",
    "vawhaf",
    "crpx-avttre",
]
DISGUISED = [
    "a.v.t.t.r.e", "a v t t r e", "V fnl a v t t r e f", "a1ttre", "avttttre", "a*ttre", "x1x3", "s@ttbg",
    "a\u200bvttre", "s@t", "avttreurnq",
]  # fmt: skip
ORDINARY = [
    "Scunthorpe", "snigger", "he sniggered", "niggardly", "spice and spicy", "raccoon", "cocoon", "coonskin", "gypsy songs",
    "a chink in the armour",
    "through every chink", "to retard the growth", "retarded by the frost", "the dyke held", "a queer old man", "Japan", "japes",
    "fagged out", "Dagon",
    "A B C D E F G", "Spick and span", "homo sapiens", "Hun and Goth", "a sheeny leaf", "the heathen", "kinky", "cotton", "Essex", "s. p. q. r.",
    "1999", "",
    "the lily of the valley", "analysis", "assassin", "Twa(t)t", "blackbird", "whoreson knave", "damn", "nigh", "naggers", "figgy pudding",
    "Polaris", "wigs",
]  # fmt: skip


@pytest.mark.parametrize("word", REFUSED)
def test_slurs_are_refused_in_any_form(word: str):
    assert not is_decent(f"I saw one {plain(word)}, and went on")
    assert plain(word).split()[0] in " ".join(indecent_words(plain(word)))


@pytest.mark.parametrize("text", DISGUISED)
def test_disguises_are_seen_through(text: str):
    assert not is_decent("".join(plain(sign) if sign.isascii() else sign for sign in text))


def test_accents_hide_nothing():
    word = plain("avttre")
    assert not is_decent(word.replace(word[1], "\u00ee"))


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_pass(text: str):
    assert indecent_words(text) == ()


@pytest.mark.parametrize("text", ["the puvax jnf gurer", "n puvax", "lbh ergneq", "gur ergneqf"])
def test_an_ambiguous_word_in_bad_company_is_refused(text: str):
    assert not is_decent(" ".join(word if word == "the" else plain(word) for word in text.split()))


def test_a_music_bot_may_speak_of_spirituals():
    assert is_decent(plain("Arteb") + " spirituals")
    assert not is_decent("that " + plain("arteb") + " there")


def test_leaving_out_says_so_without_the_word():
    bad, good = (
        CorpusPiece(id=f"x/{number}", genre="poem", piece=Text(words), composer="", title="T", licence="", group="g")
        for number, words in enumerate([f"A {plain('avttre')} line", "A line"])
    )
    skipped: list[Skipped] = []
    assert list(without_indecent([bad, good], skipped)) == [good]
    assert [one.path for one in skipped] == ["x/0"]
    assert plain("avttre") not in skipped[0].reason


def test_the_words_do_not_lie_in_plain_sight():
    source = Path(str(decency.__file__)).read_text(encoding="utf-8").lower()
    assert not any(plain(word.lower()) in source.replace("snigger", "").split() for word in REFUSED)

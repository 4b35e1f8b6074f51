"""Round trips of every encoding of words, over any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.encodings.catalogue import TEXT_ENCODINGS, text_encoding
from corpora.encodings.text import BACKWARDS, CONTROLS, END, LINE, TEXT_GENRES, TextEncoding, normalised
from corpora.pieces import Text

EVERY = pytest.mark.parametrize("name", sorted(TEXT_ENCODINGS))
SCRAPS = [
    "The",
    "sea",
    " ",
    "  ",
    "\n",
    "\n\n",
    ",",
    "o'er",
    "'tis",
    "don't",
    "--",
    "1848",
    '"Oh!',
    "thé",
    "—",
    "½",
    "a_b",
    "🎺",
    "\u00a0",
    "e\u0301",
]
WORDISH = st.lists(st.sampled_from(SCRAPS)).map("".join)
ANYTHING = st.text(st.characters(), max_size=80) | WORDISH


def codings(name: str) -> list[tuple[TextEncoding, bool]]:
    coder = text_encoding(name)
    return [(coder, order == "backwards") for order in coder.orders]


@EVERY
@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, genre=st.sampled_from(TEXT_GENRES))
def test_any_text_comes_back_to_the_letter(name: str, text: str, genre: str) -> None:
    for coder, backwards in codings(name):
        encoded = coder.encode_text(Text(text), genre, backwards=backwards)
        assert coder.decode_text(encoded.tokens).text == normalised(text)
        assert encoded.tokens[: encoded.header_length].tolist() == list(coder.header(genre, backwards=backwards))
        assert (encoded.tokens[encoded.bar_starts] == LINE).all()
        assert encoded.tokens[encoded.header_length] == LINE
        assert encoded.tokens[-1] == END
        assert len(encoded.bar_starts) == normalised(text).count("\n") + 1


@EVERY
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_tokens_decode_to_a_legal_text(name: str, data: st.DataObject) -> None:
    coder = text_encoding(name)
    orders = [token for token in (BACKWARDS,) if "backwards" in coder.orders]
    controls = st.sampled_from([LINE, LINE, END, *orders])
    tokens = data.draw(st.lists(controls | st.integers(len(CONTROLS), len(coder.vocabulary) - 1), max_size=60))
    text = coder.decode_text(tokens).text
    assert normalised(text) == text
    again = coder.encode_text(Text(text), "poem")
    assert coder.decode_text(again.tokens).text == text


@given(words=st.lists(st.text(st.characters(categories=("L", "P", "N")), min_size=1, max_size=9), min_size=1, max_size=6))
def test_backwards_the_words_of_a_line_stand_last_first(words: list[str]) -> None:
    coder = text_encoding("subwords")
    line = " ".join(words)
    backwards = coder.line_tokens(line, backwards=True)
    assert backwards == coder.word_tokens(" ".join(reversed(words)))
    assert coder.line_text(backwards, backwards=True) == normalised(line)
    assert coder.line_text(backwards[: len(coder.word_tokens(words[-1]))], backwards=True) == words[-1]


@EVERY
def test_names_are_unique_and_controls_come_first(name: str) -> None:
    coder = text_encoding(name)
    assert len(set(coder.vocabulary)) == len(coder.vocabulary) == len(CONTROLS) + len(coder.spellings)
    assert coder.vocabulary[: len(CONTROLS)] == CONTROLS
    assert len(set(coder.spellings)) == len(coder.spellings)
    assert coder.opens_line.shape == (len(coder.vocabulary),)
    assert not coder.opens_line[: len(CONTROLS)].any()


def test_characters_are_written_forwards_only() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        text_encoding("characters").encode_text(Text("a b"), "drama", backwards=True)

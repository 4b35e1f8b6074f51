from __future__ import annotations

from corpora.encodings.subwords import SubwordEncoding
from generators.words.tokens import heard_stresses, token_sounds, token_table, word_stresses


def test_the_shipped_sounds_are_those_that_are_heard() -> None:
    encoding = SubwordEncoding()
    assert token_sounds(encoding).stresses == heard_stresses(encoding), "run generators.words.tokens.write_shipped(SubwordEncoding())"


def test_words_are_stressed_as_verse_takes_them() -> None:
    assert [word_stresses(word) for word in ("band", "of", "his", "happy", "again", "into")] == ["s", "0", "x", "10", "01", "x0"]


def test_tokens_know_what_they_are() -> None:
    table = token_table(SubwordEncoding())
    columns = zip(table.begins_word, table.is_capital, table.ends_sentence, strict=True)
    facts = {text: tuple(map(bool, column)) for text, column in zip(table.spelt, columns, strict=True)}
    assert facts[" the"] == (True, False, False)
    assert facts[" The"] == (True, True, False)
    assert facts["."] == (False, False, True)
    assert table.broken.sum() > 100

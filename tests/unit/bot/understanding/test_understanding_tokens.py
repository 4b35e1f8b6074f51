import pytest

from bot.understanding.numbers import in_digits
from bot.understanding.tokens import MOST_READ, plain_text, tokens_of


def words(text: str) -> list[str]:
    return [token.word for token in tokens_of(plain_text(text))]


def test_names_links_and_markup_are_no_words() -> None:
    assert words("@band@example.org play <b>jazz</b> https://example.com/rock ../../etc/passwd /etc/passwd") == ["play", "jazz"]


def test_towers_of_accents_and_hidden_signs_fall_away() -> None:
    assert words("j̷̡͝a̸̕z̵̛z̶̛ \u202eblues\u202c ro\u200bck ｆｏｌｋ") == ["jazz", "blues", "rock", "folk"]


def test_accents_are_folded_and_the_shown_word_keeps_them() -> None:
    (token,) = tokens_of(plain_text("Ré"))
    assert (token.word, token.shown) == ("re", "Ré")


def test_letters_written_apart_are_a_word() -> None:
    assert words("J A Z Z") == ["jazz"]
    assert words("j.a.z.z. please") == ["jazz", "please"]
    assert words("a b c") == ["a", "b", "c"]


def test_only_so_much_is_read() -> None:
    assert len(plain_text("word " * 5000)) <= MOST_READ
    assert "blues" in plain_text("@someone " * 1500 + "blues")


def test_tokens_know_where_they_stand() -> None:
    text = plain_text("Jazz, in F# at 90bpm!")
    assert [text[token.start : token.end] for token in tokens_of(text)] == [token.shown for token in tokens_of(text)]
    assert [token.shown for token in tokens_of(text)] == ["Jazz", ",", "in", "F#", "at", "90", "bpm", "!"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("thirty-two bars", "32 bars"),
        ("one hundred and five bpm", "105 bpm"),
        ("a hundred and twenty", "a 120"),
        ("twenty four hours", "24 hours"),
        ("two thousand words", "2000 words"),
        ("rock and roll", "rock and roll"),
        ("twelve and six", "12 and 6"),
        ("zwei Takte", "2 takte"),
    ],
)
def test_numbers_in_words(text: str, digits: str) -> None:
    assert in_digits(tokens_of(text))[0] == digits


def test_each_letter_of_the_digits_knows_its_token() -> None:
    tokens = tokens_of("play thirty two bars")
    digits, origins = in_digits(tokens)
    assert len(digits) <= len(origins)
    assert tokens[origins[digits.index("bars")]].word == "bars"

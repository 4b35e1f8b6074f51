import pytest

from bot.understanding.amounts import read_amounts
from bot.understanding.numbers import in_digits
from bot.understanding.tokens import plain_text, tokens_of
from bot.understanding.understood import Heard


def heard_in(text: str) -> Heard:
    heard = Heard([], [])
    read_amounts(in_digits(tokens_of(plain_text(text)))[0], heard)
    return heard


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 seconds", 30),
        ("45s", 45),
        ("half a minute", 30),
        ("a minute", 60),
        ("a minute and a half", 90),
        ("one and a half minutes", 90),
        ("1 min 15 sec", 75),
        ("1:10 long", 70),
        ("zwei Minuten", 120),
        ("an hour", 3600),
        ("1.5 minutes", 90),
        ("at 10:30 pm", None),
        ("a second thought", None),
    ],
)
def test_lengths_of_music(text: str, seconds: float | None) -> None:
    assert heard_in(text).seconds == seconds


@pytest.mark.parametrize(
    ("text", "tempo"),
    [
        ("90 bpm", "90"),
        ("160bpm", "160"),
        ("tempo: 72", "72"),
        ("♩=132", "132"),
        ("at 200", "200"),
        ("at 9", None),
        ("at 90 percent", None),
        ("ninety beats per minute", "90"),
    ],
)
def test_tempos(text: str, tempo: str | None) -> None:
    assert heard_in(text).tempo == tempo


@pytest.mark.parametrize(
    ("text", "meter"),
    [("6/8", "6/8"), ("in 3", "3/4"), ("24/7", None), ("50/50", None), ("3/4 time", "3/4"), ("1/1/2024", None), ("in 3 days", None)],
)
def test_meters(text: str, meter: str | None) -> None:
    assert heard_in(text).meter == meter


def test_an_impossible_meter_is_noted_where_it_is_meant_as_one() -> None:
    assert heard_in("in 17/13").unmet == ["meter: from 1/4 to 8/4"]
    assert heard_in("17/13").unmet is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("100 words", (100, "words")), ("two stanzas", (8, "lines")), ("a twelve line poem", (12, "lines")), ("280 characters", (280, "characters"))],
)
def test_lengths_of_texts(text: str, length: tuple[int, str]) -> None:
    assert heard_in(text).length == length


def test_a_twelve_bar_blues_is_a_form_and_twelve_bars_of_blues_a_length() -> None:
    assert heard_in("12 bar blues").bars is None
    assert heard_in("12 bars of blues").bars == 12


def test_seed_and_candidates() -> None:
    heard = heard_in("seed: 42 and 8 takes")
    assert (heard.seed, heard.candidates) == ("42", 8)

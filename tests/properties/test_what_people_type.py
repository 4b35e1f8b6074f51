"""Whatever a person types, a control is understood within its bounds or refused with one line."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.controls import METER_DENOMINATORS, MOST_LENGTH, parse_bars, parse_key, parse_length, parse_meter, parse_seconds, parse_tempo, read_formats
from corpora.errors import AskerError
from corpora.pieces import MODES, Key

typed = st.text(max_size=60) | st.from_regex(r"[ ]?[-+]?[0-9a-hA-H#b.:/e ♭♯]{0,12}(min|major|bpm|s)?", fullmatch=True)


def understood(parse: Callable[[str], object], text: str) -> object | None:
    try:
        return parse(text)
    except AskerError as error:
        refusal = str(error)
    assert "\n" not in refusal
    assert "--" in refusal
    assert len(refusal) < 300
    return None


@given(typed)
def test_bars(text: str) -> None:
    bars = understood(parse_bars, text)
    assert bars is None or 1 <= bars <= 512  # type: ignore[operator]


@given(typed)
@example("1_0_0")
@example("١٢٠")
def test_tempos(text: str) -> None:
    tempo = understood(parse_tempo, text)
    assert tempo is None or 20 <= tempo <= 400  # type: ignore[operator]


@given(typed)
def test_lengths(text: str) -> None:
    seconds = understood(parse_seconds, text)
    assert seconds is None or 1 <= seconds <= 1200  # type: ignore[operator]


@given(typed | st.from_regex(r"[-+]?[0-9.,_]{1,9}[ -]?(words?|chars|characters|lines?|l)", fullmatch=True))
@example("1_0_0 words")
@example("١٢٠")
def test_lengths_of_texts(text: str) -> None:
    length = understood(parse_length, text)
    if length is not None:
        assert 1 <= length.amount <= MOST_LENGTH[length.unit]  # type: ignore[attr-defined]
        assert parse_length(str(length)) == length


@pytest.mark.parametrize(
    ("said", "meant"),
    [("30", "30 words"), ("120 words", "120 words"), ("280 characters", "280 characters"), ("280chars", "280 characters"), ("12 lines", "12 lines"),
     ("1-line", "1 line"), (" 1,200 Words ", "1200 words"), ("10 verses", "10 lines")],
)  # fmt: skip
def test_lengths_of_texts_as_people_say_them(said: str, meant: str) -> None:
    assert str(parse_length(said)) == meant


@given(typed)
def test_meters(text: str) -> None:
    meter = understood(parse_meter, text)
    if meter is not None:
        numerator, denominator = meter  # type: ignore[misc]
        assert 1 <= numerator <= 32
        assert denominator in METER_DENOMINATORS


@given(typed)
def test_keys(text: str) -> None:
    key = understood(parse_key, text)
    if key is not None:
        tonic, mode = key  # type: ignore[misc]
        assert tonic is None or 0 <= tonic < 12
        assert mode in MODES


@given(st.integers(0, 11), st.sampled_from(MODES))
def test_every_key_is_understood_as_it_is_printed(tonic: int, mode: str) -> None:
    assert parse_key(str(Key(0, tonic, mode))) == (tonic, mode)
    assert parse_key(mode) == (None, mode)


@given(typed)
def test_formats(text: str) -> None:
    formats = understood(lambda given: read_formats(given, ["midi"], ["midi", "mp3"]), text)
    assert formats is None or set(formats) <= {"midi", "mp3"}  # type: ignore[call-overload]


@pytest.mark.parametrize("parse", [parse_bars, parse_tempo, parse_seconds, parse_meter, parse_key, parse_length])
def test_a_megabyte_is_refused_at_once_and_shown_short(parse: Callable[[str], object]) -> None:
    for text in ("9" * 1_000_000, "a" * 1_000_000, " " * 1_000_000, "9:" * 500_000):
        assert understood(parse, text) is None

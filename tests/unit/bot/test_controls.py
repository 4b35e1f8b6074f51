import pytest

from bot.controls import bounded_number, bounded_whole, parse_bars, parse_key, parse_meter, parse_seconds, parse_tempo, read_formats
from corpora.errors import AskerError


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("D minor", (2, "minor")),
        ("Dm", (2, "minor")),
        ("d-moll", (2, "minor")),
        ("D Minor", (2, "minor")),
        ("Bb", (10, "major")),
        ("bb", (10, "major")),
        ("B", (11, "major")),
        ("bbm", (10, "minor")),
        ("b-moll", (10, "minor")),
        ("h-moll", (11, "minor")),
        ("As-Dur", (8, "major")),
        ("fis-moll", (6, "minor")),
        ("F# dorian", (6, "dorian")),
        ("c♯ minor", (1, "minor")),
        ("C sharp minor", (1, "minor")),
        ("E flat major", (3, "major")),
        ("E-flat minor", (3, "minor")),
        ("CM", (0, "major")),
        ("am", (9, "minor")),
        ("G mixolydian", (7, "mixolydian")),
        ("sol majeur", (7, "major")),
        ("si bemol majeur", (10, "major")),
        ("Cb", (11, "major")),
        ("minor", (None, "minor")),
        ("Dorian", (None, "dorian")),
    ],
)
def test_keys_in_many_spellings(said: str, meant: tuple[int | None, str]) -> None:
    assert parse_key(said) == meant


@pytest.mark.parametrize("said", ["", "x", "H", "D purple", "C###", "12", "#", "m", "D minor\nE minor x", "A" * 500])
def test_what_is_no_key_is_refused(said: str) -> None:
    with pytest.raises(AskerError, match="--key"):
        parse_key(said)


@pytest.mark.parametrize(
    ("said", "bpm"), [("90", 90), ("90 bpm", 90), ("♩=90", 90), ("q = 90", 90), ("Andante", 84), ("90.5", 90.5), ("20", 20), ("400", 400)]
)
def test_tempos(said: str, bpm: float) -> None:
    assert parse_tempo(said) == bpm


@pytest.mark.parametrize(
    ("said", "seconds"), [("45", 45), ("45s", 45), ("1:30", 90), ("1m30s", 90), ("2 min", 120), ("1", 1), ("1200", 1200), ("0:30.5", 30.5)]
)
def test_lengths(said: str, seconds: float) -> None:
    assert parse_seconds(said) == seconds


@pytest.mark.parametrize(
    ("said", "meter"),
    [("4/4", (4, 4)), ("12 / 8", (12, 8)), ("common", (4, 4)), ("C", (4, 4)), ("cut", (2, 2)), ("waltz", (3, 4)), ("32/32", (32, 32))],
)
def test_meters(said: str, meter: tuple[int, int]) -> None:
    assert parse_meter(said) == meter


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "nan", "inf", "1e3", "513", "", "twelve", "9" * 5000, "٣x"])
def test_bars_that_can_not_be(said: str) -> None:
    with pytest.raises(AskerError, match="--bars") as refused:
        parse_bars(said)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("said", ["0", "-3", "nan", "inf", "-inf", "1e9", "19.99", "400.01", "", "fastish", "0x5a"])
def test_tempos_that_can_not_be(said: str) -> None:
    with pytest.raises(AskerError, match="--tempo"):
        parse_tempo(said)


@pytest.mark.parametrize("said", ["0", "-1", "nan", "inf", "1201", "0.5", "1:3x", ":30", "", "99:00"])
def test_lengths_that_can_not_be(said: str) -> None:
    with pytest.raises(AskerError, match="--seconds"):
        parse_seconds(said)


@pytest.mark.parametrize("said", ["0/4", "4/5", "33/4", "4", "4/0", "-4/4", "4/4/4", "", "nan/4", "4/64"])
def test_meters_that_can_not_be(said: str) -> None:
    with pytest.raises(AskerError, match="--meter"):
        parse_meter(said)


def test_bounds_are_within_bounds() -> None:
    assert bounded_number("1", "top-p", 0.05, 1.0, flag="--top-p") == 1.0
    assert bounded_whole("+64", "number", 1, 64, flag="--candidates") == 64


def test_formats_are_known_ones_each_once() -> None:
    known = ["midi", "mp3", "musicxml"]
    assert read_formats("mid, MP3,midi;xml", ["midi"], known) == ("midi", "mp3", "musicxml")
    assert read_formats(None, ["mp3"], known) == ("mp3",)
    for wrong in ("mp5", "", ",", "midi,exe"):
        with pytest.raises(AskerError, match="--format"):
            read_formats(wrong, ["midi"], known)

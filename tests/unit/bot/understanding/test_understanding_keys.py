import pytest

from bot.understanding.keys import find_key, moved
from bot.understanding.tokens import plain_text, tokens_of


def key_in(text: str) -> str | None:
    found = find_key(tokens_of(plain_text(text)))
    return None if found is None else found[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("in D minor", "D minor"),
        ("in d", "D major"),
        ("Bb please", "Bb major"),
        ("b flat minor", "Bb minor"),
        ("F#m", "F# minor"),
        ("C♯ minor", "C# minor"),
        ("E♭", "Eb major"),
        ("h-Moll", "B minor"),
        ("b-Moll", "Bb minor"),
        ("H minor", "B minor"),
        ("fis-moll", "F# minor"),
        ("Es-Dur", "Eb major"),
        ("ré mineur", "D minor"),
        ("si bemol mayor", "Bb major"),
        ("fa dièse mineur", "F# minor"),
        ("en sol", "G major"),
        ("la minor", "A minor"),
        ("A mixolydian", "A mixolydian"),
        ("key: Gm", "G minor"),
        ("in the key of A", "A major"),
        ("in a minor", "A minor"),
        ("in a minor key", "minor"),
        ("a minor blues", "minor"),
        ("A minor blues", "A minor"),
        ("in major", "major"),
        ("g minro", "G minor"),
    ],
)
def test_keys_in_many_notations(text: str, key: str) -> None:
    assert key_in(text) == key


@pytest.mark.parametrize(
    "text",
    ["I am here", "a song", "as you like it", "do it", "en la noche", "in a minute", "Es ist schön", "si", "the best of all", "e", "be in a band"],
)
def test_words_that_only_look_like_keys(text: str) -> None:
    assert key_in(text) is None


def test_a_key_can_be_moved() -> None:
    assert moved("D minor", 1) == "Eb minor"
    assert moved("C major", -2) == "Bb major"

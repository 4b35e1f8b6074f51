"""Numbers in words: ``thirty-two`` and ``one hundred and five`` among the tokens of a request."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.tokens import Token

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "dozen": 12, "couple": 2,
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwolf": 12, "sechzehn": 16, "zwanzig": 20,
    "dreissig": 30, "dos": 2, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "diez": 10, "doce": 12, "veinte": 20, "treinta": 30,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "huit": 8, "dix": 10, "douze": 12, "seize": 16, "vingt": 20, "trente": 30,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {
    "hundred": 100,
    "hundert": 100,
    "cien": 100,
    "cent": 100,
    "thousand": 1000,
    "tausend": 1000,
    "mil": 1000,
    "mille": 1000,
    "million": 1_000_000,
}
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES})


def in_digits(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The tokens joined by single spaces with numbers in digits, and for each letter of that the token it came from."""
    pieces: list[str] = []
    origins: list[int] = []
    place = 0
    while place < len(tokens):
        value, end = _number(tokens, place)
        shown = tokens[place].word if value is None else str(value)
        stop = place + 1 if value is None else end
        pieces.append(shown)
        origins += [place] * len(shown) + [stop - 1]
        place = stop
    return " ".join(pieces), origins


def _number(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The number in words that begins at a place, and where it ends."""
    total, part, begun, after_ten = 0, 0, False, False
    while place < len(tokens):
        word = tokens[place].word
        if word in _UNITS and (not begun or after_ten):
            part, after_ten = part + _UNITS[word], False
        elif word in _TENS and not after_ten and part % 100 == 0:
            part, after_ten = part + _TENS[word], True
        elif word in _SCALES:
            part = max(1, part) * _SCALES[word]
            total, part, after_ten = (total + part, 0, True) if _SCALES[word] > 100 else (total, part, True)
        elif not (word == "and" and begun and place + 1 < len(tokens) and after_ten and tokens[place + 1].word in {*_UNITS, *_TENS} and part >= 100):
            break
        begun, place = True, place + 1
    return (total + part, place) if begun else (None, place)

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
    total, part, room, begun = 0, 0, _ANY, False
    while place < len(tokens):
        word = tokens[place].word
        value = _UNITS.get(word) or _TENS.get(word)
        if value is not None and value < room:
            part, room = part + value, 10 if word in _TENS else 0
        elif word in _SCALES:
            scaled = max(1, part) * _SCALES[word]
            total, part = (total + scaled, 0) if _SCALES[word] > _HUNDRED else (total, scaled)
            room = _SCALES[word]
        elif not (word == "and" and begun and room >= _HUNDRED and room < _ANY and place + 1 < len(tokens) and tokens[place + 1].word in _SMALL):
            break
        begun, place = True, place + 1
    return (total + part, place) if begun else (None, place)


_HUNDRED = 100
_ANY = 10**9
_SMALL = frozenset({*_UNITS, *_TENS})

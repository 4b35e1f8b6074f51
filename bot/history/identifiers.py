"""Names of pieces: short, unique, and sorted by time."""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o or u, which people misread."""
_TIME_DIGITS = 9
"""45 bits of milliseconds since 1970: enough until the year 3084."""
_RANDOM_DIGITS = 5
"""25 random bits keep apart what is made in the same millisecond."""


def new_identifier(moment: datetime) -> str:
    """A name of 14 characters for a piece made at a moment; later pieces sort after earlier ones."""
    milliseconds = int(moment.timestamp() * 1000)
    return _base32(milliseconds, _TIME_DIGITS) + _base32(secrets.randbits(5 * _RANDOM_DIGITS), _RANDOM_DIGITS)


def normalized(text: str) -> str:
    """A name as a person typed it: case folded, hyphens dropped, look-alike letters read as the digits they stand for."""
    return text.strip().lower().replace("-", "").translate(str.maketrans("ilo", "110"))


def _base32(number: int, digits: int) -> str:
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in reversed(range(digits)))

"""What a network would turn into a link. A post with an address costs twenty times as much on X, and a bot that posts links is taken for spam."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"\b[a-z][a-z\d+.-]*://\S+|\bwww\.\S+", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w@.])(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?![\w@])")
"""``example.com``, in any alphabet: networks link it where they know the ending. Which ones they know changes, so any ending of letters counts."""


def first_link(text: str) -> str | None:
    """The first words of a text that a network may take for an address; None where there are none.

    Never misses an address, so it sometimes names two sentences without a space between them (``sea.It``): that is one on X as well.
    """
    found = [match for pattern in (_ADDRESS, _HOST) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start()).group() if found else None

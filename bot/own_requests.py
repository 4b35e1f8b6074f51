"""What the band asks of itself, written as a mention, so that it goes the way of all requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from bot.platforms.base import Author, Mention

_OWN: Final = "own"
"""In place of a mention's visibility; no network has it, so nobody else can write such a mention."""
_OURSELVES: Final = Author("houseband", "houseband")


def is_own(mention: Mention) -> bool:
    """Whether the band asked for this itself: then it is posted, not replied."""
    return mention.visibility == _OWN


def tune_request(platform: str, day: date, genre: str, now: float) -> Mention:
    """What the band asks of itself for the tune of a day; of the same name whoever makes it, and whenever."""
    return Mention(platform, f"tune-{day.isoformat()}", _OURSELVES, genre, datetime.fromtimestamp(now, UTC), visibility=_OWN)


def genre_of(day: date, genres: Sequence[str]) -> str:
    """The genre whose turn it is on a day."""
    return genres[day.toordinal() % len(genres)]

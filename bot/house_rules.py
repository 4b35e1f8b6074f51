"""What an operator may set about whom the bot answers, what that may cost, and what happens by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

_REFUSE_UNKNOWN_KEYS: dict[str, Any] = {"extra": "forbid"}

Bounds = dict[str, tuple[float, float]]
"""Least and most of a number, by its key."""


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """Whom the bot answers and how often."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    old_after_hours: float = 12.0
    """A post older than this is not answered any more."""
    most_an_hour_for_one_author: int = 6
    most_an_hour_in_one_thread: int = 4
    """Replies, whoever asks: two bots that answer each other come to an end here."""
    most_waiting: int = 200
    """Requests that wait for their turn; while there are more, whoever comes next is told that the band is busy."""
    most_excuses_per_15_minutes: int = 8
    """On each network: being told that the band is busy takes a post too."""
    refusals_until_rest: int = 5
    """So many refusals within ``refusals_within_minutes`` and the bot publishes nothing on that network for a while."""
    refusals_within_minutes: float = 15.0
    first_rest_minutes: float = 10.0
    """It doubles every time that it did not help."""
    longest_rest_hours: float = 24.0
    refused_words: tuple[str, ...] = ()
    """A post with one of these is not answered; besides the slurs that the bot knows."""

    BOUNDS: ClassVar[Bounds] = {
        "old_after_hours": (0.1, 168.0),
        "most_an_hour_for_one_author": (1, 1000),
        "most_an_hour_in_one_thread": (1, 1000),
        "most_waiting": (1, 1_000_000),
        "most_excuses_per_15_minutes": (1, 1000),
        "refusals_until_rest": (2, 1000),
        "refusals_within_minutes": (1.0, 1440.0),
        "first_rest_minutes": (0.1, 1440.0),
        "longest_rest_hours": (0.1, 168.0),
    }


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """What a network grants this account in a quarter of an hour, where that is not what it publishes for everybody."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    reads_per_15_minutes: int | None = None
    """Times that mentions may be asked for; the bot stays under half of it. None = as the network publishes."""
    posts_per_15_minutes: int | None = None
    uploads_per_15_minutes: int | None = None
    """Of films, recordings and pictures; never more than half of the posts either."""

    BOUNDS: ClassVar[Bounds] = {
        "reads_per_15_minutes": (1, 10_000_000),
        "posts_per_15_minutes": (1, 10_000_000),
        "uploads_per_15_minutes": (1, 10_000_000),
    }


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """What a network that charges for its calls may cost."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    cents_a_day: float = 200.0
    """Of each network; days end at midnight UTC."""
    most_share_for_reading: float = 0.5
    """Of it: whoever floods the bot with mentions can't use up what replies cost."""

    BOUNDS: ClassVar[Bounds] = {"cents_a_day": (0.0, 1_000_000.0), "most_share_for_reading": (0.01, 1.0)}


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """What happens by the clock."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    time_zone: str = "UTC"
    """An IANA name such as ``Europe/Berlin``: whose hours these are."""
    tune_of_the_day_genres: tuple[str, ...] = ("jazz", "folk", "blues", "limerick", "ragtime", "classical", "bluegrass", "chorale", "poem")
    """One a day, in turn; empty: no tune of the day."""
    tune_of_the_day_hour: int = 17
    backup_hour: int = 4
    backups_kept: int = 7
    keep_files_days: float = 30.0
    """Rendered files, which the history can play again."""
    keep_files_gigabytes: float = 20.0
    """Of them together; the oldest go first."""

    BOUNDS: ClassVar[Bounds] = {
        "tune_of_the_day_hour": (0, 23),
        "backup_hour": (0, 23),
        "backups_kept": (1, 1000),
        "keep_files_days": (0.1, 36_500.0),
        "keep_files_gigabytes": (0.01, 1_000_000.0),
    }


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How mentions are worked on."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    at_once: int = 8
    """Mentions that one worker answers side by side on one network; most of them wait for the network."""
    players: int = 2
    """Pieces that one worker composes or renders at the same time."""
    deaths: int = 10
    """Workers that may die in one step of an answer; the next time it is given up."""
    faults: int = 5
    """Times that a step may fail for a fault of ours before it is given up."""
    patience_hours: float = 24.0
    """How long a step is tried while a network can't be reached."""
    stop_seconds: float = 7.0
    """What a worker that is told to stop takes to finish its work before it hands it back."""

    BOUNDS: ClassVar[Bounds] = {
        "at_once": (1, 200),
        "players": (1, 200),
        "deaths": (1, 100),
        "faults": (1, 100),
        "patience_hours": (0.01, 720.0),
        "stop_seconds": (0.1, 600.0),
    }

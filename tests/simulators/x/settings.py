"""What a test may change about the simulated X, and the account it knows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields, replace
from typing import Any

OUR_ID = "1500000000000000001"
OUR_HANDLE = "houseband"
CONSUMER_KEY = "quaverConsumerKey"
CONSUMER_SECRET = "quaverConsumerSecret"  # noqa: S105 (of a simulator on this machine)
ACCESS_TOKEN = f"{OUR_ID}-quaverAccessToken"
ACCESS_SECRET = "quaverAccessSecret"  # noqa: S105 (of a simulator on this machine)

ROUTES = ("me", "mentions", "tweets", "publish", "initialize", "append", "finalize", "status", "metadata")
SPELLINGS = ("old", "new", "renamed", "both")
CALLS_PER_WINDOW = {
    "me": 75, "mentions": 300, "tweets": 900, "publish": 100,
    "initialize": 1875, "append": 1875, "finalize": 1875, "status": 1000, "metadata": 500,
}  # fmt: skip
"""Per user and 15 minutes; mentions and publish as documented, the others as published in 2025."""


@dataclass(frozen=True)
class Settings:
    """What can be set over ``POST /_simulator/settings``."""

    spelling: str = "both"
    """``old`` knows tweet.fields, ``new`` only post.fields, ``renamed`` takes both and answers in new names, ``both`` answers as it was asked."""
    window_s: float = 900.0
    limits: dict[str, int] = field(default_factory=lambda: dict(CALLS_PER_WINDOW))
    reach: int = 800
    """Mentions that can be read back."""
    own_reach: int = 3200
    may_write: bool = True
    credits_cents: float = 1e9
    timestamp_tolerance_s: float = 300.0
    clock_offset_s: float = 0.0
    duplicate_hours: float = 24.0
    once_only: bool = True
    """A mention is answered once, as X has it; without it nothing but the bot itself keeps it from answering twice."""
    processing_s: float = 0.5
    """At least this long between finalize and succeeded."""
    check_after_secs: int = 1
    decode_all: bool = True
    """Every frame; else the first second only."""
    strict_finalize: bool = True
    """Finalize wants a JSON object, as X does today; xdk 0.10 sends none."""
    late_share: float = 0.0
    """Share of mentions that are listed later than they were written."""
    late_s: float = 5.0
    own_late_s: float = 0.0
    """Our own posts are listed this much later than they were published; they are counted as published at once."""
    seed: int = 0

    def changed(self, **changes: Any) -> Settings:
        known = {each.name for each in fields(self)}
        if unknown := set(changes) - known:
            raise ValueError(f"no such setting: {sorted(unknown)}; there are {sorted(known)}")
        if changes.get("spelling", "both") not in SPELLINGS:
            raise ValueError(f"no such spelling: {changes['spelling']}; there are {SPELLINGS}")
        if unknown := set(changes.get("limits", {})) - set(ROUTES):
            raise ValueError(f"no such endpoint: {sorted(unknown)}; there are {ROUTES}")
        if "limits" in changes:
            changes["limits"] = {**self.limits, **changes["limits"]}
        return replace(self, **changes)

    def now(self) -> float:
        """Seconds since 1970, by the simulator's clock."""
        return time.time() + self.clock_offset_s

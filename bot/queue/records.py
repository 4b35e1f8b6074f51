"""The nouns of the queue, and mentions as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.messages import JsonObject
from bot.platforms.base import Author, Mention

WAITING, GOING, RESTING, DEAD, DONE, IGNORED = "waiting", "going", "resting", "dead", "done", "ignored"
"""States of a mention: stored; given to the queue; not before its time; given up until a person retries; answered; left alone."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A mention that somebody should be answering."""

    id: str
    """``platform:post_id``; the name of its workflow too."""
    turn: int
    """Lower ones go first; at least 1."""

    @property
    def platform(self) -> str:
        """Whose mention it is."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Start:
    """How often a step was begun and how long it has been going."""

    starts: int
    """This one included; every one before it ended with the death of its worker."""
    rounds: int
    """How often it ended in "later"."""
    since: float
    """When it was first begun, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mention stands, for people."""

    id: str
    author: str
    """Handle without ``@``."""
    state: str
    step: str
    received_at: float
    due_at: float
    reason: str


def errand_name(platform: str, post_id: str) -> str:
    """The one name of a mention, its workflow and its reply."""
    return f"{platform}:{post_id}"


def mention_as_json(mention: Mention) -> JsonObject:
    """A mention as the inbox keeps it; :func:`mention_from_json` reads it back."""
    return {**asdict(mention), "created_at": mention.created_at.isoformat()}


def mention_from_json(fields: Mapping[str, object]) -> Mention:
    """The mention that :func:`mention_as_json` wrote."""
    author = fields["author"]
    if not isinstance(author, Mapping):
        raise TypeError(f"an inbox row holds no author but {author!r}")
    plain = {name: value for name, value in fields.items() if name not in {"author", "created_at"}}
    return Mention(**plain, author=Author(**author), created_at=datetime.fromisoformat(str(fields["created_at"])))  # type: ignore[arg-type]

"""What was understood of a mention: the noun that leaves this package, and the one its rooms hand around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.requests import Asked

Kind = Literal["piece", "again", "help", "stop", "resume", "nothing"]


class Bounds(Protocol):
    """What strangers may ask for at most; ``bot.settings.BotSettings`` is one."""

    @property
    def most_seconds(self) -> float: ...  # noqa: D102 (named as in bot.toml)
    @property
    def most_bars(self) -> int: ...  # noqa: D102
    @property
    def most_words(self) -> int: ...  # noqa: D102
    @property
    def most_lines(self) -> int: ...  # noqa: D102
    @property
    def most_candidates(self) -> int: ...  # noqa: D102
    @property
    def usual_seconds(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Understood:
    """What somebody wants, within bounds. Nothing in it but ``asked.theme``, ``asked.words`` and ``asked.lyrics`` is in their own words."""

    kind: Kind
    """``again``: a piece of ours, changed or once more; ``nothing``: there is no request in it."""
    asked: Asked | None = None
    """Complete for ``piece`` and ``again``: what ``bot.requests.understood`` takes; None for the others."""
    unmet: tuple[str, ...] = ()
    """What could not be met or read, ``subject: detail`` in our own words, such as ``genre: reggae`` or ``seconds: at most 90``."""
    changes: tuple[str, ...] = ()
    """``again``: names of the controls that differ from the piece before, such as ``tempo``; empty = just once more."""
    surprise: bool = False
    """Whether the band chose the genre."""
    remark: bool = False
    """``nothing``: somebody says thanks or what they think; silence is an answer too."""


@dataclass(slots=True)
class Heard:
    """What was heard in a text, before bounds and before the band fills in what is missing."""

    genres: list[str]
    refused_genres: list[str]
    likely_genre: str | None = None
    """What an instrument, a form or an emoji suggests where no genre is named."""
    key: str | None = None
    """``D minor``, or a mode alone."""
    tempo: str | None = None
    """A number, an Italian word, or one of ``very slow``, ``slow``, ``medium``, ``fast``, ``very fast``."""
    bars: int | None = None
    seconds: float | None = None
    span: Literal["short", "long"] | None = None
    meter: str | None = None
    mood: str | None = None
    instruments: tuple[str, ...] = ()
    only: bool = False
    """Whether these instruments play and no others."""
    without: tuple[str, ...] = ()
    length: tuple[int, str] | None = None
    """Amount and ``words``, ``lines`` or ``characters``."""
    candidates: int | None = None
    seed: str | None = None
    theme: str | None = None
    prompt: str | None = None
    lyrics: str | None = None
    tempo_factor: float = 1.0
    """Of a change: how many times as fast."""
    length_factor: float = 1.0
    semitones: int = 0
    unmet: list[str] | None = None

    def miss(self, subject: str, detail: str = "") -> None:
        """Note what can't be met or read."""
        said = f"{subject}: {detail}" if detail else subject
        self.unmet = [*(self.unmet or []), *([said] if said not in (self.unmet or []) else [])]

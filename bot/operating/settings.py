"""What an operator may set about watching the bot, and about where rendered files are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

_REFUSE_UNKNOWN_KEYS: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class OperatingSettings:
    """How the bot is watched."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    log_format: Literal["text", "json"] = "text"
    """``text``: ``key=value``; both a line an event, on stderr."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    page_address: str = "127.0.0.1"
    """Who can reach the health page: this machine alone, unless another address is given. It has no password."""
    page_port: int = 9464
    """Of the first worker on a machine; the next ones take the next ports. 0 = no page."""

    BOUNDS: ClassVar[dict[str, tuple[float, float]]] = {"page_port": (0, 65_000)}


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where rendered files are kept."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _REFUSE_UNKNOWN_KEYS

    url: str = ""
    """A folder, or a URL such as ``s3://bucket/prefix``, that workers on all hosts share; empty = on this machine alone."""
    keep_days: float = 30.0
    """How long files are kept there; the history can play them again."""
    keep_gigabytes: float = 100.0
    """Of them together; the oldest go first."""

    BOUNDS: ClassVar[dict[str, tuple[float, float]]] = {"keep_days": (0.1, 36_500.0), "keep_gigabytes": (0.01, 10_000_000.0)}

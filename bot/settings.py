"""What an operator may set: the environment says where things live, ``bot.toml`` says what the defaults are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar

from bot.house_rules import AccountLimits, BudgetSettings, GuardSettings, QueueSettings, ScheduleSettings
from bot.operating.settings import OperatingSettings, StorageSettings
from corpora.config import home_folder, own_config_folder
from corpora.errors import AskerError

DATABASE_VARIABLE = "HOUSEBAND_DATABASE"

TomlTable = dict[str, object]

REFUSE_UNKNOWN_KEYS: dict[str, Any] = {"extra": "forbid"}
"""What pydantic reads from ``__pydantic_config__``, so that this module need not import pydantic."""


@dataclass(frozen=True, slots=True)
class ComposeDefaults:
    """What ``compose`` does where a flag is left out."""

    __pydantic_config__: ClassVar[dict[str, Any]] = REFUSE_UNKNOWN_KEYS

    genre: str = "jazz"
    formats: tuple[str, ...] = ("midi", "mp3", "png")
    """Of music; a song's words are written too."""
    text_formats: tuple[str, ...] = ("txt",)
    """Of words."""
    out: str = "out"
    """Folder the files go to; relative to where the command runs."""


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """How the history database is used."""

    __pydantic_config__: ClassVar[dict[str, Any]] = REFUSE_UNKNOWN_KEYS

    busy_timeout_seconds: float = 5.0
    """How long to wait for another process that is writing."""


@dataclass(frozen=True, slots=True)
class RenderingSettings:
    """How pieces are rendered."""

    __pydantic_config__: ClassVar[dict[str, Any]] = REFUSE_UNKNOWN_KEYS

    soundfont: str = ""
    """Path of an ``.sf2`` file; empty = the best one found."""


@dataclass(frozen=True, slots=True)
class BotSettings:
    """What a stranger on a network may ask for at most, and what is played where they don't say."""

    __pydantic_config__: ClassVar[dict[str, Any]] = REFUSE_UNKNOWN_KEYS

    most_seconds: float = 90.0
    """Of a piece of music."""
    most_bars: int = 64
    most_words: int = 250
    """Of a text; characters are bounded with it."""
    most_lines: int = 40
    """Of a text."""
    most_candidates: int = 16
    usual_seconds: float = 30.0
    """Of a piece of music whose length nobody named."""


@dataclass(frozen=True, slots=True)
class BotFile:
    """The contents of ``bot.toml``."""

    __pydantic_config__: ClassVar[dict[str, Any]] = REFUSE_UNKNOWN_KEYS

    bot: BotSettings = field(default_factory=BotSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    compose: ComposeDefaults = field(default_factory=ComposeDefaults)
    guards: GuardSettings = field(default_factory=GuardSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    limits: dict[str, AccountLimits] = field(default_factory=dict)
    """By platform."""
    operating: OperatingSettings = field(default_factory=OperatingSettings)
    queue: QueueSettings = field(default_factory=QueueSettings)
    rendering: RenderingSettings = field(default_factory=RenderingSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set, resolved."""

    home: Path
    database_url: str
    """Any SQLAlchemy URL."""
    compose: ComposeDefaults
    history: HistorySettings
    rendering: RenderingSettings
    bot: BotSettings = field(default_factory=BotSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    guards: GuardSettings = field(default_factory=GuardSettings)
    limits: dict[str, AccountLimits] = field(default_factory=dict)
    """By platform: what this account is granted."""
    operating: OperatingSettings = field(default_factory=OperatingSettings)
    queue: QueueSettings = field(default_factory=QueueSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)

    @property
    def fault_log(self) -> Path:
        """Where the details of our own faults are written."""
        return self.home / "faults.log"

    @property
    def pieces(self) -> Path:
        """Where pieces are rendered that nobody asked a folder for."""
        return self.home / "pieces"

    @property
    def soundfont(self) -> Path | None:
        """The soundfont that was set; None = the best one found."""
        return Path(self.rendering.soundfont).expanduser() if self.rendering.soundfont else None


def read_settings() -> Settings:
    """Settings from the environment and the person's own ``bot.toml``.

    The shipped ``bot.toml`` lists the defaults for people to read; the classes above hold the same values (a test compares them), so that
    a band nobody has configured starts without parsing or validating anything.

    Raises:
        AskerError: when the file is no TOML, has an unknown key, a value of the wrong type or out of bounds; the message names the file and
            the key.
    """
    home = home_folder()
    own = own_config_folder() / "bot.toml"
    contents = read_bot_file(own) if own.is_file() else BotFile()
    return Settings(
        home=home,
        database_url=os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{home / 'history.db'}",
        compose=contents.compose,
        history=contents.history,
        rendering=contents.rendering,
        bot=contents.bot,
        budget=contents.budget,
        guards=contents.guards,
        limits=contents.limits,
        operating=contents.operating,
        queue=contents.queue,
        schedule=contents.schedule,
        storage=contents.storage,
    )


def read_bot_file(path: Path) -> BotFile:
    """The settings of one ``bot.toml``; what it leaves out keeps its default.

    Raises:
        AskerError: as :func:`read_settings`.
    """
    contents = _checked(_read_toml(path), path)
    _refuse_what_is_out_of_bounds(contents, path)
    return contents


def _read_toml(path: Path) -> TomlTable:
    import tomllib  # only for a person with a bot.toml of their own

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskerError(f"{path} is no valid TOML: {error}; mend that line or remove the file") from error
    except OSError as error:
        raise AskerError(f"{path} can't be read: {error.strerror}; make it readable or remove it") from error


def _checked(table: TomlTable, path: Path) -> BotFile:
    # Imported here: only a person with a bot.toml of their own pays the 60 ms.
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(BotFile).validate_python(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        if first["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
            raise AskerError(f"{path}: unknown key {where}; remove it, or see the shipped config/bot.toml for the keys there are") from error
        raise AskerError(f"{path}: {where} is {first['input']!r}: {first['msg'][:1].lower() + first['msg'][1:]}; change that line") from error


def _refuse_what_is_out_of_bounds(contents: BotFile, path: Path) -> None:
    for section, table in _tables(contents):
        bounds: dict[str, tuple[float, float]] = getattr(table, "BOUNDS", {})
        for key, (least, most) in bounds.items():
            value = getattr(table, key)
            if value is not None and not least <= value <= most:  # so that "not a number" is refused too
                raise AskerError(f"{path}: {section}.{key} is {value:g}; it goes from {least:g} to {most:g}; change that line")


def _tables(contents: BotFile) -> Iterator[tuple[str, object]]:
    """Every table of a file with its heading."""
    for section in fields(contents):
        table = getattr(contents, section.name)
        if isinstance(table, dict):
            yield from ((f"{section.name}.{name}", each) for name, each in table.items())
        else:
            yield section.name, table

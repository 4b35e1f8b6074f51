"""A style of accompaniment: data from ``config/bands/<style>.toml``, checked and frozen.

Patterns are written in pulses (see :mod:`generators.band.frame`): ``[at, length]`` for a chord, ``[at, length, degree]`` for a bass note.
A degree is ``1 3 5 6 7 8`` of the sounding chord (``8`` = root above), ``a`` = a note leading to the next chord's root, ``l`` = the root an
octave low.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from corpora.config import config_file, shipped_config_folder
from corpora.errors import AskerError, unknown_name
from corpora.tables import trusted

VoicingKind = Literal["rootless", "shell", "drop2", "triad", "strum", "pad"]

# Read by pydantic, which is imported only for styles that do not ship; a plain dict keeps this module free of it.
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Swing:
    """How unevenly a pulse divides."""

    __pydantic_config__ = _STRICT
    division: Literal["none", "eighth", "sixteenth"] = "none"
    """Which note values are played unevenly."""
    ratios: tuple[tuple[float, float], ...] = ()
    """``(beats per minute, long : short)``, rising in tempo; between them the ratio is interpolated."""


@dataclass(frozen=True, slots=True)
class CompPattern:
    """One comping rhythm."""

    __pydantic_config__ = _STRICT
    pulses: int
    """How many pulses it lasts; longer bars repeat it, shorter ones cut it."""
    hits: tuple[tuple[float, float], ...]
    """``(at, length)`` in pulses."""
    weight: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class BassPattern:
    """One bass figure."""

    __pydantic_config__ = _STRICT
    pulses: int
    hits: tuple[tuple[float, float, str], ...]
    """``(at, length, degree)``."""
    weight: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class AlonePattern:
    """How one player accompanies the tune on the same instrument."""

    __pydantic_config__ = _STRICT
    pulses: int
    hits: tuple[tuple[float, float, str], ...]
    """``(at, length, what)``: ``1``/``5``/``8``/``a`` a bass note, ``c`` the chord above it, ``t`` a tenth (bass with the third above)."""
    weight: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class BassStyle:
    """How the bass player thinks."""

    __pydantic_config__ = _STRICT
    walking: Literal["always", "solos", "never"] = "never"
    """Where it walks; elsewhere it plays ``patterns``."""
    starts_in_two: float = 0.0
    """0-1: how often a band that always walks plays intro and first head with ``patterns`` and walks from then on."""
    patterns: tuple[BassPattern, ...] = ()


@dataclass(frozen=True, slots=True)
class CompingStyle:
    """How the chord players think."""

    __pydantic_config__ = _STRICT
    patterns: tuple[CompPattern, ...]
    second_patterns: tuple[CompPattern, ...] = ()
    """Of a second chord player, so that two do not double each other; empty = long chords."""
    keys: VoicingKind = "triad"
    guitar: VoicingKind = "strum"
    others: VoicingKind = "triad"
    pad: VoicingKind = "pad"
    anticipates: bool = False
    """A hit in the last half pulse before a chord change already plays the next chord."""
    listens: float = 0.0
    """0-1: how strongly busy melody bars get sparser comping."""
    stays_bars: int = 1
    """Bars a rhythm is kept before another may be drawn: 1 in jazz, more where the groove repeats."""


@dataclass(frozen=True, slots=True)
class DrumStyle:
    """What the drummer is asked for."""

    __pydantic_config__ = _STRICT
    style: str
    """A style of :mod:`generators.band.drums`."""
    fill_every_bars: int = 8


@dataclass(frozen=True, slots=True)
class Levels:
    """Mean MIDI velocity of each role, 1-127."""

    __pydantic_config__ = _STRICT
    lead: int = 92
    second: int = 76
    chords: int = 66
    bass: int = 82
    pad: int = 52
    drums: int = 60


@dataclass(frozen=True, slots=True)
class Feel:
    """Where each role sits against the beat, in milliseconds (positive = late), and how steady it is."""

    __pydantic_config__ = _STRICT
    lead: float = 0.0
    second: float = 0.0
    chords: float = 0.0
    bass: float = 0.0
    pad: float = 0.0
    jitter: float = 5.0
    """Standard deviation, ms."""


@dataclass(frozen=True, slots=True)
class Style:
    """Everything a band needs to know to play in a style."""

    __pydantic_config__ = _STRICT
    title: str
    meters: tuple[str, ...]
    """The meters it is at home in; any other is played by stretching its patterns."""
    tempo: tuple[float, float]
    """Beats per minute it is at home in."""
    harmony: Literal["jazz", "plain"]
    """Whether plain triads and sevenths are coloured with sixths, ninths and thirteenths."""
    bass: BassStyle
    comping: CompingStyle
    drums: DrumStyle
    alone: tuple[AlonePattern, ...]
    line_up: tuple[str, ...]
    phrasing: float = 0.0
    """0-1: how freely the lead phrases a stiff tune (:mod:`generators.band.phrasing`)."""
    answers: float = 0.0
    """0-1: how many pauses of the tune in a head somebody answers (:mod:`generators.band.answers`)."""
    swing: Swing = field(default_factory=Swing)
    levels: Levels = field(default_factory=Levels)
    feel_ms: Feel = field(default_factory=Feel)
    ending: Literal["held", "short"] = "held"
    """Whether the last chord rings through its bar or is struck short."""
    name: str = ""


def load_style(name: str, config_folder: Path | None = None) -> Style:
    """The style called ``name``, from ``config_folder/bands`` where a folder is given, else from the person's own or the shipped styles.

    Raises:
        AskerError: when there is no such style, or its file is not valid TOML, misses a key, or has one nobody reads.
    """
    path = config_file("bands", name) if config_folder is None else _file_in(config_folder / "bands", name)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskerError(f"{path} is no valid TOML: {error} (correct the file)") from error
    shipped = path.is_relative_to(shipped_config_folder())
    style = trusted(Style, {**table, "name": name}) if shipped else _validated(table, name, path)
    _check(style, path)
    return style


def _file_in(folder: Path, name: str) -> Path:
    path = folder / f"{name}.toml"
    if Path(name).name != name or not path.is_file():
        raise unknown_name("style", name, (each.stem for each in folder.glob("*.toml")), f"the name, or add {path}")
    return path


def _validated(table: dict[str, Any], name: str, path: Path) -> Style:
    from pydantic import TypeAdapter, ValidationError  # 50 ms, only for a person with styles of their own

    try:
        return TypeAdapter(Style).validate_python({**table, "name": name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise AskerError(f"{path}: {where}: {first['msg']} (got {str(first['input'])[:60]!r}; correct the file)") from error


def _check(style: Style, path: Path) -> None:
    """What types cannot say: patterns that are not empty and lie inside their pulses, rising swing tempos."""
    tables: tuple[tuple[str, tuple[CompPattern | BassPattern | AlonePattern, ...]], ...] = (
        ("comping.patterns", style.comping.patterns),
        ("comping.second_patterns", style.comping.second_patterns),
        ("bass.patterns", style.bass.patterns),
        ("alone", style.alone),
    )
    for where, patterns in tables:
        for index, pattern in enumerate(patterns):
            if pattern.pulses < 1 or pattern.weight <= 0 or any(not 0 <= hit[0] < pattern.pulses or hit[1] <= 0 for hit in pattern.hits):
                raise AskerError(f"{path}: {where}.{index}: pulses >= 1, weight > 0, hits inside the pulses and longer than 0 (correct it)")
    if not style.comping.patterns or not style.bass.patterns or not style.alone:
        raise AskerError(f"{path}: comping.patterns, bass.patterns and alone need at least one pattern each (correct the file)")
    tempos = [tempo for tempo, _ in style.swing.ratios]
    if tempos != sorted(tempos) or any(not 1 <= ratio <= 3 for _, ratio in style.swing.ratios):
        raise AskerError(f"{path}: swing.ratios: tempos must rise and ratios lie in 1-3 (correct the file)")

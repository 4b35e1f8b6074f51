"""Genres: what the band knows of each, read from ``config/genres/<genre>.toml``. Adding a genre is adding a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from corpora.config import config_file, config_names, shipped_config_folder
from corpora.errors import AskerError, unknown_name
from corpora.tables import trusted

_STRICT: dict[str, Any] = {"extra": "forbid"}
"""What pydantic reads from ``__pydantic_config__``, so that a shipped genre is read without importing pydantic (80 ms)."""


@dataclass(frozen=True, slots=True)
class TempoRange:
    """Beats (as felt) a minute."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    low: float
    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """A band style and when it is taken: the first choice that fits the meter and tempo."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    style: str
    meters: tuple[str, ...] = ()
    """Empty = any."""
    up_to: float = 1000.0
    """Beats a minute at most."""


@dataclass(frozen=True, slots=True)
class Genre:
    """One genre of music."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    title: str
    description: str
    pipeline: Literal["lead", "ensemble", "song"]
    """``lead``: a lead sheet is composed and the band plays it; ``ensemble``: every part is composed; ``song``: words, and a melody singing them."""
    generator: str
    """The default trained generator."""
    tempo: TempoRange
    keys: tuple[str, ...]
    """Keys the band chooses from, ``"F major"``; repeated ones are chosen more often."""
    meters: tuple[str, ...]
    """The first is the usual one; repeated ones are chosen more often."""
    bars: tuple[int, ...]
    """Lengths the band chooses from."""
    instruments: tuple[str, ...]
    """The usual line-up."""
    tempo_by_meter: dict[str, TempoRange] = field(default_factory=dict)
    """Where the pace of a beat depends on the meter."""
    name: str = ""
    kind: Literal["music"] = "music"
    aliases: tuple[str, ...] = ()
    told_as: str = "other"
    """The name the generator learnt the genre by."""
    generators: tuple[str, ...] = ()
    """Other generators that can play it."""
    solo_told_as: str | None = None
    """The name the generator learnt solos by; None = no solos."""
    solo_generator: str | None = None
    changes: str | None = None
    """A table of given chord changes (``blues``) instead of composed ones."""
    changes_told_as: str | None = None
    """The name the generator learnt the changes of tunes by, where they are composed before the tune; None = chords come with the tune."""
    harmony: Literal["composed", "jazz", "folk"] = "composed"
    """Where a lead sheet's chords come from: composed with the melody, or found for it in an idiom."""
    structure: tuple[str, ...] = ()
    """How sections repeat, for the head: ``AABA``."""
    head_bars: tuple[int, ...] = ()
    """Lengths of a chorus, longest first."""
    styles: tuple[StyleChoice, ...] = ()
    legato_beats: float = 0.0
    """Ensembles: a part's rests up to so many beats are sung through; 0 = rests stay."""
    notes_per_bar: float = 5.0
    """Usual density of a 4/4 bar; > 0."""
    solo_notes_per_bar: float = 8.0
    temperature: float = 0.95
    top_p: float = 0.96
    candidates: int = 12
    told_programs: tuple[int, ...] = ()
    """Ensembles: General MIDI programs of the tracks told to the generator, as its corpus has them (128 = drums)."""


@dataclass(frozen=True, slots=True)
class TextGenre:
    """One genre of words."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    title: str
    description: str
    generator: str
    """The default trained generator."""
    form: Literal["limerick", "poem", "free verse", "lyric", "proverb", "definition", "recipe", "prose", "drama"]
    """The shape its pieces keep: a name in ``generators.words.forms.FORMS``."""
    words: tuple[int, int]
    """Fewest and most words of a piece where no length is asked for."""
    kind: Literal["text"] = "text"
    name: str = ""
    aliases: tuple[str, ...] = ()
    told_as: str = "other"
    """The name the generator learnt the genre by."""
    generators: tuple[str, ...] = ()
    """Other generators that can write it."""
    stanzas: tuple[str, ...] = ()
    """Verse: shapes the band chooses from, rhyme scheme and beats of each line, ``"ABCB 4343"``; repeated ones are chosen more often."""
    foot: Literal["iamb", "anapest"] = "iamb"
    """Verse: what its lines are measured in."""
    temperature: float = 0.9
    top_p: float = 0.95
    candidates: int = 32


AnyGenre = Genre | TextGenre


@lru_cache(maxsize=64)
def genre(name: str) -> AnyGenre:
    """The genre of that name or alias, of music or of words.

    Raises:
        AskerError: when there is none (the nearest names are offered), or its file is wrong (the key is named).
    """
    folded = _folded(name)
    plain = folded.replace(" ", "-")
    if plain in config_names("genres"):  # the usual case needs no aliases, and so no other genre's file
        return load_genre(plain)
    table = _names()
    if folded not in table:
        raise unknown_name("genre", name, table, "--genre; `houseband genres` lists them")
    return load_genre(table[folded])


def music_genre(name: str) -> Genre:
    """The genre of music of that name or alias.

    Raises:
        AskerError: as :func:`genre`, and when it is a genre of words.
    """
    found = genre(name)
    if isinstance(found, TextGenre):
        raise AskerError(f"genre {found.name!r} is made of words, not of music: choose one of {', '.join(genre_names('music'))} (change --genre)")
    return found


def text_genre(name: str) -> TextGenre:
    """The genre of words of that name or alias.

    Raises:
        AskerError: as :func:`genre`, and when it is a genre of music.
    """
    found = genre(name)
    if isinstance(found, Genre):
        raise AskerError(f"genre {found.name!r} is music, not words: choose one of {', '.join(genre_names('text'))} (change --genre)")
    return found


def genre_names(kind: Literal["music", "text"] | None = None) -> list[str]:
    """Canonical names of every genre (of one kind where named), sorted."""
    names = sorted(config_names("genres"))
    return names if kind is None else [name for name in names if load_genre(name).kind == kind]


def forget_genres() -> None:
    """Read every genre's file anew the next time: one was written."""
    for remembered in (genre, load_genre, _names):
        remembered.cache_clear()


@lru_cache(maxsize=64)
def load_genre(name: str) -> AnyGenre:
    """Read and check ``config/genres/<name>.toml``."""
    path = config_file("genres", name)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskerError(f"{path}: not valid TOML: {error}") from error
    shipped = path.is_relative_to(shipped_config_folder())
    found = _trusted({**content, "name": name}) if shipped else _validated({**content, "name": name}, path)
    for key, (low, high) in _BOUNDS.items():
        number = getattr(found, key, low)
        if not low <= number <= high:
            raise AskerError(f"{path}: {key}: must be from {low:g} to {high:g} (given {number:g})")
    return found


_BOUNDS = {"notes_per_bar": (0.1, 100.0), "solo_notes_per_bar": (0.1, 100.0), "temperature": (0.05, 2.0), "top_p": (0.05, 1.0), "candidates": (1, 64)}


def _trusted(content: Mapping[str, Any]) -> AnyGenre:
    """A genre from a file of our own, as :func:`_validated` makes it."""
    return trusted(TextGenre, content) if content.get("kind") == "text" else trusted(Genre, content)


def _validated(content: Mapping[str, object], path: Path) -> AnyGenre:
    from pydantic import TypeAdapter, ValidationError  # only for a person with genres of their own

    adapter: TypeAdapter[Genre] | TypeAdapter[TextGenre] = TypeAdapter(TextGenre) if content.get("kind") == "text" else TypeAdapter(Genre)
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(step) for step in problem["loc"])
        raise AskerError(f"{path}: {where}: {problem['msg']} (given {str(problem['input'])[:60]!r})") from error


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().casefold())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    table: dict[str, str] = {}
    for name in genre_names():
        for alias in load_genre(name).aliases:
            table.setdefault(_folded(alias), name)
    for name in genre_names():
        table[_folded(name)] = name
    return table

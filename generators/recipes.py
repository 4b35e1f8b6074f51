"""Recipes: everything that makes one generator, as a TOML file read into frozen values. What is not understood is refused, with its path."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from corpora.config import config_file
from corpora.own_folder import look_into
from generators.catalogue import family_class
from generators.errors import AskerError
from generators.training import TrainingPlan

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class CorpusShare:
    """One corpus in a recipe."""

    name: str
    """A name of ``corpora.catalogue``, or any name where ``folder`` says where the files are."""
    weight: float = 1.0
    """Mean times an epoch visits each piece."""
    genre: str = ""
    """What its pieces are called, whatever the corpus says; empty = as the corpus says."""
    genres: dict[str, str] = field(default_factory=dict)
    """Renames genres of the corpus; a genre renamed to the empty string is left out."""
    only: tuple[str, ...] = ()
    """Genres of the corpus to take, named as the corpus names them; empty = all."""
    folder: str = ""
    """Read the files of this folder (MIDI, MusicXML, ABC, or plain texts) in place of a corpus of the catalogue."""
    orders: Literal["forwards", "backwards", "both"] = "forwards"
    """Words: whether lines are learnt as they are read, last word first, or, each text as two pieces, in both orders."""
    renamings: int = 0
    """Plays: each training text is learnt so many times more, its speakers under other names."""

    @property
    def reading_orders(self) -> tuple[str, ...]:
        """The orders texts are learnt in."""
        return ("forwards", "backwards") if self.orders == "both" else (self.orders,)


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Recipe:
    """What one generator is made of."""

    name: str
    family: str
    encoding: str
    corpora: tuple[CorpusShare, ...]
    description: str = ""
    """One sentence for the model card."""
    seed: int = 1
    init_from: str = ""
    """A checkpoint file, or the name of an earlier training, whose weights to start from."""
    max_tokens: int = 20000
    """Longer pieces are left out."""
    model: dict[str, Any] = field(default_factory=dict)
    """The family's own settings; checked by :meth:`settings`."""
    training: TrainingPlan = field(default_factory=TrainingPlan)

    def settings(self) -> object:
        """The family's settings.

        Raises:
            AskerError: when a key is unknown or a value is not of its kind.
        """
        settings_type = family_class(self.family).settings_type
        return _validated(settings_type, self.model, f"recipe {self.name}", "model.")


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file; its name is the file's.

    Raises:
        AskerError: when the file can't be read, is no TOML, or holds something unknown.
    """
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise AskerError(f"can't read recipe {str(path)!r}: {error.strerror}; name a TOML file (--recipe)") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskerError(f"recipe {str(path)!r} is no TOML: {error}") from error
    recipe: Recipe = _validated(Recipe, {"name": path.stem, **table}, f"recipe {str(path)!r}", "")
    recipe.settings()  # refuse now what would fail after the corpus is read
    return recipe


def recipe_named(name: str) -> Recipe:
    """A recipe of ``config/recipes`` (``debug/recurrent`` for one below it)."""
    kind, _, stem = f"recipes/{name}".rpartition("/")
    return read_recipe(config_file(kind, stem))


def recipe_for_folder(genre: str, folder: Path, name: str | None = None) -> Recipe:
    """The recipe of ``houseband train --genre G --from FOLDER``: the shipped ``own`` recipe (``own-words`` for texts), over the caller's files.

    Verse is learnt in both orders, so that it can be asked for rhymes; letters that English does not use are spelt one by one.

    Raises:
        AskerError: when the genre's name can't be a file's name, or the folder holds nothing to learn from.
    """
    named = name or genre
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", named):
        raise AskerError(f"{named!r} can't name a genre: up to 40 small letters, digits, - and _, a letter or digit first (change --genre)")
    place = folder.expanduser().resolve()
    share = CorpusShare(name=genre, genre=genre, folder=str(place))
    found = look_into(place)
    base = recipe_named("own" if found.kind == "music" else "own-words")
    if found.kind == "text" and not found.is_english:
        base = replace(base, encoding="characters")
    elif found.is_verse:
        share = replace(share, orders="both")
    return replace(base, name=named, corpora=(share,), description=f"Trained on a folder of {genre}.")


def _validated(kind: Any, table: dict[str, Any], where: str, prefix: str) -> Any:
    try:
        return TypeAdapter(with_config(_STRICT)(kind) if prefix else kind).validate_python(table)
    except ValidationError as error:
        first = error.errors()[0]
        path = prefix + ".".join(str(part) for part in first["loc"])
        problem = "unknown key" if first["type"] in {"unexpected_keyword_argument", "extra_forbidden"} else first["msg"].lower()
        raise AskerError(f"{where}: {path}: {problem} (given: {first['input']!r}); change or remove it") from error

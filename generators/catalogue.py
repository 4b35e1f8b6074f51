"""Every model family by name. A new one is a file in ``generators/families`` and a line here; the contract suite then tests it.

Third parties add theirs by an entry point of the group ``houseband.families``. Nothing is imported until a family is asked for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from corpora.errors import unknown_name

if TYPE_CHECKING:  # families bring torch, and playing must start without it
    from generators.families.base import Family

ENTRY_POINT_GROUP = "houseband.families"

FAMILIES: dict[str, str] = {
    "markov": "generators.families.markov:Markov",
    "ngram": "generators.families.ngram:KneserNey",
    "recurrent": "generators.families.recurrent:Recurrent",
}
"""Name to ``module:Class``."""


def family_names() -> list[str]:
    """Names of all families, those of third parties too."""
    return sorted({*FAMILIES, *(point.name for point in entry_points(group=ENTRY_POINT_GROUP))})


def family_class(name: str) -> type[Family]:
    """The class of a family.

    Raises:
        AskerError: when no family has that name; the nearest are offered.
    """
    from generators.families.base import Family

    target = FAMILIES.get(name)
    if target is None:
        target = next((point.value for point in entry_points(group=ENTRY_POINT_GROUP) if point.name == name), None)
    if target is None:
        raise unknown_name("family", name, family_names(), "the recipe's family")
    module_name, _, class_name = target.partition(":")
    found = getattr(import_module(module_name), class_name)
    if not (isinstance(found, type) and issubclass(found, Family)):
        raise TypeError(f"{target} is no Family")
    return found

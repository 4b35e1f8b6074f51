"""Every shape a text may have, by the name a genre's file calls it. Adding one is a file and a line here."""

from __future__ import annotations

from importlib import import_module

from generators.words.job import Form

FORMS: dict[str, str] = {
    "limerick": "generators.words.limerick:FORM",
    "poem": "generators.words.poem:POEM",
    "free verse": "generators.words.poem:FREE_VERSE",
    "lyric": "generators.words.lyric:FORM",
    "proverb": "generators.words.prose:PROVERB",
    "prose": "generators.words.prose:PROSE",
    "definition": "generators.words.definition:FORM",
    "recipe": "generators.words.recipe:FORM",
    "drama": "generators.words.drama:FORM",
}


def form(name: str) -> Form:
    """The form of that name; its module is imported only here."""
    module, _, attribute = FORMS[name].partition(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, Form):
        raise TypeError(f"{FORMS[name]} is no form")
    return found

"""A theme as composing needs it: the words to favour, and whether a finished text has it."""

from __future__ import annotations

from generators.words.lexicon import GENERATOR, lexicon
from generators.words.spelling import words_of
from generators.words.theme import THEMES, own_words, stems, theme_words

Favoured = tuple[tuple[str, float], ...]
"""Words and how much they belong to a theme, in (0, 1]; the theme's own are 1."""


def favoured_words(theme: str) -> Favoured:
    """The words to favour for a theme: its own, and where the shipped table of neighbours is there, those that go with them."""
    if not theme:
        return ()
    own: Favoured = tuple((word, 1.0) for word in own_words(theme))
    return theme_words(theme, lexicon=lexicon()) if _has_table() else own


def _has_table() -> bool:
    from generators.registry import generator_folders

    return any((folder / GENERATOR / THEMES).is_file() for folder in generator_folders())


def has_theme(text: str, theme: str) -> bool:
    """Whether any telling word of the theme stands in the text, in any inflection; a theme without letters must stand there as it is."""
    wanted = [stems(word) for word in own_words(theme)]
    if not wanted:
        return theme in text
    said = {word: stems(word) for word in words_of(" ".join(text.split()))}
    return any(own[0] in found or found[0] in own for own in wanted for found in said.values())

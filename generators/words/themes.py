"""What a text is about: the words of a theme, and whether they occur."""

from __future__ import annotations

from generators.words.function_words import is_function_word
from generators.words.spelling import plain_word, words_of

MOST_THEME_WORDS = 6


def theme_words(theme: str) -> tuple[str, ...]:
    """The words of a theme that say something, in lower case where they are no names."""
    words = list(words_of(" ".join(theme.split())))
    telling = [word for word in words if not is_function_word(word)] or words
    return tuple(dict.fromkeys(telling))[:MOST_THEME_WORDS]


def has_theme(text: str, theme: str) -> bool:
    """Whether any telling word of the theme stands in the text, in the singular or the plural."""
    wanted = {_stem(word) for word in theme_words(theme)}
    return bool(wanted & {_stem(word) for word in words_of(" ".join(text.split()))}) if wanted else theme in text


def _stem(word: str) -> str:
    plain = plain_word(word).removesuffix("'s")
    for ending in ("ies", "es", "s"):
        if plain.endswith(ending) and len(plain) > len(ending) + 2:
            return plain.removesuffix(ending)
    return plain.rstrip("ey") if len(plain) > 4 else plain

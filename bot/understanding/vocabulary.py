"""Every phrase the band understands and what it means: from its genres, moods and instruments and the tables beside this file, built once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.controls import TEMPO_WORDS
from bot.understanding import change_words, genre_words, music_words
from bot.understanding.tokens import tokens_of
from corpora.instruments import ENSEMBLES, INSTRUMENTS
from generators.genres import genre_names, load_genre
from generators.moods import MOOD_ALIASES, MOODS

Meaning = tuple[str, str]
"""What a phrase is about (``genre``, ``hint``, ``mood``, ``tempo``, ``instrument``, ...) and which."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases, ready to be looked for."""

    phrases: dict[str, tuple[Meaning, ...]]
    longest: dict[str, int]
    """Most words of a phrase that begins with a word."""
    words: frozenset[str]
    """Every word of a phrase."""
    correctable: frozenset[str]
    """Those that misspelt words are read as."""


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary; 30 ms the first time."""
    phrases: dict[str, tuple[Meaning, ...]] = {}
    for phrase, meanings in _all():
        words = [token.word for token in tokens_of(phrase)]
        phrases.setdefault(" ".join(words), meanings)
    longest: dict[str, int] = {}
    for key in phrases:
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    telling = {word for key, meanings in phrases.items() if meanings[0][0] in _CORRECTED for word in key.split(" ") if len(word) >= _FEWEST_LETTERS}
    return Vocabulary(phrases, longest, frozenset(word for key in phrases for word in key.split(" ")), frozenset(telling))


_CORRECTED = frozenset({"genre", "hint", "stranger", "mood", "tempo", "meter", "instrument", "leaning", "pace", "size", "ensemble"})
_FEWEST_LETTERS = 4


def _all() -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    """Phrases with what they mean; the first that says a phrase is right."""
    yield from genre_words.FORMS.items()
    yield from _tabled("greeting", {"": music_words.GREETINGS})
    yield from _changes()
    yield from _genres()
    yield from _each("mood", {name: (name, *aliases) for name, aliases in _mood_names().items()})
    yield from _tabled("tempo", music_words.TEMPOS)
    yield from ((word, (("tempo", word),)) for word in TEMPO_WORDS if word != "up")  # "cheer up"
    yield from _tabled("meter", music_words.METERS)
    yield from _tabled("span", {"short": music_words.SHORT, "long": music_words.LONG})
    yield from _ensembles()
    yield from _instruments()
    yield from _tabled("free", {"": change_words.FREE})
    yield from _tabled("noun", {"": change_words.NOUNS})


def _changes() -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    for kind, table in (
        ("pace", change_words.PACES),
        ("size", change_words.SIZES),
        ("shift", change_words.SHIFTS),
        ("leaning", music_words.MOOD_COMPARISONS),
    ):
        yield from _tabled(kind, table)
    yield from _tabled("another", {"": change_words.ANOTHER})
    yield from _tabled("again", {"": change_words.AGAIN})
    yield from _tabled("this", {"": change_words.THIS})


def _genres() -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    for name in genre_names():
        spoken = (name.replace("-", " "), name, *load_genre(name).aliases)
        yield from ((each, (("genre", name),)) for each in spoken if each not in genre_words.NOT_A_NAME)
    for spoken_name, others in genre_words.NAMES.items():
        name = spoken_name.replace(" ", "-")
        yield from ((each, (("genre", name),)) for each in _listed(others))
    yield from ((each, (("stranger", each),)) for each in genre_words.STRANGERS)


def _mood_names() -> dict[str, list[str]]:
    """Each mood with everything it is called."""
    found = {name: _listed(music_words.MOODS.get(name, "")) for name in MOODS}
    for alias, name in MOOD_ALIASES.items():
        if alias not in music_words.NO_MOODS:
            found[name].append(alias)
    return found


def _ensembles() -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    spoken = {"string quartet": "stringquartet", "string trio": "stringtrio", "piano trio": "pianotrio", "jazz trio": "jazztrio",
    "jazz quartet": "jazzquartet",
              "jazz quintet": "jazzquintet", "rhythm section": "rhythmsection", "brass quintet": "brassquintet", "wind quintet": "windquintet",
              "sax quartet": "saxquartet", "saxophone quartet": "saxquartet", "rock band": "rockband", "bluegrass band": "bluegrassband",
              "streichquartett": "stringquartet", "cuarteto de cuerda": "stringquartet", "cuarteto de cuerdas": "stringquartet",
              "quatuor a cordes": "stringquartet", "four voices": "satb", "mixed choir": "satb"}  # fmt: skip
    for phrase, name in spoken.items():
        home = {"jazz": "jazz", "piano": "jazz", "rhythm": "jazz", "rock": "rock", "bluegrass": "bluegrass", "four": "chorale", "mixed": "chorale"}
        hint: Meaning = ("hint", home.get(phrase.split(" ")[0], "classical"))
        if name in ENSEMBLES:
            yield phrase, (("ensemble", name), hint)


def _instruments() -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    spoken: dict[str, list[str]] = {name: [name, *each.aliases] for name, each in INSTRUMENTS.items() if name not in music_words.NO_INSTRUMENTS}
    for name, others in music_words.INSTRUMENTS.items():
        spoken[name] = [*spoken.get(name, [name]), *_listed(others)]
    for name, names in spoken.items():
        for each in names:
            kind = "weak" if each in music_words.NO_INSTRUMENTS else "instrument"
            yield from ((form, ((kind, name),)) for form in (each, each + "s"))
    yield from ((each, (("kazoo", each),)) for each in _listed(music_words.STRANGE_INSTRUMENTS))


def _tabled(kind: str, table: dict[str, str]) -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    return _each(kind, {name: _listed(listed) for name, listed in table.items()})


def _each(
    kind: str, table: dict[str, Iterable[str]] | dict[str, list[str]] | dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[Meaning, ...]]]:
    for name, phrases in table.items():
        yield from ((phrase, ((kind, name),)) for phrase in phrases)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]

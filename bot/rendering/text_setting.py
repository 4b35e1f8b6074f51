"""How each genre's text is set: its title, and its lines as strips of words in styles, before anybody knows how wide the page is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.rendering.base import TextJob
from bot.rendering.serif import Style
from bot.rendering.typography import typeset

Span = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of verse, a paragraph, a heading: words that are broken into lines to fit. Lengths are in ems of the text's size."""

    spans: tuple[Span, ...]
    indent: float = 0.0
    """Of its first line."""
    hanging: float = 0.0
    """Of the lines it is broken into, the first excepted."""
    space: float = 0.0
    """Above it."""
    keeps_next: bool = False
    """A heading: it never ends a column."""
    accent: bool = False
    """In the card's second colour."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text, set."""

    title: str
    """Empty where the text needs none."""
    strips: tuple[Strip, ...]
    kind: Literal["verse", "prose", "motto"]
    """Verse stands in the middle by its longest line; prose fills a column; a motto is large and centred."""


def set_text(job: TextJob) -> Setting:
    """Set a text as its genre is set; a genre nobody has heard of by its look."""
    text = typeset(job.text.strip("\n"))
    usual = _prose if max(map(len, text.split("\n"))) > 90 else _verse
    title = "" if _letters(text).startswith(_letters(job.title)) else typeset(job.title)  # called by its first words, it needs no title above them
    return _BY_GENRE.get(job.genre, usual)(text, title)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _verse(text: str, title: str) -> Setting:
    return Setting(title, tuple(_lines(text)), "verse")


def _limerick(text: str, title: str) -> Setting:
    strips = list(_lines(text))
    if len(strips) == 5:
        strips[2:4] = [replace(strip, indent=1.6, hanging=3.2) for strip in strips[2:4]]
    return Setting(title, tuple(strips), "verse")


def _lines(text: str, indent: float = 0.0, style: Style = "plain") -> Iterable[Strip]:
    """Lines of verse; empty ones become air."""
    space = 0.0
    for line in text.split("\n"):
        if line.strip():
            yield Strip(((line.strip(), style),), indent, indent + 1.6, space)
            space = 0.0
        else:
            space = 0.75


def _prose(text: str, title: str) -> Setting:
    """The first paragraph of a group stands flush, the others are indented."""
    strips: list[Strip] = []
    flush, space = True, 0.0
    for line in text.split("\n"):
        if line.strip():
            strips.append(Strip(((line.strip(), "plain"),), 0.0 if flush else 1.3, 0.0, space))
            flush, space = False, 0.0
        elif strips:
            flush, space = True, 0.6
    return Setting(title, tuple(strips), "prose")


def _proverb(text: str, _title: str) -> Setting:
    return Setting("", tuple(Strip(((line, "italic"),)) for line in text.split("\n") if line.strip()), "motto")


_ENTRY = re.compile(r"^(?P<head>[^a-z]+?),\s*(?P<part>(?:[a-z]+\.\s?)+(?:&\s?[a-z]+\.\s?)?)\s*(?P<meaning>.*)$")


def _definition(text: str, title: str) -> Setting:
    """``HEADWORD, n. meaning`` with the headword as the title; verses below it in italics."""
    first, _, rest = text.partition("\n")
    entry = _ENTRY.match(first)
    if entry is None:
        return _prose(text, title)
    meaning = Strip(((entry["part"].strip(), "italic"), (" " + entry["meaning"], "plain")))
    verses = list(_lines(rest, 1.6)) if rest.strip() else []
    if verses:
        verses[0] = replace(verses[0], space=0.75)
    return Setting(entry["head"].capitalize(), (meaning, *verses), "prose")


_PART = re.compile(r"^(?P<label>Ingredients|Method|Mode|Time|Average cost|Sufficient|Seasonable|Cost|Note)\b:?\s*(?P<words>.*)$", re.IGNORECASE)


def _recipe(text: str, title: str) -> Setting:
    """The dish as title; each part with its name in small capitals."""
    lines = [line for line in text.split("\n") if line.strip()]
    dish = title
    if lines and _PART.match(lines[0]) is None:
        dish = lines.pop(0).rstrip(".")
        dish = dish.capitalize() if dish.isupper() else dish
    return Setting(dish, tuple(_recipe_part(line) for line in lines), "prose")


def _recipe_part(line: str) -> Strip:
    part = _PART.match(line)
    if part is None:
        return Strip(((line, "plain"),), 0.0, 0.0, 0.35)
    return Strip(((part["label"], "caps"), ("  " + part["words"], "plain")), 0.0, 1.3, 0.35)


_SPEAKER = re.compile(r"^[^\s:][^:]{0,40}:$")


def _drama(text: str, title: str) -> Setting:
    """Speakers in small capitals over their lines."""
    strips: list[Strip] = []
    for line in text.split("\n"):
        if _SPEAKER.match(line):
            strips.append(Strip(((line[:-1], "caps"),), space=0.55 if strips else 0.0, keeps_next=True, accent=True))
        elif line.strip():
            strips.append(Strip(((line.strip(), "plain"),), 1.1, 2.7))
    return Setting(title, tuple(strips), "verse")


_BY_GENRE: dict[str, Callable[[str, str], Setting]] = {
    "limerick": _limerick,
    "poem": _verse,
    "lyric": _verse,
    "proverb": _proverb,
    "definition": _definition,
    "recipe": _recipe,
    "drama": _drama,
    "tale": _prose,
    "speech": _prose,
}

"""From a post to plain words: names, links, markup, hidden signs and towers of accents taken away, the rest cut to a bounded length."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

MOST_SIGNS = 20_000
"""Of a post; what comes later is not looked at."""
MOST_READ = 600
"""Of what is left without names, links and markup."""
MOST_TOKENS = 140

_NOISE = re.compile(
    r"(?<!\w)@[\w.-]+(?:@[\w.-]+)?"  # names
    r"|<[^<>]{0,300}>"  # markup
    r"|(?:https?://|www\.)\S+"
    r"|\{\{.{0,80}?\}\}|\$\{.{0,80}?\}|[%\\]\S{0,40}"  # templates, escapes
    r"|\.\.[/\\]\S*|(?<!\S)/\w+/\S*"  # paths
    r"|[\ud800-\udfff]|[\x00-\x09\x0b-\x1f\x7f-\x9f]"
)
_PLAINER = str.maketrans(
    {
        "♯": "#",
        "♭": "b",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "´": "'",
        "`": "'",
        "–": " , ",
        "—": " , ",
        "¡": " ",
        "¿": " ",
    }
)
_DASHES = re.compile(r"(?:(?<=\s)-+(?=\s)|--+)")
_TOKEN = re.compile(r"(?P<word>[^\W\d_]+(?:#{1,2}[^\W\d_]*)?(?:'[^\W\d_]+)*)|(?P<number>\d{1,12}(?:[.:/]\d{1,6}){0,2})|(?P<sign>[^\s\w-])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign."""

    kind: Literal["word", "number", "sign"]
    shown: str
    """As written."""
    word: str
    """Small letters without accents; numbers and signs as they are."""
    start: int
    """Where it begins in the plain text."""
    end: int


def plain_text(text: str) -> str:
    """The part of a post that is read: one kind of quotation marks and signs, nothing invisible, at most :data:`MOST_READ` signs."""
    bare = _NOISE.sub(" ", text[:MOST_SIGNS])
    bare = re.sub(r"[^\S\n]+", " ", bare).strip()[: 4 * MOST_READ]
    if not bare.isascii():
        composed = unicodedata.normalize("NFKC", bare.translate(_PLAINER))
        bare = "".join(sign for sign in composed if unicodedata.category(sign) not in _HIDDEN)
    return _DASHES.sub(",", bare)[:MOST_READ]


_HIDDEN = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and signs of a plain text in order; letters written apart are one word."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        shown = match[0]
        kind: Literal["word", "number", "sign"] = "word" if match["word"] else "number" if match["number"] else "sign"
        found.append(Token(kind, shown, folded(shown) if kind == "word" else shown, match.start(), match.end()))
        if len(found) == MOST_TOKENS:
            break
    return _joined(found)


def folded(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))


def _joined(tokens: list[Token]) -> list[Token]:
    """Letters written apart (``J A Z Z``, four or more) as one word."""
    if sum(len(token.shown) == 1 and token.kind == "word" for token in tokens) < _FEWEST_APART:
        return tokens
    made: list[Token] = []
    row: list[Token] = []
    for token in [*tokens, Token("sign", "", "", 0, 0)]:
        if token.shown == "." and row:
            continue
        if token.kind == "word" and len(token.shown) == 1:
            row.append(token)
            continue
        if len(row) >= _FEWEST_APART:
            made.append(Token("word", "".join(each.shown for each in row), "".join(each.word for each in row), row[0].start, row[-1].end))
        else:
            made += row
        row = []
        made.append(token)
    return made[:-1]


_FEWEST_APART = 4

"""Slurs in what strangers write, through the usual disguises: accents, look-alike letters, digits, repeated and spaced letters.

Words that mean something else to a musician or in another language are left out on purpose, and only whole words count: a bassoon is *Fagott* in
German, a quarter note is *negra* in Spanish, and Niger is a country.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Final

MOST_CHARACTERS: Final = 5000
"""Of a text that are looked at; no network has longer posts that are requests."""

_KNOWN: Final = (
    "artre avttn avttre avtyrg cbepuzbaxrl cvpxnavaal enturnq fhouhzna fhqnpn fnaqavttre fpujhpugry fpuyvgmnhtr furznyr "
    "gbjryurnq genaal gnagbhmr gneybhmr hagrezrafpu jrgonpx lbhcva mvccreurnq obhtabhyr ornare ovpbg pbbyvr pnzrywbpxrl "
    "qnexl qnexvr snttbg tbbx whatyrohaal whqrafnh xnanxr xnzrygervore xvxr znevpba"
)
"""In English, German, Spanish and French, each letter moved on by 13, so that nobody has to read them here."""
_LOOK_ALIKES: Final = str.maketrans("0134578@$!|авеіїкмнопрстухѕјԁɡαβεικνορτυχ", "oieastbasiiabeiikmhonpctyxsjdgabeikvoptux")
_ENDINGS: Final = r"(?:s|z|es|n|en|e)?"
_NAMES_AND_LINKS: Final = re.compile(r"(?<!\w)@\w+|https?://\S+")
_SPACED: Final = re.compile(r"(?<![a-z])[a-z](?:[^a-z\n]{1,3}[a-z]){3,30}(?![a-z])")


def has_slur(text: str, more: Iterable[str] = ()) -> bool:
    """Whether a text has one of the known slurs, or one of ``more`` words; names of accounts and links are not looked at."""
    folded = _folded(_NAMES_AND_LINKS.sub(" ", text[:MOST_CHARACTERS]))
    pattern = _pattern(tuple(more))
    return pattern.search(folded) is not None or any(pattern.search(re.sub("[^a-z]", "", run)) for run in _SPACED.findall(folded))


def _folded(text: str) -> str:
    """Lower case, without accents, in the Latin letters that others and digits stand for."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if unicodedata.category(sign) not in {"Mn", "Me", "Cf"}).translate(_LOOK_ALIKES)


@cache
def _pattern(more: tuple[str, ...]) -> re.Pattern[str]:
    words = [*codecs.decode(_KNOWN, "rot13").split(), *(_folded(word) for word in more if word.strip())]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(_stretched, words))}){_ENDINGS}(?![a-z])")


def _stretched(word: str) -> str:
    """A pattern for a word whose letters may be repeated, but none left out."""
    return "".join(f"{re.escape(letter)}{{{len(list(run))},}}" for letter, run in groupby(word))

"""Slurs against people, refused in everything that ships: corpus pieces, prompts and what generators write.

Only slurs are refused, not mild profanity. The words lie here as digests, so that nobody need read them. Decisions where a word has an innocent
life: ordinary words that look or sound alike (*snigger*, *spice*, *niggardly*, *raccoon*, *dyke*, *queer*, *gypsy*, *Indian*) pass; *chink*,
*retard* and the dated word of a *... spiritual* pass in their innocent company only (:data:`_AMBIGUOUS`); a bundle of sticks that has become a
slur is refused always, and so are the dialect slurs of old songs and verse, whoever sings them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import product

from corpora.corpus import CorpusPiece, Skipped
from corpora.pieces import Text

_SALT = "houseband "


def _these(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SLURS = _these(
    """
    004243c8a93c 0c4b7f4fcb60 0ce13573ea9a 0d401ee137e0 12731b7c4450 17f53a48ac8f 18f561f4fbd3 1937b3120c3b 1942bd76925d 1a6dec88cd9c
    1a7758e9a942 1afcd5f2d24c 1c64f8593d16 1c91b8721a31 1ed56eeb3671 1f45b526a6d8 22fe92735b25 252a28dda556 26d4e5131a25 28ccd9c23ca9
    29dac48ac13d 3095b4d06baa 342b995efaed 3a0c77014548 3c10ecff3306 3e9db284b991 415ffe32ef14 41833b2b295a 41f5501e065b 4483f5c8424c
    450387eaead5 4a7587ec4a59 4e31c38ffe9d 4fb156d701e4 54db9962525a 59800dfb8656 6137e3d68e40 6233901956c3 6475e18885fe 67b9a8648521
    6864ad09fd29 6922ee238cfa 699dba1b60e6 6bf6fca51547 6c360349635e 6c7bdf285b2e 6e6d2f748a30 70578fc2c2ab 719a70c6adbb 71bb2b96a9a9
    72349c6bb3a5 744c7b349421 78de76c9d2c0 7a9d69b19117 88915da865f9 8989fe12e008 8af8772f0d3e 8b8ea7452b42 92bfbbbe876c 93aef9e6d02a
    94fc918f0579 96388fc0f630 9d5f085f46f6 a0deddaebbef a462a9836008 a743b1113a61 a7f3cca6ff8f a86413b6dcd5 ae8b3fa4786c af53ea369793
    b58934016e86 bab1b71f69b0 bbe4210720e1 bca20925b827 bf538d402bdc c34635cb62eb c4b4f8832e30 c6d902399dba c9228c5514c5 cdc6327801b8
    d305ff64d3ee d89870682d3e dd443e23c53e e4d93155fff8 e4fcc3ae9df7 e86706111179 e89d1353b9e9 ec510a591278 f0ea3e0a2f58 f48a0b4c144a
    fefcccf16c53
    """
)
"""Digests of whole words, singular, folded."""
_STEMS = _these("17f53a48ac8f 1a6dec88cd9c 1c91b8721a31 4692b22497cd 59fa1be42647 a0deddaebbef fd4cf910e299")
"""Digests of words that stay slurs whatever is appended to them."""
_STEM_LENGTHS = (6, 7, 8)
_AMBIGUOUS = {
    "4d3ff9babd6c": (
        _these("every narrow tiny each small no"),
        _these("in of between through where by under and"),
    ),
    "24dbaac69d43": (
        _these("to will would may might not must can could shall should which that nor or and"),
        _these("the its their our this his her it them"),
    ),
    "ecb364c470a8": (
        _these("be been is was are were being has have had much greatly not or nor and long"),
        _these("by in growth progress the its their or and"),
    ),
    "d1cc396e9ab2": (frozenset(), _these("spiritual spirituals league leagues college history")),
}
"""Digest to the words before it and after it of which one makes it innocent."""

_LOOKALIKES = str.maketrans("0345789@$!|\u0430\u0435\u043e\u0440\u0441\u0456\u0445\u0443\u043a\u0433", "oeastbgasiiaeopcixykr")
_ONES = re.compile("1")
_MASKS = "*#%"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_MAX_MASKED = 2
_SHORTEST_HIDDEN = 4
"""Letters of a slur looked for among letters written apart; shorter ones turn up in any row of initials."""
_LONGEST_HIDDEN = 12
_SPLIT = re.compile(r"\s+|--+|[\u2012-\u2015]")


def is_decent(text: str) -> bool:
    """Whether no slur stands in the text."""
    return not indecent_words(text)


def indecent_words(text: str) -> tuple[str, ...]:
    """The slurs in a text as they are written there, in order; never print them to anybody.

    Capitals, accents, look-alike signs and digits, drawn-out letters, letters written apart, masked vowels and plurals are seen through.
    """
    chunks = [chunk for chunk in _SPLIT.split(text.translate(_INVISIBLE)) if chunk]
    found = [chunk for place, chunk in enumerate(chunks) if _is_refused(chunks, place)]
    return (*found, *_written_apart(chunks))


def without_indecent(pieces: Iterable[CorpusPiece], skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """The pieces without a slur; the others are noted as skipped, and the note doesn't repeat the word."""
    for piece in pieces:
        words = f"{piece.title}\n{piece.piece.text}" if isinstance(piece.piece, Text) else piece.title
        if is_decent(words):
            yield piece
        else:
            skipped.append(Skipped(piece.id, "holds a slur"))


def _is_refused(chunks: list[str], place: int) -> bool:
    for digest in _chunk_digests(chunks[place]):
        company = _AMBIGUOUS.get(digest)
        if company is None:
            return True
        before, after = company
        if _neighbour(chunks, place - 1) not in before and _neighbour(chunks, place + 1) not in after:
            return True
    return False


def _neighbour(chunks: list[str], place: int) -> str:
    return _letters(chunks[place]) if 0 <= place < len(chunks) else ""


def _written_apart(chunks: list[str]) -> Iterator[str]:
    """Slurs spelt with a space between their letters."""
    row: list[str] = []
    for chunk in [*chunks, "end of text"]:
        bare = _trimmed(chunk)
        if len(bare) == 1:
            row.append(bare)
            continue
        if len(row) >= _SHORTEST_HIDDEN:
            yield from _hidden("".join(row))
        row = []


def _hidden(run: str) -> Iterator[str]:
    for start in range(len(run) - _SHORTEST_HIDDEN + 1):
        for stop in range(start + _SHORTEST_HIDDEN, min(len(run), start + _LONGEST_HIDDEN) + 1):
            if any(digest in _SLURS for digest in _chunk_digests(run[start:stop])):
                yield run[start:stop]


@lru_cache(maxsize=100_000)
def _chunk_digests(chunk: str) -> tuple[str, ...]:
    """Digests of the slurs, ambiguous ones included, that a run of signs without spaces may mean; most have none."""
    bare = _trimmed(chunk)
    parts = [part for part in re.split(r"[-./_~'\u2019,;:\"()\[\]]+", bare) if part]
    candidates = {*parts, "".join(parts)}
    digests = (digest for candidate in candidates for reading in _readings(candidate) for digest in _listed(reading))
    return tuple(dict.fromkeys(digests))


def _trimmed(chunk: str) -> str:
    return re.sub(r"^[^\w@$!*#%|]+|[^\w@$*#%|]+$", "", chunk)


def _readings(word: str) -> Iterator[str]:
    """What a word may be meant to spell: signs read as letters, masked vowels filled in, drawn-out letters shortened."""
    if not any(sign.isalpha() for sign in word):
        return
    for one in "il" if _ONES.search(word) else "i":
        for spelt in _unmasked(_ONES.sub(one, word)):
            letters = _letters(spelt)
            yield letters
            if re.search(r"(.)\1\1", letters):
                yield re.sub(r"(.)\1{2,}", r"\1\1", letters)
                yield re.sub(r"(.)\1{2,}", r"\1", letters)


def _unmasked(word: str) -> Iterator[str]:
    inner = word.strip(_MASKS)
    masked = sum(inner.count(mask) for mask in _MASKS)
    if not 1 <= masked <= _MAX_MASKED:
        yield word
        return
    pieces = re.split(f"[{re.escape(_MASKS)}]", inner)
    for vowels in product("aeiou", repeat=masked):
        yield "".join(piece + vowel for piece, vowel in zip(pieces, (*vowels, ""), strict=True))


def _letters(word: str) -> str:
    """Lower case letters alone: accents off, look-alikes read as the letters they stand for."""
    if word.isascii() and word.isalpha():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_LOOKALIKES)).casefold().translate(_LOOKALIKES)
    return "".join(sign for sign in plain if "a" <= sign <= "z")


def _listed(letters: str) -> Iterator[str]:
    """Digests of this word and its singulars that are in one of the lists."""
    forms = {letters}
    if letters.endswith(("s", "z")):
        forms.add(letters[:-1])
    if letters.endswith(("oes", "ses", "xes", "zes", "ches", "shes")):
        forms.add(letters[:-2])
    if letters.endswith("ies"):
        forms.add(letters[:-3] + "y")
    for form in forms:
        digest = _digest(form)
        if digest in _SLURS or digest in _AMBIGUOUS:
            yield digest
    for length in _STEM_LENGTHS:
        if len(letters) > length and _digest(letters[:length]) in _STEMS:
            yield _digest(letters[:length])


def _digest(word: str) -> str:
    return sha256(f"{_SALT}{word}".encode()).hexdigest()[:12]

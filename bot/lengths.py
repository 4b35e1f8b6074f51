"""How long a text is as each network counts, and cutting a text to a length without breaking a line or a sentence.

Source: X, "Counting characters" and twitter-text's configuration v3 (weights, 23 for an address, two for an emoji however many code points it
has); Bluesky, lexicon ``app.bsky.feed.post`` (300 graphemes); Mastodon, ``StatusLengthValidator`` (500 graphemes, 23 for an address).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

X_LIMIT = 280
BLUESKY_LIMIT = 300
MASTODON_LIMIT = 500
ADDRESS_LENGTH = 23
"""What X and Mastodon count for an address, whatever its length."""

Count = Callable[[str], int]

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh one on X; all others weigh two."""
_ADDRESS = re.compile(r"(?<![\w@$#.-])https?://[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#][^\s<>\"“”]*[\w/=#&%+~-]|/)?", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w@$#./-])[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
"""``example.com``: X links it where it knows the ending, so it is counted as whatever is longer."""


def x_length(text: str) -> int:
    """Length as X counts it, never less (a word that only looks like a host is counted as one); at most 280 for everybody."""
    plain, addresses = _ADDRESS.subn(" ", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    hosts = sum(max(0, ADDRESS_LENGTH - len(host)) for host in _HOST.findall(plain))
    bare, emoji = _patterns()[1].subn("", plain)
    weights = sum(1 if any(low <= ord(letter) <= high for low, high in _LIGHT) else 2 for letter in bare)
    return (ADDRESS_LENGTH - 1) * addresses + hosts + 2 * emoji + weights


def bluesky_length(text: str) -> int:
    """Length as Bluesky counts it: graphemes, what a reader takes for one letter."""
    return len(_patterns()[0].findall(text))


def mastodon_length(text: str) -> int:
    """Length as Mastodon counts it: graphemes, every address as 23."""
    plain, addresses = _ADDRESS.subn("", text)
    return ADDRESS_LENGTH * addresses + bluesky_length(plain)


def cut_to(text: str, limit: int, count: Count) -> str | None:
    """As much of a text from its beginning as fits, cut at the end of a line or of a sentence.

    Args:
        text: the whole text.
        limit: the most that ``count`` may say of what is kept.
        count: one of the lengths above.

    Returns:
        The text itself where it fits; None where not even its first line or sentence does (then a card is the answer).
    """
    if count(text) <= limit:
        return text
    ends = [end for end in _ends(text) if text[:end].strip()]
    low, high = 0, len(ends)  # the longest beginning that fits: lengths grow with their ends
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if count(text[: ends[middle]].rstrip()) <= limit else (low, middle)
    return text[: ends[low - 1]].rstrip() if low else None


_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|(?=\n)")
_NO_END = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|cf|No|Vol|[A-HJ-Z])|\b(?:n|v|adj|adv|lb|oz|pt|pp|hr|min)|\d)\.$")
"""A full stop behind an abbreviation, an initial or a number ends no sentence."""


def _ends(text: str) -> list[int]:
    """Where a text may be cut: behind each line and each sentence."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return [end for end in ends if text[end : end + 1] == "\n" or not _NO_END.search(text[max(0, end - 8) : end])]


@cache
def _patterns() -> tuple[Pattern[str], Pattern[str]]:
    """One grapheme; one emoji as X sees it (shown as a picture, joined ones as one)."""
    import regex  # 10 ms that only counting needs

    tagged = r"\p{Emoji}[\U000E0020-\U000E007E]+\U000E007F"
    keycap = r"[0-9#*]\uFE0F?\u20E3"
    shown = r"(?:\p{EPres}\p{EMod}?|\p{Emoji}(?:\uFE0F|\p{EMod})|[\u00A9\u00AE])"
    joined = r"(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)"
    emoji = rf"\p{{RI}}\p{{RI}}|{tagged}|{keycap}|{shown}{joined}*|\p{{Emoji}}{joined}+"
    return regex.compile(r"\X"), regex.compile(emoji)

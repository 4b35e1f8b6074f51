"""What stands between spaces in a text, made into a word that can be looked up."""

from __future__ import annotations

import re
import unicodedata

_UNWANTED = re.compile(r"[^a-z0-9'\-/.&]")
_LETTERS_APART = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ð": "th", "þ": "th", "ł": "l", "’": "'", "‘": "'", "–": "-", "—": "-"})
_SOUNDED_ED = re.compile(r"[èé]d$")


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line in order, as they are written there, apostrophes kept, other punctuation left out; dashes part words."""
    return tuple(
        word
        for part in re.split(r"\s+|--+|[—–…]|\.\.+", line.replace("’", "'").replace("‘", "'"))
        if (word := _trimmed(part))
    )  # fmt: skip


def last_word(line: str) -> str:
    """The last word of a line, as it is written there without punctuation; empty where the line has none."""
    words = words_of(line)
    return words[-1] if words else ""


def plain_word(word: str) -> str:
    """A word in lower case and plain letters: no accents, no punctuation around it; ``beloved`` with an accent on its e becomes ``belovede'd``."""
    folded = word.lower().translate(_LETTERS_APART).replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", _SOUNDED_ED.sub("e'd", folded) if _SOUNDED_ED.search(folded) else folded)
    plain = _UNWANTED.sub("", decomposed)
    return _trimmed(plain)


def _trimmed(part: str) -> str:
    """Without the punctuation around it; an apostrophe stays where it stands for letters (``'tis``, ``runnin'``, ``th'``)."""
    core = part.strip('"()[]{}<>.,;:!?*_-/&~`“”„«»|=+#@%^$\\…')
    if core.startswith("'") and core.endswith("'"):
        core = core.strip("'")
    core = core.strip('"()[].,;:!?-')
    return core if any(letter.isalnum() for letter in core) else ""

"""Titles made comparable: two books that print the same tune seldom print its name alike."""

from __future__ import annotations

import re
import unicodedata

_ARTICLES = {"the", "a", "an", "der", "die", "das", "le", "la", "les"}
_KINDS = {
    "air", "clog", "fling", "highland", "hornpipe", "jig", "lancashire", "march", "polka", "quickstep", "reel", "slip", "slipjig",
    "song", "strathspey", "tune", "waltz", "walkaround", "rag", "setting", "version", "favorite", "favourite", "no",
}  # fmt: skip
_GENERIC = {
    "", "untitled", "unknown", "gavotte", "minuet", "menuet", "prelude", "etude", "study", "allegro", "andante", "sonata", "suite", "quadrille",
    "cotillion", "country dance", "double jig", "hop jig", "single jig", "set dance", "highland fling", "new tune", "gan ainm", "blues", "theme",
    "untitled score", "untitled leadsheet", "do", "ditto", "irish", "scotch", "scots", "scottish", "english", "french", "welch", "american", "german",
}  # fmt: skip


def folded(text: str) -> str:
    """Lower case without accents, apostrophes or punctuation, one space between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"['`]", "", plain)).split())


def title_key(title: str, composer: str = "") -> str:
    """What equal titles share: no article, no bracketed remark, no kind of dance, no take number; empty where the title says nothing.

    With a ``composer`` titles are equal only under the same surname, and nothing but the article is taken away.
    """
    if composer:
        words = [word for word in folded(title).split() if word not in _ARTICLES]
        return f"{folded(composer).replace(' ', '')}: {' '.join(words)}" if words else ""
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", title)
    words = folded(re.sub(r"\bNo\.? ?\d+|-\d+$| -- ", " ", bare)).split()
    while len(words) > 1 and (words[0] in _ARTICLES):
        words = words[1:]
    while len(words) > 1 and (words[-1] in _KINDS or words[-1] in _ARTICLES):
        words = words[:-1]
    key = " ".join(words)
    return "" if key in _GENERIC | _KINDS | _ARTICLES or key.isdigit() else key

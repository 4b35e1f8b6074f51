"""Is a text English? Judged by its commonest small words, which songs of every language are full of."""

from __future__ import annotations

import re


def words_of(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


_ENGLISH = words_of(
    "the and of to my that was for with you your is are this have his her but not from they we all when where what will shall me thy thou thee"
    " on at be so no as by she he it's i'm i'll like there then them o'er their our down up out"
)
_ELSEWHERE = words_of(
    "der die das und ich nicht ist mit ein eine du mein dein zu den dem sich es von wie auf im dich mich mir dir le la les et je des un une que"
    " qui dans est pas pour mon ton ma ta tu ne il che di non per con del mio tuo el los en por lo se si da do em meu minha eu que"
    " och att det jag og ikke jeg er av et in terra pax dona"
)
_LEAST_SHARE = 0.16
_LEAST_ADVANTAGE = 3.0


def is_english(text: str) -> bool:
    """Whether English small words make up enough of the text, and outnumber those of German, French, Italian, Spanish and their like."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
    if not words:
        return False
    english = sum(word in _ENGLISH for word in words)
    elsewhere = sum(word in _ELSEWHERE for word in words)
    return english >= _LEAST_SHARE * len(words) and english >= _LEAST_ADVANTAGE * elsewhere

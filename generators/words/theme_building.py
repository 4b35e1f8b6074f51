"""Count which words stand near which in the training texts: the table that themes are looked up in.

Words are near when they share a stanza or a stretch of a paragraph oftener than chance has it. What two words have in common with third ones
counts as much as their own meetings, so that even a small library knows that ``cloud`` belongs to ``rain``.

Source: Church, Hanks, Word association norms, mutual information, and lexicography, 1990 (positive pointwise mutual information); Levy,
Goldberg, Dagan, Improving distributional similarity with lessons learned from word embeddings, 2015 (smoothed contexts, singular vectors
weighted by the square root of their values); Halko, Martinsson, Tropp, Finding structure with randomness, 2011 (randomised decomposition).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.decency import is_decent
from corpora.pieces import Text
from generators.words.function_words import FUNCTION_WORDS
from generators.words.spelling import plain_word, words_of
from generators.words.theme import ThemeTable

MOST_WORDS = 6_000
LEAST_COUNT = 6
"""Windows a word must be in."""
LEAST_TEXTS = 3
NEIGHBOURS = 18
_WINDOW_WORDS = 30
"""Words with a meaning that are counted as near each other; a longer stanza or paragraph is cut."""
_MOST_COMMON_SHARE = 0.12
"""A word in more than this share of all windows tells nothing."""
_LEAST_SMALL_SHARE = 0.1
"""A word written small in less than this share of all places is a name."""
_FEW_TEXTS = 2.0
_CONTEXT_POWER = 0.75
_RANK, _OVERSAMPLING, _POWER_ROUNDS = 128, 16, 2
_OWN_SHARE = 0.5
"""How much of a nearness is the two words' own meetings; the rest is what they have in common."""
_LEAST_NEARNESS = 0.15
_WELL_FORMED = re.compile(r"[a-z]{3,16}")
_INFLECTIONS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("'s", ""))
_NO_INFLECTIONS = frozenset({"evening", "morning", "news", "during", "king", "being", "wing", "sing", "princess", "princes", "goods", "woods"})

Floats = NDArray[np.float32]


def build_themes(texts: Iterable[Text], most_words: int = MOST_WORDS) -> ThemeTable:
    """The neighbours of the commonest words with a meaning of their own; inflections are counted with their word."""
    kept = tuple(texts)
    names = _names(kept)
    stretches = [[[word for word in stretch if word not in names] for stretch in _stretches(text)] for text in kept]
    counts = Counter(word for text in stretches for stretch in text for word in stretch)
    base = {word: _base(word, counts) for word in counts}
    windows = [[sorted({base[word] for word in stretch}) for stretch in text] for text in stretches]
    words = _chosen(windows)[:most_words]
    if not words:
        return ThemeTable((), np.zeros((0, NEIGHBOURS), np.uint16), np.zeros((0, NEIGHBOURS), np.uint8))
    return _table(words, _nearness(*_meetings(words, windows)))


def _chosen(windows: list[list[list[str]]]) -> tuple[str, ...]:
    """The words that tell something, the commonest first: neither in very many windows nor only in one or two texts."""
    spread = Counter(word for text in windows for window in text for word in window)
    texts = Counter(word for text in windows for word in {word for window in text for word in window})
    most = max(LEAST_COUNT, _MOST_COMMON_SHARE * sum(map(len, windows)))
    return tuple(word for word, count in spread.most_common() if LEAST_COUNT <= count <= most and texts[word] >= LEAST_TEXTS and is_decent(word))


def _stretches(text: Text) -> Iterator[list[str]]:
    """The telling words of each stanza or paragraph, cut to windows."""
    for stanza in text.text.split("\n\n"):
        words = [plain for word in words_of(stanza.replace("\n", " ")) if (plain := _telling(word))]
        for start in range(0, len(words), _WINDOW_WORDS):
            yield words[start : start + _WINDOW_WORDS]


def _names(texts: Iterable[Text]) -> frozenset[str]:
    """Words that are hardly ever written small."""
    counts: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for word in words_of(text.text.replace("\n", " ")):
            plain = plain_word(word).removesuffix("'s")
            counts[plain] += 1
            small[plain] += word[:1].islower()
    return frozenset(word for word, count in counts.items() if small[word] < _LEAST_SMALL_SHARE * count)


def _telling(word: str) -> str:
    """The word in plain letters where it may bear a meaning, else nothing: not for little words and shouted headings."""
    plain = plain_word(word).removesuffix("'s")
    wanted = _WELL_FORMED.fullmatch(plain) and plain not in FUNCTION_WORDS and not (word.isupper() and len(word) > 1)
    return plain if wanted else ""


def _base(word: str, counts: Counter[str]) -> str:
    """What a word is an inflection of, where that occurs too; else itself."""
    if word in _NO_INFLECTIONS:
        return word
    for ending, restored in _INFLECTIONS:
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < 3:
            continue
        is_doubled = ending in {"ed", "ing"} and rest[-1] == rest[-2] and rest[-1] not in "ls"
        for base in (rest + restored, rest[:-1] if is_doubled else ""):
            if len(base) >= 3 and counts[base] * 4 > counts[word] and counts[base] > 1:
                return base
    return word


def _meetings(words: Sequence[str], windows: Iterable[list[list[str]]]) -> tuple[Floats, Floats]:
    """In how many windows, and in how many texts, two words meet: float32 [words, words] both."""
    place = {word: index for index, word in enumerate(words)}
    met, texts = (np.zeros(len(words) ** 2, np.float32) for _ in range(2))
    for text in windows:
        places = (np.array([place[word] for word in window if word in place], np.int64) for window in text)
        pairs = [(here[:, None] * len(words) + here).ravel() for here in places]  # each pair once a window
        for pair in pairs:
            met[pair] += 1
        if pairs:
            texts[np.unique(np.concatenate(pairs))] += 1
    return met.reshape(len(words), -1), texts.reshape(len(words), -1)


def _nearness(met: Floats, texts: Floats) -> Floats:
    """How near words are, own meetings and common company together, in [0, 1]: float32 [words, words]."""
    np.fill_diagonal(met, 0.0)
    totals = np.maximum(met.sum(axis=1), 1.0)
    smoothed = totals**_CONTEXT_POWER
    expected = np.outer(totals, smoothed / smoothed.sum())
    surprise = np.log(np.maximum(met, 1e-9) / expected)
    positive = np.where(met > 0, np.maximum(surprise, 0.0), 0.0).astype(np.float32)
    both = ((positive + positive.T) / 2).astype(np.float32)
    company = _common_company(both)
    steady = texts / (texts + _FEW_TEXTS)  # what one poem brings together may be chance
    own = both * steady
    nearness = _OWN_SHARE * own / max(float(np.quantile(own[own > 0], 0.999)) if (own > 0).any() else 1.0, 1e-9) + (1 - _OWN_SHARE) * company
    np.fill_diagonal(nearness, 0.0)
    return np.clip(nearness, 0.0, 1.0).astype(np.float32)


def _common_company(positive: Floats) -> Floats:
    """Cosines of the words' places in the space of the leading singular vectors: float32 [words, words]."""
    rank = min(_RANK + _OVERSAMPLING, len(positive))
    basis = np.random.default_rng(0).standard_normal((len(positive), rank)).astype(np.float32)
    for _ in range(1 + _POWER_ROUNDS):
        basis, _ = np.linalg.qr(positive @ basis)
    values, vectors = np.linalg.eigh(basis.T @ positive @ basis)
    leading = np.argsort(-np.abs(values))[: min(_RANK, rank)]
    places = (basis @ vectors[:, leading]) * np.sqrt(np.abs(values[leading]))
    places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
    cosines: Floats = np.maximum(places @ places.T, 0.0).astype(np.float32)
    return cosines


def _table(words: tuple[str, ...], nearness: Floats) -> ThemeTable:
    width = min(NEIGHBOURS, len(words))
    nearest = np.argsort(-nearness, axis=1, kind="stable")[:, :width]
    weights = np.take_along_axis(nearness, nearest, axis=1)
    weights = np.where(weights >= _LEAST_NEARNESS, weights, 0.0)
    return ThemeTable(words, nearest.astype(np.uint16), np.rint(weights * 255).astype(np.uint8))

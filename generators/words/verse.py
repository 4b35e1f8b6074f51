"""Verse in rhyme and metre, guided while it is drawn.

A generator that knows lines backwards is given the word each line ends with, chosen for its rhyme out of a lexicon and for its sense by the
generator itself; then it writes the line towards its beginning while the sampling loop counts syllables and beats. Between lines the streams
that scan best go on in several copies. So rhyme is certain, and metre nearly so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.words.end_words import FREE_WORDS, FREE_WORDS_AGAIN, Ending, EndWords
from generators.words.function_words import is_function_word
from generators.words.measures import Measure, backward_tables, forward_tables
from generators.words.metre import (
    IAMBIC_PENTAMETER,
    IAMBIC_TETRAMETER,
    IAMBIC_TRIMETER,
    LIMERICK_LONG,
    LIMERICK_SHORT,
    Metre,
    fits,
)
from generators.words.rhyme import last_word
from generators.words.rhyme import rhymes as do_rhyme
from generators.words.spelling import plain_word
from generators.words.streams import heirs_of
from generators.words.tokens import word_stresses
from generators.words.verse_lines import (
    LOST,
    as_printed,
    blemishes,
    brought_to_an_end,
    continued,
    goes_on_word,
    parts_from_space,
    syllable_count,
    without_open_quotes,
)
from generators.words.voice import Candidate, Voice

METRES: dict[tuple[str, int], Metre] = {
    ("anapest", 2): LIMERICK_SHORT,
    ("anapest", 3): LIMERICK_LONG,
    ("iamb", 3): IAMBIC_TRIMETER,
    ("iamb", 4): IAMBIC_TETRAMETER,
    ("iamb", 5): IAMBIC_PENTAMETER,
}
"""The metre that a foot and a number of beats make."""

PARENTS = 6
"""Streams that go on after each line."""
HEARD_LINES = 6
"""So many lines back a rhyme is still heard: lines that shall not rhyme keep apart."""
MOST_TOKENS = 26
"""Of a drawn line."""
RHYMELESS_POINTS, PROMPT_WORD_POINTS = 8.0, 6.0
"""What a completed line loses whose last word nothing rhymes with, and one that goes on the prompt's last word."""
UNLIKE_POINTS = 5.0
"""What a line loses for each syllable more or less than the line whose notes it is sung to."""
FIT_POINTS = 6.0
"""What a line that scans without a flaw is worth, in nats per token."""


@dataclass(frozen=True, slots=True)
class VerseLine:
    """One line to be written."""

    measure: Measure
    rhymes_with: int | None = None
    """Index of an earlier line."""
    after_gap: bool = False
    """An empty line stands before it."""
    given: str | None = None
    """A whole line of the asker's."""
    begun: str | None = None
    """The beginning of a line, the asker's."""
    copies: int | None = None
    """Index of an earlier line that it repeats to the letter."""
    sung_as: int | None = None
    """Index of an earlier line that is sung to the same notes: it has the same number of syllables."""

    @property
    def metre(self) -> Metre:
        """What it shall scan as."""
        return METRES[self.measure.foot, self.measure.beats]


def draw_verse(voice: Voice, lines: Sequence[VerseLine], end_words: EndWords, rng: np.random.Generator) -> list[Candidate]:
    """Write a verse in ``voice.candidates`` copies; the best first."""
    return _Verse(voice, lines, end_words, rng).written()


class _Verse:
    """Verse in the making; the streams share one plan."""

    def __init__(self, voice: Voice, lines: Sequence[VerseLine], end_words: EndWords, rng: np.random.Generator) -> None:
        self.voice, self.plan, self.end_words, self.rng = voice, lines, end_words, rng
        self.closing = backward_tables(voice.encoding, lines[0].measure)
        self.streams = voice.begin(backwards=True)
        self.texts: list[list[str]] = [[] for _ in range(len(self.streams))]
        self.fits: list[list[float]] = [[] for _ in range(len(self.streams))]
        self.parents = 1
        """Streams that differ; the others are copies of them in turn."""

    def written(self) -> list[Candidate]:
        for index, line in enumerate(self.plan):
            if line.after_gap:
                self.streams.dictate([()] * len(self.streams), self.closing)
            self._write(index, line)
            if not self.streams.alive.any():
                return []
        points = self._points()
        order = [stream for stream in np.argsort(-points, kind="stable") if self.streams.alive[stream]]
        found: dict[str, Candidate] = {}
        for stream in order:
            text = self._text(stream)
            nats = self.streams.all_nats[stream]
            faults = sum(1.0 - fit for fit in self.fits[stream])
            found.setdefault(text, Candidate(text, float(np.mean(nats)) if nats else 0.0, faults))
        return list(found.values())

    def _text(self, stream: int) -> str:
        own = [line.given is None and line.begun is None for line in self.plan]
        gaps = ["\n\n" if line.after_gap else "\n" for line in self.plan]
        lines = without_open_quotes(self.texts[stream], own)
        if own[-1]:
            last, ended = lines[-1], brought_to_an_end(lines[-1])
            lines = [ended if line == last else line for line in lines]  # a chorus returns to the letter
        return "".join((gap if index else "") + text for index, (gap, text) in enumerate(zip(gaps, lines, strict=True)))

    def _write(self, index: int, line: VerseLine) -> None:
        if line.given is not None:
            self._dictate([line.given] * len(self.streams))
        elif line.copies is not None:
            self._dictate([texts[line.copies] for texts in self.texts])
        elif line.begun is not None:
            self._dictate(self._completed(index, line.begun))
            self.parents = min(PARENTS, len(self.streams))
        else:
            self._draw(index, line)

    def _dictate(self, texts: Sequence[str]) -> None:
        self.streams.dictate([self.voice.encoding.line_tokens(text, backwards=True) for text in texts], self.closing)
        for stream, text in enumerate(texts):
            self.texts[stream].append(text)
            self.fits[stream].append(1.0)

    def _draw(self, index: int, line: VerseLine) -> None:
        """Choose the last word, write towards the first, let the best go on."""
        chosen = self._chosen_endings(index, line)
        offsets = np.array([_offset(ending) for ending in chosen], np.int64)
        how = self.voice.drawing(backward_tables(self.voice.encoding, line.measure), 2 * max(line.measure.lengths) + 3)
        self.streams.draw(how, [ending.tokens for ending in chosen], self.rng, offsets)
        points = np.full(len(self.streams), -np.inf)
        # The less surprising half counts as equally likely: the likeliest of many would always be the same commonplace.
        usual = float(np.median(self.streams.nats[self.streams.alive])) if self.streams.alive.any() else 0.0
        for stream in np.flatnonzero(self.streams.alive).tolist():
            text = as_printed(self.voice.encoding.line_text(self.streams.lines[stream][-1], backwards=True), self.end_words.is_small)
            self.texts[stream].append(text)
            self.fits[stream].append(fits(text, line.metre))
            points[stream] = self._line_points(stream, line, chosen[stream].word, usual)
        if not self.streams.alive.any():
            return
        self._keep(heirs_of(points, PARENTS, len(self.streams)))
        self.parents = min(PARENTS, max(1, int(np.isfinite(points).sum())))

    def _chosen_endings(self, index: int, line: VerseLine) -> list[Ending]:
        """For each stream the word its line ends with: the copies of one parent try different ones."""
        parents = np.arange(self.parents)
        free = self.end_words.free(self.rng, FREE_WORDS if self.parents == 1 else FREE_WORDS_AGAIN) if line.rhymes_with is None else []
        pools = [self._pool(index, line, [last_word(text) for text in self.texts[parent]], free) for parent in parents.tolist()]
        scores = self.streams.score(parents, [[ending.tokens for ending in pool] for pool in pools])
        drawn = [self._in_drawn_order(pool, score) for pool, score in zip(pools, scores, strict=True)]
        chosen = [drawn[stream % self.parents][stream // self.parents % len(drawn[stream % self.parents])] for stream in range(len(self.streams))]
        return [self.end_words.closed(ending, self.rng) for ending in chosen] if index == len(self.plan) - 1 else chosen

    def _pool(self, index: int, line: VerseLine, words: Sequence[str], free: Sequence[Ending]) -> list[Ending]:
        """The words a line may end with after lines that end with ``words``."""
        source = line.rhymes_with
        if source is not None:
            first = self._first_of(index)
            apart = [words[place] for place in range(max(0, index - HEARD_LINES), index) if self._first_of(place) != first]
            found = self.end_words.rhyming(words[source], words, apart) or self.end_words.rhyming(words[source], words)
            if found:
                return found
        # Nothing rhymes with the asker's own line: any new word will do.
        any_word = free or self.end_words.free(self.rng)
        return self.end_words.new(any_word, words, words[-HEARD_LINES:]) or self.end_words.new(any_word, words) or list(any_word)

    def _first_of(self, index: int) -> int:
        """The line that a line's rhyme begins with."""
        source = self.plan[index].rhymes_with
        return index if source is None else self._first_of(source)

    def _in_drawn_order(self, pool: Sequence[Ending], scores: NDArray[np.float64]) -> list[Ending]:
        """The pool in the order of a draw without replacement, by the generator's chances (Gumbel's trick)."""
        bonus = np.array([ending.bonus for ending in pool])
        noise = -np.log(-np.log(np.clip(self.rng.random(len(pool)), 1e-12, 1 - 1e-12)))
        return [pool[place] for place in np.argsort(-((scores + bonus) / self.voice.temperature + noise), kind="stable")]

    def _line_points(self, stream: int, line: VerseLine, end_word: str, usual_nats: float) -> float:
        """What speaks for the line just written."""
        text, before = self.texts[stream][-1], self.texts[stream][:-1]
        if plain_word(last_word(text)) != plain_word(end_word):
            return LOST
        unlike = abs(syllable_count(text) - syllable_count(before[line.sung_as])) if line.sung_as is not None else 0
        return (
            FIT_POINTS * self.fits[stream][-1] - max(usual_nats, float(self.streams.nats[stream])) - blemishes(text, before) - UNLIKE_POINTS * unlike
        )

    def _points(self) -> NDArray[np.float64]:
        """What speaks for each whole verse."""
        points = np.full(len(self.streams), -np.inf)
        for stream in np.flatnonzero(self.streams.alive).tolist():
            nats = self.streams.all_nats[stream]
            points[stream] = FIT_POINTS * sum(self.fits[stream]) - 0.5 * sum(nats)
        return points

    def _keep(self, heirs: NDArray[np.int64]) -> None:
        self.streams.keep(heirs)
        self.texts = [list(self.texts[stream]) for stream in heirs]
        self.fits = [list(self.fits[stream]) for stream in heirs]

    def _completed(self, index: int, begun: str) -> list[str]:
        """For each stream the begun line, gone on with in reading order."""
        return complete_line(self.voice, self.plan[: index + 1], begun, self.end_words, self.rng, self.texts[0])


def complete_line(
    voice: Voice, plan: Sequence[VerseLine], begun: str, end_words: EndWords, rng: np.random.Generator, before: Sequence[str]
) -> list[str]:
    """The ways a begun line may go on, the best first and each several times: one for each stream of the voice.

    It is written in reading order, after the asker's own lines ``before``; its last word should have rhymes where a later line needs them.
    """
    line = plan[-1]
    streams = voice.begin()
    tables = forward_tables(voice.encoding, line.measure)
    for text, earlier in zip(before, plan, strict=False):
        if earlier.after_gap:
            streams.dictate([()] * len(streams), tables)
        streams.dictate([voice.encoding.line_tokens(text)] * len(streams), tables)
    given = voice.encoding.line_tokens(begun.rstrip(" "))
    start = np.arange(len(streams)) % len(line.measure.lengths)
    streams.draw(voice.drawing(tables, MOST_TOKENS), [given] * len(streams), rng, np.asarray(start, np.int64))
    points, texts = np.full(len(streams), -np.inf), [begun] * len(streams)
    for stream in np.flatnonzero(streams.alive).tolist():
        spelt = voice.encoding.line_text(streams.lines[stream][-1])
        whole = continued(begun, spelt)
        texts[stream] = whole[: len(begun)] + as_printed(whole, end_words.is_small)[len(begun) :]
        points[stream] = FIT_POINTS * fits(texts[stream], line.metre) - streams.nats[stream] - blemishes(texts[stream], before)
        points[stream] += _rhyme_points(texts[stream], line, end_words, before)
        points[stream] -= PROMPT_WORD_POINTS * goes_on_word(begun, whole) + RHYMELESS_POINTS * parts_from_space(begun, spelt)
    return [texts[stream] for stream in heirs_of(points, PARENTS, len(streams))]


def _rhyme_points(text: str, line: VerseLine, end_words: EndWords, before: Sequence[str]) -> float:
    """What the last word of a completed line is worth: that it rhymes as it should, and can be rhymed with."""
    word = last_word(text)
    rich = len(end_words.rhyming(word, [last_word(other) for other in before]))
    points = min(3.0, 0.5 * rich) if rich else -RHYMELESS_POINTS
    points -= is_function_word(word)
    if line.rhymes_with is not None:
        points += RHYMELESS_POINTS * do_rhyme(word, last_word(before[line.rhymes_with]))
    return points


def _offset(ending: Ending) -> int:
    """Where a line's count begins, so that the last stressed syllable of its end word stands at position 0."""
    stresses = word_stresses(ending.word.lower())
    tail = len(stresses) - 1 - max(stresses.rfind("1"), stresses.rfind("s"), stresses.rfind("x") if len(stresses) == 1 else -1, 0)
    return len(stresses) - tail - ending.counted_syllables

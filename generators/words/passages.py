"""Prose as the sampling loop counts it: words or characters so far, and whether the last sentence is closed.

A paragraph ends only where a sentence does, the passage only where it is long enough, and the closer it comes to its longest the more welcome
is the end of a sentence. So a length is kept while the words are drawn, not cut out of a longer text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.encodings.text import CONTROLS, END, LINE, TextEncoding
from generators.words.lengths import measured
from generators.words.spelling import plain_word, words_of
from generators.words.streams import Streams
from generators.words.text_quality import echoes
from generators.words.tokens import token_table
from generators.words.verse_lines import continued, goes_on_word, is_known, parts_from_space
from generators.words.voice import Candidate, Voice

OPENING, WITHIN, CLOSED = range(3)
"""Phases: at the beginning of a line, within a sentence, after its end."""
END_BONUS = 4.0
"""In favour of ending, once the passage is long enough and a sentence is closed."""
CLOSING_BONUS = 6.0
"""In favour of closing the sentence when no more word fits; it grows towards this over the last :data:`CLOSING_UNITS`."""
CLOSING_UNITS = {"words": 8, "characters": 40}
TOKENS_PER_UNIT = {"words": 3.0, "characters": 1.0}
NATS_WEIGHT, ECHO_WEIGHT, UNKNOWN_WEIGHT = 0.5, 8.0, 10.0
"""In the order of merit: of a nat per token, of the share of words said before, of the share of words nobody knows."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a passage shall be."""

    fewest: int
    most: int
    unit: Literal["words", "characters"] = "words"

    def less(self, text: str) -> Span:
        """What is left of it after a text."""
        used = measured(text, self.unit) + (1 if text and self.unit == "characters" else 0)
        return Span(max(0, self.fewest - used), self.most - used, self.unit)


@lru_cache(maxsize=16)
def passage_tables(encoding: TextEncoding, span: Span, *, paragraphs: bool = False, stops: bool = True, by_line: bool = False) -> LoopTables:
    """Tables for a passage of a length.

    Args:
        encoding: the generator's.
        span: how long.
        paragraphs: whether it may have several lines.
        stops: whether lines end only where sentences do.
        by_line: it is one line of a text that goes on: the next line token closes it too.
    """
    table = token_table(encoding)
    size, spoken = table.size, np.arange(table.size) >= len(CONTROLS)
    phase_mask = np.zeros((3, size), np.float32)
    phase_mask[:, ~spoken] = phase_mask[:, table.broken] = FORBIDDEN
    phase_mask[OPENING, ~encoding.opens_line] = FORBIDDEN
    phase_mask[CLOSED, END] = 0.0
    phase_mask[CLOSED, LINE] = 0.0 if paragraphs or by_line else FORBIDDEN
    if not stops:
        phase_mask[WITHIN, [LINE, END] if by_line else [LINE]] = 0.0
        phase_mask[OPENING, LINE] = FORBIDDEN if by_line else 0.0
    next_phase = np.full((3, size), WITHIN, np.int64)
    next_phase[:, table.ends_sentence] = CLOSED
    next_phase[CLOSED, [_is_closing_mark(text) for text in table.spelt]] = CLOSED
    next_phase[:, [LINE, END]] = OPENING
    units = table.begins_word if span.unit == "words" else np.array([len(text) for text in table.spelt])
    advance = units.astype(np.int64)
    advance[LINE] = int(span.unit == "characters" and not table.begins_word[encoding.opens_line].all())
    return LoopTables(
        phase_mask=phase_mask,
        position_mask=np.zeros((1, size), np.float32),
        remaining_mask=_nearing_the_end(advance, table.ends_sentence & stops, span, by_line=by_line),
        bar_mask=np.zeros((1, size), np.float32),
        next_phase=next_phase,
        bar_phase_from=np.full(3, -1, np.int64),
        advance=advance,
        set_position=np.full(size, -1, np.int64),
        is_bar=(np.arange(size) == LINE).astype(np.int64),
        is_end=(np.arange(size) == END).astype(np.int64),
        limit=np.array([span.most], np.int64),
        bar_length=2**31,
        halt_phase=OPENING,
        halt_offset=0,
        first_phase=OPENING,
        first_position=0,
    )


def _nearing_the_end(advance: NDArray[np.int64], closes: NDArray[np.bool_], span: Span, *, by_line: bool) -> NDArray[np.float32]:
    """float32 ``[R, V]``, by units left: no token that is too long, no end too early, the end of a sentence in time."""
    near = CLOSING_UNITS[span.unit]
    rows = max(span.most - span.fewest, near, int(advance.max())) + 2
    mask = np.zeros((rows, len(advance)), np.float32)
    left = np.arange(rows)[:, None]
    # One sign is kept for the full stop.
    mask[left < (advance + (~closes & (span.unit == "characters")))[None, :]] = FORBIDDEN
    mask[:, closes] += (CLOSING_BONUS * np.clip(1 - left / near, 0, 1)).astype(np.float32)
    long_enough = left[:, 0] <= span.most - span.fewest
    mask[:, END] = np.where(long_enough, END_BONUS, FORBIDDEN)
    if by_line:
        growing = END_BONUS * (1 - left[:, 0] / max(1, span.most - span.fewest))
        mask[:, LINE] = mask[:, END] = np.where(long_enough, growing, FORBIDDEN)
    else:
        mask[: near + 1, LINE] = FORBIDDEN  # no new paragraph for a few words
    return mask


def _is_closing_mark(text: str) -> bool:
    return bool(text) and not text.startswith(" ") and set(text) <= set("\"')]")


def draw_passages(
    voice: Voice, given: Sequence[str], span: Span, rng: np.random.Generator, *, paragraphs: bool = True, stops: bool = True
) -> list[Candidate]:
    """Passages that begin with given lines, the best first.

    Args:
        voice: what writes.
        given: lines the passage begins with to the letter, the last of them gone on with; empty = nothing is given.
        span: the length of the whole.
        rng: of the draws.
        paragraphs: whether there may be several.
        stops: whether lines end only where sentences do.
    """
    lines = list(given) or [""]
    streams = voice.begin()
    for line in lines[:-1]:
        streams.dictate([voice.encoding.line_tokens(line)] * len(streams), passage_tables(voice.encoding, span, paragraphs=True, stops=False))
    before = "".join(f"{line}\n" for line in lines[:-1])
    tables = passage_tables(voice.encoding, span, paragraphs=paragraphs, stops=stops)
    begun = voice.encoding.line_tokens(lines[-1].rstrip(" "))
    # A word's token holds its space, which the first of a line has not.
    spaced = bool(token_table(voice.encoding).begins_word[voice.encoding.opens_line].all())
    counted = int(tables.advance[list(begun)].sum()) if begun else int(spaced and span.unit == "characters")
    used = np.full(len(streams), measured(before + lines[-1], span.unit) - counted, np.int64)
    most = int(TOKENS_PER_UNIT[span.unit] * span.most) + 16
    streams.write(voice.drawing(tables, most), [begun] * len(streams), rng, used)
    return ranked([(text, nats) for text, nats in _finished(streams, voice, before, lines[-1])])


def draw_lines(voice: Voice, given: Sequence[str], count: int, each: Span, rng: np.random.Generator, *, stops: bool = True) -> list[Candidate]:
    """Texts of exactly ``count`` lines that begin with given ones, the last of them gone on with; ``each`` is the length of a line."""
    streams = voice.begin()
    texts = ["\n".join(given[:-1])] * len(streams)
    plain = passage_tables(voice.encoding, each, paragraphs=True, stops=False)
    for line in given[:-1]:
        streams.dictate([voice.encoding.line_tokens(line)] * len(streams), plain)
    left = count - sum(bool(line.strip()) for line in given[:-1])
    for nth in range(left):
        drawn = _drawn_line(streams, voice, given[-1] if given and not nth else "", each, rng, stops=stops)
        joint = "\n" if nth or len(given) > 1 else ""
        texts = [f"{text}{joint}{line}" for text, line in zip(texts, drawn, strict=True)]
    alive = np.flatnonzero(streams.alive).tolist()
    return ranked([(texts[stream], float(np.mean(streams.all_nats[stream]))) for stream in alive])


def _drawn_line(streams: Streams, voice: Voice, begun: str, each: Span, rng: np.random.Generator, *, stops: bool) -> list[str]:
    """One line in every stream; a lost stream's is empty."""
    tokens = voice.encoding.line_tokens(begun.rstrip(" "))
    span = Span(each.fewest, max(each.most, measured(begun, each.unit) + each.fewest), each.unit)
    tables = passage_tables(voice.encoding, span, by_line=True, stops=stops)
    streams.draw(voice.drawing(tables, int(TOKENS_PER_UNIT[span.unit] * span.most) + 16), [tokens] * len(streams), rng)
    drawn = [""] * len(streams)
    for stream in np.flatnonzero(streams.alive).tolist():
        line = voice.encoding.line_text(streams.lines[stream][-1])
        drawn[stream] = continued(begun, line) if begun else line
    return drawn


def _finished(streams: Streams, voice: Voice, before: str, begun: str) -> list[tuple[str, float]]:
    """Texts that came to their end; those that go on the last word of a prompt, a word already, only where there are no others."""
    found: list[tuple[str, float]] = []
    gone_on: list[tuple[str, float]] = []
    for stream in np.flatnonzero(streams.alive).tolist():
        first, *others = streams.written[stream]
        spelt = voice.encoding.line_text(first)
        if parts_from_space(begun, spelt):
            continue
        whole = continued(begun, spelt) if begun else spelt
        text = before + "\n".join([whole, *(voice.encoding.line_text(line) for line in others)])
        (gone_on if goes_on_word(begun, whole) else found).append((text, float(streams.nats[stream])))
    return found or gone_on


def ranked(found: Sequence[tuple[str, float]]) -> list[Candidate]:
    """Different texts, the best first: not too unlikely, few repetitions, quotes that close.

    The less surprising half counts as equally likely: the likeliest of many would always be the same commonplace.
    """
    usual = float(np.median([nats for _, nats in found])) if found else 0.0
    kept: dict[str, Candidate] = {}
    for text, nats in found:
        kept.setdefault(text, Candidate(text, nats, open_quotes(text) + ECHO_WEIGHT * echoes(text) + UNKNOWN_WEIGHT * unknown_share(text)))
    return sorted(kept.values(), key=lambda each: each.faults + NATS_WEIGHT * max(usual, each.nats_per_token))


def unknown_share(text: str) -> float:
    """Share of the words in small letters that no dictionary knows, 0-1."""
    small = [plain_word(word) for word in words_of(" ".join(text.split())) if word[:1].islower()]
    return sum(not is_known(word) for word in small) / len(small) if small else 0.0


def open_quotes(text: str) -> float:
    """Paragraphs with a quote that isn't closed, or a bracket."""
    return sum((line.count('"') % 2) + abs(line.count("(") - line.count(")")) for line in text.split("\n"))

"""Recipes: a dish, its ingredients, its method, and what Mrs Beeton always adds: time, cost, for how many, in season when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.function_words import is_function_word
from generators.words.job import Form, Job
from generators.words.lengths import fewest, measured
from generators.words.passages import Span, open_quotes, passage_tables
from generators.words.planning import TextPlan
from generators.words.spelling import plain_word, words_of
from generators.words.streams import Streams, heirs_of
from generators.words.text_quality import echoes
from generators.words.tokens import token_table
from generators.words.verse_lines import continued
from generators.words.voice import Candidate, Voice

PARENTS = 6
ODD_TITLE_POINTS = 5.0
"""What a title with numbers or a colon loses: it is another line of a recipe."""
BESIDE_THE_POINT = 4.0
"""What a line loses that does not tell what its head promises."""
COPIED_FROM, COPIED_POINTS = 36, 0.5
"""Characters in a row that may stand in a training text, and what a line loses for each one more: the last lines are everybody's."""
REUSE_POINTS = 4.0
"""For a method that uses every ingredient, in nats per token."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a recipe."""

    head: str
    """What it begins with; empty for the title."""
    fewest: int
    most: int
    """Words, its head counted."""
    stops: bool = True
    tells: str = ""
    """A pattern of what it must tell: a time, a price, a number of people."""


PARTS = (
    Part("", 1, 7, stops=False),
    Part("Ingredients:", 10, 40),
    Part("Method:", 28, 75),
    Part("Time:", 3, 12, tells=r"\bhours?\b|\bminutes?\b|\bdays?\b|\bweeks?\b|\bmonths?\b"),
    Part("Average cost:", 3, 9, tells=r"\d[sd]\."),
    Part("Sufficient for", 4, 10, tells=r"\bpersons\b|\bdish|\bpint|\bquart|\bpie|\bpudding|\bjar"),
    Part("Seasonable", 3, 9, tells=r"^Seasonable (?:from|in|at|all|any|during)\b"),
)
NEEDED = ("Ingredients:", "Method:")
LEAST_WORDS = 45


def parts_for(plan: TextPlan) -> tuple[Part, ...]:
    """The lines of a recipe of the asked length: short ones leave the last lines out."""
    if plan.length is None:
        return PARTS
    if plan.length.unit == "lines":
        return PARTS[: plan.length.amount]
    words = plan.length.amount / (5.6 if plan.length.unit == "characters" else 1)
    parts = PARTS if words >= 90 else PARTS[:4] if words >= 60 else PARTS[:3]
    small = sum((part.fewest + part.most) // 2 for part in parts if part.head not in NEEDED)
    left = max(20.0, 0.93 * words - small)
    sizes = {"Ingredients:": 0.3 * left, "Method:": 0.7 * left}
    return tuple(_sized(part, sizes[part.head]) if part.head in sizes else part for part in parts)


def _sized(part: Part, words: float) -> Part:
    return Part(part.head, max(4, round(0.85 * words)), max(8, round(1.1 * words)))


def draw(job: Job) -> list[Candidate]:
    """Recipes, the best first."""
    return _Recipe(job).written()


class _Recipe:
    """A recipe in the making, line by line."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.voice: Voice = job.voice
        self.streams: Streams = job.voice.begin()
        self.texts: list[list[str]] = [[] for _ in range(len(self.streams))]
        self.given = [line for line in job.plan.prompt.split("\n") if line.strip()]
        self.is_open = bool(job.plan.prompt) and not job.plan.prompt.endswith("\n")

    def written(self) -> list[Candidate]:
        parts = parts_for(self.job.plan)
        for index, part in enumerate(parts):
            whole = index < len(self.given) - 1 or (index == len(self.given) - 1 and (not self.is_open or (index == 0 and len(self.given) == 1)))
            if whole:
                self._dictate(self.given[index])
            else:
                self._draw(index, part)
        found: dict[str, Candidate] = {}
        for stream in np.flatnonzero(self.streams.alive).tolist():
            text = "\n".join(self.texts[stream])
            nats = float(np.mean(self.streams.all_nats[stream])) if self.streams.all_nats[stream] else 0.0
            found.setdefault(text, Candidate(text, nats, 4.0 * echoes(text) + open_quotes(text)))
        return sorted((each for each in found.values() if self._keeps_length(each.text)), key=lambda each: each.faults + each.nats_per_token)

    def _keeps_length(self, text: str) -> bool:
        length = self.job.plan.length
        return length is None or length.unit == "lines" or fewest(length) <= measured(text, length.unit) <= length.amount

    def _dictate(self, text: str) -> None:
        tables = passage_tables(self.voice.encoding, Span(0, 4000), by_line=True, stops=False)
        self.streams.dictate([self.voice.encoding.line_tokens(text)] * len(self.streams), tables)
        for texts in self.texts:
            texts.append(text)

    def _draw(self, index: int, part: Part) -> None:
        begun = self.given[index] if index < len(self.given) else self._title() if not index else part.head
        given = self.voice.encoding.line_tokens(begun.rstrip(" "))
        room = max(part.most, len(begun.split()) + part.most // 2)
        tables = passage_tables(self.voice.encoding, Span(part.fewest, room), by_line=True, stops=part.stops)
        if not part.head:
            tables = without(tables, self._no_title())
        self.streams.draw(self.voice.drawing(tables, 6 * room), [given] * len(self.streams), self.job.rng)
        points = np.full(len(self.streams), -np.inf)
        for stream in np.flatnonzero(self.streams.alive).tolist():
            line = self.voice.encoding.line_text(self.streams.lines[stream][-1])
            line = continued(begun, line) if begun else line
            self.texts[stream].append(line)
            points[stream] = self._points(stream, line, part)
        if self.streams.alive.any():
            heirs = heirs_of(points, PARENTS, len(self.streams))
            self.streams.keep(heirs)
            self.texts = [list(self.texts[heir]) for heir in heirs]

    def _no_title(self) -> list[int]:
        """Tokens that no dish is called: the heads of the other lines, and numbers."""
        heads = {self.voice.encoding.line_tokens(part.head)[0] for part in PARTS if part.head}
        return [*heads, *(token for token, text in enumerate(token_table(self.voice.encoding).spelt) if any(sign in ":0123456789" for sign in text))]

    def _title(self) -> str:
        """What the title begins with: the theme, where there is one."""
        return self.job.plan.theme.capitalize()

    def _points(self, stream: int, line: str, part: Part) -> float:
        points = -float(self.streams.nats[stream]) - open_quotes(line) - 3.0 * echoes(line)
        if not part.head:
            points -= ODD_TITLE_POINTS * any(sign in ":0123456789" for sign in line)
        if part.head == "Method:":
            points += REUSE_POINTS * reused(self.texts[stream][:-1], line)
        if part.tells:
            points -= BESIDE_THE_POINT * (re.search(part.tells, line) is None)
        return points - COPIED_POINTS * self._copied(self.texts[stream])

    def _copied(self, lines: Sequence[str]) -> int:
        """Characters too many in a row that the last lines share with a training text."""
        if self.job.copying is None:
            return 0
        return max(0, self.job.copying.of("\n".join(lines[-3:])).longest_match_characters - COPIED_FROM)


def without(tables: LoopTables, tokens: Sequence[int]) -> LoopTables:
    """The tables with some tokens never drawn."""
    bar_mask = tables.bar_mask.copy()
    bar_mask[:, list(tokens)] = FORBIDDEN
    return replace(tables, bar_mask=bar_mask)


def reused(before: Sequence[str], method: str) -> float:
    """Share of the ingredients that the method names, 0-1."""
    listed = next((line for line in before if line.startswith("Ingredients:")), "")
    items = [item for item in re.split(r"[,;.]", listed.partition(":")[2]) if item.strip()]
    said = {_stem(word) for word in words_of(method)}
    named = [{_stem(word) for word in words_of(item) if len(word) > 3 and not is_function_word(word)} for item in items]
    named = [names for names in named if names]
    return sum(bool(names & said) for names in named) / len(named) if named else 0.0


def _stem(word: str) -> str:
    plain = plain_word(word)
    return plain[:-1] if plain.endswith("s") else plain


def accept(plan: TextPlan) -> None:
    """Refuse what is too short to cook, or has too many lines."""
    said = [line for line in plan.prompt.split("\n") if line.strip()]
    if len(said) >= len(PARTS):
        raise AskerError(f"the prompt has {len(said)} lines, and a recipe has {len(PARTS)}: shorten --prompt")
    if plan.length is None:
        return
    low, high = {"words": (LEAST_WORDS, 400), "characters": (260, 2400), "lines": (3, len(PARTS))}[plan.length.unit]
    if not low <= plan.length.amount <= high:
        raise AskerError(f"a recipe of {plan.length} is not possible: {low} to {high} {plan.length.unit} are (change --length)")


def check(_plan: TextPlan, text: str) -> Check:
    """Its parts, and how many of the ingredients the method uses."""
    lines = text.split("\n")
    heads = [part.head for part in PARTS[1:] if any(line.startswith(part.head) for line in lines[1:])]
    method = next((line for line in lines if line.startswith("Method:")), "")
    said = f"title, {', '.join(head.rstrip(':').lower() for head in heads)}; {reused(lines, method):.0%} of the ingredients used"
    return Check("title, ingredients, method", said, all(head in heads for head in NEEDED) and bool(lines[0].strip()))


def title(text: str) -> str:
    """The dish."""
    return text.split("\n")[0].strip(" .")


FORM = Form(draw, check, accept, title)

"""Tales, speeches and proverbs: whole sentences, ended where a sentence ends."""

from __future__ import annotations

import re

from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.lengths import fewest, measured, sentence_ends
from generators.words.passages import Span, draw_lines, draw_passages
from generators.words.planning import TextPlan
from generators.words.titles import first_line_title, telling_title
from generators.words.voice import Candidate

PROVERB_WORDS = (4, 20)
LINE_SPAN = Span(8, 45)
"""Of a paragraph, where a number of lines is asked."""


def span_of(plan: TextPlan) -> Span:
    """How long the passage shall be."""
    if plan.length is None:
        most = max(plan.words[1], len(plan.prompt.split()) + plan.words[0])
        return Span(plan.words[0], most)
    return LINE_SPAN if plan.length.unit == "lines" else Span(fewest(plan.length), plan.length.amount, plan.length.unit)


def draw(job: Job) -> list[Candidate]:
    """Passages that begin with the prompt and end with a sentence, the best first."""
    length, given = job.plan.length, job.plan.prompt.split("\n")
    if length is not None and length.unit == "lines":
        found = draw_lines(job.voice, given, length.amount, LINE_SPAN, job.rng)
    else:
        found = draw_passages(job.voice, given, span_of(job.plan), job.rng)
    return [each for each in found if ends_well(each.text)]


def draw_proverb(job: Job) -> list[Candidate]:
    """Proverbs, the best first."""
    length = job.plan.length
    span = Span(*PROVERB_WORDS) if length is None or length.unit == "lines" else Span(fewest(length), length.amount, length.unit)
    given = job.plan.prompt.rstrip("\n")
    span = Span(span.fewest, max(span.most, len(given.split()) + 8) if length is None else span.most, span.unit)
    return [each for each in draw_passages(job.voice, [given], span, job.rng, paragraphs=False) if ends_well(each.text)]


def ends_well(text: str) -> bool:
    """Whether a text ends where a sentence does."""
    return len(text) in set(sentence_ends(text))


def accept(plan: TextPlan) -> None:
    """Refuse a length that the prompt has used up."""
    if plan.length is None or not plan.prompt:
        return
    used = measured(plan.prompt, plan.length.unit)
    if used >= plan.length.amount:
        raise AskerError(
            f"the prompt alone has {used} {plan.length.unit}, and {plan.length} are asked for: shorten --prompt or ask for more (--length)"
        )


def accept_proverb(plan: TextPlan) -> None:
    """Refuse more than one line."""
    accept(plan)
    if "\n" in plan.prompt.rstrip("\n"):
        raise AskerError("the prompt has several lines, and a proverb has one: shorten --prompt")
    if plan.length is not None and plan.length.unit == "lines" and plan.length.amount != 1:
        raise AskerError(f"a proverb of {plan.length} is not possible: it has one line (change --length)")


def check(_plan: TextPlan, text: str) -> Check:
    """Whole sentences."""
    paragraphs = sum(bool(line.strip()) for line in text.split("\n"))
    count = len(list(sentence_ends(text)))
    return Check("whole sentences", f"{count} sentences in {paragraphs} paragraph{'s' if paragraphs != 1 else ''}", ends_well(text))


def check_proverb(_plan: TextPlan, text: str) -> Check:
    """One line that is closed."""
    lines, words = text.count("\n") + 1, len(text.split())
    return Check(
        "one line, closed", f"{lines} line{'s' if lines != 1 else ''}, {words} words", lines == 1 and bool(re.search(r"[.!?][\"')]*$", text))
    )


PROSE = Form(draw, check, accept, first_line_title)
PROVERB = Form(draw_proverb, check_proverb, accept_proverb, telling_title)

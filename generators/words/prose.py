"""Tales, speeches and proverbs: whole sentences, ended where a sentence ends."""

from __future__ import annotations

import re

from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.lengths import fewest, measured, sentence_ends
from generators.words.passages import Span, draw_passages
from generators.words.planning import TextPlan
from generators.words.titles import first_line_title, telling_title
from generators.words.voice import Candidate

PROVERB_WORDS = (4, 20)
WORDS_PER_LINE = 40
"""Of a paragraph, where a number of lines is asked."""


def span_of(plan: TextPlan) -> Span:
    """How long the passage shall be."""
    if plan.length is None:
        most = max(plan.words[1], len(plan.prompt.split()) + plan.words[0])
        return Span(plan.words[0], most)
    if plan.length.unit == "lines":
        return Span(1, WORDS_PER_LINE * plan.length.amount * 2)
    return Span(fewest(plan.length), plan.length.amount, plan.length.unit)


def draw(job: Job) -> list[Candidate]:
    """Passages that begin with the prompt and end with a sentence, the best first."""
    span = span_of(job.plan)
    found = draw_passages(job.voice, job.plan.prompt.split("\n"), span, job.rng)
    if job.plan.length is not None and job.plan.length.unit == "lines":
        found = [Candidate(cut, each.nats_per_token, each.faults) for each in found if (cut := first_lines(each.text, job.plan.length.amount))]
    return [each for each in found if ends_well(each.text)]


def draw_proverb(job: Job) -> list[Candidate]:
    """Proverbs, the best first."""
    length = job.plan.length
    span = Span(*PROVERB_WORDS) if length is None or length.unit == "lines" else Span(fewest(length), length.amount, length.unit)
    given = job.plan.prompt.rstrip("\n")
    span = Span(span.fewest, max(span.most, len(given.split()) + 8) if length is None else span.most, span.unit)
    return [each for each in draw_passages(job.voice, [given], span, job.rng, paragraphs=False) if ends_well(each.text)]


def first_lines(text: str, count: int) -> str | None:
    """The first ``count`` lines of a text; None where it has fewer."""
    lines = text.split("\n")
    return "\n".join(lines[:count]) if len(lines) >= count else None


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

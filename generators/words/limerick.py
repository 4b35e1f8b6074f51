"""Limericks: five lines, AABBA, three beats in the long lines and two in the short ones, no rhyme word twice."""

from __future__ import annotations

import re

from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.lengths import fewest
from generators.words.metre import LIMERICK_LONG, LIMERICK_SHORT, fits
from generators.words.planning import TextPlan
from generators.words.rhyme import repeated_rhyme_words, scheme_of
from generators.words.stanzas import SCANS, Stanza, begun_with, said_first
from generators.words.titles import as_title, first_line_title
from generators.words.verse import draw_verse
from generators.words.voice import Candidate

STANZA = Stanza("AABBA", (3, 3, 2, 2, 3), "anapest")
METRES = (LIMERICK_LONG, LIMERICK_LONG, LIMERICK_SHORT, LIMERICK_SHORT, LIMERICK_LONG)
POSSIBLE = {"words": (20, 50), "characters": (100, 260), "lines": (5, 5)}
"""Shortest and longest length that can be asked for."""


def draw(job: Job) -> list[Candidate]:
    """Limericks, the best first."""
    lines = begun_with(STANZA.lines(5), job.plan.prompt)
    found = draw_verse(job.voice, lines, job.end_words, job.rng)
    return [Candidate(said_first(job.plan.prompt, each.text), each.nats_per_token, each.faults) for each in found]


def accept(plan: TextPlan) -> None:
    """Refuse what five lines can't be."""
    said = [line for line in plan.prompt.split("\n") if line.strip()]
    if len(said) > 5 or (len(said) == 5 and not begun_with(STANZA.lines(5), plan.prompt)[-1].begun):
        raise AskerError(f"the prompt has {len(said)} lines, and a limerick has five: give at most four and a half (shorten --prompt)")
    if plan.length is None:
        return
    low, high = POSSIBLE[plan.length.unit]
    if plan.length.amount < low or fewest(plan.length) > high:
        span = "5" if low == high else f"{low} to {high}"
        raise AskerError(f"a limerick of {plan.length} is not possible: it has {span} {plan.length.unit} (change --length)")


def check(_plan: TextPlan, text: str) -> Check:
    """Five lines, how they rhyme, how many scan."""
    lines = [line for line in text.split("\n") if line.strip()]
    scheme = scheme_of(lines)
    scanning = sum(fits(line, metre) >= SCANS for line, metre in zip(lines, METRES, strict=False))
    repeated = repeated_rhyme_words(lines)
    said = f"{len(lines)} lines, {scheme}, {scanning} of {len(lines)} scan" + (f", {repeated[0]!r} rhymes with itself" if repeated else "")
    return Check("5 lines, AABBA", said, len(lines) == 5 and scheme == "AABBA" and not repeated)


def title(text: str) -> str:
    """Whom it is about: ``The Old Man of Peru``."""
    first = text.strip().split("\n")[0]
    found = re.match(r"There (?:once )?(?:was|is|lived) (?:once )?(?:an?|the) ([\w' -]+)", first)
    return f"The {as_title(found[1].strip())}" if found else first_line_title(text)


FORM = Form(draw, check, accept, title)

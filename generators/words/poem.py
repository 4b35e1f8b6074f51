"""Poems: stanzas in rhyme and metre, or free verse."""

from __future__ import annotations

import numpy as np

from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.lengths import cut_at_line, fewest, is_met, measured
from generators.words.metre import fits
from generators.words.passages import Span, draw_lines, draw_passages
from generators.words.planning import TextPlan
from generators.words.prose import accept as accept_length
from generators.words.prose import span_of
from generators.words.rhyme import lines_rhyme, repeated_rhyme_words
from generators.words.stanzas import SCANS, Stanza, begun_with, said_first
from generators.words.titles import first_line_title
from generators.words.verse import VerseLine, draw_verse
from generators.words.voice import Candidate

WORDS_PER_BEAT, CHARACTERS_PER_BEAT = 1.6, 8.6
"""Of English verse in iambs, roughly."""
SHORTEST = {"words": 5, "characters": 24, "lines": 1}
FREE_LINE = Span(3, 16)
"""Of free verse, where a number of lines is asked."""


def lines_of(plan: TextPlan) -> list[VerseLine]:
    """The lines to be written: as many as are asked for or as make a poem of the asked length."""
    stanza, count = layout(plan)
    return begun_with(stanza.lines(count), plan.prompt)


def layout(plan: TextPlan) -> tuple[Stanza, int]:
    """The stanza and the number of lines: whole stanzas or at least couplets, as near as can be to an asked length."""
    given = sum(bool(line.strip()) for line in plan.prompt.split("\n"))
    stanza = Stanza.read(plan.stanza, plan.genre.foot)
    size = len(stanza.scheme)
    if plan.length is None:
        usual = max(1, round(sum(plan.words) / 2 / _per_line(stanza, plan) / size))
        return stanza, size * max(usual, -(-(given + 1) // size))
    if plan.length.unit == "lines":
        return stanza, plan.length.amount
    options = [stanza, *(Stanza.read(each, plan.genre.foot) for each in dict.fromkeys(plan.genre.stanzas))]
    found = [_nearest(option, plan, max(given, 1)) for option in options]
    return min(found, key=lambda each: each[2])[:2]


def _nearest(stanza: Stanza, plan: TextPlan, fewest_lines: int) -> tuple[Stanza, int, float]:
    """So many of a stanza's lines as come nearest to the asked length, and how far they stay from it, odd numbers farther."""
    wanted = 0.93 * (plan.length.amount if plan.length else 1)
    exact = wanted / _per_line(stanza, plan)
    counts = {max(fewest_lines, 1, int(exact) + step) for step in (-1, 0, 1, 2)}
    miss = {count: abs(count / exact - 1.0) + (0.0 if count % len(stanza.scheme) == 0 else 0.01 if count % 2 == 0 else 0.06) for count in counts}
    best = min(sorted(counts), key=miss.__getitem__)
    return stanza, best, miss[best]


def _per_line(stanza: Stanza, plan: TextPlan) -> float:
    """Words of a line, roughly; characters where the length is asked in them."""
    per_beat = CHARACTERS_PER_BEAT if plan.length is not None and plan.length.unit == "characters" else WORDS_PER_BEAT
    return float(np.mean(stanza.beats)) * per_beat


def draw(job: Job) -> list[Candidate]:
    """Poems, the best first."""
    lines = lines_of(job.plan)
    found = draw_verse(job.voice, lines, job.end_words, job.rng)
    made = [Candidate(said_first(job.plan.prompt, each.text), each.nats_per_token, each.faults) for each in found]
    return [each for one in made if (each := fitted(one, job.plan)) is not None]


def fitted(candidate: Candidate, plan: TextPlan) -> Candidate | None:
    """The candidate, cut at a line end where it is too long for what is asked; None where no cut will do."""
    length = plan.length
    if length is None or is_met(candidate.text, length):
        return candidate
    cut = cut_at_line(candidate.text, fewest(length), length.amount, length.unit)
    if cut is None or not cut.startswith(plan.prompt):
        return None
    return Candidate(cut, candidate.nats_per_token, candidate.faults + 0.5)


def draw_free(job: Job) -> list[Candidate]:
    """Free verse: lines as the generator breaks them, closed by a sentence's end."""
    length, given = job.plan.length, job.plan.prompt.split("\n")
    if length is not None and length.unit == "lines":
        return draw_lines(job.voice, given, length.amount, FREE_LINE, job.rng, stops=False)
    found = draw_passages(job.voice, given, span_of(job.plan), job.rng, stops=False)
    begun = [one for one in found if job.plan.prompt or not one.text.startswith("\n")]
    return [each for one in begun if (each := fitted(one, job.plan)) is not None]


def accept(plan: TextPlan) -> None:
    """Refuse a length that no verse has, or that the prompt has used up."""
    accept_length(plan)
    if plan.length is not None and plan.length.amount < SHORTEST[plan.length.unit]:
        raise AskerError(f"a poem of {plan.length} is not possible: at least {SHORTEST[plan.length.unit]} {plan.length.unit} are (change --length)")
    said = measured(plan.prompt, "lines") if plan.prompt else 0
    if plan.length is not None and plan.length.unit == "lines" and said > plan.length.amount:
        raise AskerError(f"the prompt alone has {said} lines, and {plan.length} are asked for: shorten --prompt or ask for more (--length)")


def check(plan: TextPlan, text: str) -> Check:
    """How many of the lines that shall rhyme do, and how many scan."""
    planned = lines_of(plan)
    lines = [line for line in text.split("\n") if line.strip()]
    pairs = [(place, line.rhymes_with) for place, line in enumerate(planned[: len(lines)]) if line.rhymes_with is not None]
    rhyming = sum(lines_rhyme(lines[first], lines[second]) for first, second in pairs)
    scanning = sum(fits(line, wanted.metre) >= SCANS for line, wanted in zip(lines, planned, strict=False))
    said = f"{len(lines)} lines, {rhyming} of {len(pairs)} rhymes, {scanning} of {len(lines)} lines scan"
    own = sum(line.given is not None or line.begun is not None for line in planned)
    return Check(f"rhymes {layout(plan)[0].scheme}", said, rhyming >= len(pairs) - own and not _stuck(lines))


def _stuck(lines: list[str]) -> bool:
    return len(repeated_rhyme_words(lines)) > len(lines) // 4


def check_free(_plan: TextPlan, text: str) -> Check:
    """Lines of verse without a rule."""
    count = measured(text, "lines")
    return Check("free verse", f"{count} line{'s' if count != 1 else ''}", count > 0)


POEM = Form(draw, check, accept, first_line_title)
FREE_VERSE = Form(draw_free, check_free, accept, first_line_title)

"""Definitions: a headword, what part of speech it is, and what it really means."""

from __future__ import annotations

import re

import numpy as np

from corpora.errors import AskerError
from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.passages import draw_passages
from generators.words.planning import TextPlan
from generators.words.prose import accept as accept_length
from generators.words.prose import ends_well, span_of
from generators.words.voice import Candidate

PARTS_OF_SPEECH = (", n.", ", v.t.", ", v.i.", ", adj.", ", adv.")
MOST_HEADWORDS = 4
"""A prompt of so many words without a comma is a headword."""
MOST_COMMON = 2000
"""So many of the commonest words may become headwords."""
_HEAD = re.compile(r"^[^,\n]{1,60}, (n|v\.t|v\.i|v|adj|adv|pro|p\.p|n\.pl|pp|x|interj)\. ?")


def draw(job: Job) -> list[Candidate]:
    """Definitions, the best first."""
    found = _with_heads(job, opening(job))
    if found or job.plan.prompt or job.plan.theme:
        return found
    common = job.end_words.lexicon.rhymable_words(1)  # the generator found no headword: it gets one
    return _with_heads(job, with_part_of_speech(job, str(job.rng.choice(np.array(common[:MOST_COMMON]))).upper()))


def _with_heads(job: Job, begun: str) -> list[Candidate]:
    """Definitions that begin with given words."""
    found = draw_passages(job.voice, [begun], span_of(job.plan), job.rng, paragraphs=False)
    return [each for each in found if ends_well(each.text) and _HEAD.match(each.text)]


def opening(job: Job) -> str:
    """What the definition begins with: the prompt, made a headword where it is none yet; else the theme; else nothing."""
    given = job.plan.prompt.rstrip("\n") or job.plan.theme.upper()
    if not given or _HEAD.match(given + " ") or "," in given or len(given.split()) > MOST_HEADWORDS or not given[-1].isalnum():
        return given
    return with_part_of_speech(job, given)


def with_part_of_speech(job: Job, headword: str) -> str:
    """A headword with the part of speech that the generator finds likeliest."""
    streams = job.voice.begin(count=1)
    options = [headword + part for part in PARTS_OF_SPEECH]
    (scores,) = streams.score(job.rng.permutation(1), [[job.voice.encoding.line_tokens(option) for option in options]])
    return options[int(scores.argmax())]


def accept(plan: TextPlan) -> None:
    """Refuse more than one line."""
    accept_length(plan)
    if "\n" in plan.prompt.rstrip("\n"):
        raise AskerError("the prompt has several lines, and a definition has one: shorten --prompt to the headword")
    if plan.length is not None and plan.length.unit == "lines" and plan.length.amount != 1:
        raise AskerError(f"a definition of {plan.length} is not possible: it has one line (change --length)")
    if plan.length is not None and plan.length.unit == "words" and plan.length.amount < 4:
        raise AskerError(f"a definition of {plan.length} is not possible: it has at least 4 words (change --length)")


def check(_plan: TextPlan, text: str) -> Check:
    """A headword and a meaning that ends."""
    head = _HEAD.match(text)
    return Check("headword, part of speech, meaning", head[0].strip() if head else "no headword", head is not None and ends_well(text))


def title(text: str) -> str:
    """The headword."""
    return text.split(",")[0].strip().capitalize()


FORM = Form(draw, check, accept, title)

"""Drama: speeches under the names of at least two speakers."""

from __future__ import annotations

import re
from itertools import pairwise

from corpora.errors import AskerError
from generators.compositions import Check
from generators.requests import Length
from generators.words.job import Form, Job
from generators.words.lengths import cut_at_line, fewest
from generators.words.passages import Span, draw_passages
from generators.words.planning import TextPlan
from generators.words.prose import accept as accept_length
from generators.words.titles import first_line_title
from generators.words.voice import Candidate

SPEAKER = re.compile(r"^([A-Z][A-Za-z' -]{1,30}):$", re.MULTILINE)
CHARACTERS_PER_WORD = 5.7
LEAST = {"words": 8, "characters": 50, "lines": 4}
CHARACTERS_PER_LINE = 30


def speakers(text: str) -> list[str]:
    """Who speaks, in order, as written on a line of their own."""
    return SPEAKER.findall(text)


def _wanted(plan: TextPlan) -> Length:
    return plan.length or Length(max(plan.words[1], len(plan.prompt.split()) + plan.words[0]), "words")


def draw(job: Job) -> list[Candidate]:
    """Scenes, the best first."""
    wanted = _wanted(job.plan)
    shortest = fewest(wanted) if job.plan.length else job.plan.words[0]
    each = {"words": CHARACTERS_PER_WORD, "characters": 1.0, "lines": CHARACTERS_PER_LINE}[wanted.unit]
    most = wanted.amount if wanted.unit == "characters" else round(wanted.amount * each * 1.25)
    span = Span(round(0.8 * shortest * each), most, "characters")
    # After an empty line somebody begins to speak; the reader does not see it.
    given = job.plan.prompt.split("\n") if job.plan.prompt else ["", ""]
    found = draw_passages(job.voice, given, span, job.rng, stops=False)
    cut = [(one, cut_scene(one.text if job.plan.prompt else one.text.removeprefix("\n"), shortest, wanted)) for one in found]
    kept = [Candidate(text, one.nats_per_token, one.faults + crowding(text)) for one, text in cut if text is not None]
    return sorted((one for one in kept if len(set(speakers(one.text))) >= 2), key=lambda one: one.faults + one.nats_per_token)


def cut_scene(text: str, shortest: int, wanted: Length) -> str | None:
    """The scene up to the last line that ends a sentence and keeps the length; None where there is none."""
    while True:
        cut = cut_at_line(text, shortest, wanted.amount, wanted.unit)
        if cut is None or re.search(r"[.!?]['\")]*$", cut):
            return cut
        text = cut.rpartition("\n")[0]


def crowding(text: str) -> float:
    """What is odd about the speakers: one who speaks twice running, more than four of them."""
    order = speakers(text)
    twice = sum(first == second for first, second in pairwise(order))
    return 0.5 * twice + 0.2 * max(0, len(set(order)) - 4)


def accept(plan: TextPlan) -> None:
    """Refuse a length in which no two can speak."""
    accept_length(plan)
    if plan.length is not None and plan.length.amount < LEAST[plan.length.unit]:
        raise AskerError(
            f"a scene of {plan.length} is not possible: two speakers need at least {LEAST[plan.length.unit]} {plan.length.unit} (change --length)"
        )


def check(_plan: TextPlan, text: str) -> Check:
    """Who speaks."""
    names = list(dict.fromkeys(speakers(text)))
    return Check("at least two speakers", f"{len(names)} speakers: {', '.join(names)}" if names else "nobody speaks", len(names) >= 2)


def title(text: str) -> str:
    """Between whom it is."""
    names = [name.title() for name in dict.fromkeys(speakers(text))]
    return " and ".join(names[:2]) if len(names) >= 2 else first_line_title(text)


FORM = Form(draw, check, accept, title)

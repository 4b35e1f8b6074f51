"""What a form needs to write one round of candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from generators.compositions import Check
from generators.requests import Length
from generators.words.end_words import EndWords
from generators.words.planning import TextPlan
from generators.words.text_quality import Copying
from generators.words.voice import Candidate, Voice


@dataclass(frozen=True, slots=True)
class Job:
    """One round of drawing."""

    plan: TextPlan
    voice: Voice
    rng: np.random.Generator
    end_words: EndWords
    copying: Copying | None = None
    """How much of a text stands in the training set, for forms that steer clear of it while they draw."""


@dataclass(frozen=True, slots=True)
class Form:
    """A shape that texts keep."""

    draw: Callable[[Job], list[Candidate]]
    """Candidates in that shape, the best first; each begins with the plan's prompt to the letter."""
    check: Callable[[TextPlan, str], Check]
    """How a finished text keeps the shape."""
    accept: Callable[[TextPlan], None]
    """Raises an ``AskerError`` where prompt or length can't be had in this shape."""
    title: Callable[[str], str]
    repeats_lines: bool = False
    """Whether lines may stand in it more than twice."""


def asked_span(plan: TextPlan, unit: str) -> Length | None:
    """The asked length, where it is in that unit."""
    return plan.length if plan.length is not None and plan.length.unit == unit else None

"""The form of a performance: how intro, heads, solos and ending share the bars, so that they add up to exactly what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from corpora.errors import AskerError

Role = Literal["intro", "head", "solo", "ending"]

MOST_BARS = 512
_INTRO_BARS = (0, 1, 2, 3, 4, 5, 6, 7, 8)
_INTRO_COST = {0: 0.5, 4: 0.0, 8: 0.5, 2: 0.7}
_ENDING_COST = {0: 0.6, 4: 0.0, 2: 0.2, 1: 0.6, 3: 0.7, 8: 0.8, 6: 0.9}
_ODD_COST = 1.6
"""Of an intro or ending of a length nobody would choose."""
_SHARPNESS = 3.5
"""How strongly the cheapest forms are preferred: a form dearer by 1 is e^-3.5 as likely."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """One stretch of the form."""

    name: str
    """As it is shown: ``Intro``, ``Head``, ``Solo 2``, ``Ending``."""
    role: Role
    bars: int
    from_bar: int = 0
    """The bar of the head (0 = its first) whose changes this section begins with."""


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form."""

    sections: tuple[FormSection, ...]

    @property
    def total_bars(self) -> int:
        """Bars of all sections together."""
        return sum(section.bars for section in self.sections)

    @property
    def head_bars(self) -> int:
        """Bars of the whole head: what has to be composed."""
        return max(section.bars + section.from_bar for section in self.sections if section.role == "head")

    @property
    def solos(self) -> tuple[FormSection, ...]:
        """The solo sections, in order."""
        return tuple(section for section in self.sections if section.role == "solo")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A form in numbers, and what it costs musically."""

    intro: int
    head: int
    choruses: int
    """Whole choruses between the first head and the last."""
    part_chorus: int
    """Bars of one more chorus, cut short; 0 = none."""
    last_head: int
    """Bars of the closing head: the last bars of it; 0 = none."""
    ending: int
    cost: float


def plan_form(total_bars: int, meter: tuple[int, int], head_bars_options: tuple[int, ...], rng: np.random.Generator, *, solos: bool) -> Form:
    """A form of exactly ``total_bars``.

    Args:
        total_bars: 1-512.
        meter: the time signature; short bars (3/4, 6/8) like eight-bar intros.
        head_bars_options: lengths the head may have, best first; shorter ones are cut from the shortest where the piece is shorter still.
        rng: chooses among good forms.
        solos: whether choruses between the heads are solos; otherwise the head comes again.

    Raises:
        AskerError: when ``total_bars`` is out of range.
    """
    if not 1 <= total_bars <= MOST_BARS:
        raise AskerError(f"{total_bars} bars: 1 to {MOST_BARS} are possible (change --bars)")
    options = tuple(each for each in head_bars_options if 1 <= each <= total_bars)
    plans = [plan for rank, head in enumerate(options) for plan in _plans(total_bars, head, 0.45 * rank, meter, solos)]
    if not plans:
        plans = [plan for head in _cut_heads(total_bars) for plan in _plans(total_bars, head, 0.02 * (total_bars - head), meter, solos)]
    costs = np.array([plan.cost for plan in plans])
    weights = np.exp(-_SHARPNESS * (costs - costs.min()))
    return _form(plans[int(rng.choice(len(plans), p=weights / weights.sum()))], solos)


def _cut_heads(total_bars: int) -> list[int]:
    """Heads for a piece shorter than any chorus: cut at a four-bar line, or all of it."""
    return [*range(4, total_bars, 4), total_bars]


def _plans(total: int, head: int, cost: float, meter: tuple[int, int], solos: bool) -> Iterator[_Plan]:
    for intro in _INTRO_BARS:
        for last_head, last_cost in _last_heads(head, solos):
            rest = total - intro - head - last_head
            if rest < 0:
                continue
            intro_cost = _intro_cost(intro, total, meter)
            for choruses in {max(0, rest // head - 1), rest // head}:
                left = rest - choruses * head
                yield from _endings(_Plan(intro, head, choruses, 0, last_head, 0, cost + intro_cost + last_cost), left, solos)


def _intro_cost(intro: int, total: int, meter: tuple[int, int]) -> float:
    if intro == 0 and total <= 40:
        return 0.0 if total <= 24 else 0.2
    if intro == 8 and meter[0] * 4 <= 3 * meter[1]:
        return 0.1
    return _INTRO_COST.get(intro, _ODD_COST) + max(0.0, intro / total - 0.15) * 4


def _last_heads(head: int, solos: bool) -> list[tuple[int, float]]:
    """Bars of the closing head and their cost."""
    found = [(0, 0.0), (head, 0.0)]
    if solos:
        found += [(head // 2, 0.2)] if head % 8 == 0 and head >= 16 else []
        found += [(8, 0.6)] if head > 16 else []
    return found


def _endings(plan: _Plan, left: int, solos: bool) -> Iterator[_Plan]:
    """Spend the last bars: on an ending, or on part of a chorus and an ending."""
    for part in sorted({0, plan.head // 2 if plan.head % 8 == 0 else 0, left - left % 4 if left >= 8 else 0, left}):
        ending = left - part
        if not 0 <= ending <= 8 or part > plan.head or (part and not plan.choruses and not plan.last_head and part == left):
            continue
        ending_cost = _ending_cost(ending, plan.intro + plan.head * (1 + plan.choruses) + plan.last_head) + max(0.0, ending - plan.head / 2) * 0.3
        part_cost = 0.0 if part == 0 else 0.4 if part * 2 == plan.head else 1.2 if part % 4 == 0 else 3.0
        part_cost += 1.0 if part and not solos else 0.0  # half a solo chorus is common, half a head in the middle is not
        whole = replace(plan, part_chorus=part, ending=ending)
        yield replace(whole, cost=plan.cost + _shape_cost(whole, solos) + ending_cost + part_cost)


def _ending_cost(ending: int, before: int) -> float:
    if ending == 0 and before <= 40:
        return 0.0 if before <= 16 else 0.2
    return _ENDING_COST.get(ending, _ODD_COST)


def _shape_cost(plan: _Plan, solos: bool) -> float:
    many = 0.25 * max(0, plan.choruses - (4 if solos else 2))
    if solos and plan.choruses and not plan.last_head:
        return many + 1.5  # a performance comes home to its tune
    if solos and plan.last_head and not plan.choruses and not plan.part_chorus:
        return many + (0.9 if plan.last_head == plan.head else 0.4)
    return many


def _form(plan: _Plan, solos: bool) -> Form:
    middle: Role = "solo" if solos else "head"
    choruses = [plan.head] * plan.choruses + ([plan.part_chorus] if plan.part_chorus else [])
    sections = [FormSection("Head", "head", plan.head)]
    for number, bars in enumerate(choruses, start=1):
        name = "Head" if not solos else "Solo" if len(choruses) == 1 else f"Solo {number}"
        sections.append(FormSection(name, middle, bars))
    if plan.last_head:
        sections.append(FormSection("Head", "head", plan.last_head, plan.head - plan.last_head))
    if plan.intro:
        sections.insert(0, FormSection("Intro", "intro", plan.intro, max(0, plan.head - plan.intro)))
    if plan.ending:
        sections.append(FormSection("Ending", "ending", plan.ending, max(0, plan.head - plan.ending)))
    return Form(tuple(sections))

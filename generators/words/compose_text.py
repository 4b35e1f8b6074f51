"""Composing words: plan, draw candidates guided towards their shape, leave out what can't go out, choose, check."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generators.compositions import Check, TextComposition, TextOriginality
from generators.errors import NoUsableCandidateError
from generators.planning import ROUNDS
from generators.registry import load_generator
from generators.requests import Request
from generators.words.end_words import EndWords
from generators.words.forms import form
from generators.words.job import Form, Job
from generators.words.lengths import is_met, measured
from generators.words.planning import TextPlan, make_text_plan, words_rng
from generators.words.text_quality import LONGEST_COPY_CHARACTERS, Copying, copying_of, degenerate
from generators.words.themes import favoured_words, has_theme
from generators.words.voice import Candidate, Voice, voice_of

ROUNDS_FOR_WISHES = 2
"""Rounds after which a text that misses a wish (the theme, a rhyme, a passage too much like a training text) is better than none."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    text: str
    originality: TextOriginality | None


def compose_text(request: Request) -> TextComposition:
    """Write what was asked for.

    The same request (with its seed) and the same weights give the same text, letter for letter.

    Raises:
        AskerError: when the request can't be met; the message says what is possible and what to change.
    """
    clock = _Clock()
    plan = make_text_plan(request)
    shape = form(plan.genre.form)
    shape.accept(plan)
    generator = load_generator(plan.generator)
    voice = voice_of(generator, plan.genre.told_as, plan.temperature, plan.top_p, plan.candidates, favoured_words(plan.theme))
    clock.lap("load")
    chosen = _choose(plan, shape, voice, copying_of(generator))
    clock.lap("compose")
    composition = TextComposition(
        request=_understood(request, plan),
        title=shape.title(chosen.text),
        text=chosen.text,
        generator=generator.name,
        weights_sha256=generator.weights_sha256,
        checks=_checks(plan, shape, chosen.text),
        originality=chosen.originality,
    )
    clock.lap("check")
    return replace(composition, timing_ms=clock.laps)


def _choose(plan: TextPlan, shape: Form, voice: Voice, copying: Copying | None) -> _Chosen:
    """The first candidate, in the order of merit, that meets everything; after some rounds, the one that misses least."""
    resorts: list[tuple[int, _Chosen]] = []
    for nth, found in enumerate(_rounds(plan, shape, voice, copying)):
        for candidate in found:
            if degenerate(candidate.text, repeats_lines=shape.repeats_lines) or not _keeps_request(plan, candidate.text):
                continue
            originality = copying.of(candidate.text) if copying else None
            chosen = _Chosen(candidate.text, originality)
            missed = _missed(plan, shape, chosen)
            if not missed:
                return chosen
            resorts.append((missed, chosen))
        if resorts and nth + 1 >= ROUNDS_FOR_WISHES:
            return min(resorts, key=lambda each: each[0])[1]
    raise NoUsableCandidateError(
        f"none of {plan.candidates} candidates kept the shape of a {plan.genre.name} and what was asked: try another --seed, "
        f"more --candidates, or another --length or --prompt"
    )


def _missed(plan: TextPlan, shape: Form, chosen: _Chosen) -> int:
    """How much a text misses of what is wished: 0 = nothing; most of all it shall not be copied."""
    copied = chosen.originality is not None and chosen.originality.longest_match_characters > _copy_limit(plan)
    off_theme = bool(plan.theme) and not has_theme(chosen.text, plan.theme)
    return 4 * copied + 2 * (not shape.check(plan, chosen.text).ok) + off_theme


def _copy_limit(plan: TextPlan) -> int:
    """Characters; what the asker quotes is the asker's."""
    return max(LONGEST_COPY_CHARACTERS, len(plan.prompt) + LONGEST_COPY_CHARACTERS if plan.prompt else 0)


def _rounds(plan: TextPlan, shape: Form, voice: Voice, copying: Copying | None) -> Iterator[list[Candidate]]:
    """Candidates in the order of merit, round after round; a round that leaves nothing is followed by a bolder one."""
    end_words = EndWords(None, voice.encoding, voice.theme)
    for nth, factor in enumerate(ROUNDS):
        bold = replace(voice, temperature=min(2.0, voice.temperature * factor))
        yield shape.draw(Job(plan, bold, words_rng(plan.request.seed, "draw", nth), end_words, copying))


def _keeps_request(plan: TextPlan, text: str) -> bool:
    if not text.startswith(plan.prompt):
        return False
    return plan.length is None or is_met(text, plan.length)


def _checks(plan: TextPlan, shape: Form, text: str) -> dict[str, Check]:
    """Everything asked, measured on the finished text."""
    checks = {"form": shape.check(plan, text)}
    if plan.prompt:
        kept = text.startswith(plan.prompt)
        checks["prompt"] = Check(f"{len(plan.prompt)} characters", "kept to the letter" if kept else "changed", kept)
    words = f"{measured(text, 'words')} words, {measured(text, 'characters')} characters, {measured(text, 'lines')} lines"
    checks["length"] = Check(str(plan.length) if plan.length else None, words, plan.length is None or is_met(text, plan.length))
    if plan.theme:
        met = has_theme(text, plan.theme)
        checks["theme"] = Check(plan.theme, "occurs" if met else "does not occur", met)
    return checks


def _understood(request: Request, plan: TextPlan) -> Request:
    """The request with every blank filled: what to show."""
    return replace(
        request,
        genre=plan.genre.name,
        generator=plan.generator,
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
    )


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round((now - self.last) * 1000, 1)
        self.last = now

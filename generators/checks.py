"""What was asked, measured on the finished piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from corpora.key_finding import DEFAULT_PROFILE, PROFILES, find_key
from corpora.pieces import Key, Score
from generators.compositions import Check
from generators.planning import Plan

T = TypeVar("T")

TEMPO_TOLERANCE = 0.01
"""Beats a minute; MIDI stores whole microseconds a quarter."""


def check_piece(plan: Plan, written: Score, performed: Score, prompt: Score | None = None) -> dict[str, Check]:
    """Every control, asked or not, as measured on the finished notes."""
    request = plan.request
    meter = performed.meters[-1]
    beats = performed.tempos[-1].quarters_per_minute * 480 / meter.beat_ticks(480)
    bars = sum(bar.number > 0 for bar in written.bars())
    checks = {
        "key": _key_check(plan, written),
        "tempo": Check(_number(request.beats_per_minute), f"{beats:g}", abs(beats - plan.beats_per_minute) < TEMPO_TOLERANCE),
        "meter": Check(None if request.meter is None else "{}/{}".format(*request.meter), str(meter), str(meter) == str(plan.meter)),
        "bars": _bars_check(plan, bars, prompt),
        "seconds": _seconds_check(plan, performed, prompt),
        "instruments": _instruments_check(plan, performed, prompt),
    }
    if prompt is not None:
        kept = keeps(prompt, performed)
        checks["continue"] = Check("the given notes kept", "all kept" if kept else "some changed", kept)
    return checks


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def sounds_in(key: Key, score: Score, profiles: Sequence[str] = (DEFAULT_PROFILE,)) -> Key | None:
    """The key where a finder hears it with each of the profiles (or its major or minor twin on the same tonic and third); else None."""
    for profile in profiles:
        found = heard_key(key.mode, score, profile)
        if found.tonic != key.tonic or _third(found.mode) != _third(key.mode):
            return None
    return key


def best_in_key(key: Key, ranked: Iterable[T], heard: Callable[[T], Score]) -> T:
    """The first of the ranked candidates heard in the key by every profile; else by the usual one; else the first of all."""
    fallbacks: list[T] = []
    second: T | None = None
    for candidate in ranked:
        if sounds_in(key, heard(candidate), PROFILES):
            return candidate
        if second is None and sounds_in(key, heard(candidate)):
            second = candidate
        fallbacks.append(candidate)
    return fallbacks[0] if second is None else second


def heard_key(mode: str, score: Score, profile: str = DEFAULT_PROFILE) -> Key:
    """The key a finder hears among all major and minor keys, and those of ``mode``."""
    estimate = find_key(score, profile, tuple(dict.fromkeys(("major", "minor", mode))))
    return Key(0, estimate.tonic, estimate.mode)


def _third(mode: str) -> str:
    return "major" if mode in {"major", "mixolydian", "lydian"} else "minor"


def _key_check(plan: Plan, written: Score) -> Check:
    heard = sounds_in(plan.key, written)
    asked = None if plan.request.tonic is None else str(plan.key)
    return Check(asked, str(heard or heard_key(plan.key.mode, written)), heard is not None or asked is None)


def _bars_check(plan: Plan, bars: int, prompt: Score | None) -> Check:
    given = 0 if prompt is None else sum(bar.number > 0 for bar in prompt.bars())
    got = f"{bars}" if prompt is None else f"{given} given + {bars - given} new"
    return Check(_number(plan.request.bars), got, bars - given == plan.bars)


def _seconds_check(plan: Plan, performed: Score, prompt: Score | None) -> Check:
    asked = plan.request.seconds
    if asked is None:
        return Check(None, f"{performed.seconds:.1f}", True)
    given = 0.0 if prompt is None else prompt.seconds
    bar = 60.0 / plan.quarters_per_minute * plan.meter.bar_ticks(480) / 480
    return Check(_number(asked), f"{performed.seconds - given:.1f}", abs(performed.seconds - given - asked) <= 0.5 * bar + 1e-6)


def _instruments_check(plan: Plan, performed: Score, prompt: Score | None) -> Check:
    wanted = [player.name for player in plan.line_up]
    playing = [part.name for part in performed.parts if part.notes]
    asked = ", ".join(plan.request.instruments) or None
    if prompt is not None:
        return Check(asked, ", ".join(playing), True if asked is None else set(wanted) <= set(playing))
    return Check(asked, ", ".join(playing), playing == wanted)


def keeps(prompt: Score, piece: Score) -> bool:
    """Whether every note of the prompt stands in the piece unchanged: start, pitch, length, loudness."""
    scale = piece.ticks_per_quarter / prompt.ticks_per_quarter
    there = {(note.start_ticks, note.pitch, note.duration_ticks, note.velocity, part.is_drum) for part in piece.parts for note in part.notes}
    return all(
        (note.start_ticks * scale, note.pitch, note.duration_ticks * scale, note.velocity, part.is_drum) in there
        for part in prompt.parts
        for note in part.notes
    )

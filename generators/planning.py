"""From a request to a plan: every blank filled from the genre, the mood and the seed, and what was asked kept exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpora.chords import note_name_pitch_class
from corpora.encodings.base import Controls
from corpora.errors import AskerError
from corpora.instruments import Instrument, by_program, line_up_of
from corpora.pieces import MODES, Key, Meter
from generators.errors import NoUsableCandidateError
from generators.genres import Genre, TempoRange, music_genre
from generators.moods import MOODS, Mood
from generators.requests import Request

SLOWEST, FASTEST = 20.0, 400.0
"""Beats a minute the band can play."""
MOST_BARS = 512
ROUNDS = (1.0, 1.15, 1.3, 0.85)
"""Factors on the temperature of the rounds of drawing: a round in which every candidate is degenerate is followed by the next."""
_STAGES = {"plan": 0, "head": 1, "solo": 2, "band": 3, "title": 4, "form": 5, "changes": 6, "words": 7, "setting": 8, "tune": 9}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a prompt settles: the piece goes on in it."""

    meter: Meter
    key: Key
    quarters_per_minute: float
    melody_program: int
    """General MIDI program of its melody."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything decided before the first note."""

    request: Request
    genre: Genre
    key: Key
    meter: Meter
    beats_per_minute: float
    quarters_per_minute: float
    bars: int
    """Whole bars to compose; with a prompt, the bars after it."""
    line_up: tuple[Instrument, ...]
    style: str | None
    mood: Mood | None
    structure: str
    generator: str
    temperature: float
    top_p: float
    candidates: int

    def density(self, notes_per_bar: float) -> float:
        """Notes in a bar of the plan's meter and mood, from those of a 4/4 bar."""
        return notes_per_bar * (self.mood.density if self.mood else 1.0) * self.meter.bar_ticks(480) / 1920

    def told(self, genre_name: str, density: float, form: str | None = None) -> Controls:
        """What the generator is told."""
        meter = (self.meter.numerator, self.meter.denominator)
        return Controls(genre_name, self.key.mode, meter, self.quarters_per_minute, density, form)


def stage_rng(seed: int, stage: str, nth: int = 0) -> np.random.Generator:
    """The random numbers of one stage (of its ``nth`` repetition, as for a second solo chorus).

    Each stage has its own, so that a change in one leaves the others' draws as they were.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed & (2**63 - 1), _STAGES[stage], nth])))


def make_plan(request: Request, rules: Rules | None = None) -> Plan:
    """Fill every blank of a request.

    Args:
        request: what was asked.
        rules: what a prompt has settled already.

    Raises:
        AskerError: when controls contradict one another or the genre has no such thing.
    """
    chosen = music_genre(request.genre)
    rng = stage_rng(request.seed, "plan")
    mood = MOODS[request.mood] if request.mood else None
    meter = _meter(request, chosen, rules.meter if rules else None, rng)
    key = _key(request, chosen, mood, rules.key if rules else None, rng)
    beats, bars = _tempo_and_bars(request, chosen, mood, meter, rules.quarters_per_minute if rules else None, rng)
    return Plan(
        request=request,
        genre=chosen,
        key=key,
        meter=meter,
        beats_per_minute=beats,
        quarters_per_minute=beats * _quarters_per_beat(meter),
        bars=bars,
        line_up=_line_up(request, chosen, rules),
        style=_style(chosen, meter, beats),
        mood=mood,
        structure=str(rng.choice(np.array(chosen.structure or ("",)))),
        generator=request.generator or chosen.generator,
        temperature=request.temperature or chosen.temperature,
        top_p=request.top_p or chosen.top_p,
        candidates=request.candidates or chosen.candidates,
    )


def _line_up(request: Request, chosen: Genre, rules: Rules | None) -> tuple[Instrument, ...]:
    """What was asked for; else the genre's own, whose lead goes to the instrument of the prompt."""
    line_up = line_up_of(request.instruments or chosen.instruments)
    if rules is None or request.instruments:
        return line_up
    return (by_program(rules.melody_program), *line_up[1:])


def _meter(request: Request, chosen: Genre, prompt: Meter | None, rng: np.random.Generator) -> Meter:
    if request.meter:
        numerator, denominator = request.meter
        if prompt is not None and (prompt.numerator, prompt.denominator) != request.meter:
            raise AskerError(
                f"--meter {numerator}/{denominator} contradicts the prompt, which is in {prompt}: leave --meter out or continue another file"
            )
    elif prompt is not None:
        numerator, denominator = prompt.numerator, prompt.denominator
    else:
        numerator, denominator = (int(number) for number in str(rng.choice(np.array(chosen.meters))).split("/"))
    if numerator * 4 / denominator > 8 or numerator * 16 / denominator < 4:
        raise AskerError(f"meter {numerator}/{denominator} is too long or too short a bar to play: use one from 1/4 to 8/4 (--meter)")
    return Meter(0, numerator, denominator)


def _key(request: Request, chosen: Genre, mood: Mood | None, prompt: Key | None, rng: np.random.Generator) -> Key:
    options = [parse_key(name) for name in chosen.keys]
    wanted = request.mode or (mood.mode if mood else None)
    if request.tonic is not None:
        return Key(0, request.tonic, request.mode or "major")
    if prompt is not None:
        return Key(0, prompt.tonic, request.mode or prompt.mode)
    fitting = [key for key in options if wanted in {None, key.mode}]
    if not fitting:
        fitting = [Key(0, key.tonic, wanted or key.mode) for key in options]
    return fitting[int(rng.integers(len(fitting)))]


@lru_cache(maxsize=256)
def parse_key(name: str) -> Key:
    """``"F# minor"`` as a key at the start."""
    tonic, _, mode = name.partition(" ")
    if mode not in MODES:
        raise AskerError(f"mode {mode!r} in key {name!r} is unknown; possible: {', '.join(MODES)}")
    return Key(0, note_name_pitch_class(tonic), mode)


def _quarters_per_beat(meter: Meter) -> float:
    return meter.beat_ticks(480) / 480


def tempo_range(chosen: Genre, meter: Meter) -> TempoRange:
    """The genre's tempo range in a meter."""
    return chosen.tempo_by_meter.get(str(meter), chosen.tempo)


def _chosen_tempo(chosen: Genre, mood: Mood | None, meter: Meter, rng: np.random.Generator) -> float:
    pace = tempo_range(chosen, meter)
    if mood is not None:
        place = float(np.clip(rng.normal(mood.tempo_place, 0.08), 0, 1))
        return round(pace.low + place * (pace.high - pace.low))
    return float(round(rng.triangular(pace.low, pace.usual, pace.high)))


def _tempo_and_bars(
    request: Request, chosen: Genre, mood: Mood | None, meter: Meter, prompt_tempo: float | None, rng: np.random.Generator
) -> tuple[float, int]:
    """Beats a minute and bars: what was asked is kept, seconds are met by the nearest bars and then, where free, by the tempo."""
    beats_per_bar = meter.bar_ticks(480) / meter.beat_ticks(480)
    usual = _chosen_tempo(chosen, mood, meter, rng)
    usual_bars = int(rng.choice(np.array(chosen.bars)))
    if prompt_tempo is not None and request.beats_per_minute is None:
        usual = prompt_tempo / _quarters_per_beat(meter)
    beats = request.beats_per_minute or usual
    if request.seconds is None:
        return beats, request.bars or usual_bars
    bars = request.bars or max(1, round(request.seconds * beats / 60 / beats_per_bar))
    if request.beats_per_minute is None and prompt_tempo is None:
        beats = bars * beats_per_bar * 60 / request.seconds
    _refuse_contradiction(request, meter, bars, beats, beats_per_bar)
    return beats, bars


def _refuse_contradiction(request: Request, meter: Meter, bars: int, beats: float, beats_per_bar: float) -> None:
    seconds = request.seconds or 0.0
    lasts = bars * beats_per_bar * 60 / beats
    bar_seconds = beats_per_bar * 60 / beats
    if not SLOWEST <= beats <= FASTEST:
        fits = max(1, round(seconds * 100 / 60 / beats_per_bar))
        raise AskerError(
            f"{bars} bars of {meter} in {seconds:g} seconds would need {beats:.0f} beats a minute: possible are {SLOWEST:g}-{FASTEST:g} "
            f"({fits} bars would be 100); change --bars or --seconds"
        )
    if bars > MOST_BARS:
        raise AskerError(
            f"{seconds:g} seconds at {beats:.0f} beats a minute would be {bars} bars of {meter}: at most {MOST_BARS}; change --seconds or --tempo"
        )
    if abs(lasts - seconds) > 0.5 * bar_seconds + 1e-6:
        raise AskerError(
            f"{bars} bars of {meter} at {beats:g} beats a minute last {lasts:.1f} seconds, not {seconds:g}: "
            f"leave out one of --bars, --tempo, --seconds (or use --seconds {lasts:.1f})"
        )


def _style(chosen: Genre, meter: Meter, beats: float) -> str | None:
    for choice in chosen.styles:
        if (not choice.meters or str(meter) in choice.meters) and beats <= choice.up_to:
            return choice.style
    return chosen.styles[-1].style if chosen.styles else None


def no_candidate(plan: Plan) -> NoUsableCandidateError:
    """The error for a request whose every candidate was degenerate."""
    return NoUsableCandidateError(
        f"none of {plan.candidates} candidates was fit to play: try another --seed, more --candidates, "
        f"or a lower --temperature than {plan.temperature:g}"
    )


def nearest_shift(tonic: int) -> int:
    """Semitones from C to a tonic by the shorter way, -6 to 5."""
    return (tonic + 6) % 12 - 6

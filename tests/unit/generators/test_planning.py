from __future__ import annotations

import re

import pytest

from corpora.errors import AskerError
from corpora.pieces import Key, Meter
from generators.genres import music_genre
from generators.planning import Rules, make_plan, nearest_shift, parse_key, stage_rng, tempo_range
from generators.requests import Request


def test_the_same_seed_plans_the_same_piece() -> None:
    assert make_plan(Request("jazz", 5)) == make_plan(Request("jazz", 5))
    assert any(make_plan(Request("jazz", seed)).key != make_plan(Request("jazz", 5)).key for seed in range(10))


def test_what_is_asked_is_planned_to_the_letter() -> None:
    plan = make_plan(Request("jazz", 1, tonic=2, mode="minor", beats_per_minute=90, bars=32, meter=(3, 4), instruments=("clarinet", "piano")))
    assert (plan.key, plan.beats_per_minute, plan.bars, str(plan.meter)) == (Key(0, 2, "minor"), 90, 32, "3/4")
    assert [player.name for player in plan.line_up] == ["clarinet", "piano"]


@pytest.mark.parametrize("seed", range(20))
def test_a_free_tempo_stays_in_the_genres_range(seed: int) -> None:
    plan = make_plan(Request("folk", seed))
    pace = tempo_range(music_genre("folk"), plan.meter)
    assert pace.low <= plan.beats_per_minute <= pace.high


def test_seconds_are_met_exactly_by_a_free_tempo() -> None:
    plan = make_plan(Request("jazz", 3, seconds=60, meter=(4, 4)))
    assert plan.bars * 4 * 60 / plan.beats_per_minute == pytest.approx(60)


def test_seconds_at_a_fixed_tempo_are_met_to_half_a_bar() -> None:
    plan = make_plan(Request("jazz", 3, seconds=61, beats_per_minute=120, meter=(4, 4)))
    assert abs(plan.bars * 2 - 61) <= 1


def test_beats_are_dotted_in_compound_meters() -> None:
    plan = make_plan(Request("folk", 1, meter=(6, 8), beats_per_minute=100))
    assert plan.quarters_per_minute == 150


def test_a_sad_mood_prefers_minor_and_slow() -> None:
    plans = [make_plan(Request("jazz", seed, mood="sad", meter=(4, 4))) for seed in range(12)]
    assert all(plan.key.mode == "minor" for plan in plans)
    assert max(plan.beats_per_minute for plan in plans) < music_genre("jazz").tempo.usual


def test_a_slow_tune_is_a_ballad() -> None:
    assert make_plan(Request("jazz", 1, beats_per_minute=70, meter=(4, 4))).style == "ballad"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request("jazz", 1, bars=32, seconds=30, beats_per_minute=120, meter=(4, 4)), "64.0 seconds, not 30"),
        (Request("jazz", 1, bars=200, seconds=10, meter=(4, 4)), "beats a minute"),
        (Request("jazz", 1, seconds=1200, beats_per_minute=300, meter=(2, 4)), "at most 512"),
        (Request("jazz", 1, meter=(31, 2)), "too long"),
        (Request("polkacore", 1), "unknown genre"),
    ],
)
def test_contradictions_are_refused_with_what_would_fit(request_: Request, words: str) -> None:
    with pytest.raises(AskerError, match=re.escape(words)) as caught:
        make_plan(request_)
    assert "\n" not in str(caught.value)


def test_a_prompt_settles_meter_key_tempo_and_lead() -> None:
    plan = make_plan(Request("folk", 1), Rules(Meter(0, 3, 4), Key(0, 9, "minor"), 140.0, 73))
    assert (str(plan.meter), plan.key, plan.quarters_per_minute, plan.line_up[0].program) == ("3/4", Key(0, 9, "minor"), 140.0, 73)


def test_a_meter_against_the_prompts_is_refused() -> None:
    with pytest.raises(AskerError, match="contradicts the prompt"):
        make_plan(Request("folk", 1, meter=(4, 4)), Rules(Meter(0, 3, 4), Key(0, 9, "minor"), 140.0, 73))


@pytest.mark.parametrize("tonic", range(12))
def test_the_nearest_shift_is_at_most_a_tritone(tonic: int) -> None:
    assert (nearest_shift(tonic) - tonic) % 12 == 0
    assert -6 <= nearest_shift(tonic) <= 5


def test_keys_are_read_in_flats_and_sharps() -> None:
    assert (parse_key("Bb major").tonic, parse_key("F# minor")) == (10, Key(0, 6, "minor"))


def test_every_stage_and_chorus_draws_its_own_numbers() -> None:
    draws = {stage_rng(7, stage, nth).random() for stage in ("plan", "head", "solo", "band") for nth in range(3)}
    assert len(draws) == 12
    assert stage_rng(7, "solo", 1).random() in draws

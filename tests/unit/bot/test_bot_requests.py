import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests import Asked, draw_seed, request_as_json, request_from_json, understood, with_seed
from corpora.errors import AskerError
from corpora.pieces import MODES
from generators.requests import Length, Request


def test_every_control_is_understood() -> None:
    asked = Asked(
        "Jazz", words="There was", length="12 lines", theme=" rain ", lyrics="la\n",
        key="Dm", tempo="90 bpm", bars="32", meter="3/4", mood="gentle", instruments="tenor sax and piano", seed="7", temperature="0.9",
        top_p="0.95", candidates="8", generator="jazz-lstm",
    )  # fmt: skip
    assert understood(asked) == Request(
        "jazz", 7, words="There was", length=Length(12, "lines"), theme="rain", lyrics="la",
        generator="jazz-lstm", tonic=2, mode="minor", beats_per_minute=90.0, bars=32, meter=(3, 4), mood="calm",
        instruments=("tenor sax", "piano"), temperature=0.9, top_p=0.95, candidates=8,
    )  # fmt: skip


def test_what_is_not_said_is_left_to_the_band() -> None:
    request = understood(Asked("jazz", seed="1"))
    assert request == Request("jazz", 1)


def test_a_seed_is_drawn_where_none_is_named() -> None:
    seeds = {understood(Asked("jazz")).seed for _ in range(20)}
    assert len(seeds) == 20
    assert all(0 <= seed < 10**9 for seed in seeds)
    assert draw_seed() != draw_seed()


def test_several_pieces_have_seeds_that_follow_one_another() -> None:
    last = 2**63 - 1
    assert [with_seed(Request("jazz", 5), index).seed for index in range(3)] == [5, 6, 7]
    assert with_seed(Request("jazz", last), 1).seed == 0


@pytest.mark.parametrize(
    ("control", "said"),
    [("seed", "-1"), ("seed", str(2**63)), ("seed", "1.0"), ("mood", "purplish"), ("instruments", "kazooo"), ("instruments", ""),
     ("temperature", "0"), ("temperature", "nan"), ("top_p", "1.01"), ("candidates", "0"), ("candidates", "65"), ("genre", "jaz")],
)  # fmt: skip
def test_what_can_not_be_met_is_refused_by_the_name_of_its_flag(control: str, said: str) -> None:
    with pytest.raises(AskerError) as refused:
        understood(Asked(**{"genre": "jazz", control: said}))
    assert "--" + control.replace("_", "-") in str(refused.value)
    assert "\n" not in str(refused.value)


requests = st.builds(
    Request,
    genre=st.sampled_from(["jazz", "folk"]),
    seed=st.integers(0, 2**63 - 1),
    generator=st.none() | st.just("jazz-lstm"),
    mode=st.sampled_from(MODES),
    tonic=st.none() | st.integers(0, 11),
    beats_per_minute=st.none() | st.floats(20, 400),
    bars=st.none() | st.integers(1, 512),
    seconds=st.none() | st.floats(1, 1200),
    meter=st.none() | st.tuples(st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16, 32])),
    mood=st.none() | st.just("calm"),
    instruments=st.lists(st.sampled_from(["piano", "tenor sax", "violin 2"])).map(tuple),
    temperature=st.none() | st.floats(0.05, 2),
    top_p=st.none() | st.floats(0.05, 1),
    candidates=st.none() | st.integers(1, 64),
    words=st.none() | st.sampled_from(["There was", " 🥁\nשלום "]),
    length=st.none() | st.builds(Length, st.integers(1, 200), st.sampled_from(["words", "characters", "lines"])),
    theme=st.none() | st.just("rain"),
    lyrics=st.none() | st.just("la la\n\nla"),
)


@given(requests)
def test_a_request_survives_being_remembered(request_: Request) -> None:
    remembered = json.loads(json.dumps(request_as_json(request_)))
    assert request_from_json(remembered, None) == request_

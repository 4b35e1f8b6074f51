from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.history.identifiers import new_identifier, normalized

START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 10**12).map(lambda milliseconds: START + timedelta(milliseconds=milliseconds))


@given(moments, moments)
def test_later_pieces_sort_after_earlier_ones(one: datetime, other: datetime) -> None:
    if one + timedelta(milliseconds=1) < other:
        assert new_identifier(one) < new_identifier(other)


@given(moments)
def test_a_name_is_typed_back_as_it_is(moment: datetime) -> None:
    name = new_identifier(moment)
    assert len(name) == 14
    assert normalized(f" {name.upper()} ") == name


def test_names_of_one_moment_differ() -> None:
    assert len({new_identifier(START) for _ in range(200)}) == 200


def test_look_alikes_are_read_as_digits() -> None:
    assert normalized("O1-iL") == "0111"

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pytest

from corpora.tables import trusted


@dataclass(frozen=True, slots=True)
class Inner:
    hits: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    tempo: float
    count: int
    kind: Literal["a", "b"]
    pair: tuple[int, float]
    inner: Inner
    many: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = field(default_factory=dict)


def test_tables_become_dataclasses_arrays_tuples_and_whole_numbers_floats() -> None:
    hits = {"hits": [[0, 1, "a"]]}
    table = {"name": "x", "tempo": 90, "count": 3, "kind": "a", "pair": [1, 2], "inner": hits, "many": [hits, hits], "by_name": {"y": hits}}
    made = trusted(Outer, table)
    inner = Inner(((0.0, 1.0, "a"),))
    assert made == Outer("x", 90.0, 3, "a", (1, 2.0), inner, (inner, inner), {"y": inner})
    assert [type(number) for number in (made.tempo, made.count, *made.pair)] == [float, int, int, float]


def test_a_key_nobody_reads_is_an_error() -> None:
    with pytest.raises(KeyError):
        trusted(Inner, {"hits": [], "colour": "blue"})

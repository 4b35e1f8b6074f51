from dataclasses import replace
from math import factorial

import numpy as np
import pytest

from benchmarks.queue_model import DAY_SECONDS, Plant, Traffic, arrivals, fewest_workers, people, simulate

FAST = Plant(workers=1, text_seconds=1.0, music_seconds=1.0, spread=0.0, network_seconds=(0.0, 0.0))


def erlang_c(servers: int, load: float) -> float:
    """Chance to wait in an M/M/c queue."""
    top = load**servers / factorial(servers) * servers / (servers - load)
    return top / (sum(load**k / factorial(k) for k in range(servers)) + top)


@pytest.mark.parametrize("servers", [1, 4])
def test_waits_are_those_of_queueing_theory(servers: int) -> None:
    rng = np.random.default_rng(0)
    count, load = 60_000, 0.7 * servers
    moments = np.cumsum(rng.exponential(1.0 / load, count))
    # One class of exponential work: the mean wait of M/M/c, whatever the order among equals.
    from benchmarks import queue_model

    done = queue_model._worked(servers, moments, rng.exponential(1.0, count), queue_model._Turns(np.arange(count)))
    mean_response = float((done - moments).mean())
    theory = 1.0 + erlang_c(servers, load) / (servers - load)
    assert mean_response == pytest.approx(theory, rel=0.08)


def test_everybodys_first_request_goes_before_anybodys_second() -> None:
    fan, others = [0] * 50, list(range(1, 11))
    moments = np.concatenate([np.zeros(50), np.full(10, 0.5)])
    authors = np.array(fan + others)
    outcome = simulate(FAST, moments, authors, np.zeros(60, dtype=bool), np.random.default_rng(0))
    assert outcome.waits[50:].max() <= 12.0
    assert outcome.waits[:50].max() == pytest.approx(60.0)


def test_no_quarter_of_an_hour_sees_more_posts_than_are_allowed() -> None:
    plant = replace(FAST, workers=1000, text_seconds=0.0, posts_per_15_minutes=49)
    moments = np.sort(np.random.default_rng(0).uniform(0, 3600, 400))
    outcome = simulate(plant, moments, np.arange(400), np.zeros(400, dtype=bool), np.random.default_rng(0))
    published = np.sort(moments + outcome.waits)
    assert max(int(np.sum((published >= start) & (published < start + 900))) for start in published) <= 50
    assert published[-1] > 6000, "400 posts take longer than an hour"


def test_as_many_come_as_were_said() -> None:
    traffic = Traffic(20_000, bursts_a_day=0)
    moments = arrivals(traffic, 0.0, DAY_SECONDS, np.random.default_rng(0))
    assert moments.size == pytest.approx(20_000, rel=0.03)
    morning = np.sum(moments < DAY_SECONDS / 2)
    assert morning > 0.6 * moments.size
    assert np.all(np.diff(moments) >= 0)
    assert arrivals(replace(traffic, bursts_a_day=4), 0.0, DAY_SECONDS, np.random.default_rng(0)).size > moments.size


def test_some_people_ask_often() -> None:
    authors = people(10_000, 2.0, np.random.default_rng(0))
    counts = np.bincount(authors)
    assert counts.max() > 20
    assert authors.max() < 5000


def test_one_worker_less_would_be_too_few() -> None:
    traffic, plant = Traffic(20_000.0), replace(FAST, text_seconds=2.0, music_seconds=6.0)
    best, outcome = fewest_workers(plant, traffic, 0.0, 6 * 3600.0, 30.0)
    assert outcome.percentile(95.0) <= 30.0
    assert best.workers > 1
    assert 0.0 < outcome.busy <= 1.0

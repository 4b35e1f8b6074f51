"""What the benchmark of answering makes of the answers it waited for."""

from collections.abc import Iterable, Iterator

import pytest

from benchmarks.bot import FILM, WORDS, _rows, _step_rows, _texts, _tunes
from benchmarks.bot_at_work import Answered
from benchmarks.networks import OnX, simulated_x
from benchmarks.parsing import parsing_rows
from bot.settings import BotSettings
from bot.understanding.understand import understand
from generators.genres import genre_names


def answered(seconds: float, **steps: float) -> Answered:
    return Answered(seconds, seconds, steps)


def test_half_of_the_answers_and_95_of_a_hundred_are_held_against_their_targets() -> None:
    half, most = _rows("film", [float(second) for second in range(1, 12)], FILM)
    assert (half.figure, most.figure) == (6.0, 10.5)
    assert half.target is not None
    assert half.target.met_by(half.figure)
    assert most.target is not None
    assert not most.target.met_by(most.figure)
    assert (half.note, most.note) == ("11 answers", "slowest 11.0 s")
    assert _rows("words", [1.0], WORDS)[0].target is None


def test_steps_stand_in_their_order_and_those_that_were_rare_are_left_out() -> None:
    often = [answered(1.0, queued=0.01, compose=0.2, publish=0.03) for _ in range(3)]
    rows = _step_rows("words", [*often, answered(1.0, queued=0.02, compose=0.4, publish=0.03, rest=9.0)])
    assert [(row.name, row.figure) for row in rows] == [
        ("words: queued", pytest.approx(10.0)),
        ("words: compose", pytest.approx(200.0)),
        ("words: publish", pytest.approx(30.0)),
    ]


def test_every_genre_is_asked_for_and_understood() -> None:
    def genres(wishes: Iterable[str]) -> set[str]:
        found = [understand(f"@houseband {wish}", "houseband", None, BotSettings(), "1").asked for wish in wishes]
        return {asked.genre for asked in found if asked is not None}

    assert genres(_tunes(30)) == set(genre_names("music"))
    assert genres(_texts(60)) == set(genre_names("text"))


@pytest.fixture(scope="module")
def network() -> Iterator[OnX]:
    with simulated_x() as running:
        yield running


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.enable_socket
def test_seconds_are_counted_by_the_networks_own_clock(network: OnX) -> None:
    from bot.platforms.x import XPlatform

    x = XPlatform.from_environment(network.environment)
    cursor = x.mentions(None).cursor
    post = network.ask("a proverb", 1)
    assert network.seconds_to_reply(post) is None
    (mention,) = x.mentions(cursor).mentions
    x.publish(mention, "All is well that ends.", (), "key")
    seconds = network.seconds_to_reply(post)
    assert seconds is not None
    assert 0.0 < seconds < 60.0


def test_the_parser_is_measured_on_all_sentences() -> None:
    rows = {row.name: row for row in parsing_rows()}
    assert rows["parser: fields right"].figure > 90.0
    assert rows["parser: fields right, held-out"].figure > 90.0
    assert rows["parser: a sentence, p95"].figure > 0.0

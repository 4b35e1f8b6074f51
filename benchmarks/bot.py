"""How long somebody waits for an answer, and how well they are understood.

The whole bot as it is run (`houseband bot run`, a process of its own with its databases), idle but for one request at a time, asked at a moment
that has nothing to do with its polls: of the simulated X, which decodes each film and takes half a second and more over it, and of a Mastodon server
on this machine, which streams. Music lasts 20 seconds and goes through all genres, on X as an MP4, on Mastodon as an MP3; words go through all
genres too, and on X those that are too long for a post go out as a picture.

On X, whoever asks waits for the next poll first, and X's published limit (300 in a quarter of an hour, of which the bot takes less than half)
allows one every 6.5 seconds. So there are three figures: with these polls; with two polls a second, as for an account that X grants 4,000 reads; and
from the moment the mention was read, which is all that the bot itself takes. On Mastodon, within its own limits, the stream calls for the poll.

The sentences are those of `tests/data/requests.jsonl`; every third was held out while the parser was written.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.bot_at_work import Answered, BotAtWork, bot_at_work
from benchmarks.networks import Network, own_mastodon, simulated_x
from benchmarks.parsing import parsing_rows
from benchmarks.scale import STANDARD, Scale, progress
from benchmarks.table import Row, Target, at_most
from bot.guards.buckets import poll_seconds
from bot.staffing import SHORTEST_POLL_SECONDS
from generators.genres import genre_names

FILM = (at_most(6.0), at_most(10.0))
WORDS = (None, at_most(1.5))
"""Most seconds that half of the answers take, and 95 of a hundred."""
PUBLISHED_READS, GRANTED_READS, MASTODON_READS = 300, 4000, 900
_FRESH_STARTS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers of one bot on one network."""

    music: tuple[Answered, ...]
    words: tuple[Answered, ...]


def run(scale: Scale = STANDARD) -> list[Row]:
    """Ask, wait, count."""
    music, words = (6, 10) if scale.quick else (30, 60)
    with simulated_x() as network:
        published = _heard(network, PUBLISHED_READS, music, words, "X, polled as its published limits allow")
        granted = _heard(network, GRANTED_READS, music, words, "X, polled twice a second")
        fresh = _fresh(network, 1 if scale.quick else _FRESH_STARTS)
    with own_mastodon() as network:
        mastodon = _heard(network, MASTODON_READS, music, words, "Mastodon")
    every = f"polled every {max(SHORTEST_POLL_SECONDS, poll_seconds(PUBLISHED_READS)):.1f} s, as its published limits allow"
    return [
        *_rows("film of 20 s, X polled twice a second", (each.from_asking for each in granted.music), FILM),
        *_rows("words, X polled twice a second", (each.from_asking for each in granted.words), WORDS),
        *_rows(f"film of 20 s, X {every}", (each.from_asking for each in published.music), FILM),
        *_rows(f"words, X {every}", (each.from_asking for each in published.words), WORDS),
        *_rows("film of 20 s, X, from when it was read", (each.from_reading for each in (*published.music, *granted.music)), FILM),
        *_rows("words, X, from when they were read", (each.from_reading for each in (*published.words, *granted.words)), WORDS),
        *_rows("recording of 20 s, Mastodon", (each.from_asking for each in mastodon.music), FILM),
        *_rows("words, Mastodon", (each.from_asking for each in mastodon.words), WORDS),
        *_rows("first film of a fresh worker, X, from when it was read", (each.from_reading for each in fresh.music)),
        *_rows("first words of a fresh worker, X, from when they were read", (each.from_reading for each in fresh.words)),
        *_step_rows("film of 20 s", granted.music),
        *_step_rows("words", granted.words),
        *parsing_rows(),
    ]


def _heard(network: Network, reads: int, music: int, words: int, about: str) -> Heard:
    """One bot, asked for music and for words by turns."""
    progress(f"  {about}")
    with tempfile.TemporaryDirectory() as home, bot_at_work(Path(home), network, reads) as bot:
        bot.ask("a proverb", 0)
        bot.ask("jazz, 10 seconds", 1)
        asker = _Asker(bot, most_pause_seconds=max(SHORTEST_POLL_SECONDS, poll_seconds(reads)))
        return Heard(asker.ask_for(_tunes(music)), asker.ask_for(_texts(words)))


def _fresh(network: Network, starts: int) -> Heard:
    """Bots that nobody asked anything before."""
    progress("  X, the first mention of a fresh worker")
    first: dict[str, list[Answered]] = {"jazz, 20 seconds": [], "a limerick": []}
    for wish in (*first,) * starts:
        with tempfile.TemporaryDirectory() as home, bot_at_work(Path(home), network, GRANTED_READS) as bot:
            time.sleep(5.0)
            first[wish].append(bot.ask(wish, 0))
    music, words = (tuple(answers) for answers in first.values())
    return Heard(music, words)


class _Asker:
    """Asks for one thing after the other, each by somebody else, at random moments."""

    def __init__(self, bot: BotAtWork, most_pause_seconds: float) -> None:
        self._bot = bot
        self._most_pause_seconds = most_pause_seconds
        self._chance = random.Random(20)  # noqa: S311 (a benchmark)
        self._people = 1

    def ask_for(self, wishes: Iterable[str]) -> tuple[Answered, ...]:
        return tuple(self._ask(wish) for wish in wishes)

    def _ask(self, wish: str) -> Answered:
        time.sleep(self._chance.uniform(0.0, self._most_pause_seconds))
        self._people += 1
        return self._bot.ask(wish, self._people)


def _tunes(count: int) -> Iterable[str]:
    return (f"{genre}, 20 seconds" for genre in islice(cycle(genre_names("music")), count))


def _texts(count: int) -> Iterable[str]:
    return (f"a {genre}" for genre in islice(cycle(genre_names("text")), count))


def _rows(name: str, seconds: Iterable[float], targets: Sequence[Target | None] = (None, None)) -> list[Row]:
    """The middle and the 95th percentile."""
    taken = list(seconds)
    figures = (statistics.median(taken), float(np.percentile(taken, 95)))
    notes = (f"{len(taken)} answers", f"slowest {max(taken):.1f} s")
    return [
        Row(f"{name}: {which}", figure, "s", note=note, target=target)
        for which, figure, note, target in zip(("p50", "p95"), figures, notes, targets, strict=True)
    ]


def _step_rows(name: str, answers: Sequence[Answered]) -> list[Row]:
    """Where the time goes from reading to the reply: the median of each step."""
    taken: dict[str, list[float]] = {}
    for answered in answers:
        for step, seconds in answered.steps.items():
            taken.setdefault(step, []).append(seconds)
    common = Counter({step: len(seconds) for step, seconds in taken.items()})
    return [Row(f"{name}: {step}", statistics.median(taken[step]) * 1000.0, "ms", places=0) for step in taken if common[step] * 2 > len(answers)]

"""``python -m benchmarks [NAME ...]``: run benchmarks one after the other, print their tables and record them in ``RESULTS.md``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from benchmarks.results import record, section
from benchmarks.scale import Scale
from benchmarks.table import Row, markdown_table


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module of this folder."""

    title: str
    module: str
    """Has ``run()``, or ``run(scale=...)`` where ``scaled``."""
    scaled: bool = False
    takes_hours: bool = False
    """Runs only where it is named."""
    has_page: bool = False
    """Has ``write_page(rows)`` too, which brings its tables into a document."""


BENCHMARKS = {
    "starting": Benchmark("From a cold start", "benchmarks.starting"),
    "speed": Benchmark("Tokens a second", "benchmarks.speed"),
    "held_out": Benchmark("Held-out pieces foreseen", "benchmarks.held_out"),
    "quality": Benchmark("Random requests", "benchmarks.quality", scaled=True),
    "likeness": Benchmark("Likeness to human pieces", "benchmarks.likeness", scaled=True),
    "words": Benchmark("Words", "benchmarks.words", scaled=True),
    "reading": Benchmark("Reading MIDI", "benchmarks.reading"),
    "rendering": Benchmark("Rendering", "benchmarks.rendering"),
    "bot": Benchmark("Answering a mention", "benchmarks.bot", scaled=True),
    "queueing": Benchmark("Mentions a day", "benchmarks.queueing", has_page=True),
    "storms": Benchmark("Mentions in a storm", "benchmarks.storms", scaled=True, takes_hours=True),
}
"""Name to benchmark, in the order they run and stand in the file."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure houseband and record it in benchmarks/RESULTS.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; where none is named, all but storms")
    parser.add_argument("--requests", type=int, default=200, help="random requests a genre (default: 200)")
    parser.add_argument("--pieces", type=int, default=50, help="pieces a genre compared with human ones (default: 50)")
    parser.add_argument("--genres", default="", help="genres to measure, by commas; all where none is named")
    parser.add_argument("--mentions", type=int, default=10_000, help="storms: mentions answered with words (default: 10000; 0: none)")
    parser.add_argument("--films", type=int, default=500, help="storms: mentions answered with rendered music (default: 500; 0: none)")
    parser.add_argument("--train-minutes", type=float, default=0.0, help="words: minutes to train an LSTM here on two cores (default: none)")
    parser.add_argument("--strict", action="store_true", help="end with exit code 1 where a target is not met")
    parser.add_argument("--quick", action="store_true", help="bot: few answers, to see that it works; not recorded")
    parser.add_argument("--no-record", action="store_true", help="print only")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; possible: {', '.join(BENCHMARKS)}")
    genres = tuple(name.strip() for name in given.genres.split(",") if name.strip())
    scale = Scale(given.requests, given.pieces, genres, given.mentions, given.films, given.train_minutes)
    rows = [
        row
        for name in given.names or (name for name, each in BENCHMARKS.items() if not each.takes_hours)
        for row in _measure(BENCHMARKS[name], scale, keep=not given.no_record)
    ]
    if given.strict and any(row.missed for row in rows):
        sys.exit(1)


def _measure(benchmark: Benchmark, scale: Scale, *, keep: bool) -> list[Row]:
    print(f"{benchmark.title} ...", file=sys.stderr, flush=True)
    module = import_module(benchmark.module)
    began = time.perf_counter()
    rows: list[Row] = module.run(scale=scale) if benchmark.scaled else module.run()
    seconds = time.perf_counter() - began
    print(f"\n## {benchmark.title}\n\n{markdown_table(rows)}", flush=True)
    if keep:
        about = (module.__doc__ or "").strip()
        record(benchmark.title, section(benchmark.title, about, rows, seconds), [each.title for each in BENCHMARKS.values()])
        if benchmark.has_page:
            module.write_page(rows)
    return rows


if __name__ == "__main__":
    main()

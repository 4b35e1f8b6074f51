"""Tokens a second of the default generator, one thread: its real player, with the grammar of a jazz head, as a request uses it.

Beside it, in the same run: `transformers`' ``generate`` with a GPT-2 of as many parameters, freshly initialised (speed does not depend on what
weights hold), with its key-value cache, one thread of torch, without a grammar. And the machine's own limit: a recurrent network must read all
its weights for every token of a single stream, so tokens a second cannot pass memory bandwidth over bytes of weights. Where the weights fit
into the processor's caches the fraction may pass 1.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale import progress
from benchmarks.table import Row, at_least, not_measured
from corpora.encodings.base import Controls
from corpora.encodings.leadsheet import leadsheet_tables, leadsheet_vocabulary
from corpora.encodings.vocabulary import header_tokens
from corpora.errors import AskerError
from generators.genres import music_genre
from generators.players.autoregressive import LoopState, Player
from generators.registry import MODEL, TrainedGenerator, load_generator
from generators.structure import lay_out

GENRE = "jazz"
BARS = 64
TOKENS = 1024
TRANSFORMER_TOKENS = 256
ROUNDS = 7
TRANSFORMER_ROUNDS = 3
TARGETS = {1: 10_000.0, 16: 40_000.0}
_COPIED_BYTES = 256 * 2**20


def run(
    rounds: int = ROUNDS, tokens: int = TOKENS, transformer_rounds: int = TRANSFORMER_ROUNDS, transformer_tokens: int = TRANSFORMER_TOKENS
) -> list[Row]:
    """Tokens a second at batch 1 and 16, the ratio to ``generate``, and the fraction of the bandwidth limit."""
    try:
        generator = load_generator(music_genre(GENRE).generator)
    except AskerError as error:
        return [not_measured(f"{GENRE}: tokens a second", str(error))]
    player = Player(generator.folder)
    ours = {batch: _median_rate(partial(_drawn, player, batch, tokens), rounds) for batch in TARGETS}
    rows = [
        Row(f"{generator.name}, batch {batch}", rate, "tokens/s", note=f"{tokens} steps, grammar of a jazz head", target=at_least(TARGETS[batch]))
        for batch, rate in ours.items()
    ]
    rows += _bandwidth(generator, ours[1])
    return [*rows, *_transformers(generator, player.vocabulary_size, ours, transformer_rounds, transformer_tokens)]


def _median_rate(draw: Callable[[], int], rounds: int) -> float:
    """Tokens a second, the median of rounds after one that warms up."""
    draw()
    rates = []
    for _ in range(rounds):
        began = time.perf_counter()
        count = draw()
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def _drawn(player: Player, batch: int, steps: int) -> int:
    """Draw heads until ``steps`` tokens a stream are drawn, a new head where one is full; returns the tokens."""
    controls = Controls(music_genre(GENRE).told_as, "major", (4, 4), 150.0, music_genre(GENRE).notes_per_bar, "AABA")
    header = header_tokens(leadsheet_vocabulary(), controls)
    layout = lay_out("AABA", BARS)
    tables = leadsheet_tables((4, 4), range(BARS, 0, -1), layout.section_bars_left, needs_chords=True)
    forced = np.full((batch, BARS + 1, len(header)), -1, np.int64)
    forced[:, 0, : len(header) - 1] = header[1:]
    rng = np.random.default_rng(batch)
    count, left = 0, steps
    while left > 0:
        state: LoopState = player.first_state(batch, header[0], tables.first_phase, tables.first_position)
        drawn = player.run(tables, state, forced, rng.random((left, batch), np.float32), stop_bar=BARS, temperature=0.95, top_p=0.96)
        count += int((drawn.tokens >= 0).sum())
        left -= len(drawn.tokens)
    return count


def _bandwidth(generator: TrainedGenerator, single: float) -> list[Row]:
    progress("  memory bandwidth")
    read_and_written = 2 * _COPIED_BYTES
    source = np.ones(_COPIED_BYTES // 8)
    target = np.empty_like(source)
    rate = _median_rate(lambda: _copied(source, target, read_and_written), 7)
    weights = (generator.folder / MODEL).stat().st_size
    limit = rate / weights
    return [
        Row("memory bandwidth, one thread", rate / 1e9, "GB/s", note="numpy copies 256 MiB; bytes read and written"),
        Row(
            "limit of a single stream by bandwidth", limit, "tokens/s", single / limit, f"{weights / 1e6:.2f} MB of int8 weights read for each token"
        ),
    ]


def _copied(source: NDArray[np.float64], target: NDArray[np.float64], size: int) -> int:
    np.copyto(target, source)
    return size


@dataclass(frozen=True, slots=True)
class Shape:
    """A GPT-2 of about a given size."""

    width: int
    layers: int
    parameters: int


def gpt2_of(parameters: int, vocabulary: int, positions: int, layers: int = 6) -> Shape:
    """The width (a multiple of 64: one head's) that comes nearest to a number of parameters."""

    def size(width: int) -> int:
        # Embeddings (the output shares the tokens'), twelve width^2 and thirteen width a layer, and the last norm.
        return (vocabulary + positions) * width + layers * (12 * width * width + 13 * width) + 2 * width

    width = min(range(64, 2049, 64), key=lambda each: abs(size(each) - parameters))
    return Shape(width, layers, size(width))


def _transformers(generator: TrainedGenerator, vocabulary: int, ours: dict[int, float], rounds: int, tokens: int) -> list[Row]:
    name = "transformers generate, GPT-2 of equal size"
    try:
        import torch
        from transformers import GPT2Config, GPT2LMHeadModel
    except ImportError as error:
        return [not_measured(name, f"{error.name} is not installed: pip install 'houseband[bench]'")]
    shape = gpt2_of(generator.meta.parameters, vocabulary, tokens + 1)
    progress(f"  {name}")
    torch.set_num_threads(1)
    config = GPT2Config(
        vocab_size=vocabulary, n_positions=tokens + 1, n_embd=shape.width, n_layer=shape.layers, n_head=shape.width // 64,
        bos_token_id=0, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    model: Any = GPT2LMHeadModel(config)
    model.eval()
    about = (
        f"{shape.layers} layers of {shape.width}, {sum(p.numel() for p in model.parameters()):,} parameters beside our {generator.meta.parameters:,}"
    )
    rows = []
    for batch, our_rate in ours.items():
        start = torch.ones((batch, 1), dtype=torch.long)

        def draw(start: torch.Tensor = start) -> int:
            with torch.inference_mode():
                done = model.generate(start, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=True, top_k=0, top_p=0.96, use_cache=True)
            return int(done.numel() - start.numel())

        rate = _median_rate(draw, rounds)
        rows.append(Row(f"{name}, batch {batch}", rate, "tokens/s", our_rate / rate, f"{about}; {tokens} steps, cache, one thread, fp32"))
    ratio = rows[0].ratio or 0.0
    return [*rows, Row("ours over generate, single", ratio, "times", target=at_least(20.0), note="see the two rows it is made of")]


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")

"""Tiny-shakespeare, the text character models are compared on: the whole last tenth read as one stream, nats per character."""

from __future__ import annotations

import bz2
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.scale import progress
from benchmarks.table import Row, at_most, not_measured
from corpora.catalogue import corpus
from corpora.datasets import Batch
from corpora.encodings.catalogue import text_encoding
from corpora.encodings.text import LINE
from corpora.errors import AskerError
from corpora.fetch import find_folder
from corpora.pieces import Text
from corpora.sources.tinyshakespeare import plain_parts
from generators.families.base import Blueprint, Step
from generators.families.cache import Cache
from generators.families.contexts import Ints
from generators.families.ngram import KneserNey, KneserNeySettings
from generators.mixtures import Mixture, Reading, learn_mixture
from generators.registry import load_generator

CORPUS = "tinyshakespeare"
GENERATOR = "drama-lstm"
LEARNING_SHARE = 0.95
"""Of the training text; on its end the gates are learnt: ``drama-lstm`` was not trained on that either (its corpus's validation side)."""
FITTED = KneserNeySettings(order=9, held_out=0.05)
KNESER_NEY = (KneserNeySettings(5), KneserNeySettings(7), KneserNeySettings(7, 0.05), FITTED)

PUBLISHED = (
    Row("tiny-shakespeare: nanoGPT, 10.7 M weights, 3 minutes on an A100", 1.4697, "nats/char", note="published"),
    Row("tiny-shakespeare: nanoGPT, its settings for a CPU, 3 minutes", 1.88, "nats/char", note="published"),
)


@dataclass(frozen=True, slots=True)
class Stream:
    """A text as numbers of an alphabet, with the line end that went before it: every character is then a target."""

    tokens: Ints
    """int64 ``[characters + 1]``."""

    @property
    def targets(self) -> Ints:
        """int64 ``[characters]``."""
        return self.tokens[1:]


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters of a training text, and one number for all others."""

    letters: str

    @property
    def size(self) -> int:
        """Numbers in use."""
        return len(self.letters) + 1

    def stream(self, text: str) -> Stream:
        """The text as a stream."""
        return Stream(np.array([self.letters.find(letter) % self.size for letter in "\n" + text], np.int64))


@dataclass(frozen=True, slots=True)
class Shakespeare:
    """The benchmark's texts."""

    learnt: str
    test: str

    @property
    def tuning_cut(self) -> int:
        """Where the end of the training text begins on which a mixture is learnt."""
        return int(LEARNING_SHARE * len(self.learnt))

    @property
    def alphabet(self) -> Alphabet:
        """Of the training text."""
        return Alphabet("".join(sorted(set(self.learnt))))


def shakespeare_rows(train_minutes: float = 0.0) -> list[Row]:
    """The whole table, to four places; an LSTM is trained for so many minutes on two cores, where more than none."""
    return [replace(row, places=4) for row in _rows(train_minutes)]


def _rows(train_minutes: float) -> list[Row]:
    try:
        text = Shakespeare(*plain_parts(find_folder(corpus(CORPUS))))
    except AskerError as error:
        return [not_measured("tiny-shakespeare: nats per character", str(error))]
    rows = [bz2_row(text), *(kneser_ney_row(text, settings) for settings in KNESER_NEY), trained_row(text, train_minutes)]
    rows += mixture_rows(text, "Kneser-Ney, cache", None)
    try:
        folder = load_generator(GENERATOR).folder
    except AskerError as error:
        return [*rows, not_measured(f"tiny-shakespeare: {GENERATOR}", str(error), at_most(1.42)), *PUBLISHED]
    return [*rows, *mixture_rows(text, f"{GENERATOR}, Kneser-Ney, cache", folder), *PUBLISHED]


def bz2_row(text: Shakespeare) -> Row:
    """What the test part adds to the compressed size of the training part."""
    added = len(bz2.compress((text.learnt + text.test).encode(), 9)) - len(bz2.compress(text.learnt.encode(), 9))
    return Row("tiny-shakespeare: bz2", added * 8 * math.log(2) / len(text.test), "nats/char", note="what the last tenth adds to the file")


def kneser_ney_row(text: Shakespeare, settings: KneserNeySettings) -> Row:
    """Counted and scored, with the processor's seconds."""
    began = time.process_time()
    family, stream = counted_on(text.alphabet, text.learnt, settings), text.alphabet.stream(text.test)
    nats = family.nats(_batch(stream)).sum() / len(stream.targets)
    seconds = time.process_time() - began
    kind = "discounts fitted to the training text's end" if settings.held_out else "discounts of Chen and Goodman"
    note = f"{kind}; {seconds:.1f} s of one core, counting and scoring"
    return Row(f"tiny-shakespeare: Kneser-Ney, order {settings.order}", nats, "nats/char", note=note, target=at_most(1.5165))


def trained_row(text: Shakespeare, minutes: float) -> Row:
    """An LSTM after so many minutes on two cores."""
    name = "tiny-shakespeare: LSTM of 2 x 512 trained here for 10 minutes on two cores"
    if not minutes:
        return not_measured(name, "asked for by --train-minutes 10", at_most(1.45))
    if find_spec("torch") is None:
        return not_measured(name, "torch is not installed", at_most(1.45))
    from benchmarks.shakespeare_lstm import trained_nats

    learnt, test = text.alphabet.stream(text.learnt), text.alphabet.stream(text.test)
    progress(f"  training an LSTM for {minutes:g} minutes")
    nats, tokens = trained_nats(learnt.tokens, test.tokens, text.alphabet.size, minutes)
    target = at_most(1.45) if minutes <= 10 else None
    return Row(name.replace("10", f"{minutes:g}"), nats, "nats/char", note=f"{tokens:,} characters read; float32", target=target)


def counted_on(alphabet: Alphabet, text: str, settings: KneserNeySettings) -> KneserNey:
    """A model that has read a text once."""
    family = KneserNey(Blueprint(alphabet.size, seed=0), settings)
    family.training_step(_batch(alphabet.stream(text)), Step(0, 0.0, 0))
    family.prepare()
    return family


def mixture_rows(text: Shakespeare, models: str, folder: Path | None) -> list[Row]:
    """The mixture, its gate learnt on the training text's end, as learnt and as it goes on learning; before it the generator alone."""
    progress(f"  mixture of {models}")
    cut, alphabet = text.tuning_cut, text.alphabet
    tuning, test = alphabet.stream(text.learnt[cut:]), alphabet.stream(text.test)
    mixture = learn_mixture(readings(alphabet, text.learnt[:cut], text.learnt[cut:], folder), tuning.targets)
    said = readings(alphabet, text.learnt, text.test, folder)
    target = at_most(1.38) if folder else None
    alone = (
        [] if folder is None else [Row(f"tiny-shakespeare: {GENERATOR}, int8, as it ships", _alone(said, test), "nats/char", target=at_most(1.42))]
    )
    caches = "the cache reads the past of the text it is measured on"
    return [
        *alone,
        Row(f"tiny-shakespeare: {models}; gate fixed", _mean(mixture, said, test), "nats/char", note=f"gate learnt on training text; {caches}"),
        Row(
            f"tiny-shakespeare: {models}; gate adapts",
            float(mixture.adapted(said, test.targets).mean()),
            "nats/char",
            note=f"the gate too goes on learning from that past; {caches}",
            target=target,
        ),
    ]


def readings(alphabet: Alphabet, learnt: str, text: str, folder: Path | None) -> list[Reading]:
    """What each model says along a text: Kneser-Ney of ``learnt``, the cache, and the generator in ``folder`` (None = none)."""
    stream = alphabet.stream(text)
    family, cached = counted_on(alphabet, learnt, FITTED), Cache(alphabet.size).reading(stream.targets)
    context = stream.tokens[:-1]
    said = [
        Reading("Kneser-Ney", family.distributions(context).astype(np.float32), family.matched(context)),
        Reading("cache", cached.chances, cached.matched),
    ]
    return said if folder is None else [*said, generator_reading(alphabet, text, folder)]


def generator_reading(alphabet: Alphabet, text: str, folder: Path) -> Reading:
    """What a generator of characters says, all of whose tokens but the alphabet's count as the one other character."""
    from benchmarks.revealing import RevealingPlayer  # brings onnx

    encoding = text_encoding("characters")
    encoded = encoding.encode_text(Text(text), "drama").tokens[:-1].astype(np.int64)  # without its end
    chances = RevealingPlayer(folder).distributions(encoded)[len(encoding.header("drama")) :]
    columns = [LINE if letter == "\n" else encoding.line_tokens(letter)[0] for letter in alphabet.letters]
    known = chances[:, columns]
    rest = np.maximum(1.0 - known.sum(axis=1, keepdims=True), 0.0)
    return Reading(GENERATOR, np.concatenate([known, rest], axis=1).astype(np.float32))


def _alone(said: Sequence[Reading], test: Stream) -> float:
    return next(reading for reading in said if reading.model == GENERATOR).nats(test.targets)


def _mean(mixture: Mixture, said: Sequence[Reading], test: Stream) -> float:
    return float(mixture.nats(said, test.targets).mean())


def _batch(stream: Stream) -> Batch:
    return Batch(stream.tokens[None, :-1], stream.tokens[None, 1:], np.zeros(1, np.int64))

"""Train the letter-to-sound guess on the pronouncing dictionary: ``python -m generators.words.letter_sounds_training FILE.npz``.

Takes about half an hour on one core.

Every letter is labelled with the sounds it writes (``tch`` as CH and twice nothing), by :mod:`generators.words.letter_alignment`; a small
two-way GRU learns the labels. One word in twenty is held out by a digest of its spelling and never seen.

Source: Sejnowski and Rosenberg, NETtalk, 1987 (a label a letter); Rao, Peng, Sak, Beaufays, Grapheme-to-phoneme conversion using long
short-term memory recurrent neural networks, 2015 (two-way recurrence over the letters).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from torch import Tensor, nn

from generators.words.dictionary import cmu_dictionary
from generators.words.letter_alignment import aligned
from generators.words.letter_sounds import LETTERS, save_weights

_HELD_OUT_ONE_IN = 20
_LEAST_LABEL_COUNT = 8
"""Labels rarer than this are slips of the alignment; words that need them are left out."""
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Settings:
    """What the training may be told."""

    embedding: int = 24
    hidden: int = 160
    epochs: int = 10
    batch_words: int = 256
    learning_rate: float = 4e-3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One word and its labels, a label a letter."""

    word: str
    labels: tuple[str, ...]


def is_held_out(word: str) -> bool:
    """True for the one word in twenty that training never sees; inflections go with their base as far as five letters tell."""
    return crc32(word[:5].encode()) % _HELD_OUT_ONE_IN == 0


def examples() -> list[Example]:
    """The usual pronunciation of every word of plain letters, aligned."""
    seen: set[str] = set()
    found = []
    for word, phonemes in cmu_dictionary().words():
        if word not in seen and len(word) > 1 and word.isascii() and word.isalpha():
            seen.add(word)
            found.append(Example(word, labels_of(word, phonemes)))
    counts = Counter(label for example in found for label in example.labels)
    return [example for example in found if all(counts[label] >= _LEAST_LABEL_COUNT for label in example.labels)]


def labels_of(word: str, phonemes: tuple[str, ...]) -> tuple[str, ...]:
    """The sounds each letter writes, joined by spaces; those of several letters stand at the first of them."""
    labels = [""] * len(word)
    for span in aligned(word, phonemes):
        place = min(span.start, len(word) - 1) if span.stop > span.start else max(0, span.start - 1)
        labels[place] = " ".join((*labels[place].split(), *phonemes[span.first : span.last]))
    return tuple(labels)


class Reader(nn.Module):
    """Letters to label scores through a two-way GRU."""

    def __init__(self, settings: Settings, label_count: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS) + 1, settings.embedding, padding_idx=0)
        self.recurrence = nn.GRU(settings.embedding, settings.hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.1)
        self.output = nn.Linear(2 * settings.hidden, label_count)

    def forward(self, letters: Tensor) -> Tensor:
        """Scores: int64 [words, letters] -> float32 [words, letters, labels]. All words have the same length."""
        states, _ = self.recurrence(self.embedding(letters))
        return torch.as_tensor(self.output(self.dropout(states)))


def train(found: list[Example], settings: Settings) -> tuple[Reader, tuple[str, ...]]:
    """Learn from the examples that aren't held out; the loss of every epoch is printed to standard error."""
    torch.manual_seed(settings.seed)
    labels = tuple(sorted({label for example in found for label in example.labels}))
    reader = Reader(settings, len(labels))
    optimiser = torch.optim.AdamW(reader.parameters(), settings.learning_rate, weight_decay=1e-4)
    batches = _batches([example for example in found if not is_held_out(example.word)], labels, settings)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.learning_rate, total_steps=len(batches) * settings.epochs)
    rng = np.random.default_rng(settings.seed)
    for epoch in range(settings.epochs):
        losses = []
        for index in rng.permutation(len(batches)):
            letters, targets = batches[index]
            loss = nn.functional.cross_entropy(reader(letters).flatten(0, 1), targets.flatten())
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        sys.stderr.write(f"epoch {epoch + 1} nats_per_letter {np.mean(losses):.4f}\n")
    return reader.eval(), labels


def _batches(found: list[Example], labels: tuple[str, ...], settings: Settings) -> list[tuple[Tensor, Tensor]]:
    """Words of one length together, so that nothing is padded."""
    number = {label: index for index, label in enumerate(labels)}
    by_length: dict[int, list[Example]] = {}
    for example in found:
        by_length.setdefault(len(example.word), []).append(example)
    return [
        (
            torch.tensor([[LETTERS.index(letter) + 1 for letter in example.word] for example in chunk]),
            torch.tensor([[number[label] for label in example.labels] for example in chunk]),
        )
        for group in by_length.values()
        for chunk in _chunks(group, settings.batch_words, settings.seed)
    ]


def _chunks(group: list[Example], size: int, seed: int) -> Iterator[list[Example]]:
    order = np.random.default_rng(seed).permutation(len(group))
    for start in range(0, len(group), size):
        yield [group[index] for index in order[start : start + size]]


def main(path: Path, settings: Settings | None = None) -> None:
    """Train and write the weights."""
    chosen = settings or Settings()
    torch.set_num_threads(1)
    reader, labels = train(examples(), chosen)
    save_weights(path, labels, {name: value.detach().numpy() for name, value in reader.state_dict().items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))

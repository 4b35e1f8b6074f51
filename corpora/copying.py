"""How long a passage of a text stands in a training set to the letter, by an index small enough to ship with a generator.

White space counts as one space however much of it there is; capitals and marks count. Of the training texts the index holds every
:data:`STRIDE`-th window of :data:`WINDOW` characters in a Bloom filter. A shared passage of ``WINDOW + STRIDE - 1`` characters holds such a window
whole, a longer one a chain of them :data:`STRIDE` apart; what a chain leaves open at its ends is counted as shared. So the answer is never below
the truth and at most ``2 * (STRIDE - 1)`` above it, but for the filter's rare false hits, which lengthen it too; what shares less is said to
share ``WINDOW + STRIDE - 2``.

Bloom, "Space/time trade-offs in hash coding with allowable errors" (1970); the filter's places follow from one hash by double hashing as in
Kirsch and Mitzenmacher, "Less hashing, same performance" (2006).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpora.errors import UnreadableFileError
from corpora.pieces import Text

WINDOW = 24
STRIDE = 6
MOST_BYTES = 1_150_000
"""Of the filter: 7 bits a window for 8 million characters, 4% false hits."""
_BITS_PER_WINDOW = 12
"""In a filter that may be as large as it likes: 0.3% false hits."""
_PLACES = 4
"""Bits a window sets."""
_SHAPE = [WINDOW, STRIDE, _PLACES]
_CHUNK = 1 << 20

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TextIndex:
    """The windows of training texts."""

    filter: NDArray[np.uint8]
    """uint8 ``[bytes]``: the Bloom filter's bits."""
    human_p95: int = 0
    """95th percentile of the longest match of held-out human texts, in characters."""

    def longest_match(self, text: str) -> tuple[int, str]:
        """Characters of the longest passage shared with a training text, never too few; and the work it is from, empty where that isn't known."""
        start, stop = self.longest_passage(as_compared(text))
        return stop - start, ""

    def longest_passage(self, plain: str) -> tuple[int, int]:
        """Where the longest passage that may be shared begins and ends in a text with single spaces."""
        hits = self._holds(window_hashes(plain, 1))
        if not hits.any():
            return 0, min(len(plain), WINDOW + STRIDE - 2)
        last, count = _longest_chain(hits)
        start, stop = last - STRIDE * (count - 1), last + WINDOW
        return max(0, start - STRIDE + 1), min(len(plain), stop + STRIDE - 1)

    def with_human_p95(self, texts: Iterable[Text]) -> Self:
        """The index with what held-out human texts share with the training set."""
        lengths = [self.longest_match(text.text)[0] for text in texts]
        return replace(self, human_p95=int(np.percentile(lengths, 95))) if lengths else self

    def save(self, path: Path) -> None:
        """Write it as ``.npz``; the bits are noise, which no compression shrinks."""
        with path.open("wb") as file:
            np.savez(file, filter=self.filter, human_p95=np.array(self.human_p95), shape=np.array(_SHAPE))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what :meth:`save` wrote.

        Raises:
            UnreadableFileError: when the file is missing, damaged or made with windows of another size.
        """
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
                shape, bits, human_p95 = stored["shape"].tolist(), stored["filter"], int(stored["human_p95"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise UnreadableFileError(f"index {str(path)!r} can't be read ({type(error).__name__}); install its generator again") from error
        if shape != _SHAPE:
            raise UnreadableFileError(f"index {str(path)!r} was made with other windows than {_SHAPE}; install its generator again")
        return cls(bits, human_p95)

    def _holds(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Whether the filter holds each window, bool ``[windows]``."""
        places = _places(hashes, 8 * len(self.filter))  # [windows, places]
        bits = self.filter[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8) & 1
        return np.asarray(bits.all(axis=1))


def build_text_index(pieces: Iterable[tuple[str, Text]], most_bytes: int = MOST_BYTES) -> TextIndex:
    """The index of training texts, given as (identifier, text); the more characters, the more false hits, but never more bytes."""
    found = [np.unique(chunk) for chunk in _chunks(window_hashes(as_compared(text.text), STRIDE) for _, text in pieces)]
    hashes = np.unique(np.concatenate([*found, np.zeros(0, np.uint64)]))
    bits = np.zeros(max(8, min(8 * most_bytes, -(-len(hashes) * _BITS_PER_WINDOW // 8) * 8)), np.bool_)
    for start in range(0, len(hashes), _CHUNK):
        bits[_places(hashes[start : start + _CHUNK], len(bits)).ravel()] = True
    return TextIndex(np.packbits(bits, bitorder="little"))


def as_compared(text: str) -> str:
    """The text with single spaces for all white space, none around it."""
    return " ".join(text.split())


def window_hashes(plain: str, stride: int) -> Hashes:
    """A hash of every ``stride``-th window of a text, uint64 ``[windows]``."""
    letters = np.frombuffer(plain.encode("utf-32-le", "replace"), np.uint32)
    if len(letters) < WINDOW:
        return np.zeros(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(letters, WINDOW)[::stride]  # [windows, WINDOW]
    hashes = np.full(len(windows), 0x243F6A8885A308D3, np.uint64)
    for column in range(WINDOW):
        hashes = (hashes ^ windows[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes


def _chunks(hashes: Iterable[Hashes]) -> Iterator[Hashes]:
    """Hashes of many short texts, joined into larger arrays."""
    waiting: list[Hashes] = []
    size = 0
    for some in hashes:
        waiting.append(some)
        size += len(some)
        if size >= _CHUNK:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    yield np.concatenate([*waiting, np.zeros(0, np.uint64)])


def _places(hashes: Hashes, bits: int) -> NDArray[np.uint64]:
    """The filter's places for each window, uint64 ``[windows, places]``."""
    low, high = hashes & np.uint64(0xFFFFFFFF), hashes >> np.uint64(32) | np.uint64(1)
    steps = np.arange(_PLACES).astype(np.uint64)
    return np.asarray((low[:, None] + high[:, None] * steps) % np.uint64(bits), np.uint64)


def _longest_chain(hits: NDArray[np.bool_]) -> tuple[int, int]:
    """The last window of the longest chain of hits :data:`STRIDE` apart, and how many it has."""
    chain = np.zeros(len(hits) + STRIDE, np.int64)  # moved by STRIDE, so that what stands before the text counts nothing
    for place in np.flatnonzero(hits).tolist():
        chain[place + STRIDE] = chain[place] + 1
    last = int(chain.argmax()) - STRIDE
    return last, int(chain[last + STRIDE])

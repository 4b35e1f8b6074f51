"""ABC, the text format of folk tunes: :func:`read_abc` reads a tunebook, :func:`iter_abc` one that may hold broken tunes, :func:`abc_text` writes."""

from __future__ import annotations

from corpora.formats.abc_reading import iter_abc, read_abc
from corpora.formats.abc_writing import abc_text

__all__ = ["abc_text", "iter_abc", "read_abc"]

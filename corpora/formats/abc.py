"""ABC, the text format of folk tunes: :func:`read_abc` reads a tunebook, :func:`iter_abc` one that may hold broken tunes."""

from __future__ import annotations

from corpora.formats.abc_reading import iter_abc, read_abc

__all__ = ["iter_abc", "read_abc"]

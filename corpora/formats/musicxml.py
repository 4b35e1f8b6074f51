"""MusicXML, the exchange format of notation programs: :func:`read_musicxml` reads .xml, .musicxml and .mxl, :func:`musicxml_text` writes."""

from __future__ import annotations

from corpora.formats.musicxml_reading import read_musicxml
from corpora.formats.musicxml_writing import musicxml_text

__all__ = ["musicxml_text", "read_musicxml"]

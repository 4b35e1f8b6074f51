"""MusicXML, the exchange format of notation programs: :func:`read_musicxml` reads .xml, .musicxml and .mxl."""

from __future__ import annotations

from corpora.formats.musicxml_reading import read_musicxml

__all__ = ["read_musicxml"]

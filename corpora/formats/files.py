"""Reading a score from any music file, by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpora.errors import AskerError, UnreadableFileError
from corpora.pieces import Score

MUSIC_SUFFIXES = (".mid", ".midi", ".xml", ".musicxml", ".mxl", ".abc", ".ls")
"""What :func:`read_score` reads."""
LARGEST_ABC_BYTES = 32 * 1024 * 1024


def read_score(path: Path) -> Score:
    """The score in a music file; of an ABC tunebook the first tune.

    Raises:
        AskerError: when the suffix is none of :data:`MUSIC_SUFFIXES`.
        UnreadableFileError: when the file is missing or damaged.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        given = f"the suffix {path.suffix!r}" if path.suffix else "no suffix"
        raise AskerError(f"{path.name} has {given}; possible: {' '.join(MUSIC_SUFFIXES)} (export it as one of these)")
    if not path.is_file():
        raise UnreadableFileError(f"{path} is no file; give the path of a file that exists")
    return reader(path)


# Each format is imported when a file of it is read: composing from MIDI needs none of the others.
def _midi(path: Path) -> Score:
    from corpora.formats.midi import read_midi

    return read_midi(path)


def _musicxml(path: Path) -> Score:
    from corpora.formats.musicxml import read_musicxml

    return read_musicxml(path)


def _abc(path: Path) -> Score:
    from corpora.formats.abc import read_abc

    if path.stat().st_size > LARGEST_ABC_BYTES:
        raise UnreadableFileError(f"{path.name} is {path.stat().st_size} bytes long; at most {LARGEST_ABC_BYTES} are read")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # what old tunebooks are in
    return read_abc(text)[0]


def _improvisor(path: Path) -> Score:
    from corpora.formats.improvisor import read_improvisor

    return read_improvisor(path)


_READERS: dict[str, Callable[[Path], Score]] = {
    ".mid": _midi,
    ".midi": _midi,
    ".xml": _musicxml,
    ".musicxml": _musicxml,
    ".mxl": _musicxml,
    ".abc": _abc,
    ".ls": _improvisor,
}

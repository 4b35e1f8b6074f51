"""The formats a piece can be rendered to, and rendering several at once. Adding one is a function and a line in :data:`FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import cast

from bot.rendering.base import RenderJob, Take, TextJob
from bot.rendering.files import prepare_folder, write_whole
from corpora.errors import AskerError, unknown_name

Writer = Callable[[Take, Path], None]
TextWriter = Callable[[TextJob, Path], None]

FORMATS: dict[str, str] = {
    "midi": "bot.rendering.score_files:write_midi",
    "wav": "bot.rendering.sound_files:write_wav",
    "mp3": "bot.rendering.sound_files:write_mp3",
    "mp4": "bot.rendering.video:write_mp4",
    "png": "bot.rendering.picture:write_png",
    "musicxml": "bot.rendering.score_files:write_musicxml",
    "svg": "bot.rendering.engraving:write_svg",
    "pdf": "bot.rendering.engraving:write_pdf",
    "ogg": "bot.rendering.sound_files:write_ogg",
    "txt": "bot.rendering.text_files:write_lyric",
}
"""Format of music -> "module:function"; the function takes a :class:`Take` and the path of a temporary file to fill."""

TEXT_FORMATS: dict[str, str] = {
    "txt": "bot.rendering.text_files:write_txt",
    "png": "bot.rendering.text_card:write_card",
}
"""Format of words -> "module:function"; the function takes a :class:`TextJob` and the path of a temporary file to fill."""

SUFFIXES = {"midi": ".mid"}
"""File name endings that are not the format's name."""


def render(job: RenderJob, formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
    """Write ``folder/stem.<suffix>`` for each format and say where: format name -> path, in the order asked.

    Work that several formats share (the sound of wav, mp3 and mp4; the engraving of svg and pdf) is done once. Each file appears whole
    or not at all.

    Raises:
        AskerError: a format or the file name is impossible, the folder can't be written to, or a renderer can't serve this piece.
    """
    writers = {name: cast("Writer", _writer(name, FORMATS)) for name in formats}
    take = Take(job)
    return _written({name: partial(write, take) for name, write in writers.items()}, folder, stem)


def render_text(job: TextJob, formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
    """As :func:`render`, for a piece of words.

    Raises:
        AskerError: as :func:`render`.
    """
    writers = {name: cast("TextWriter", _writer(name, TEXT_FORMATS)) for name in formats}
    return _written({name: partial(write, job) for name, write in writers.items()}, folder, stem)


def _written(writers: Mapping[str, Callable[[Path], None]], folder: Path, stem: str) -> dict[str, Path]:
    _check_stem(stem)
    prepare_folder(folder)
    return {name: write_whole(folder / f"{stem}{SUFFIXES.get(name, '.' + name)}", write) for name, write in writers.items()}


def _writer(name: str, table: Mapping[str, str]) -> object:
    if name not in table:
        raise unknown_name("format", name, table, "--format")
    module, _, function = table[name].partition(":")
    return getattr(import_module(module), function)


def _check_stem(stem: str) -> None:
    if not stem or stem in {".", ".."} or any(sign in stem for sign in "/\\\0"):
        raise AskerError(f"{stem!r} can't be a file name: use one without slashes (change the file name)")

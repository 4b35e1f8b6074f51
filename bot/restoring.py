"""A remembered piece, again: the files that are still there, or the piece played anew from its request, seed and weights."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import real_band
from bot.messages import Order, PieceRecord
from bot.placing import place_files, sha256_of, staging, stem_of
from bot.prompts import score_of
from bot.requests import request_from_json
from bot.service import Band
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Replayed:
    """A piece played again."""

    files: dict[str, Path]
    same: dict[str, bool]
    """By format, for those whose digest is remembered: whether the bytes are the very same."""
    differences: tuple[str, ...]
    """What is not as it was then (weights, software, soundfont), in words; empty where all is."""


def order_of(piece: PieceRecord, formats: Sequence[str], folder: Path) -> Order:
    """The order that makes a piece again.

    Raises:
        AskerError: when its request is no longer understood.
    """
    prompt = None if piece.prompt is None else score_of(piece.prompt)
    return Order(request_from_json(piece.asked, prompt), tuple(formats), folder, piece.prompt)


def replay(piece: PieceRecord, formats: Sequence[str], folder: Path, band: Band) -> Replayed:
    """Play a remembered piece again into a folder and compare it with what was remembered.

    Raises:
        AskerError: when it can't be played any more, or the files can't be written.
    """
    order = order_of(piece, formats, folder)
    with staging(folder) as stage:
        composition = band.compose(order.request)
        placed = place_files(band.render(composition, order.formats, stage, stem_of(composition)), folder)
    remembered = {file.format: file.sha256 for file in piece.files}
    same = {name: sha256_of(path) == remembered[name] for name, path in placed.items() if name in remembered}
    then_and_now = (
        ("weights", piece.weights_sha256[:16], composition.weights_sha256[:16]),
        ("generator", piece.generator, composition.generator),
        ("houseband", piece.software_version, band.software_version),
        ("soundfont", piece.soundfont, band.soundfont(formats)),
    )
    return Replayed(placed, same, tuple(f"{what} was {then}, is now {now}" for what, then, now in then_and_now if then != now and then and now))


def restored_files(piece: PieceRecord, formats: Sequence[str], folder: Path, settings: Settings) -> list[Path]:
    """A piece's files in a folder: copied where they are unchanged since they were written, else played again.

    Raises:
        AskerError: as :func:`replay`.
    """
    kept = {file.format: Path(file.path) for file in piece.files if file.format in formats and _is_unchanged(Path(file.path), file.sha256)}
    files: dict[str, Path] = {}
    with staging(folder) as stage:
        copies = {name: Path(shutil.copyfile(path, stage / path.name)) for name, path in kept.items()}
        files |= place_files(copies, folder)
    missing = [name for name in formats if name not in kept]
    if missing:
        files |= replay(piece, missing, folder, real_band(settings)).files
    return [files[name] for name in formats]


def _is_unchanged(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256

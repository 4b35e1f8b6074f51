"""Putting a piece's finished files into the folder a person named, without ever writing over something else of theirs."""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bot.messages import FileRecord
from bot.rendering.files import output_errors, prepare_folder
from generators.compositions import Finished

_STAGING_PREFIX = ".houseband-"
"""Staging folders are called ``.houseband-<process>-<random>``."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder inside ``folder`` to render into; it goes away with whatever is left in it, however the work ends.

    A run that was killed can't tidy up: the next run into the same folder removes what it left.

    Raises:
        AskerError: when nothing can be written into ``folder``.
    """
    prepare_folder(folder)
    with output_errors(folder):
        _remove_abandoned(folder)
        place = Path(tempfile.mkdtemp(prefix=f"{_STAGING_PREFIX}{os.getpid()}-", dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def place_files(staged: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Move rendered files into ``folder``; where another file has a name already, all of them get ``-2`` (``-3``, ...) behind theirs.

    A file of the same name and the same bytes is the same piece played again: its name is kept.

    Raises:
        AskerError: when they can't be written.
    """
    with output_errors(folder):
        for number in count(1):
            targets = {name: folder / _numbered(path.name, number) for name, path in staged.items()}
            if all(not target.exists() or _same_bytes(staged[name], target) for name, target in targets.items()):
                return {name: path.replace(targets[name]) for name, path in staged.items()}
    raise RuntimeError("counted to infinity")


def stem_of(composition: Finished) -> str:
    """The file name of a piece without its ending: ``jazz-blue-lantern-7``."""
    request = composition.request
    return "-".join(part for part in (_slug(request.genre), _slug(composition.title)[:60].strip("-"), str(request.seed)) if part)


def file_records(placed: Mapping[str, Path]) -> tuple[FileRecord, ...]:
    """What is remembered of files: where they are, their digest and size."""
    return tuple(
        FileRecord(format=name, path=str(path.resolve()), sha256=sha256_of(path), bytes=path.stat().st_size) for name, path in sorted(placed.items())
    )


def sha256_of(path: Path) -> str:
    """Hexadecimal digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove_abandoned(folder: Path) -> None:
    for place in folder.glob(f"{_STAGING_PREFIX}*-*"):
        process = place.name.removeprefix(_STAGING_PREFIX).partition("-")[0]
        if process.isdigit() and not _is_running(int(process)):
            shutil.rmtree(place, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _numbered(name: str, number: int) -> str:
    stem, dot, ending = name.partition(".")
    return name if number == 1 else f"{stem}-{number}{dot}{ending}"


def _same_bytes(staged: Path, target: Path) -> bool:
    return target.is_file() and filecmp.cmp(staged, target, shallow=False)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")

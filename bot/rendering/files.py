"""Files that are whole or absent: written under a temporary name, flushed to the disk, then renamed.

A temporary name looks like ``.tune.mp3.4711.houseband-part``. A run that is killed leaves one behind; the next run into the same folder
removes those whose process is gone.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpora.errors import AskerError

PART_SUFFIX = ".houseband-part"

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOTDIR: "a part of the path is a file",
    errno.EEXIST: "a file has that name",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EISDIR: "a folder has that name",
}


def write_whole(target: Path, write: Callable[[Path], None]) -> Path:
    """Let ``write`` fill a temporary file beside ``target``, then put it in place in one step.

    Raises:
        AskerError: the folder can't be written to, or is full. Nothing is left under the final name that was not there before.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}{PART_SUFFIX}")
    with output_errors(target.parent):
        try:
            write(part)
            _flush(part)
            part.replace(target)
            _flush(target.parent)
        finally:
            part.unlink(missing_ok=True)
    return target


def prepare_folder(folder: Path) -> None:
    """Create the output folder and remove what killed runs left in it.

    Raises:
        AskerError: the folder can't be created or read.
    """
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f".*{PART_SUFFIX}"):
            if not _is_running(part.name.removesuffix(PART_SUFFIX).rpartition(".")[2]):
                part.unlink(missing_ok=True)


@contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Turn an operating system's refusal to write into one line for the person who named the folder."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise AskerError(f"can't write into {str(folder)!r}: {reason} (choose another folder with --out)") from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_running(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process: running
        return True
    return True

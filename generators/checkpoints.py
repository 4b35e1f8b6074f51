"""Training checkpoints: one safetensors file each, replaced in one step, so that a kill at any moment leaves a whole one behind.

A file holds arrays by name and a JSON note. Its digest covers both; a file that was damaged, or cut short, says so instead of loading.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from generators.errors import AskerError, DamagedCheckpointError

Arrays = Mapping[str, NDArray[np.generic]]


def save_checkpoint(path: Path, arrays: Arrays, note: Mapping[str, JsonValue]) -> None:
    """Write a checkpoint; under its final name there is always a whole one, the former until the very end."""
    text = json.dumps(note, sort_keys=True)
    whole = {name: np.array(value, order="C") for name, value in arrays.items()}
    data = save(whole, metadata={"note": text, "sha256": _digest(whole, text)})
    write_atomically(path, data)


def load_checkpoint(path: Path) -> tuple[dict[str, NDArray[np.generic]], dict[str, JsonValue]]:
    """Read a checkpoint's arrays and note.

    Raises:
        AskerError: when there is no such file.
        DamagedCheckpointError: when the file is cut short or its digest differs from the one recorded.
    """
    if not path.is_file():
        raise AskerError(f"no checkpoint at {path}: train without --resume first, or name a checkpoint file")
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except (SafetensorError, OSError) as error:
        raise DamagedCheckpointError(f"checkpoint {path} can't be read ({error}): delete it and resume from another, or train again") from error
    text = metadata.get("note", "{}")
    if _digest(arrays, text) != metadata.get("sha256"):
        raise DamagedCheckpointError(f"checkpoint {path} is damaged (its digest differs): delete it and resume from another, or train again")
    return arrays, json.loads(text)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside its final name, flush it to the disk, then rename; leftovers of killed writes are swept up first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f".{path.name}.*.part"):
        leftover.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _digest(arrays: Arrays, text: str) -> str:
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        value = arrays[name]
        digest.update(f"{name} {value.dtype} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).data)
    return digest.hexdigest()

"""Trained generators by name: finished folders, shipped or the person's own. Importing this brings neither torch nor onnxruntime.

A folder holds ``model.onnx`` (int8), ``card.md``, perhaps ``originality.npz`` (words: ``copying.npz``), and ``meta.json``, which is written
last and records the digest of every other file: a folder without it is unfinished, and one whose files differ from it is damaged.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from corpora.config import home_folder
from corpora.errors import unknown_name
from generators.errors import DamagedCheckpointError

META = "meta.json"
MODEL = "model.onnx"
CARD = "card.md"
ORIGINALITY = "originality.npz"
TEXT_ORIGINALITY = "copying.npz"


@dataclass(frozen=True, slots=True)
class GeneratorMeta:
    """What ``meta.json`` records of a generator."""

    family: str
    encoding: str
    """Name of the encoding its tokens are in."""
    vocabulary_sha256: str
    """Digest of the encoding's token names: the weights mean nothing in another vocabulary."""
    genres: tuple[str, ...]
    """Genres it was trained on, as told to it."""
    parameters: int
    trained_tokens: int
    """Tokens it was scored on while it learnt."""
    rights: str
    """``ship`` where everything it learnt from may be published, else ``local``."""
    nats_per_token: float
    """On the held-out test pieces, every token once, with the int8 weights."""
    human_match_p95: float = 0.0
    """95th percentile of the longest match of held-out human pieces with the training set, in notes; in characters for words."""
    description: str = ""
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainedGenerator:
    """A generator that can be played."""

    name: str
    folder: Path
    meta: GeneratorMeta
    weights_sha256: str
    """Digest of ``model.onnx``; of another file for a family that no player plays."""


def generator_folders() -> tuple[Path, ...]:
    """Where trained generators lie; the first that has a name wins: the person's own, then what ships."""
    return home_folder() / "models", Path(__file__).parent / "pretrained"


def generator_names() -> list[str]:
    """Names of all finished generators, sorted."""
    return sorted({path.parent.name for folder in generator_folders() for path in folder.glob(f"*/{META}")})


def load_generator(name: str) -> TrainedGenerator:
    """The trained generator of that name, its files checked against their digests.

    Raises:
        AskerError: when there is none; the nearest names are offered.
        DamagedCheckpointError: when a file is missing or differs from the one recorded.
    """
    plain = Path(name).name == name  # "../x" would leave the folder
    for folder in generator_folders() if plain else ():
        if (folder / name / META).is_file():
            return _read(name, folder / name)
    raise unknown_name("generator", name, generator_names(), "--generator; `houseband train` makes new ones")


def _read(name: str, folder: Path) -> TrainedGenerator:
    try:
        table = json.loads((folder / META).read_text())
        fields = {key: tuple(value) if isinstance(value, list) else value for key, value in table["generator"].items()}
        meta = GeneratorMeta(**fields)  # type: ignore[arg-type] # an unknown or missing field is a TypeError, caught below
        files = {str(file): str(digest) for file, digest in table["files"].items()}
        differing = [file for file, digest in files.items() if file_digest(folder / file) != digest]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _damaged(name, folder, f"can't be read: {error}") from error
    if differing or not files:
        raise _damaged(name, folder, f"{' and '.join(differing) or 'its list of files'} differs from what {META} records")
    return TrainedGenerator(name, folder, meta, files.get(MODEL, min(files.values())))


def _damaged(name: str, folder: Path, why: str) -> DamagedCheckpointError:
    return DamagedCheckpointError(f"generator {name!r} in {folder} is damaged ({why}): install or train it again, or choose another (--generator)")


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return sha256(path.read_bytes()).hexdigest()


def finish_generator(building: Path, folder: Path, meta: GeneratorMeta) -> None:
    """Turn a folder of finished files into a generator: record their digests, then put it under its final name in one move.

    Args:
        building: holds everything but ``meta.json``; beside ``folder``, on the same disk.
        folder: the final name; what stood there before is replaced.
        meta: what to record besides the digests.
    """
    files = {path.name: file_digest(path) for path in sorted(building.iterdir()) if path.name != META}
    (building / META).write_text(json.dumps({"generator": asdict(meta), "files": files}, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    former = folder.with_name(f".{folder.name}.{os.getpid()}.former")
    if folder.exists():
        folder.rename(former)
    building.rename(folder)
    shutil.rmtree(former, ignore_errors=True)

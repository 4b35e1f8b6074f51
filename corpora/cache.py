"""Parse a corpus once: scores as compact arrays in one ``.npz`` (never a pickle), so that the second load takes a second or two."""

from __future__ import annotations

import gc
import json
import re
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from corpora.arrays import pack, unpack
from corpora.catalogue import corpus as corpus_named
from corpora.corpus import Corpus, CorpusPiece, Skipped, Split
from corpora.fetch import cache_folder, check_folder, find_folder
from corpora.near_duplicate_texts import grouped_by_words
from corpora.near_duplicates import grouped
from corpora.same_tunes import renamed, same_tunes

FORMAT_VERSION = 1
_REPORT_SECONDS = 3.0
_IMPORT = re.compile(rb"^\s*from (corpora(?:\.\w+)+) import", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LoadedCorpus:
    """All that was read of a corpus."""

    corpus: Corpus
    pieces: tuple[CorpusPiece, ...]
    skipped: tuple[Skipped, ...]
    """What the reader left out, with the reasons."""


def load_pieces(name: str, folder: Path | None = None, split: Split | None = None) -> list[CorpusPiece]:
    """The pieces of a corpus (of one side of its split, where ``split`` says so), parsed now or from the cache.

    Raises:
        AskerError: when the name is unknown or the corpus is not on this computer.
    """
    loaded = load_corpus(corpus_named(name), folder)
    return [piece for piece in loaded.pieces if split is None or piece.split == split]


def load_corpus(corpus: Corpus, folder: Path | None = None) -> LoadedCorpus:
    """Everything read of a corpus, with what was skipped; near-duplicates are grouped, in it and with the other corpora.

    Raises:
        AskerError: when the corpus is not on this computer.
    """
    loaded = load_own_groups(corpus, folder)
    return replace(loaded, pieces=tuple(renamed(loaded.pieces, same_tunes())))


def load_own_groups(corpus: Corpus, folder: Path | None = None) -> LoadedCorpus:
    """As :func:`load_corpus`, with near-duplicates grouped within the corpus only.

    Raises:
        AskerError: when the corpus is not on this computer.
    """
    place = find_folder(corpus, folder)
    digest = check_folder(corpus, place)
    cached = cache_folder() / "parsed" / f"{corpus.name}-{_parser_digest(corpus, digest)[:16]}.npz"
    pieces, skipped = _read_cache(cached) or (None, None)
    if pieces is None or skipped is None:
        left_out: list[Skipped] = []
        pieces = list(_with_progress(corpus, corpus.reader(place, left_out)))
        pieces = grouped_by_words(pieces) if corpus.kind == "text" else grouped(pieces)
        skipped = left_out
        _write_cache(cached, pieces, skipped)
    return LoadedCorpus(corpus, tuple(pieces), tuple(skipped))


def _parser_digest(corpus: Corpus, files_digest: str) -> str:
    """Changes with the files, this format, and the code that reads them: the reader's module and all of ours that it imports."""
    whole = sha256(f"{FORMAT_VERSION} {corpus.name} {corpus.genres} {files_digest}".encode())
    grouping = "corpora.near_duplicate_texts" if corpus.kind == "text" else "corpora.near_duplicates"
    for _, source in sorted(_sources_behind({corpus.reader.__module__, "corpora.arrays", grouping}).items()):
        whole.update(source)
    return whole.hexdigest()


def _sources_behind(modules: set[str]) -> dict[str, bytes]:
    """The source of modules and of every module of this floor that they import, directly or not, by name."""
    found: dict[str, bytes] = {}
    waiting = set(modules)
    while waiting:
        name = waiting.pop()
        spec = find_spec(name)
        if name in found or spec is None or spec.origin is None:
            continue
        found[name] = Path(spec.origin).read_bytes()
        waiting |= {match.decode() for match in _IMPORT.findall(found[name])} - set(found)
    return found


def _with_progress(corpus: Corpus, pieces: Iterable[CorpusPiece]) -> Iterator[CorpusPiece]:
    """Pass pieces on, with a line on stderr every few seconds."""
    last = time.monotonic()
    count = 0
    said = False
    for piece in pieces:
        count += 1
        now = time.monotonic()
        if now - last > _REPORT_SECONDS:
            sys.stderr.write(f"reading corpus {corpus.name}: {count} pieces\n")
            last, said = now, True
        yield piece
    if said:
        sys.stderr.write(f"reading corpus {corpus.name}: {count} pieces, done\n")


def _write_cache(path: Path, pieces: list[CorpusPiece], skipped: list[Skipped]) -> None:
    """Write whole or not at all: to a temporary name first. Older parses of the same corpus go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    index, arrays = pack(pieces)
    document = json.dumps({"pieces": index, "skipped": [[one.path, one.reason] for one in skipped]}, ensure_ascii=False)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as scratch:
        unfinished = Path(scratch) / path.name
        np.savez_compressed(unfinished, index=np.frombuffer(document.encode(), np.uint8), notes=arrays["notes"], tempos=arrays["tempos"])
        unfinished.replace(path)
    corpus_name = path.stem.rpartition("-")[0]
    for other in path.parent.glob(f"{corpus_name}-????????????????.npz"):
        if other != path:
            other.unlink(missing_ok=True)


def _read_cache(path: Path) -> tuple[list[CorpusPiece], list[Skipped]] | None:
    """What the file holds; None where there is none, or a damaged one (it is then made again)."""
    if not path.is_file():
        return None
    collecting = gc.isenabled()
    # A million small frozen notes: the cycle collector would walk them again and again for nothing.
    gc.disable()
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            document = json.loads(stored["index"].tobytes().decode())
            pieces = unpack(document["pieces"], {name: stored[name] for name in stored.files if name != "index"})
    except (BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError):
        sys.stderr.write(f"{path} is damaged: reading the corpus again\n")
        return None
    finally:
        if collecting:
            gc.enable()
    return pieces, [Skipped(place, reason) for place, reason in document["skipped"]]

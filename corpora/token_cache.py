"""Encoded pieces on disk: encoding a corpus takes minutes, reading this takes moments."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from corpora.datasets import TrainingPiece
from corpora.encodings.base import EncodedPiece


def write_tokens(path: Path, pieces: Sequence[TrainingPiece], splits: Sequence[str]) -> None:
    """Write pieces and the side of the split each is on, in one ``.npz`` that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    index = [
        [piece.id, piece.genre, piece.weight, split, len(piece.encoded.tokens), piece.encoded.header_length, len(piece.encoded.bar_starts)]
        for piece, split in zip(pieces, splits, strict=True)
    ]
    tokens = [piece.encoded.tokens for piece in pieces]
    bars = [piece.encoded.bar_starts for piece in pieces]
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            index=np.frombuffer(json.dumps(index, ensure_ascii=False).encode(), np.uint8),
            tokens=np.concatenate([*tokens, np.zeros(0, np.int16)]),
            bars=np.concatenate([*bars, np.zeros(0, np.int32)]),
        )
    part.replace(path)


def read_tokens(path: Path) -> tuple[list[TrainingPiece], list[str]] | None:
    """What :func:`write_tokens` wrote; None where there is no file or it is damaged (the caller encodes again)."""
    if not path.is_file():
        return None
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            index = json.loads(stored["index"].tobytes().decode())
            tokens, bars = stored["tokens"], stored["bars"]
    except (BadZipFile, ValueError, KeyError, OSError, EOFError):
        return None
    pieces: list[TrainingPiece] = []
    splits: list[str] = []
    token_place = bar_place = 0
    for name, genre, weight, split, token_count, header_length, bar_count in index:
        encoded = EncodedPiece(tokens[token_place : token_place + token_count], header_length, bars[bar_place : bar_place + bar_count])
        pieces.append(TrainingPiece(name, genre, encoded, weight))
        splits.append(split)
        token_place, bar_place = token_place + token_count, bar_place + bar_count
    return pieces, splits

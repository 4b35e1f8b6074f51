"""What a recipe trains on: its corpora read, encoded and split, with the credits a model card owes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from corpora.cache import load_pieces
from corpora.catalogue import corpus
from corpora.corpus import CorpusPiece, Split
from corpora.datasets import TrainingPiece
from corpora.encodings.base import EncodedPiece
from corpora.encodings.catalogue import AnyEncoding
from corpora.encodings.grid import controls_of
from corpora.encodings.text import TextEncoding
from corpora.errors import AskerError
from corpora.fetch import cache_folder
from corpora.pieces import Piece, Score, Text
from corpora.renaming import RENAMED, renamed, stock_of
from corpora.token_cache import read_tokens, write_tokens
from generators.recipes import CorpusShare, Recipe

Pieces = tuple[TrainingPiece, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """A corpus as a model card names it."""

    name: str
    title: str
    licence: str
    attribution: str
    rights: str


@dataclass(frozen=True, slots=True)
class Material:
    """Encoded pieces by side of the split."""

    train: Pieces
    valid: Pieces
    test: Pieces
    credits: tuple[Credit, ...]

    @property
    def genres(self) -> tuple[str, ...]:
        """Genres of the training pieces, sorted."""
        return tuple(sorted({piece.genre for piece in self.train}))


def gather(recipe: Recipe, encoding: AnyEncoding) -> Material:
    """Read, encode and split every corpus of a recipe; what was encoded before comes from the cache.

    Raises:
        AskerError: when a corpus is missing or nothing in it can be used.
    """
    pieces: list[TrainingPiece] = []
    splits: list[str] = []
    for share in recipe.corpora:
        some, sides = _encoded(share, recipe, encoding)
        pieces += some
        splits += sides
    sides_of = {side: tuple(piece for piece, its in zip(pieces, splits, strict=True) if its == side) for side in ("train", "valid", "test")}
    if not sides_of["train"]:
        raise AskerError(f"recipe {recipe.name}: no piece to train on in {', '.join(share.name for share in recipe.corpora)}; check the corpora")
    train, valid = _with_validation(sides_of["train"], sides_of["valid"])
    return Material(train, valid, sides_of["test"], tuple(credit(share) for share in recipe.corpora))


def _with_validation(train: Pieces, valid: Pieces) -> tuple[Pieces, Pieces]:
    """Few files may leave the validation side empty, and nobody would see the model learn them by heart: then every tenth piece moves there."""
    if valid or len(train) < 10:
        return train, valid
    return tuple(piece for place, piece in enumerate(train) if place % 10), train[::10]


def credit(share: CorpusShare) -> Credit:
    """Whom to thank for a corpus."""
    if share.folder:
        return Credit(share.name, f"files of {share.folder}", "as the files say", "", "local")
    found = corpus(share.name)
    return Credit(found.name, found.title, found.licence, found.attribution, found.rights)


def scores_of(recipe: Recipe, side: Split) -> Iterator[tuple[str, Score]]:
    """Identifier and score of every piece of music a recipe uses on one side of the split, each once."""
    return ((name, piece) for name, piece in pieces_of(recipe, side) if isinstance(piece, Score))


def texts_of(recipe: Recipe, side: Split) -> Iterator[tuple[str, Text]]:
    """Identifier and text of every piece of words a recipe uses on one side of the split, each once."""
    return ((name, piece) for name, piece in pieces_of(recipe, side) if isinstance(piece, Text))


def pieces_of(recipe: Recipe, side: Split) -> Iterator[tuple[str, Piece]]:
    """Identifier and piece of all that a recipe uses on one side of the split, each once."""
    told: set[str] = set()
    for share in recipe.corpora:
        for piece, _ in _wanted(_read(share), share):
            if piece.split == side and piece.id not in told:
                told.add(piece.id)
                yield piece.id, piece.piece


def encoding_digest(encoding: AnyEncoding) -> str:
    """Digest of the token names in order: weights belong to one vocabulary."""
    return sha256("\n".join(encoding.vocabulary).encode()).hexdigest()


def _encoded(share: CorpusShare, recipe: Recipe, encoding: AnyEncoding) -> tuple[list[TrainingPiece], list[str]]:
    cached = cache_folder() / "tokens" / f"{share.name}-{encoding.name}-{_fingerprint(share, recipe, encoding)}.npz"
    found = read_tokens(cached)
    if found is None:
        found = _encode_all(_read(share), share, recipe, encoding)
        write_tokens(cached, *found)
    return found


def _read(share: CorpusShare) -> Sequence[CorpusPiece]:
    if share.folder:
        from corpora.from_files import read_own_folder  # brings the readers of every format

        return read_own_folder(Path(share.folder), share.genre or share.name)
    return load_pieces(share.name)


def _encode_all(found: Sequence[CorpusPiece], share: CorpusShare, recipe: Recipe, encoding: AnyEncoding) -> tuple[list[TrainingPiece], list[str]]:
    pieces: list[TrainingPiece] = []
    splits: list[str] = []
    too_long = 0
    for piece, genre in [*_wanted(found, share), *_renamed(found, share, recipe.seed)]:
        for name, encoded in _readings(piece, genre, share, encoding):
            if len(encoded.tokens) > recipe.max_tokens:
                too_long += 1
            elif len(encoded.tokens) > encoded.header_length + 2:
                pieces.append(TrainingPiece(name, genre, encoded, share.weight))
                splits.append(piece.split)
    if too_long:
        sys.stderr.write(f"{share.name}: {too_long} pieces of more than {recipe.max_tokens} tokens left out\n")
    return pieces, splits


def _renamed(found: Sequence[CorpusPiece], share: CorpusShare, seed: int) -> Iterator[tuple[CorpusPiece, str]]:
    """The training pieces of a share again, as often as it says, with other speakers."""
    plays = [(piece, genre) for piece, genre in _wanted(found, share) if piece.split == "train" and isinstance(piece.piece, Text)]
    if not share.renamings or not plays:
        return
    stock = stock_of([piece.text.text for piece, _ in plays])
    for nth in range(share.renamings):
        rng = np.random.default_rng((seed, nth))
        for piece, genre in plays:
            yield replace(piece, id=f"{piece.id}{RENAMED}{nth + 1})", piece=replace(piece.text, text=renamed(piece.text.text, stock, rng))), genre


def _readings(piece: CorpusPiece, genre: str, share: CorpusShare, encoding: AnyEncoding) -> Iterator[tuple[str, EncodedPiece]]:
    """Name and tokens of each way a piece is read: music one way, words in the orders of their share; what the encoding can't say gives none.

    Held-out test texts are read in one order, so that each of their characters counts once.
    """
    if isinstance(encoding, TextEncoding) and isinstance(piece.piece, Text):
        orders = share.reading_orders if piece.split != "test" else share.reading_orders[:1]
        for order in orders:
            name = piece.id if order == "forwards" else f"{piece.id} ({order})"
            yield name, encoding.encode_text(piece.piece, genre, backwards=order == "backwards")
    elif not isinstance(encoding, TextEncoding) and isinstance(piece.piece, Score):
        yield piece.id, encoding.encode(piece.piece, controls_of(piece.piece, genre))


def _wanted(found: Sequence[CorpusPiece], share: CorpusShare) -> Iterator[tuple[CorpusPiece, str]]:
    """The pieces a recipe takes of a corpus, with the genre it calls them."""
    for piece in found:
        genre = share.genre or share.genres.get(piece.genre, piece.genre)
        if genre and (not share.only or piece.genre in share.only):
            yield piece, genre


def _fingerprint(share: CorpusShare, recipe: Recipe, encoding: AnyEncoding) -> str:
    """Changes with the share, the corpus, the encoding and the code that reads and encodes."""
    whole = sha256(json.dumps([asdict(share), recipe.max_tokens, encoding.name, list(encoding.vocabulary)]).encode())
    if share.folder:
        for path in sorted(Path(share.folder).rglob("*")):
            if path.is_file():
                stat = path.stat()
                whole.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode())
    else:
        whole.update(corpus(share.name).sha256.encode())
    here = Path(corpus.__code__.co_filename).parent
    for path in sorted(here.rglob("*.py")):
        if path.parent.name != "__pycache__":
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]

"""What a corpus is: pieces somebody made, with the right to use them, where they come from, and a split that never moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from corpora.pieces import Piece, Score, Text

Kind = Literal["music", "text"]
Rights = Literal["ship", "local", "benchmark"]
"""``ship``: weights trained on it may be published, with the attribution. ``local``: train on it, publish no weights that saw it.
``benchmark``: only for the published comparison it belongs to."""
Split = Literal["train", "valid", "test"]

SPLITS: tuple[Split, ...] = ("train", "valid", "test")
TRAIN_SHARE, VALID_SHARE = 0.85, 0.075
"""Shares of all groups; the rest is the test set."""


def split_of(group: str) -> Split:
    """The side a group of near-duplicates is on, by the hash of its name alone: adding pieces never moves others."""
    position = int.from_bytes(sha256(group.encode()).digest()[:8], "big") / 2**64
    if position < TRAIN_SHARE:
        return "train"
    return "valid" if position < TRAIN_SHARE + VALID_SHARE else "test"


@dataclass(frozen=True, slots=True)
class CorpusPiece:
    """One piece of a corpus with what a model card and a split need to know of it."""

    id: str
    """``corpus/path-or-number``; unique in the whole catalogue and stable."""
    genre: str
    piece: Piece
    composer: str
    title: str
    licence: str
    group: str
    """Name of its group of near-duplicates; pieces that share it are always on one side of the split."""
    published_split: Split | None = None
    """The publisher's own split, where there is one; it goes before the hash."""
    tags: tuple[str, ...] = ()
    """What else the corpus says of it: sub-style, instrument, book."""

    @property
    def split(self) -> Split:
        """``train``, ``valid`` or ``test``."""
        return self.published_split or split_of(self.group)

    @property
    def score(self) -> Score:
        """The music.

        Raises:
            TypeError: when the piece is a text.
        """
        if not isinstance(self.piece, Score):
            raise TypeError(f"{self.id} is a text, not a score")
        return self.piece

    @property
    def text(self) -> Text:
        """The words.

        Raises:
            TypeError: when the piece is a score.
        """
        if not isinstance(self.piece, Text):
            raise TypeError(f"{self.id} is a score, not a text")
        return self.piece


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or tune the reader left out, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the files come from, pinned."""

    url: str
    """For people: the project's page or repository."""
    commit: str
    """The commit (or package version) the files are taken from."""
    archive: str = ""
    """A zip of that commit; empty where the files can't be downloaded as they are used (``obtain`` says how to get them)."""
    inside: str = ""
    """The folder within the archive's own top folder that is the corpus."""
    obtain: str = ""
    """One sentence for people, where ``archive`` is empty: how to get the files."""
    package: str = ""
    """The installed Python package that carries the files, where one does."""


Reader = Callable[[Path, list[Skipped]], Iterator[CorpusPiece]]
"""Reads the folder; unreadable or unsuitable files are appended to the list, never raised."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus: its rights, its source, its files and how to read them."""

    name: str
    """Its name in the catalogue and its folder below ``HOUSEBAND_CORPORA``."""
    title: str
    genres: tuple[str, ...]
    kind: Kind
    licence: str
    attribution: str
    """The sentence a model card prints."""
    source: Source
    rights: Rights
    files: tuple[str, ...]
    """Glob patterns of the files used, relative to the folder."""
    sha256: str
    """Digest of the manifest (:func:`corpora.fetch.manifest_digest`) over those files."""
    reader: Reader = field(repr=False)
    folder: str = ""
    """Its folder below ``HOUSEBAND_CORPORA``, where that differs from the name."""
    by_composer: bool = False
    """True where a title means little without its composer (``Prelude``): titles are then compared within a composer only."""

    @property
    def folder_name(self) -> str:
        """Its folder below ``HOUSEBAND_CORPORA``."""
        return self.folder or self.name

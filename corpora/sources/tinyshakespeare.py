"""Scenes of Shakespeare in one file, with the split every character model is compared on; not a character of it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source, Split
from corpora.pieces import Text

_FILE = "data/tinyshakespeare/input.txt"
PIECE_CHARACTERS = 3_000
"""A piece is closed at the end of the speech that reaches this."""
_AUTHOR = "William Shakespeare"


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="tinyshakespeare",
        title="Tiny Shakespeare",
        genres=("drama",),
        kind="text",
        licence="public domain",
        attribution="Scenes from the plays of William Shakespeare,"
        " as collected by Andrej Karpathy (https://github.com/karpathy/char-rnn), public domain.",
        source=Source(
            url="https://github.com/karpathy/char-rnn",
            commit="6f9487a",
            archive="https://github.com/karpathy/char-rnn/archive/6f9487a.zip",
        ),
        rights="ship",
        files=(_FILE,),
        sha256="f43a0430a9117c250605540b3eb4839081cc2a1c81ed7ae2d6dac00d11e7c198",
        reader=read,
        folder="text/tinyshakespeare",
    )


def plain_parts(folder: Path) -> tuple[str, str]:
    """The benchmark's two texts, to the character: the first nine tenths, to learn from, and the last tenth, to be measured on."""
    text = _whole(folder)
    cut = int(0.9 * len(text))
    return text[:cut], text[cut:]


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Runs of whole speeches; those of a split joined by empty lines are the file's part again, but for line ends at the cuts."""
    del skipped  # one file, and every speech of it is used: no slur is in it (the nurse's "chinks" are coins)
    learnt, test = plain_parts(folder)
    cut = int(0.95 * len(learnt))
    parts: tuple[tuple[Split, str], ...] = (("train", learnt[:cut]), ("valid", learnt[cut:]), ("test", test))
    for split, part in parts:
        for number, text in enumerate(_runs(part), start=1):
            title = f"Scenes, {split} {number}"
            identity = f"tinyshakespeare/{split}-{number:03}"
            yield CorpusPiece(identity, "drama", Text(text, title, _AUTHOR), _AUTHOR, title, "public domain", identity, split)


def _whole(folder: Path) -> str:
    return (folder / _FILE).read_bytes().decode("utf-8")


def _runs(part: str) -> Iterator[str]:
    run: list[str] = []
    size = 0
    for speech in part.strip("\n").split("\n\n"):
        run.append(speech)
        size += len(speech) + 2
        if size >= PIECE_CHARACTERS:
            yield "\n\n".join(run)
            run, size = [], 0
    if run:
        yield "\n\n".join(run)

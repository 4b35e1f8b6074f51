"""A person's own folder of MIDI, MusicXML, ABC or text files as a corpus: ``houseband train --genre bluegrass --from ./my-midis``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from corpora.cache import load_corpus
from corpora.corpus import Corpus, CorpusPiece, Kind, Skipped, Source
from corpora.errors import AskerError
from corpora.own_folder import MIDI_ENDINGS, MUSIC_ENDINGS, TEXT_ENDINGS, files_below
from corpora.pieces import Piece, Score, Text
from corpora.sources.files import MIN_NOTES
from corpora.sources.keys import with_heard_keys, with_key
from corpora.titles import title_key

FEW_FILES = 10
"""Of so few text files every piece is a group of its own, or a single book would be all on one side of the split."""
_LOG = logging.getLogger(__name__)


def read_own_folder(folder: Path, genre: str) -> list[CorpusPiece]:
    """Every readable piece below a folder, all of one genre; what can't be read is logged with one line each.

    Raises:
        AskerError: when the folder is not there or nothing in it can be read.
    """
    loaded = load_corpus(corpus_from_files(folder, genre), folder)
    for one in loaded.skipped:
        _LOG.warning("left out %s: %s", one.path, one.reason)
    if not loaded.pieces:
        raise AskerError(f"nothing in {folder} can be read ({len(loaded.skipped)} files tried); put {_wanted()} files there")
    return list(loaded.pieces)


def corpus_from_files(folder: Path, genre: str) -> Corpus:
    """The folder as a corpus: music where it holds any, else texts; split by the same rule as every other.

    Raises:
        AskerError: when the folder is not there or holds no file of a known kind.
    """
    if not folder.is_dir():
        raise AskerError(f"{folder} is no folder; name one that holds {_wanted()} files (change --from)")
    files = files_below(folder, MUSIC_ENDINGS)
    kind: Kind = "music" if files else "text"
    files = files or files_below(folder, TEXT_ENDINGS)
    if not files:
        raise AskerError(f"{folder} holds none of the files that can be learnt from: put {_wanted()} files there (or change --from)")

    def reader(place: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
        return _read_all(place, files_below(place, MUSIC_ENDINGS if kind == "music" else TEXT_ENDINGS), genre, skipped)

    return Corpus(
        # The folder's place tells two folders of one genre apart in the cache.
        name=f"files-{sha256(str(folder.resolve()).encode()).hexdigest()[:8]}",
        title=f"files of {folder}",
        genres=(genre,),
        kind=kind,
        licence="as the files say",
        attribution="",
        source=Source(url=str(folder), commit="", obtain=f"put {_wanted()} files there"),
        rights="local",
        files=tuple(f"**/*{ending}" for ending in (MUSIC_ENDINGS if kind == "music" else TEXT_ENDINGS)),
        sha256="",
        reader=reader,
    )


def _wanted() -> str:
    return ", ".join(MUSIC_ENDINGS + TEXT_ENDINGS)


def _read_all(folder: Path, paths: Sequence[Path], genre: str, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    for path in paths:
        relative = path.relative_to(folder).as_posix()
        for number, piece in enumerate(_pieces_of(path), start=1):
            if isinstance(piece, AskerError):
                skipped.append(Skipped(relative, str(piece)))
                continue
            if isinstance(piece, Score) and piece.note_count < MIN_NOTES:
                skipped.append(Skipped(relative, f"only {piece.note_count} notes"))
                continue
            identity = f"{relative}#{number}" if number > 1 or path.suffix.lower() == ".abc" else relative
            title = piece.title or path.stem
            yield CorpusPiece(
                id=f"files/{identity}",
                genre=genre,
                piece=piece,
                composer=piece.composer if isinstance(piece, Score) else piece.author,
                title=title,
                licence="as the file says",
                group=_text_group(relative, identity, len(paths)) if isinstance(piece, Text) else _tune_group(path, title) or identity,
            )


def _text_group(relative: str, identity: str, files: int) -> str:
    return identity if files < FEW_FILES else relative


def _tune_group(path: Path, title: str) -> str:
    """Sequencers name every file alike ("New Project"): of a MIDI file its own name says more."""
    return title_key(path.stem if path.suffix.lower() in MIDI_ENDINGS else title)


def _pieces_of(path: Path) -> Iterator[Piece | AskerError]:
    """What the file holds; an error stands for what can't be read."""
    try:
        yield from _READERS[path.suffix.lower()](path)
    except AskerError as problem:
        yield problem


def _midi(path: Path) -> Iterator[Score]:
    from corpora.formats.midi import read_midi

    yield with_heard_keys(read_midi(path))


def _musicxml(path: Path) -> Iterator[Score]:
    from corpora.formats.musicxml import read_musicxml

    yield with_key(read_musicxml(path))


def _abc(path: Path) -> Iterator[Score | AskerError]:
    from corpora.sources.tunebooks import tunes_of

    return (with_key(tune) if isinstance(tune, Score) else tune for tune in tunes_of(path))


def _text(path: Path) -> Iterator[Text]:
    from corpora.formats.plain_text import read_text
    from corpora.own_texts import texts_of_file

    for text in texts_of_file(read_text(path)):
        yield Text(text, title=path.stem)


_READERS: dict[str, Callable[[Path], Iterator[Score] | Iterator[Text] | Iterator[Score | AskerError]]] = {
    ".mid": _midi,
    ".midi": _midi,
    ".mxl": _musicxml,
    ".musicxml": _musicxml,
    ".xml": _musicxml,
    ".abc": _abc,
    ".txt": _text,
}

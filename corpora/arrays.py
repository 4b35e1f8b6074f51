"""Many pieces as a few arrays and one list of names, and back: the form the cache keeps."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, starmap
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from corpora.corpus import CorpusPiece, Split
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Piece, Score, Section, Tempo, Text

Arrays = dict[str, NDArray[np.int32] | NDArray[np.float64]]
_NO_BASS = -1


class PartEntry(TypedDict):
    """A part without its notes."""

    name: str
    program: int
    drum: bool
    notes: int
    lyrics: list[tuple[int, str, str, int]]


class ScoreEntry(TypedDict):
    """A score without its notes and tempos."""

    resolution: int
    parts: list[PartEntry]
    tempos: int
    meters: list[tuple[int, int, int]]
    keys: list[tuple[int, int, str]]
    chords: list[tuple[int, int, str, int]]
    sections: list[tuple[int, str]]
    pickup: int
    length: int
    title: str
    composer: str


class PieceEntry(TypedDict):
    """A piece; exactly one of ``score`` and ``text`` is given."""

    id: str
    genre: str
    composer: str
    title: str
    licence: str
    group: str
    published_split: Split | None
    tags: list[str]
    score: ScoreEntry | None
    text: tuple[str, str, str] | None


def pack(pieces: Iterable[CorpusPiece]) -> tuple[list[PieceEntry], Arrays]:
    """Names as entries; notes as int32 ``[notes, 4]`` (start, pitch, duration, velocity); tempos as float64 ``[tempos, 2]``."""
    entries: list[PieceEntry] = []
    notes: list[tuple[int, int, int, int]] = []
    tempos: list[tuple[float, float]] = []
    for piece in pieces:
        music = piece.piece
        if isinstance(music, Score):
            notes.extend((note.start_ticks, note.pitch, note.duration_ticks, note.velocity) for part in music.parts for note in part.notes)
            tempos.extend((tempo.start_ticks, tempo.quarters_per_minute) for tempo in music.tempos)
        entries.append(
            PieceEntry(
                id=piece.id,
                genre=piece.genre,
                composer=piece.composer,
                title=piece.title,
                licence=piece.licence,
                group=piece.group,
                published_split=piece.published_split,
                tags=list(piece.tags),
                score=_score_entry(music) if isinstance(music, Score) else None,
                text=(music.text, music.title, music.author) if isinstance(music, Text) else None,
            )
        )
    return entries, {
        "notes": np.array(notes, np.int32).reshape(-1, 4),
        "tempos": np.array(tempos, np.float64).reshape(-1, 2),
    }


def _score_entry(score: Score) -> ScoreEntry:
    return ScoreEntry(
        resolution=score.ticks_per_quarter,
        parts=[
            PartEntry(
                name=part.name,
                program=part.program,
                drum=part.is_drum,
                notes=len(part.notes),
                lyrics=[(lyric.start_ticks, lyric.text, lyric.syllabic, lyric.verse) for lyric in part.lyrics],
            )
            for part in score.parts
        ],
        tempos=len(score.tempos),
        meters=[(meter.start_ticks, meter.numerator, meter.denominator) for meter in score.meters],
        keys=[(key.start_ticks, key.tonic, key.mode) for key in score.keys],
        chords=[(chord.start_ticks, chord.root, chord.quality, _NO_BASS if chord.bass is None else chord.bass) for chord in score.chords],
        sections=[(section.start_ticks, section.name) for section in score.sections],
        pickup=score.pickup_ticks,
        length=score.length_ticks,
        title=score.title,
        composer=score.composer,
    )


def unpack(entries: Iterable[PieceEntry], arrays: Arrays) -> list[CorpusPiece]:
    """The pieces :func:`pack` was given.

    Raises:
        ValueError: when the arrays hold fewer notes or tempos than the entries say.
    """
    rows = iter(arrays["notes"].tolist())
    tempo_rows = iter(arrays["tempos"].tolist())
    pieces = []
    for entry in entries:
        music: Piece
        if entry["score"] is not None:
            parts = tuple(_part(part, tuple(starmap(Note, islice(rows, part["notes"])))) for part in entry["score"]["parts"])
            tempos = tuple(Tempo(int(start), rate) for start, rate in islice(tempo_rows, entry["score"]["tempos"]))
            music = _score(entry["score"], parts, tempos)
        elif entry["text"] is not None:
            music = Text(*entry["text"])
        else:
            raise ValueError(f"{entry['id']} is neither a score nor a text")
        names = (entry["id"], entry["genre"], music, entry["composer"], entry["title"], entry["licence"], entry["group"])
        pieces.append(CorpusPiece(*names, entry["published_split"], tuple(entry["tags"])))
    return pieces


def _part(entry: PartEntry, notes: tuple[Note, ...]) -> Part:
    if len(notes) != entry["notes"]:
        raise ValueError(f"part {entry['name']!r} should hold {entry['notes']} notes, {len(notes)} are left")
    return Part(entry["name"], entry["program"], notes, entry["drum"], tuple(Lyric(*lyric) for lyric in entry["lyrics"]))


def _score(entry: ScoreEntry, parts: tuple[Part, ...], tempos: tuple[Tempo, ...]) -> Score:
    if len(tempos) != entry["tempos"]:
        raise ValueError(f"{entry['tempos']} tempos expected, {len(tempos)} are left")
    return Score(
        parts=parts,
        ticks_per_quarter=entry["resolution"],
        tempos=tempos,
        meters=tuple(Meter(*meter) for meter in entry["meters"]),
        keys=tuple(Key(*key) for key in entry["keys"]),
        chords=tuple(ChordSymbol(start, root, quality, None if bass == _NO_BASS else bass) for start, root, quality, bass in entry["chords"]),
        sections=tuple(Section(*section) for section in entry["sections"]),
        pickup_ticks=entry["pickup"],
        title=entry["title"],
        composer=entry["composer"],
        length_ticks=entry["length"],
    )

"""How much of a piece stands in a training set: the longest melody shared, in any key and at any tempo.

A melody line (of every part its highest note at each onset) becomes steps from note to note: the interval in semitones and the time between
the onsets in twelfths of a quarter note. Two passages are the same when all their steps are. Scores count time in quarter notes, so tempo is
out already; a performance should be measured on its written, unswung form.

The index keeps one byte for every training note, a fingerprint of the four steps that begin there, instead of the notes. A common run of *r*
fingerprints is a common melody of *r* + 4 notes; this is found exactly and fast by growing runs that start where four fingerprints agree.
It errs to one side only. A true match may come out longer by a note with probability 1/255 at either end, and unrelated passages agree on 8
notes by chance in about (training notes x piece notes) / 4.2e9 cases, so no figure under 8 notes is told and figures from 9 on are trusted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.errors import UnreadableFileError
from corpora.pieces import Part, Score

GRAM_STEPS = 4
"""Steps (note to note) in one fingerprint."""
SEED_RUN = 4
"""Fingerprints that must agree before a match is looked at."""
SHORTEST_MATCH_NOTES = GRAM_STEPS + SEED_RUN
"""Shorter common passages are not told apart from none."""
STEPS_PER_QUARTER = 12
"""Grid on which onsets are compared: sixteenths and triplets both lie on it."""

_LONGEST_STEP = 8 * STEPS_PER_QUARTER
_WIDEST_INTERVAL = 48
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: an odd multiplier that spreads neighbouring numbers."""
_FORMAT = 1
_BREAK = 0
"""Stands between lines; no fingerprint is 0."""


@dataclass(frozen=True, slots=True)
class Match:
    """The longest passage a piece shares with a training set."""

    notes: int
    """Notes in it. Fewer than :data:`SHORTEST_MATCH_NOTES` are not measured and told as one less than that (or the longest line, if shorter)."""
    nearest_piece_id: str
    """Identifier of the training piece; empty where none shares enough."""


@dataclass(frozen=True, slots=True, eq=False)
class NoteNgramIndex:
    """Fingerprints of every melody line of a training set."""

    fingerprints: NDArray[np.uint8]
    """uint8 ``[positions]``; 1-255, and 0 after each line."""
    piece_starts: NDArray[np.int64]
    """int64 ``[pieces]``: where each piece begins, ascending."""
    piece_ids: tuple[str, ...]
    human_p95: int = 0
    """95th percentile of :meth:`longest_match` over held-out human pieces; 0 where not measured."""

    def longest_match(self, score: Score) -> Match:
        """The longest melody line passage of a score that the training set has too."""
        lines = melody_lines(score)
        query = _joined([line_fingerprints(line, score.ticks_per_quarter) for line in lines])
        run, position = _longest_common_run(self.fingerprints, query)
        if run < SEED_RUN:
            return Match(min(SHORTEST_MATCH_NOTES - 1, max(map(len, lines), default=0)), "")
        piece = int(np.searchsorted(self.piece_starts, position, side="right")) - 1
        return Match(run + GRAM_STEPS, self.piece_ids[piece])

    def with_human_p95(self, held_out: Iterable[Score]) -> NoteNgramIndex:
        """The index with its yardstick measured on human pieces that are not in it."""
        return replace(self, human_p95=human_p95(self, held_out))

    def save(self, path: Path) -> None:
        """Write the index as a compressed .npz without pickled objects; the same index gives the same bytes."""
        buffer = io.BytesIO()
        names = np.frombuffer("\n".join(self.piece_ids).encode(), dtype=np.uint8)
        header = np.array([_FORMAT, self.human_p95], dtype=np.int64)
        np.savez_compressed(buffer, header=header, fingerprints=self.fingerprints, piece_starts=self.piece_starts.astype(np.int32), names=names)
        path.write_bytes(buffer.getvalue())

    @classmethod
    def load(cls, path: Path) -> NoteNgramIndex:
        """Read an index that :meth:`save` wrote.

        Raises:
            UnreadableFileError: when the file is missing, damaged or of another format.
        """
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in ("header", "fingerprints", "piece_starts", "names")}
        except (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise UnreadableFileError(
                f"originality index {str(path)!r} can't be read ({type(error).__name__}); install its generator again"
            ) from error
        version, p95 = arrays["header"].tolist()
        if version != _FORMAT:
            raise UnreadableFileError(f"originality index {str(path)!r} has format {version}; this version reads {_FORMAT}: build it again")
        ids = tuple(arrays["names"].tobytes().decode().split("\n"))
        return cls(arrays["fingerprints"], arrays["piece_starts"].astype(np.int64), ids, p95)


def build_index(pieces: Iterable[tuple[str, Score]]) -> NoteNgramIndex:
    """Index the melody lines of a training set, given as (identifier, score)."""
    ids: list[str] = []
    starts: list[int] = []
    lines: list[NDArray[np.uint8]] = []
    length = 0
    for piece_id, score in pieces:
        ids.append(piece_id.replace("\n", " "))
        starts.append(length)
        added = [line_fingerprints(line, score.ticks_per_quarter) for line in melody_lines(score)]
        lines += added
        length += sum(len(line) + 1 for line in added)
    return NoteNgramIndex(_joined(lines), np.array(starts, dtype=np.int64), tuple(ids))


def human_p95(index: NoteNgramIndex, held_out: Iterable[Score]) -> int:
    """95th percentile of the longest match over held-out human pieces: what people share with one another; 0 without pieces."""
    lengths = [index.longest_match(score).notes for score in held_out]
    return int(np.percentile(lengths, 95)) if lengths else 0


def melody_lines(score: Score) -> list[NDArray[np.int64]]:
    """The top line of every pitched part: int64 ``[notes, 2]`` of start ticks and pitch, the highest note of each onset."""
    return [_top_line(part, score.ticks_per_quarter) for part in score.parts if part.notes and not part.is_drum]


def _top_line(part: Part, ticks_per_quarter: int) -> NDArray[np.int64]:
    notes = np.array([(note.start_ticks, note.pitch) for note in part.notes], dtype=np.int64)  # [notes, 2]
    onsets = _on_grid(notes[:, 0], ticks_per_quarter)
    order = np.lexsort((notes[:, 1], onsets))
    is_top = np.append(np.diff(onsets[order]) > 0, True)  # the last, so highest, of its onset
    top: NDArray[np.int64] = notes[order][is_top]
    return top


def _on_grid(ticks: NDArray[np.int64], ticks_per_quarter: int) -> NDArray[np.int64]:
    """Ticks in whole steps of the comparing grid, rounded half up."""
    return (2 * STEPS_PER_QUARTER * ticks + ticks_per_quarter) // (2 * ticks_per_quarter)


def line_fingerprints(line: NDArray[np.int64], ticks_per_quarter: int) -> NDArray[np.uint8]:
    """One byte, 1-255, for every :data:`GRAM_STEPS` steps of a line: int64 ``[notes, 2]`` -> uint8 ``[notes - GRAM_STEPS]``."""
    if len(line) <= GRAM_STEPS:
        return np.zeros(0, dtype=np.uint8)
    intervals = np.diff(line[:, 1]).clip(-_WIDEST_INTERVAL, _WIDEST_INTERVAL) + _WIDEST_INTERVAL
    times = _on_grid(np.diff(line[:, 0]), ticks_per_quarter).clip(0, _LONGEST_STEP)
    steps = (intervals * (_LONGEST_STEP + 1) + times + 1).astype(np.uint64)
    mixed = np.zeros(len(steps) - GRAM_STEPS + 1, dtype=np.uint64)
    for offset in range(GRAM_STEPS):
        mixed = (mixed ^ steps[offset : offset + len(mixed)]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return (mixed % np.uint64(255) + np.uint64(1)).astype(np.uint8)


def _joined(lines: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """The lines one after another, a break after each."""
    line_break = np.full(1, _BREAK, dtype=np.uint8)
    return np.concatenate([part for line in lines for part in (line, line_break)] or [line_break])


def _longest_common_run(known: NDArray[np.uint8], asked: NDArray[np.uint8]) -> tuple[int, int]:
    """Length of the longest run of bytes both hold, breaks excluded, and where ``known`` has it first; (0, 0) under :data:`SEED_RUN`."""
    asked_at = np.flatnonzero(_runs_without_break(asked))
    if not len(asked_at) or len(known) < SEED_RUN:
        return 0, 0
    asked_keys = _seed_keys(asked)[asked_at]
    known_keys = _seed_keys(known)
    # Most positions are ruled out by one look into a small table, which fits the processor's cache.
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[_table_slots(asked_keys)] = True
    known_at = np.flatnonzero(table[_table_slots(known_keys)])
    known_at = known_at[_is_among(known_keys[known_at], asked_keys)]
    run, first = 0, 0
    known_hashes, asked_hashes = known_keys[known_at].astype(np.uint64), asked_keys.astype(np.uint64)
    while len(known_at):
        run, first = run + 1 if run else SEED_RUN, int(known_at[0])
        known_at, known_hashes = _grown(known, known_at, known_hashes, run)
        asked_at, asked_hashes = _grown(asked, asked_at, asked_hashes, run)
        shared = _is_among(known_hashes, asked_hashes)
        known_at, known_hashes = known_at[shared], known_hashes[shared]
    return run, first


def _is_among(many: NDArray[np.unsignedinteger[Any]], few: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.bool_]:
    """As ``np.isin``, which sorts the many: here only the few are sorted."""
    if not len(few):
        return np.zeros(len(many), dtype=np.bool_)
    ordered = np.sort(few)  # np.unique would import numpy.ma, 10 ms of a cold start
    places = np.searchsorted(ordered, many)
    found: NDArray[np.bool_] = ordered[np.minimum(places, len(ordered) - 1)] == many
    return found


def _grown(data: NDArray[np.uint8], starts: NDArray[np.int64], hashes: NDArray[np.uint64], run: int) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The runs that go on for one more byte before a break, with their hashes taken one byte on."""
    following = data[starts + run]  # in range: the data end with a break, and no run holds one
    goes_on = following != _BREAK
    grown: NDArray[np.uint64] = (hashes[goes_on] ^ following[goes_on]) * _MIX
    return starts[goes_on], grown ^ (grown >> np.uint64(29))


def _seed_keys(data: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The :data:`SEED_RUN` bytes from each position on as one number: uint8 ``[n]`` -> uint32 ``[n - SEED_RUN + 1]``."""
    return np.ndarray((max(0, len(data) - SEED_RUN + 1),), dtype="<u4", buffer=np.ascontiguousarray(data), strides=(1,)).astype(np.uint32)


def _table_slots(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (keys * np.uint32(2654435769)) >> np.uint32(16)  # Knuth's multiplicative hashing, 16 bits of it


def _runs_without_break(data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether the :data:`SEED_RUN` bytes from each position on hold no break."""
    starts = len(data) - SEED_RUN + 1
    whole = np.ones(max(0, starts), dtype=np.bool_)
    for offset in range(SEED_RUN):
        whole &= data[offset : offset + len(whole)] != _BREAK
    return whole

"""The Weimar Jazz Database: 418 transcribed jazz solos, swing to post-bop, over their chord changes.

A solo is three tables: a row for each note (``csv_melody``), a row for each beat with its chord, form part and chorus (``csv_beats``), and a
row for each solo in ``wjd_meta.csv``. The annotators placed every note on a grid of its own beat: the beat is divided into ``division`` equal
parts and the note stands on part ``tatum``, so its place in the bar is ``(beat - 1) + (tatum - 1) / division`` beats. Micro-timing is left to
the band.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import median

from corpora.chords import note_name_pitch_class, parse_chord
from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.errors import AskerError
from corpora.pieces import TICKS_PER_QUARTER, ChordSymbol, Key, Meter, Note, Part, Score, Section, Tempo
from corpora.sources.keys import with_key
from corpora.titles import folded, title_key

_INSTRUMENTS = {
    "as": ("alto sax", 65), "bcl": ("bass clarinet", 71), "bs": ("baritone sax", 67), "cl": ("clarinet", 71), "cor": ("cornet", 56),
    "g": ("guitar", 26), "p": ("piano", 0), "ss": ("soprano sax", 64), "tb": ("trombone", 57), "tp": ("trumpet", 56), "ts": ("tenor sax", 66),
    "ts-c": ("tenor sax", 66), "vib": ("vibraphone", 11),
}  # fmt: skip
_MODE_NAMES = {"maj": "major", "min": "minor", "dor": "dorian", "mix": "mixolydian", "phr": "phrygian", "lyd": "lydian", "loc": "locrian"}
_LONGEST_LEAD_BARS = 2
"""Silent whole bars kept before the first note."""
_MIN_NOTES = 16


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="wjazzd",
        title="Weimar Jazz Database: transcribed jazz solos",
        genres=("jazz", "blues"),
        kind="music",
        licence="ODbL 1.0 (database), DbCL 1.0 (contents)",
        attribution=(
            "Weimar Jazz Database (WJazzD), The Jazzomat Research Project, Liszt School of Music Weimar; ODbL 1.0 / DbCL 1.0. "
            "Pfleiderer et al. (2017), Inside the Jazzomat."
        ),
        source=Source(
            url="https://github.com/vincenzomadaghiele/MINGUS",
            commit="3c4ac121",
            obtain=(
                "take csv_melody and csv_beats from the repository vincenzomadaghiele/MINGUS at 3c4ac121 (floats rounded to 4 decimals) and "
                "wjd_meta from klausfrieler/jazzodata at 0dc98cf9e14fdf034e86ffdfe4728cb924d750f1, saved as csv"
            ),
        ),
        rights="ship",
        files=("csv_melody/*.csv", "csv_beats/*.csv", "wjd_meta.csv"),
        sha256="a8386b1784a0990b5e6dc1eec87be03f488afdc15be8b845b4f89543c50b8567",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every solo that has a meter."""
    meta = {_solo_key(row["csv"]): row for row in _rows(folder / "wjd_meta.csv") if row["csv"]}
    for path in sorted((folder / "csv_melody").glob("*.csv")):
        beats_path = folder / "csv_beats" / path.name
        try:
            yield _read_solo(path, _rows(path), _rows(beats_path), meta.get(_solo_key(path.stem)) or _performer_only(path.stem, meta))
        except (AskerError, KeyError, OSError, ValueError) as problem:
            skipped.append(Skipped(path.relative_to(folder).as_posix(), str(problem)))


def _solo_key(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", folded(stem.replace("_", " ")))


def _performer_only(stem: str, meta: dict[str, dict[str, str]]) -> dict[str, str]:
    """For a solo the table leaves out: who plays, and on what, as in the same player's other solos."""
    player = _solo_key(stem.partition("_")[0])
    other = next((row for key, row in meta.items() if key.startswith(player)), {})
    return {field: other[field] for field in ("performer", "instrument", "style") if field in other}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class _Bars:
    """Where each bar begins: bar numbers as annotated (pickups <= 0) to ticks from the start of the solo."""

    first: int
    starts: tuple[int, ...]
    """Tick of bar ``first``, ``first`` + 1, ...; the first may be negative, where only the end of that bar is kept."""
    meters: tuple[Meter, ...]
    pickup_ticks: int

    def place(self, bar: int, beats: Fraction) -> int:
        """Tick of a place ``beats`` quarter notes into a bar."""
        return self.starts[bar - self.first] + round(beats * TICKS_PER_QUARTER)


def _read_solo(path: Path, notes: list[dict[str, str]], beats: list[dict[str, str]], meta: dict[str, str]) -> CorpusPiece:
    if len(notes) < _MIN_NOTES:
        raise AskerError(f"only {len(notes)} notes, at least {_MIN_NOTES} are needed")
    bars = _lay_out_bars(notes, beats)
    performer, title = _names(path.stem, meta)
    instrument, program = _INSTRUMENTS.get(meta.get("instrument", ""), ("tenor sax", 66))
    last_bar = max(int(row["bar"]) for row in notes)
    score = Score(
        parts=(Part(instrument, program, _solo_notes(notes, bars)),),
        tempos=(Tempo(0, _tempo(meta, notes)),),
        meters=bars.meters,
        chords=_chords(beats, bars),
        sections=_sections(beats, bars),
        pickup_ticks=bars.pickup_ticks,
        title=title,
        composer=meta.get("composer", ""),
        length_ticks=bars.place(last_bar + 1, Fraction(0)),
    )
    blues = _is_blues(meta)
    return CorpusPiece(
        id=f"wjazzd/{path.stem}",
        genre="blues" if blues else "jazz",
        piece=_with_key(score, meta.get("key", "")),
        composer=meta.get("composer", ""),
        title=f"{title} ({performer})" if performer else title,
        licence="ODbL 1.0",
        group=title_key(title) or path.stem,
        tags=tuple(filter(None, (meta.get("style", "").lower(), meta.get("rhythmfeel", "").lower(), instrument, "blues form" if blues else ""))),
    )


def _names(stem: str, meta: dict[str, str]) -> tuple[str, str]:
    """Performer and tune, from the table or else from the file's own name (``LesterYoung_D.B.Blues_Solo``)."""
    performer, _, rest = stem.partition("_")
    spaced = re.sub(r"(?<=[a-z'])(?=[A-Z])", " ", rest.rsplit("_", 1)[0])
    return meta.get("performer") or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", performer), meta.get("title") or spaced


def _is_blues(meta: dict[str, str]) -> bool:
    return meta.get("tonality_type") == "BLUES" or meta.get("harmony_template", "").lower() == "blues"


def _lay_out_bars(notes: list[dict[str, str]], beats: list[dict[str, str]]) -> _Bars:
    """Bar lines from the first note's bar on; what comes before it, or a long silence, is left out."""
    signatures = _signatures(beats)
    first_note = notes[0]
    first_bar = int(first_note["bar"])
    lead_in = min(int(row["bar"]) for row in beats)
    first = first_bar if first_bar < 1 or first_bar > 1 + _LONGEST_LEAD_BARS else max(1, lead_in)
    last = max(int(row["bar"]) for row in notes) + 1
    lengths = [Meter(0, *_signature_at(signatures, bar)).bar_ticks(TICKS_PER_QUARTER) for bar in range(first, last)]
    silent = _ticks_in_bar(first_note) // TICKS_PER_QUARTER * TICKS_PER_QUARTER if first_bar == first and first < 1 else 0
    starts = [-silent]
    for length in lengths:
        starts.append(starts[-1] + length)
    meters: list[Meter] = []
    for index, bar in enumerate(range(first, last)):
        signature = _signature_at(signatures, bar)
        if not meters or (meters[-1].numerator, meters[-1].denominator) != signature:
            meters.append(Meter(max(0, starts[index]), *signature))
    return _Bars(first, tuple(starts), tuple(meters), starts[1] if silent else 0)


def _signatures(beats: list[dict[str, str]]) -> list[tuple[int, tuple[int, int]]]:
    """Bars where a signature begins.

    Raises:
        AskerError: where the solo has none: played free, counted in beats without bars (annotated as 1/4).
    """
    found = [(int(row["bar"]), row["signature"]) for row in beats if row["signature"]]
    if not found or any(text == "1/4" for _, text in found):
        raise AskerError("played without a meter")
    return [(bar, (int(text.split("/")[0]), int(text.split("/")[1]))) for bar, text in found]


def _signature_at(signatures: list[tuple[int, tuple[int, int]]], bar: int) -> tuple[int, int]:
    index = bisect_right([start for start, _ in signatures], bar) - 1
    return signatures[max(0, index)][1]


def _beats_in_bar(row: dict[str, str]) -> Fraction:
    return Fraction(int(row["beat"]) - 1) + Fraction(int(row["tatum"]) - 1, int(row["division"]))


def _ticks_in_bar(row: dict[str, str]) -> int:
    return round(_beats_in_bar(row) * TICKS_PER_QUARTER)


def _solo_notes(rows: list[dict[str, str]], bars: _Bars) -> tuple[Note, ...]:
    """One note at a time: starts on the tatum grid, ends on it too, cut off where the next one begins or the last bar ends."""
    starts = [bars.place(int(row["bar"]), _beats_in_bar(row)) for row in rows]
    notes: list[Note] = []
    for index, (start, row) in enumerate(zip(starts, rows, strict=True)):
        following = next((later for later in starts[index + 1 :] if later > start), bars.starts[-1])
        end = min(start + _held_ticks(row), following)
        note = Note(start, round(float(row["pitch"])), max(1, end - start))
        if notes and notes[-1].start_ticks == start:
            # Two notes on one part of the beat: the first is an ornament of the second.
            notes.pop()
        notes.append(note)
    return tuple(sorted(notes))


def _held_ticks(row: dict[str, str]) -> int:
    """The sounding length, rounded to the parts its beat is divided into (an undivided beat counts as halves)."""
    parts = max(2, int(row["division"]))
    beat_seconds = float(row["beatdur"])
    beats = float(row["duration"]) / beat_seconds if beat_seconds > 0 else 1.0
    return round(Fraction(max(1, round(beats * parts)), parts) * TICKS_PER_QUARTER)


def _tempo(meta: dict[str, str], notes: list[dict[str, str]]) -> float:
    try:
        tempo = float(meta.get("avgtempo", ""))
    except ValueError:
        tempo = 60.0 / median(float(row["beatdur"]) for row in notes)
    return round(tempo, 1)


def _chords(beats: list[dict[str, str]], bars: _Bars) -> tuple[ChordSymbol, ...]:
    """Changes from the start of the solo on; the chord already sounding there begins at 0, a repeated symbol is one chord."""
    chords: list[ChordSymbol] = []
    for row in beats:
        if not row["chord"]:
            continue
        start = _beat_tick(row, bars)
        if start is None or start >= bars.starts[-1]:
            continue
        chord = parse_chord(row["chord"], max(0, start))
        if chords and chords[-1].start_ticks == chord.start_ticks:
            chords.pop()
        if not chords or (chords[-1].root, chords[-1].quality, chords[-1].bass) != (chord.root, chord.quality, chord.bass):
            chords.append(chord)
    return tuple(chords)


def _sections(beats: list[dict[str, str]], bars: _Bars) -> tuple[Section, ...]:
    """``Chorus 1`` where a chorus begins, then the form part that begins there (``A1``, ``B1``)."""
    sections: list[Section] = []
    chorus = "0"
    for row in beats:
        start = _beat_tick(row, bars)
        if start is None or not 0 <= start < bars.starts[-1]:
            continue
        if row["chorus_id"] not in {chorus, "", "0", "-1"}:
            chorus = row["chorus_id"]
            sections.append(Section(start, f"Chorus {chorus}"))
        if row["form"]:
            sections.append(Section(start, row["form"]))
    return tuple(sections)


def _beat_tick(row: dict[str, str], bars: _Bars) -> int | None:
    """Tick of a beat; anything before the solo's first bar is -1, after its last None."""
    bar = int(row["bar"])
    if bar < bars.first:
        return -1
    return bars.place(bar, Fraction(int(row["beat"]) - 1)) if bar - bars.first < len(bars.starts) else None


def _with_key(score: Score, text: str) -> Score:
    """The score with the declared key (``Bb-maj``), or one found from its notes where none is declared (or ``chrom``, no key at all)."""
    tonic, _, mode_text = text.partition("-")
    mode = _MODE_NAMES.get(mode_text.strip().lower(), "major" if not mode_text else "")
    if mode and re.fullmatch(r"[A-G][b#]?", tonic):
        return replace(score, keys=(Key(0, note_name_pitch_class(tonic), mode),))
    return with_key(score)

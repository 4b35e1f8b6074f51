from __future__ import annotations

import numpy as np
import pytest

from corpora.chords import chord_at, chord_pitch_classes
from corpora.instruments import parse_instruments
from corpora.pieces import Note, Part, Score
from generators.band.arrange import Arrangement, perform
from generators.band.form import Form, FormSection, assemble
from generators.band.styles import load_style

BAR = 1920
FORM = Form(
    (
        FormSection("Intro", "intro", 4, 12),
        FormSection("Head", "head", 16),
        FormSection("Solo 1", "solo", 16),
        FormSection("Solo 2", "solo", 16),
        FormSection("Head", "head", 16),
        FormSection("Ending", "ending", 4, 12),
    )
)


def played(head: Score, style: str, line_up: str, seed: int = 0) -> Arrangement:
    lead = assemble(FORM, head, [], load_style(style))
    return perform(lead, load_style(style), parse_instruments(line_up), np.random.default_rng(seed))


def sounding_in(part: Part, first: int, last: int) -> list[Note]:
    return [note for note in part.notes if first * BAR <= note.start_ticks < last * BAR]


def test_the_same_seed_gives_the_same_bytes(head: Score) -> None:
    line_up = "tenor sax, piano, acoustic bass, drums"
    assert played(head, "swing", line_up, 7) == played(head, "swing", line_up, 7)
    assert played(head, "swing", line_up, 7) != played(head, "swing", line_up, 8)


def test_the_lead_plays_the_tune_in_heads_and_the_piano_in_the_intro(head: Score) -> None:
    written = played(head, "swing", "tenor sax, piano, acoustic bass, drums").written
    sax, piano = written.parts[:2]
    tune = [note.pitch for note in head.parts[0].notes]
    assert [note.pitch for note in sounding_in(sax, 4, 20)] == [pitch - 12 for pitch in tune]
    assert not sounding_in(sax, 0, 4)
    assert max(note.pitch for note in sounding_in(piano, 0, 4)) >= 72


def test_solos_are_shared_out(head: Score) -> None:
    written = played(head, "swing", "trumpet, tenor sax, acoustic bass, drums").written
    trumpet, sax = written.parts[:2]
    solo = [note.start_ticks % (16 * BAR) for note in head.parts[0].notes]

    def soloists(first: int) -> list[str]:
        starts = {part.name: [(note.start_ticks - 4 * BAR) % (16 * BAR) for note in sounding_in(part, first, first + 16)] for part in (trumpet, sax)}
        return [name for name, own in starts.items() if own == solo]

    takes = [soloists(20), soloists(36)]
    assert takes[0]
    assert takes[1]
    assert takes[0] != takes[1]


def test_swing_is_played_late_but_written_straight(head: Score) -> None:
    arrangement = played(head, "swing", "tenor sax, piano, acoustic bass")
    piano = arrangement.written.parts[1], arrangement.performed.parts[1]
    late = [
        other.start_ticks - one.start_ticks
        for one, other in zip(sorted(piano[0].notes), sorted(piano[1].notes), strict=True)
        if one.start_ticks % 480 == 240
    ]
    assert 35 < np.mean(late) < 100


def test_the_band_ends_together_on_the_tonic(head: Score) -> None:
    for style in ("swing", "ballad", "bossa", "waltz", "reel", "rock", "march", "blues_shuffle"):
        written = played(head, style, "flute, piano, acoustic guitar, acoustic bass").written
        for part in written.parts:
            last = [note for note in part.notes if note.end_ticks > 71 * BAR]
            assert last, (style, part.name)
            assert {note.pitch % 12 for note in last} <= {0, 4, 7, 9, 11, 2}, (style, part.name)
        assert written.parts[3].notes[-1].pitch % 12 == 0


def test_a_march_stops_short(head: Score) -> None:
    written = played(head, "march", "trumpet, piano, tuba").written
    assert written.sounding_end_ticks <= 71 * BAR + 480
    assert written.end_ticks == 72 * BAR


@pytest.mark.parametrize(
    "line_up", ["flute", "acoustic bass", "drums", "piano", "classical guitar", "violin, viola, cello", "glockenspiel, timpani", "tuba"]
)
def test_unusual_line_ups_play_all_the_way(head: Score, line_up: str) -> None:
    written = played(head, "reel", line_up).written
    for part in written.parts:
        assert part.notes
    for bar in range(0, 72, 4):
        assert any(sounding_in(part, bar, bar + 4) for part in written.parts), bar


def test_accompanists_play_the_chords(head: Score) -> None:
    written = played(head, "rock", "flute, electric guitar, electric bass").written
    guitar = written.parts[1]
    for note in sounding_in(guitar, 4, 60):
        chord = chord_at(written.chords, note.start_ticks)
        assert chord is not None
        assert note.pitch % 12 in chord_pitch_classes(chord)


def test_the_tune_is_the_loudest_of_the_pitched_parts(head: Score) -> None:
    for style in ("swing", "ballad", "bossa", "waltz", "reel", "rock"):
        parts = played(head, style, "flute, piano, acoustic bass").performed.parts
        means = [float(np.mean([note.velocity for note in part.notes])) for part in parts]
        assert means[0] > means[1]

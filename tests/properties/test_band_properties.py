"""Any line-up, meter, tempo and length: the band plays exactly what was asked, in range, on the grid, in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.chords import QUALITIES
from corpora.instruments import INSTRUMENTS, Instrument
from corpora.pieces import ChordSymbol, Key, Meter, Note, Part, Score, Tempo
from generators.band.arrange import perform
from generators.band.form import assemble, plan_form
from generators.band.frame import GRID_TICKS
from generators.band.styles import load_style

STYLES = ("swing", "ballad", "blues_shuffle", "bossa", "waltz", "jazz_waltz", "reel", "jig", "march", "rock")
METERS = ((4, 4), (3, 4), (2, 4), (5, 4), (6, 8), (9, 8), (12, 8), (7, 8), (5, 8), (3, 8), (2, 2), (1, 4), (7, 16), (6, 4))
COMMON = (
    "piano",
    "acoustic guitar",
    "acoustic bass",
    "drums",
    "flute",
    "tenor sax",
    "violin",
    "cello",
    "tuba",
    "organ",
    "timpani",
    "accordion",
    "strings",
)

instruments = st.one_of(st.sampled_from([INSTRUMENTS[name] for name in COMMON]), st.sampled_from(list(INSTRUMENTS.values())))
line_ups = st.lists(instruments, min_size=1, max_size=8, unique_by=lambda each: each.name).map(tuple)


@st.composite
def heads(draw: st.DrawFn) -> Score:
    """A tune with any rhythm on the grid, any chords, sometimes a pickup, sometimes no notes at all."""
    meter = Meter(0, *draw(st.sampled_from(METERS)))
    bar = meter.bar_ticks(480)
    bars = draw(st.integers(1, 16))
    pickup = draw(st.sampled_from((0, 0, 240))) if bar > 480 else 0
    length = pickup + bars * bar
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    starts = sorted({int(tick) for tick in rng.integers(0, length // GRID_TICKS, draw(st.integers(0, 60))) * GRID_TICKS})
    ends = [*starts[1:], length]
    notes = tuple(Note(start, int(rng.integers(48, 90)), end - start) for start, end in zip(starts, ends, strict=False))
    changes = sorted({pickup + int(tick) for tick in rng.integers(0, bars * bar // 240 + 1, draw(st.integers(0, 20))) * 240})
    qualities = list(QUALITIES)
    chords = tuple(ChordSymbol(tick, int(rng.integers(12)), qualities[int(rng.integers(len(qualities)))]) for tick in changes if tick < length)
    keys = (Key(0, int(rng.integers(12)), draw(st.sampled_from(("major", "minor", "dorian")))),) if draw(st.booleans()) else ()
    tempo = draw(st.floats(20.0, 400.0))
    return Score((Part("melody", 0, notes),), 480, (Tempo(0, tempo),), (meter,), keys, chords, (), pickup, length_ticks=length)


@pytest.mark.parametrize("style_name", STYLES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(head=heads(), line_up=line_ups, total=st.integers(1, 48), solos=st.booleans(), seed=st.integers(0, 2**32))
def test_any_band_plays_exactly_what_was_asked(
    style_name: str, head: Score, line_up: tuple[Instrument, ...], total: int, solos: bool, seed: int
) -> None:
    style = load_style(style_name)
    rng = np.random.default_rng(seed)
    meter = head.meters[0]
    form = plan_form(total, (meter.numerator, meter.denominator), (len([bar for bar in head.bars() if bar.number]),), rng, solos=solos)
    sheet = assemble(form, head, [head.transposed(2)], style)
    arrangement = perform(sheet, style, line_up, rng)
    whole_bars = [bar for bar in sheet.bars() if bar.number > 0]
    assert len(whole_bars) == total
    for score in (arrangement.written, arrangement.performed):
        assert [part.name for part in score.parts] == [each.name for each in line_up]
        assert [bar.start_ticks for bar in score.bars()] == [bar.start_ticks for bar in sheet.bars()]
        assert (score.meters, score.tempos, score.sections, score.end_ticks) == (sheet.meters, sheet.tempos, sheet.sections, sheet.end_ticks)
        for part, instrument in zip(score.parts, line_up, strict=True):
            assert part.notes
            assert list(part.notes) == sorted(part.notes)
            assert all(0 <= note.start_ticks < note.end_ticks <= score.end_ticks for note in part.notes), part.name
            assert all(1 <= note.velocity <= 127 for note in part.notes)
            assert all(instrument.low <= note.pitch <= instrument.high for note in part.notes if not part.is_drum), part.name
    assert all(note.start_ticks % GRID_TICKS == 0 for part in arrangement.written.parts if not part.is_drum for note in part.notes)
    for written, performed in zip(arrangement.written.parts, arrangement.performed.parts, strict=True):
        assert len(written.notes) == len(performed.notes)


@settings(max_examples=150, deadline=None)
@given(
    total=st.integers(1, 512),
    meter=st.sampled_from(METERS),
    options=st.lists(st.sampled_from((4, 8, 10, 12, 16, 24, 32, 64)), min_size=1, max_size=4, unique=True).map(tuple),
    solos=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_a_form_adds_up_to_exactly_the_bars_asked(total: int, meter: tuple[int, int], options: tuple[int, ...], solos: bool, seed: int) -> None:
    form = plan_form(total, meter, options, np.random.default_rng(seed), solos=solos)
    assert form.total_bars == total
    assert all(section.bars >= 1 and section.from_bar >= 0 for section in form.sections)
    assert any(section.role == "head" for section in form.sections)
    assert sum(section.role == "intro" for section in form.sections) <= 1
    assert sum(section.role == "ending" for section in form.sections) <= 1
    assert all(section.bars <= form.head_bars for section in form.sections if section.role in {"head", "solo"})

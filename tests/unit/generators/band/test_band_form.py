from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corpora.errors import AskerError
from corpora.pieces import Note, Part, Score
from generators.band.form import Form, FormSection, assemble, plan_form
from generators.band.styles import load_style

BAR = 4 * 480


def forms(total: int, options: tuple[int, ...], solos: bool) -> Counter[tuple[str, ...]]:
    drawn = (plan_form(total, (4, 4), options, np.random.default_rng(seed), solos=solos) for seed in range(40))
    return Counter(tuple(f"{section.role}{section.bars}" for section in form.sections) for form in drawn)


def test_three_choruses_are_head_solo_head() -> None:
    assert forms(36, (12,), solos=True).most_common(1)[0][0] == ("head12", "solo12", "head12")


def test_a_songbook_performance_has_intro_solo_and_tag() -> None:
    common = [form for form, _ in forms(104, (32,), solos=True).most_common(1)]
    assert common == [("intro4", "head32", "solo32", "head32", "ending4")]


def test_one_chorus_is_just_the_head() -> None:
    assert forms(16, (16, 32), solos=False) == {("head16",): 40}


def test_a_band_without_solos_never_solos() -> None:
    assert not any(role.startswith("solo") for form in forms(72, (16,), solos=False) for role in form)


def test_a_piece_shorter_than_any_chorus_cuts_the_head_at_a_four_bar_line() -> None:
    for form in forms(22, (32,), solos=True):
        head = next(int(role.removeprefix("head")) for role in form if role.startswith("head"))
        assert head % 4 == 0 or head == 22


@pytest.mark.parametrize("bars", [0, -4, 513])
def test_bars_out_of_range_are_refused(bars: int) -> None:
    with pytest.raises(AskerError, match="1 to 512"):
        plan_form(bars, (4, 4), (32,), np.random.default_rng(0), solos=True)


def long_form() -> Form:
    return Form(
        (
            FormSection("Intro", "intro", 4, 12),
            FormSection("Head", "head", 16),
            FormSection("Solo", "solo", 16),
            FormSection("Head", "head", 8, 8),
            FormSection("Ending", "ending", 4, 12),
        )
    )


def test_the_sheet_has_every_section_and_the_heads_changes(head: Score) -> None:
    sheet = assemble(long_form(), head, [], load_style("swing"))
    assert [(section.start_ticks // BAR, section.name) for section in sheet.sections] == [
        (0, "Intro"),
        (4, "Head"),
        (20, "Solo"),
        (36, "Head"),
        (44, "Ending"),
    ]
    assert sheet.end_ticks == 48 * BAR
    in_head = [(chord.start_ticks - 4 * BAR, chord.root, chord.quality) for chord in sheet.chords if 4 * BAR <= chord.start_ticks < 18 * BAR]
    assert in_head == [(chord.start_ticks, chord.root, chord.quality) for chord in head.chords if chord.start_ticks < 14 * BAR]


def test_the_intro_leads_in_with_the_dominant(head: Score) -> None:
    sheet = assemble(long_form(), head, [], load_style("swing"))
    before = [chord for chord in sheet.chords if chord.start_ticks < 4 * BAR][-1]
    assert (before.root, before.quality, before.start_ticks) == (7, "7", 4 * BAR - BAR // 2)


def test_the_piece_ends_on_its_tonic_in_chord_and_tune(head: Score) -> None:
    for form in (long_form(), Form((FormSection("Head", "head", 14),))):
        sheet = assemble(form, head, [], load_style("swing"))
        last_bar = sheet.end_ticks - BAR
        chord, note = sheet.chords[-1], max(sheet.parts[0].notes)
        assert (chord.start_ticks, chord.root) == (last_bar, 0)
        assert note.end_ticks == sheet.end_ticks
        assert note.pitch % 12 in {0, 4, 7}


def test_a_blues_ends_on_its_seventh_chord_and_a_song_does_not(blues: Score, head: Score) -> None:
    chorus = Form((FormSection("Head", "head", 12),))
    ends = [assemble(chorus, tune, [], load_style("blues_shuffle")).chords[-1] for tune in (blues, head)]
    assert [(end.root, end.quality) for end in ends] == [(0, "7"), (0, "maj7")]


def test_a_solo_lies_over_the_heads_changes(head: Score) -> None:
    line = tuple(Note(tick, 60 + tick // BAR, 240) for tick in range(0, 16 * BAR, 240))
    sheet = assemble(long_form(), head, [replace(head, parts=(Part("solo", 0, line),))], load_style("swing"))
    solo = [note for note in sheet.parts[0].notes if 20 * BAR <= note.start_ticks < 36 * BAR]
    assert [(note.start_ticks - 20 * BAR, note.pitch) for note in solo] == [(note.start_ticks, note.pitch) for note in line]


def test_a_pickup_sounds_before_every_whole_head(head: Score) -> None:
    upbeat = replace(
        head,
        pickup_ticks=480,
        parts=(Part("melody", 0, (Note(0, 67, 480), *(replace(note, start_ticks=note.start_ticks + 480) for note in head.parts[0].notes))),),
        chords=tuple(replace(chord, start_ticks=chord.start_ticks + 480) for chord in head.chords),
        length_ticks=head.length_ticks + 480,
    )
    sheet = assemble(Form((FormSection("Head", "head", 16), FormSection("Head", "head", 16))), upbeat, [], load_style("reel"))
    assert sheet.pickup_ticks == 480
    assert len([bar for bar in sheet.bars() if bar.number]) == 32
    assert {0, 16 * BAR} <= {note.start_ticks for note in sheet.parts[0].notes if note.pitch == 67}
    with_intro = assemble(long_form(), upbeat, [], load_style("swing"))
    assert with_intro.pickup_ticks == 0
    assert any(note.start_ticks == 4 * BAR - 480 and note.pitch == 67 for note in with_intro.parts[0].notes)


def test_notes_never_overlap_where_sections_meet(head: Score) -> None:
    notes = sorted(assemble(long_form(), head, [head], load_style("swing")).parts[0].notes)
    assert all(one.end_ticks <= other.start_ticks for one, other in pairwise(notes))

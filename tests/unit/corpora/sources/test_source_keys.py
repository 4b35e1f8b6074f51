from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.pieces import ChordSymbol, Key, Note, Part, Score
from corpora.sources.keys import with_heard_keys, with_key

C_MAJOR = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60, 60]
A_MINOR = [57, 59, 60, 62, 64, 65, 68, 69, 64, 60, 57, 57]


def line(pitches: list[int], *keys: Key) -> Score:
    notes = tuple(Note(480 * step, pitch, 480) for step, pitch in enumerate(pitches))
    return Score(parts=(Part("piano", 0, notes),), keys=keys)


def test_without_a_key_the_notes_tell_it():
    assert with_key(line(C_MAJOR * 2)).keys == (Key(0, 0, "major"),)
    assert with_heard_keys(line(A_MINOR * 2)).keys == (Key(0, 9, "minor"),)


def test_a_declared_key_stays_where_the_file_knows_the_mode():
    assert with_key(line(A_MINOR * 2, Key(0, 0, "major"))).keys == (Key(0, 0, "major"),)


@pytest.mark.parametrize(("pitches", "mode", "tonic"), [(C_MAJOR, "major", 0), (A_MINOR, "minor", 9)])
def test_equal_signatures_are_told_apart_by_ear(pitches: list[int], mode: str, tonic: int):
    assert with_heard_keys(line(pitches * 2, Key(0, 0, "major"))).keys == (Key(0, tonic, mode),)
    assert with_heard_keys(line(pitches * 2, Key(0, 9, "minor"))).keys == (Key(0, tonic, mode),)


def test_a_key_that_was_never_set_is_replaced():
    assert with_heard_keys(line([pitch + 6 for pitch in C_MAJOR * 2], Key(0, 0, "major"))).keys == (Key(0, 6, "major"),)


def test_each_stretch_is_heard_by_itself():
    modulating = line(C_MAJOR * 2 + A_MINOR * 2, Key(0, 0, "major"), Key(24 * 480, 0, "major"))
    assert with_heard_keys(modulating).keys == (Key(0, 0, "major"), Key(24 * 480, 9, "minor"))
    assert with_heard_keys(line(C_MAJOR * 4, Key(0, 0, "major"), Key(24 * 480, 0, "major"))).keys == (Key(0, 0, "major"),)


def test_the_last_chord_of_a_lead_sheet_decides():
    sheet = replace(
        line(A_MINOR * 2, Key(0, 0, "major")), chords=(ChordSymbol(0, 9, "m"), ChordSymbol(480 * 20, 0, "6"), ChordSymbol(480 * 22, 0, "N"))
    )
    assert with_heard_keys(sheet).keys == (Key(0, 0, "major"),)
    ends_elsewhere = replace(sheet, chords=(ChordSymbol(0, 7, "7"),))
    assert with_heard_keys(ends_elsewhere).keys == (Key(0, 9, "minor"),)
    major_third_on_the_sixth = replace(sheet, chords=(ChordSymbol(0, 9, "7"),))
    assert with_heard_keys(major_third_on_the_sixth).keys == (Key(0, 9, "minor"),)


def test_drums_and_silence_have_no_key():
    drums = Score(parts=(Part("kit", 0, (Note(0, 36, 10),), is_drum=True),))
    assert with_key(drums).keys == ()
    assert with_heard_keys(drums).keys == ()
    assert with_heard_keys(replace(drums, keys=(Key(0, 2, "major"),))).keys == (Key(0, 2, "major"),)

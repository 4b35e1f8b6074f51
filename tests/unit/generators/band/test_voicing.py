from __future__ import annotations

from itertools import pairwise

import pytest

from corpora.chords import NO_CHORD, QUALITIES, chord_pitch_classes, parse_chord
from corpora.pieces import ChordSymbol
from generators.band.voicing import Register, Situation, Voicing, lead_voices, motion, voicings

PIANO = Register(50, 74, 61)
KINDS = ("rootless", "shell", "drop2", "triad", "strum", "power", "guides", "pad")


def voiced(symbols: str, kind: str = "rootless", register: Register = PIANO) -> list[Voicing]:
    found: list[Voicing] = []
    for symbol in symbols.split():
        found.append(lead_voices(parse_chord(symbol), kind, register, Situation(found[-1] if found else ())))
    return found


@pytest.mark.parametrize("symbols", ["Dm7 G7 Cmaj7", "Gm7 C7 Fmaj7", "Abm7 Db7 Gbmaj7", "Em7 A7 Dmaj7"])
def test_a_two_five_one_moves_by_steps(symbols: str) -> None:
    line = voiced(symbols)
    for one, other in pairwise(line):
        assert max(abs(low - high) for low, high in zip(one, other, strict=True)) <= 2
        assert motion(one, other) <= 5


def test_rootless_voicings_leave_the_root_to_the_bass_and_tell_the_chord() -> None:
    for symbol in ("Dm7", "G7", "Cmaj7", "F6", "Bbm6"):
        chord = parse_chord(symbol)
        tones = chord_pitch_classes(chord)
        notes = {pitch % 12 for pitch in voiced(symbol)[0]}
        assert chord.root not in notes
        assert tones[1] in notes


def test_round_the_circle_of_fifths_the_hands_stay_where_they_are() -> None:
    line = voiced("C7 F7 Bb7 Eb7 Ab7 Db7 Gb7 B7 E7 A7 D7 G7 C7")
    centres = [sum(each) / len(each) for each in line]
    assert max(centres) - min(centres) <= 9
    moves = [motion(one, other) / len(one) for one, other in pairwise(line)]
    assert sum(move > 2 for move in moves) <= 1  # voices sink by a semitone or two each time, and once they have to climb back


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("quality", [quality for quality in QUALITIES if quality != NO_CHORD])
def test_every_chord_can_be_voiced_in_every_way_in_any_register(quality: str, kind: str) -> None:
    for register in (PIANO, Register(40, 69, 53), Register(60, 72, 66), Register(53, 60, 56)):
        for root in range(12):
            found = voicings(root, quality, kind, register)
            assert found
            assert all(register.low <= each[0] and each[-1] <= register.high and list(each) == sorted(set(each)) for each in found)


@pytest.mark.parametrize("kind", ["triad", "strum", "shell", "pad"])
def test_plain_voicings_play_the_chords_own_notes(kind: str) -> None:
    for symbol in ("C", "Am", "G7", "F", "Dm7", "Bdim"):
        chord = parse_chord(symbol)
        allowed = set(chord_pitch_classes(chord)) | ({(chord.root + 9) % 12} if kind == "shell" else set())
        assert {pitch % 12 for pitch in lead_voices(chord, kind, Register(40, 74, 57), Situation())} <= allowed


def test_low_chords_are_open() -> None:
    for symbols in ("C F G C", "Am Dm E7 Am"):
        for each in voiced(symbols, "strum", Register(40, 69, 53)):
            assert all(upper - lower >= 7 for lower, upper in pairwise(each) if lower < 48)


def test_chords_under_the_tune_stay_under_it() -> None:
    for symbol in ("Cmaj7", "F7", "Bbm7"):
        assert lead_voices(parse_chord(symbol), "rootless", PIANO, Situation(melody=(66,), below_melody=True))[-1] < 66


def test_a_minor_ninth_against_the_tune_is_avoided() -> None:
    for melody in range(67, 80):
        if melody % 12 not in {0, 4, 7, 11}:
            continue
        chosen = lead_voices(parse_chord("Cmaj7"), "drop2", PIANO, Situation(melody=(melody,)))
        assert all(abs(pitch - melody) != 1 for pitch in chosen)


def test_a_dominant_in_minor_is_dark() -> None:
    notes = {pitch % 12 for pitch in lead_voices(ChordSymbol(0, 7, "7"), "rootless", PIANO, Situation(dark=True))}
    assert 8 in notes
    assert 9 not in notes

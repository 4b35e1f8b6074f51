"""What judges the composed pieces finds the faults put into them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.controls_kept import as_command, faults_of
from benchmarks.key_judges import independent, is_right, judges
from benchmarks.outside_readers import QUICK_READERS, midi_fault, musicxml_fault, verovio_fault
from benchmarks.random_requests import random_requests
from benchmarks.speed import gpt2_of
from corpora.formats.midi_writing import midi_bytes
from corpora.formats.musicxml_writing import musicxml_text
from corpora.pieces import Key, Meter, Note, Part, Score, Tempo
from generators.compositions import Composition
from generators.requests import Request

_SCALE = (60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60, 67, 65, 64, 62, 60)
PIECE = Score(
    (Part("piano", 0, tuple(Note(place * 480, pitch, 480) for place, pitch in enumerate(_SCALE))),),
    tempos=(Tempo(0, 100.0),),
    keys=(Key(0, 0, "major"),),
)
ASKED = Request("jazz", 7, tonic=0, mode="major", beats_per_minute=100.0, bars=4, meter=(4, 4), instruments=("piano",))


def _composed(score: Score) -> Composition:
    return Composition(ASKED, "t", score, score, "g", "0" * 64)


def test_a_piece_as_asked_has_no_fault() -> None:
    found = faults_of(_composed(PIECE), ASKED, midi_bytes(PIECE))
    assert found == {"tempo": None, "meter": None, "bars": None, "instruments": None}


@pytest.mark.parametrize(
    ("control", "wrong"),
    [
        ("tempo", replace(PIECE, tempos=(Tempo(0, 101.0),))),
        ("meter", replace(PIECE, meters=(Meter(0, 2, 4),))),
        ("bars", replace(PIECE, length_ticks=5 * 1920)),
        ("instruments", replace(PIECE, parts=(replace(PIECE.parts[0], program=1),))),
    ],
)
def test_each_wrong_control_is_found(control: str, wrong: Score) -> None:
    assert faults_of(_composed(wrong), ASKED, midi_bytes(wrong))[control] is not None


def test_a_changed_or_added_note_of_the_prompt_is_found() -> None:
    prompt = replace(PIECE, parts=(replace(PIECE.parts[0], notes=PIECE.parts[0].notes[:4]),), length_ticks=1920)
    asked = Request("jazz", 7, bars=3, prompt=prompt)
    assert faults_of(_composed(PIECE), asked, midi_bytes(PIECE)) == {"bars": None, "continue": None}
    louder = replace(PIECE, parts=(replace(PIECE.parts[0], notes=(replace(PIECE.parts[0].notes[0], velocity=81), *PIECE.parts[0].notes[1:])),))
    assert "1 of 4 notes lost, 1 added" in str(faults_of(_composed(louder), asked, midi_bytes(louder))["continue"])


def test_a_request_is_told_as_a_command() -> None:
    assert as_command(ASKED) == 'compose --genre jazz --seed 7 --key "C major" --tempo 100 --bars 4 --meter 4/4 --instruments "piano"'


@pytest.mark.parametrize("reader", QUICK_READERS)
def test_readers_count_every_note_and_refuse_what_is_no_midi(reader: str) -> None:
    assert midi_fault(midi_bytes(PIECE), PIECE, reader) is None
    assert midi_fault(midi_bytes(PIECE), replace(PIECE, parts=(*PIECE.parts, *PIECE.parts)), reader) == f"{reader}: 16 notes, not 32"
    assert midi_fault(b"no midi at all", PIECE, reader) is not None


def test_musicxml_is_judged_by_its_structure_and_schema() -> None:
    text = musicxml_text(PIECE)
    assert musicxml_fault(text) is None
    assert "not well-formed" in str(musicxml_fault(text[:-20]))
    assert musicxml_fault(text.replace("<backup>", "<forward>").replace("<duration>", "<duration>9", 1)) is not None


def test_verovio_is_heard_when_it_complains() -> None:
    text = musicxml_text(PIECE)
    assert verovio_fault(text) is None
    assert "quarto" in str(verovio_fault(text.replace("<type>quarter</type>", "<type>quarto</type>")))


def test_our_own_profiles_hear_a_plain_key() -> None:
    heard = {name: judge for name, judge in judges().items() if not name.startswith("music21")}
    assert [name for name in heard if not independent(name)] == ["albrecht-shanahan (candidates are chosen by it)"]
    assert all(is_right(judge, PIECE, Key(0, 0, "major")) for judge in heard.values())
    assert not any(is_right(judge, PIECE, Key(0, 6, "major")) for judge in heard.values())


def test_requests_are_the_same_for_the_same_seed_and_use_every_control() -> None:
    requests = random_requests("jazz", 120)
    assert requests == random_requests("jazz", 120)
    assert requests[:5] == random_requests("jazz", 5)
    for control in ("tonic", "beats_per_minute", "bars", "seconds", "meter", "mood", "instruments", "prompt"):
        given = np.mean([bool(getattr(request, control)) or getattr(request, control) == 0 for request in requests])
        assert 0.02 < given < 0.7, control


def test_the_transformer_is_as_large_as_the_generator() -> None:
    assert gpt2_of(4_600_000, 400, 257).parameters == pytest.approx(4_600_000, rel=0.15)

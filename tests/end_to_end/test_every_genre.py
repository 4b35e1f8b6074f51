"""Every genre that ships, composed with the weights in the repository."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.formats.midi import midi_bytes, read_midi
from corpora.pieces import Score
from generators.compose_music import compose_music
from generators.genres import genre_names, music_genre
from generators.planning import tempo_range
from generators.requests import Request
from generators.selection import degenerate

GENRES = [name for name in genre_names("music") if music_genre(name).pipeline != "song"]  # songs have words to be tested with


@pytest.mark.parametrize("name", GENRES)
def test_a_genre_plays_with_nothing_else_asked(name: str) -> None:
    piece = compose_music(Request(name, 3, bars=16))
    chosen = music_genre(name)
    assert degenerate(piece.written) is None
    assert all(check.ok for check in piece.checks.values())
    assert [part.name for part in piece.performed.parts] == list(piece.request.instruments)
    pace = tempo_range(chosen, piece.written.meters[0])
    assert pace.low <= float(piece.checks["tempo"].got) <= pace.high
    assert piece.title
    assert piece.originality is not None


@pytest.mark.parametrize("name", GENRES)
def test_the_same_request_gives_the_same_bytes(name: str) -> None:
    first, second = (compose_music(Request(name, 11, bars=8, candidates=4)) for _ in range(2))
    assert midi_bytes(first.performed) == midi_bytes(second.performed)
    assert first.written == second.written
    assert midi_bytes(first.performed) != midi_bytes(compose_music(Request(name, 12, bars=8, candidates=4)).performed)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (
            "jazz",
            {"tonic": 2, "mode": "minor", "beats_per_minute": 90, "bars": 24, "meter": (3, 4), "instruments": ("clarinet", "piano", "acoustic bass")},
        ),
        ("blues", {"tonic": 4, "mode": "major", "beats_per_minute": 72, "bars": 13}),
        ("folk", {"tonic": 9, "mode": "dorian", "beats_per_minute": 120, "bars": 16, "meter": (6, 8), "instruments": ("flute",)}),
        ("bluegrass", {"bars": 7, "meter": (5, 4), "mood": "energetic"}),
        ("chorale", {"tonic": 3, "mode": "major", "bars": 9, "instruments": ("trumpet", "horn", "trombone", "tuba")}),
        ("rock", {"beats_per_minute": 180, "bars": 12, "instruments": ("overdriven guitar", "electric bass", "drums")}),
        ("classical", {"tonic": 6, "mode": "minor", "bars": 10, "meter": (3, 4), "instruments": ("violin", "piano")}),
        ("jazz", {"bars": 1}),
        ("ragtime", {"seconds": 20.0}),
    ],
)
def test_what_is_asked_is_what_is_played(name: str, asked: dict[str, object]) -> None:
    piece = compose_music(replace(Request(name, 5), **asked))  # type: ignore[arg-type]
    for control in ("tempo", "meter", "bars", "instruments", "seconds"):
        assert piece.checks[control].ok, control
    played = read_midi(midi_bytes(piece.performed))
    assert [part.name for part in played.parts] == [part.name for part in piece.performed.parts]
    assert str(played.meters[0]) == str(piece.written.meters[0])


@pytest.mark.parametrize("name", ["folk", "classical"])
def test_a_composed_piece_can_be_continued(name: str) -> None:
    start = compose_music(Request(name, 2, bars=4, candidates=4)).performed
    prompt: Score = read_midi(midi_bytes(start))
    piece = compose_music(Request(name, 3, bars=4, candidates=4, prompt=prompt))
    assert piece.checks["continue"].ok
    assert piece.checks["bars"].got == "4 given + 4 new"

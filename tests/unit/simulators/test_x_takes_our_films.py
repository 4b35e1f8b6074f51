"""What we render is what X takes, as far as decoding can tell."""

from __future__ import annotations

from pathlib import Path

from simulators.x.decoding import facts_of

from bot.rendering.base import RenderJob
from bot.rendering.formats import render
from bot.rendering.soundfont import installed_soundfonts
from corpora.pieces import Note, Part, Score, Tempo


def test_our_film_is_taken(tmp_path: Path) -> None:
    score = Score((Part("Tenor sax", 66, tuple(Note(beat * 480, 65 + beat % 5, 400, 80) for beat in range(6))),), tempos=(Tempo(0, 150.0),))
    job = RenderJob(score, score, "Short Ride", "Jazz", list(installed_soundfonts())[-1])
    film = render(job, ["mp4"], tmp_path, "ride")["mp4"]
    found = facts_of(film.read_bytes(), "video/mp4", decode_all=True)
    assert (found["sound"], found["seconds"] > 2) == (True, True)

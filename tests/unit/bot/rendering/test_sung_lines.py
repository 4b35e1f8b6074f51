from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.rendering.base import RenderJob
from bot.rendering.canvas import Canvas
from bot.rendering.frames import HEIGHT, WIDTH, WORDS_TOP, Film
from bot.rendering.sung_lines import line_at, sung_lines
from corpora.pieces import Lyric, Note, Part, Score, Tempo

NOTES = tuple(Note(960 * beat, 60 + beat, 900) for beat in range(1, 7))
LYRICS = (
    Lyric(960, "Riv", "begin"), Lyric(1920, "er,", "end"), Lyric(2880, "run", "single"),
    Lyric(3840, "to", "single"), Lyric(4800, "the", "single"), Lyric(5760, "sea", "single"),
)  # fmt: skip
SCORE = Score((Part("voice", 53, NOTES, lyrics=LYRICS),), tempos=(Tempo(0, 120.0),))
PRINTED = "River, run\n\nto the sea"


def test_lines_are_those_that_are_printed() -> None:
    lines = sung_lines(SCORE, PRINTED)
    assert ["".join(line.syllables).strip() for line in lines] == ["River, run", "to the sea"]
    assert lines[0].seconds == (1.0, 2.0, 3.0)
    assert lines[0].shown_from == 0.0
    assert 3.0 < lines[1].shown_from < 4.0


def test_words_that_are_sung_otherwise_than_printed_are_cut_at_rests() -> None:
    lines = sung_lines(SCORE, "2 rivers")
    assert sum(len(line.syllables) for line in lines) == 6
    assert sung_lines(Score((Part("flute", 73, NOTES),)), PRINTED) == ()


def test_the_current_line_and_its_sung_syllables() -> None:
    lines = sung_lines(SCORE, PRINTED)
    assert line_at(lines, 0.5) == (0, 0)
    assert line_at(lines, 2.0) == (0, 2)
    assert line_at(lines, 4.0) == (1, 1)
    assert line_at((), 1.0) == (-1, 0)


def test_the_film_lights_the_words_as_they_are_sung() -> None:
    film = Film(RenderJob(SCORE, SCORE, "Sea", lyric=PRINTED))
    canvas = Canvas(WIDTH, HEIGHT)

    def words(seconds: float) -> NDArray[np.int64]:
        film.draw(canvas, int(seconds * 30))
        return canvas.planes.luma[WORDS_TOP:].astype(np.int64)

    before, after, plain = map(words, (0.5, 2.5, 2.6))
    assert np.abs(before - after)[:80].sum() > 10_000
    assert np.abs(after - plain)[:80].sum() == 0
    silent = Film(RenderJob(Score((Part("flute", 73, NOTES),)), Score((Part("flute", 73, NOTES),)), "Sea"))
    assert silent.words is None

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from bot.rendering.base import RenderJob
from bot.rendering.formats import render
from bot.rendering.lettering import fitting, letters
from bot.rendering.picture import WIDTH, draw_piece
from bot.rendering.roll import beat_lines, lanes, part_colours
from corpora.pieces import Bar, ChordSymbol, Key, Meter, Note, Part, Score, Section

LEAD = Part("Tenor sax", 66, tuple(Note(beat * 480, 60 + beat % 12, 400, 90) for beat in range(38)))
PIANO = Part("Piano", 0, (Note(0, 48, 1920, 60),))
DRUMS = Part("Drums", 0, tuple(Note(beat * 480, key, 60, 100) for beat in range(38) for key in (36, 42)), is_drum=True)
SCORE = Score(
    (LEAD, PIANO, DRUMS),
    keys=(Key(0, 5),),
    chords=(ChordSymbol(0, 5, ""), ChordSymbol(1920, 10, "7")),
    sections=(Section(0, "Head"),),
    pickup_ticks=480,
)
JOB = RenderJob(SCORE, SCORE, "A Picture", "folk")


def shares(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels are near a colour."""
    return int((np.abs(np.asarray(image, dtype=int) - colour).max(axis=2) < 24).sum())


def test_png_is_whole_and_shows_every_part(tmp_path):
    path = render(JOB, ["png"], tmp_path, "piece")["png"]
    with Image.open(path) as image:
        image.load()
        assert (image.format, image.width) == ("PNG", WIDTH)
        assert all(shares(image, colour) > 200 for colour in part_colours(SCORE.parts))


def test_a_part_without_notes_is_only_in_the_legend():
    colour = part_colours(SCORE.parts)[0]
    silent = replace(SCORE, parts=(replace(LEAD, notes=()), PIANO, DRUMS))
    assert shares(draw_piece(replace(JOB, performed=silent)), colour) < 400 < shares(draw_piece(JOB), colour)


def test_rows_grow_with_the_piece_but_not_without_end():
    def height(bars):
        return draw_piece(replace(JOB, performed=Score((Part("Flute", 73, (Note(bars * 1920 - 10, 70, 10),)),)))).height

    assert height(4) < height(20) < height(64)
    assert height(400) < 4000


def test_a_silent_score_is_drawn():
    assert draw_piece(replace(JOB, performed=Score(()), title="")).width == WIDTH


def test_higher_notes_lie_higher_and_drums_at_the_foot():
    positions = lanes(SCORE, 400)
    assert positions.top(70, False) < positions.top(60, False) < positions.top(42, True) < positions.top(36, True) < 400


@pytest.mark.parametrize("count", [1, 5, 14])
def test_colours_differ_while_there_are_enough(count):
    colours = part_colours(tuple(Part(f"Sax {index}", 66, ()) for index in range(count)))
    assert len(set(colours)) == min(count, 10)


def test_long_titles_are_shortened_to_fit():
    title = fitting("An endlessly long title " * 9, 44, 500, bold=True)
    assert title.endswith("...")
    assert letters(44, True).getlength(title) <= 500


def test_beats_are_counted_back_from_the_bar_line():
    assert list(beat_lines(Bar(0, 0, 720, Meter(0, 4, 4)), 480)) == [240]
    assert list(beat_lines(Bar(1, 480, 1920, Meter(0, 4, 4)), 480)) == [960, 1440, 1920]
    assert list(beat_lines(Bar(1, 0, 1440, Meter(0, 6, 8)), 480)) == [720]
    assert list(beat_lines(Bar(0, 0, 480, Meter(0, 4, 4)), 480)) == []


@pytest.mark.parametrize(("bars", "rows"), [(8, 1), (9, 1), (10, 1), (11, 2), (17, 2), (32, 4), (35, 5)])
def test_no_row_of_one_or_two_bars_ends_the_picture(bars, rows):
    def height(count):
        return draw_piece(replace(JOB, performed=Score((Part("Flute", 73, (Note(count * 1920 - 10, 70, 10),)),)))).height

    one, two = height(1), height(16)
    assert height(bars) == one + (rows - 1) * (two - one)

from __future__ import annotations

from dataclasses import replace

import av
import numpy as np
import pytest

from bot.rendering.base import RenderJob
from bot.rendering.formats import render
from bot.rendering.frames import FRAMES_PER_SECOND, HEIGHT, PLAYHEAD, ROLL_TOP, STEP, WIDTH, Film
from bot.rendering.soundfont import installed_soundfonts
from corpora.pieces import ChordSymbol, Note, Part, Score, Section, Tempo

LEAD = Part("Tenor sax", 66, tuple(Note(beat * 480, 65 + beat % 5, 400, 50 + beat * 8) for beat in range(6)))
DRUMS = Part("Drums", 0, tuple(Note(beat * 480, 38, 60, 100) for beat in range(6)), is_drum=True)
SCORE = Score((LEAD, DRUMS), tempos=(Tempo(0, 150.0),), chords=(ChordSymbol(0, 2, "m7"),), sections=(Section(0, "Head"),))
JOB = RenderJob(SCORE, SCORE, "Short Ride", "Jazz · 150 bpm", list(installed_soundfonts())[-1])


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    return render(JOB, ["mp4"], tmp_path_factory.mktemp("video"), "ride")["mp4"]


def boxes(data: bytes) -> list[str]:
    names, position = [], 0
    while position < len(data):
        names.append(data[position + 4 : position + 8].decode("latin-1"))
        position += int.from_bytes(data[position : position + 4], "big")
    return names


def test_the_index_stands_before_the_data(movie):
    names = boxes(movie.read_bytes())
    assert names.index("moov") < names.index("mdat")


def test_streams_are_what_platforms_take(movie):
    with av.open(str(movie)) as file:
        picture, sound = file.streams.video[0], file.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.profile) == ("h264", "High")
        assert (picture.width, picture.height, picture.pix_fmt, picture.average_rate) == (WIDTH, HEIGHT, "yuv420p", FRAMES_PER_SECOND)
        assert (sound.codec_context.name, sound.codec_context.profile, sound.rate, sound.channels) == ("aac", "LC", 44_100, 2)
        assert file.metadata["title"] == "Short Ride"


def test_every_group_of_pictures_decodes_alone(movie):
    with av.open(str(movie)) as file:
        keys = [packet.pts * packet.time_base for packet in file.demux(video=0) if packet.is_keyframe]
    assert [float(key) for key in keys] == pytest.approx([2.0 * index for index in range(len(keys))])
    with av.open(str(movie)) as file:
        file.seek(int(2.0 * av.time_base), backward=True)
        frame = next(file.decode(video=0))
        assert frame.time == pytest.approx(2.0)


def test_sound_and_picture_last_equally_long(movie):
    with av.open(str(movie)) as file:
        frames = sum(1 for _ in file.decode(video=0))
    with av.open(str(movie)) as file:
        samples = sum(frame.samples for frame in file.decode(audio=0))
    assert frames / FRAMES_PER_SECOND == pytest.approx(samples / 44_100, abs=0.08)
    assert frames / FRAMES_PER_SECOND >= SCORE.seconds


@pytest.fixture(scope="module")
def film():
    return Film(JOB, 4.0)


def test_notes_reach_the_playhead_when_they_sound(film):
    start = LEAD.notes[3].start_ticks / 480 * 60 / 150
    left, top, _, foot = film.strip.note_box(int(np.flatnonzero((film.strip.notes.start_ticks == 1440) & (film.strip.notes.part == 0))[0]))
    assert left == pytest.approx(start * FRAMES_PER_SECOND * STEP)
    before, after = (film.frame(round(start * FRAMES_PER_SECOND) + shift).luma for shift in (-3, 3))
    row = ROLL_TOP + round((top + foot) / 2)
    assert int(after[row, PLAYHEAD + 20]) > int(before[row, PLAYHEAD + 50]) + 30


def test_the_picture_moves_and_is_not_blank(film):
    first, later = film.frame(0).luma, film.frame(20).luma
    assert first.max() > 150
    assert (first != later).mean() > 0.005
    assert film.frame(7).packed.shape == (HEIGHT * 3 // 2, WIDTH)


def test_a_louder_note_glows_more():
    def light(velocity):
        score = Score((Part("Piano", 0, (Note(0, 60, 480, velocity),)),))
        return int(Film(replace(JOB, performed=score), 1.0).frame(1).luma.sum(dtype=np.int64))

    assert light(120) > light(60) > light(10)


def test_an_empty_score_still_makes_a_film():
    silent = Score((Part("Piano", 0, ()),), length_ticks=1920)
    assert Film(replace(JOB, performed=silent), 2.0).frame(10).luma.max() > 150

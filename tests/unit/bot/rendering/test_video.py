from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import av
import numpy as np
import pytest

from bot.rendering.base import RenderJob
from bot.rendering.canvas import Canvas
from bot.rendering.formats import render
from bot.rendering.frames import FRAMES_PER_SECOND, HEIGHT, PLAYHEAD, ROLL_TOP, STEP, WIDTH, Film
from bot.rendering.planes import Planes
from bot.rendering.soundfont import installed_soundfonts
from bot.rendering.studio import studio
from corpora.errors import AskerError
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
    return Film(JOB)


def drawn(film, index, canvas=None):
    canvas = canvas or Canvas(WIDTH, HEIGHT)
    film.draw(canvas, index)
    return canvas.planes


def test_notes_reach_the_playhead_when_they_sound(film):
    start = LEAD.notes[3].start_ticks / 480 * 60 / 150
    left, top, _, foot = film.strip.note_box(int(np.flatnonzero((film.strip.notes.start_ticks == 1440) & (film.strip.notes.part == 0))[0]))
    assert left == pytest.approx(start * FRAMES_PER_SECOND * STEP)
    before, after = (drawn(film, round(start * FRAMES_PER_SECOND) + shift).luma for shift in (-3, 3))
    row = ROLL_TOP + round((top + foot) / 2)
    assert int(after[row, PLAYHEAD + 20]) > int(before[row, PLAYHEAD + 50]) + 30


def test_the_picture_moves_and_is_not_blank(film):
    first, later = drawn(film, 0).luma, drawn(film, 20).luma
    assert first.max() > 150
    assert (first != later).mean() > 0.005
    assert (first.shape, drawn(film, 7).red.shape) == ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2))


def test_a_louder_note_glows_more():
    def light(velocity):
        score = Score((Part("Piano", 0, (Note(0, 60, 480, velocity),)),))
        return int(drawn(Film(replace(JOB, performed=score)), 1).luma.sum(dtype=np.int64))

    assert light(120) > light(60) > light(10)


def test_an_empty_score_still_makes_a_film():
    silent = Score((Part("Piano", 0, ()),), length_ticks=1920)
    assert drawn(Film(replace(JOB, performed=silent)), 10).luma.max() > 150


def test_a_canvas_drawn_again_shows_what_a_new_one_shows(film):
    again = Canvas(WIDTH, HEIGHT)
    for index in (0, 1, 25, 40, 71):
        for name in ("luma", "blue", "red"):
            assert np.array_equal(getattr(drawn(film, index, again), name), getattr(drawn(film, index), name)), (index, name)


def test_each_frame_of_the_file_is_the_one_that_was_drawn(movie, film):
    with av.open(str(movie)) as file:
        for index, frame in enumerate(file.decode(video=0)):
            luma = drawn(film, index).luma
            assert np.abs(Planes.within(frame).luma.astype(np.int16) - luma).max() < 60
            assert np.square(Planes.within(frame).luma.astype(np.float32) - luma).mean() < 1.5  # over 46 dB


def test_the_same_piece_is_the_same_file_however_its_groups_were_shared_out(movie, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.rendering.video.WORKERS", 5)
    assert render(JOB, ["mp4"], tmp_path, "ride")["mp4"].read_bytes() == movie.read_bytes()


def test_films_made_at_once_are_what_they_are_alone(movie, tmp_path):
    with ThreadPoolExecutor(3) as pool:
        films = list(pool.map(lambda name: render(JOB, ["mp4"], tmp_path, name)["mp4"].read_bytes(), ("one", "two", "three")))
    assert films == [movie.read_bytes()] * 3


def test_a_film_with_no_room_makes_its_sound_and_waits(monkeypatch):
    monkeypatch.setattr("bot.rendering.studio._ROOMS", threading.BoundedSemaphore(1))
    order: list[str] = []

    def second():
        with studio(meanwhile=lambda: order.append("sound")):
            order.append("second")

    waiting = threading.Thread(target=second)
    with studio(meanwhile=lambda: order.append("never")):
        waiting.start()
        while not order:
            waiting.join(0.01)
        order.append("first")
    waiting.join()
    assert order == ["sound", "first", "second"]


def test_a_film_that_fails_leaves_its_room(monkeypatch):
    monkeypatch.setattr("bot.rendering.studio._ROOMS", threading.BoundedSemaphore(1))
    for _ in range(2):
        with pytest.raises(ValueError, match="spoilt"), studio(meanwhile=lambda: pytest.fail("the room is free")):
            raise ValueError("spoilt")


def test_what_goes_wrong_in_a_later_group_is_raised_and_leaves_no_file(tmp_path, monkeypatch):
    draw = Film.draw

    def fails(film, canvas, index):
        if index == 65:
            raise MemoryError("no room for a tile")
        draw(film, canvas, index)

    monkeypatch.setattr(Film, "draw", fails)
    with pytest.raises(MemoryError, match="no room"):
        render(JOB, ["mp4"], tmp_path, "ride")
    assert not list(tmp_path.iterdir())


def test_a_wrong_soundfont_stops_the_pictures_too(tmp_path):
    wrong = tmp_path / "wrong.sf2"
    wrong.write_bytes(b"no soundfont")
    with pytest.raises(AskerError, match="no SoundFont"):
        render(replace(JOB, soundfont=wrong), ["mp4"], tmp_path / "out", "ride")
    assert not list((tmp_path / "out").iterdir())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("film")]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C counts: what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_render_ends_at_once_and_leaves_no_file(tmp_path, monkeypatch):
    begun = []
    draw = Film.draw

    def interrupts(film, canvas, index):
        begun.append(index)
        if index == 100:
            _thread.interrupt_main()
        draw(film, canvas, index)

    monkeypatch.setattr(Film, "draw", interrupts)
    minute = replace(SCORE, parts=(replace(LEAD, notes=tuple(Note(beat * 480, 65, 400) for beat in range(150))),))
    with pytest.raises(KeyboardInterrupt):
        render(replace(JOB, performed=minute), ["mp4"], tmp_path, "ride")
    assert len(begun) < 1000  # of 1,800
    assert not list(tmp_path.iterdir())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("film")]

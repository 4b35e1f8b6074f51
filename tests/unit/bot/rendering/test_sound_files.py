from __future__ import annotations

import wave

import av
import numpy as np
import pytest

from bot.rendering.audio import Audio, render_audio, synthesise
from bot.rendering.base import RenderJob, Take
from bot.rendering.formats import render
from bot.rendering.mp3 import write_mp3_file
from bot.rendering.sound_files import dithered
from bot.rendering.soundfont import installed_soundfonts
from corpora.errors import AskerError
from corpora.pieces import Note, Part, Score

SCORE = Score((Part("Organ", 19, (Note(0, 60, 2880, 90), Note(0, 67, 2880, 90))), Part("Bass", 32, (Note(0, 36, 1440, 90),))))
JOB = RenderJob(SCORE, SCORE, "Slow Föhn", "Drone · C major", list(installed_soundfonts())[-1])


def decoded(path):
    with av.open(str(path)) as file:
        frames = [frame.to_ndarray() for frame in file.decode(audio=0)]
        return np.concatenate(frames, axis=1).astype(float), file.metadata, file.streams.audio[0].codec_context


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return render(JOB, ["wav", "mp3", "ogg"], tmp_path_factory.mktemp("sound"), "drone")


@pytest.fixture(scope="module")
def sound():
    return Take(JOB).once(render_audio)


def test_mp3_decodes_to_the_same_sound_without_gap_or_shift(made, sound):
    samples, metadata, codec = decoded(made["mp3"])
    assert metadata["title"] == "Slow Föhn"
    assert metadata["comment"] == "Drone · C major"
    assert (codec.name, codec.sample_rate, codec.channels) == ("mp3float", 44_100, 2)
    assert samples.shape[1] == pytest.approx(sound.samples.shape[1], abs=1152)
    common = min(samples.shape[1], sound.samples.shape[1])
    error = samples[:, :common] - sound.samples[:, :common]
    assert np.sqrt((error**2).mean()) < 0.04 * np.sqrt((sound.samples**2).mean())
    assert np.abs(samples).max() <= 10 ** (-1 / 20)


def test_wav_is_16_bit_stereo_and_within_a_step_of_the_sound(made, sound):
    with wave.open(str(made["wav"])) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 44_100)
        pcm = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2).T
    assert np.abs(pcm / 32767 - sound.samples).max() <= 1.51 / 32767


def test_ogg_decodes_to_the_length_of_the_sound(made, sound):
    samples, _, codec = decoded(made["ogg"])
    assert codec.name in {"opus", "libopus"}
    assert samples.shape[1] / 48_000 == pytest.approx(sound.seconds, abs=0.05)


def test_dither_keeps_what_lies_below_one_step_on_average():
    soft = np.full((2, 100_000), 0.3 / 32767, dtype=np.float32)
    assert dithered(soft).mean() == pytest.approx(0.3, abs=0.02)
    assert np.array_equal(dithered(soft), dithered(soft))


def test_shared_work_is_done_once():
    made = []

    def make(job):
        made.append(job)
        return len(made)

    take = Take(JOB)
    assert (take.once(make), take.once(make)) == (1, 1)


def test_an_unknown_format_offers_the_nearest(tmp_path):
    with pytest.raises(AskerError, match="'mp3'"):
        render(JOB, ["mp33"], tmp_path, "x")
    assert not list(tmp_path.iterdir())


def test_an_impossible_file_name_is_refused(tmp_path):
    with pytest.raises(AskerError, match="file name"):
        render(JOB, ["midi"], tmp_path, "../x")


def test_mp3_halves_meet_without_a_seam(tmp_path):
    rng = np.random.default_rng(8)
    tones = np.sin(2 * np.pi * np.outer([220.0, 331.0], np.arange(44_100 * 4) / 44_100)) * 0.3
    clicks = np.repeat(rng.standard_normal((2, 40)) * 0.2, 4410, axis=1) * (np.arange(44_100 * 4) % 4410 < 200)
    audio = Audio((tones + clicks).astype(np.float32), 44_100)
    for workers in (1, 2, 3):
        write_mp3_file(audio, tmp_path / f"{workers}.mp3", {}, workers)
    whole, halves, thirds = (decoded(tmp_path / f"{workers}.mp3")[0] for workers in (1, 2, 3))
    assert whole.shape == halves.shape == thirds.shape == audio.samples.shape
    for parts in (halves, thirds):
        frames = np.sqrt(np.square(parts - whole)[:, : 150 * 1152].reshape(2, 150, 1152).mean(axis=(0, 2)))
        assert frames.max() < 0.01
        assert np.median(frames) < 1e-4


def test_cymbals_laid_in_sound_like_cymbals_played(monkeypatch):
    ride = Part("Drums", 0, tuple(Note(beat * 240, 51, 60, 50 + 9 * (beat % 6)) for beat in range(8)), is_drum=True)
    laid_in = synthesise(Score((ride,)), JOB.soundfont)
    monkeypatch.setattr("bot.rendering.audio.split_ringing", lambda events, _: (events[:0], events))
    played = synthesise(Score((ride,)), JOB.soundfont)
    both = min(laid_in.shape[1], played.shape[1])
    difference = laid_in[:, :both] - played[:, :both]
    assert np.sqrt((difference**2).mean()) < 0.03 * np.sqrt((played**2).mean())

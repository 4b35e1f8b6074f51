from __future__ import annotations

import wave

import av
import numpy as np
import pytest

from bot.rendering.audio import render_audio
from bot.rendering.base import RenderJob, Take
from bot.rendering.formats import render
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

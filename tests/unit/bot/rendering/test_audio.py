from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.rendering.audio import SAMPLE_RATE, render_audio, stage_positions, synthesise
from bot.rendering.base import RenderJob
from bot.rendering.limiter import true_peak
from bot.rendering.loudness import integrated_loudness, mastered
from bot.rendering.soundfont import find_soundfont, installed_soundfonts
from corpora.errors import AskerError
from corpora.pieces import Note, Part, Score, Tempo


def bundled():
    return list(installed_soundfonts())[-1]


def job(*parts: Part, **fields) -> RenderJob:
    score = Score(parts, **fields)
    return RenderJob(score, score, "Test", soundfont=bundled())


PIANO = Part("Piano", 0, tuple(Note(beat * 480, 60 + 4 * (beat % 3), 400, 90) for beat in range(6)))
DRUMS = Part("Drums", 0, tuple(Note(beat * 240, 38 if beat % 2 else 36, 100, 110) for beat in range(12)), is_drum=True)
BASS = Part("Bass", 32, tuple(Note(beat * 480, 40 + beat, 400, 100) for beat in range(6)))


@pytest.fixture(scope="module")
def band():
    return render_audio(job(PIANO, BASS, DRUMS))


def test_loudness_is_minus_14_lufs_by_an_independent_meter(band):
    import pyloudnorm

    meter = pyloudnorm.Meter(SAMPLE_RATE, filter_class="DeMan")
    assert meter.integrated_loudness(band.samples.T.astype(float)) == pytest.approx(-14.0, abs=0.2)


def test_true_peak_stays_below_minus_one_decibel(band):
    import scipy.signal

    oversampled = [np.abs(scipy.signal.resample_poly(channel.astype(float), 8, 1)).max() for channel in band.samples]
    assert 20 * np.log10(max(oversampled)) <= -1.0
    assert 20 * np.log10(true_peak(band.samples)) <= -1.49


def test_the_tail_is_not_cut_off(band):
    end = int(0.05 * SAMPLE_RATE)
    assert band.samples.dtype == np.float32
    assert np.abs(band.samples[:, -end:]).max() < 10 ** (-70 / 20)
    assert band.seconds > 3.0


def test_notes_start_on_their_sample():
    late = Part("Piano", 0, (Note(480, 72, 480, 127),))
    sound = synthesise(Score((late,), tempos=(Tempo(0, 97.3),)), bundled())
    onset = int(np.flatnonzero(np.abs(sound).max(axis=0) > 1e-6)[0])
    assert onset == pytest.approx(60 / 97.3 * SAMPLE_RATE, abs=40)


def test_events_of_others_neither_move_nor_change_a_note():
    other = Part("Flute", 73, tuple(Note(tick, 80, 20, 60) for tick in range(3, 2000, 37)))
    silent = replace(other, notes=())
    alone = synthesise(Score((PIANO, silent)), bundled())
    others = synthesise(Score((replace(PIANO, notes=()), other)), bundled())
    together = synthesise(Score((PIANO, other)), bundled())
    shortest = min(sound.shape[1] for sound in (alone, others, together))
    assert together[:, :shortest] == pytest.approx(alone[:, :shortest] + others[:, :shortest], abs=2e-3)


def test_a_high_a_sounds_at_440_hertz():
    sound = synthesise(Score((Part("Flute", 73, (Note(0, 69, 1440, 100),)),)), bundled())
    steady = sound.sum(axis=0)[SAMPLE_RATE // 2 : SAMPLE_RATE // 2 + 32768] * np.hanning(32768)
    spectrum = np.abs(np.fft.rfft(steady))
    low = int(300 * 32768 / SAMPLE_RATE)
    peak = (low + int(np.argmax(spectrum[low : 2 * low]))) * SAMPLE_RATE / 32768
    assert peak == pytest.approx(440, rel=0.01)


def test_the_band_stands_from_left_to_right():
    twins = (Part("Violin", 40, PIANO.notes), Part("Violin 2", 40, PIANO.notes))
    left, right = stage_positions(twins)
    assert -1 <= left < right <= 1
    sound = [
        synthesise(Score((replace(twins[0], notes=()), twin) if index else (twin, replace(twins[1], notes=()))), bundled())
        for index, twin in enumerate(twins)
    ]
    balance = [float((channel[0] ** 2).sum() / (channel[1] ** 2).sum()) for channel in sound]
    assert balance[0] > balance[1] * 1.5


def test_a_silent_piece_is_silence_of_its_length():
    audio = render_audio(job(Part("Piano", 0, ()), length_ticks=1920))
    assert audio.seconds == pytest.approx(2.0, abs=0.1)
    assert not audio.samples.any()


def test_a_very_short_note_is_rendered_whole():
    audio = render_audio(job(Part("Wood block", 115, (Note(0, 76, 1, 100),))))
    assert np.isfinite(audio.samples).all()
    assert 0.05 < np.abs(audio.samples).max() <= 10 ** (-1 / 20)


def test_mastering_brings_very_soft_and_very_loud_sound_to_the_same_loudness():
    rng = np.random.default_rng(3)
    noise = (rng.standard_normal((2, SAMPLE_RATE * 2)) * 0.1).astype(np.float32)
    noise[:, ::9000] = 1.5  # clicks that would clip
    for level in (0.01, 4.0):
        sound = mastered(noise * np.float32(level), SAMPLE_RATE)
        assert integrated_loudness(sound, SAMPLE_RATE) == pytest.approx(-14.0, abs=0.15)
        assert true_peak(sound) <= 10 ** (-1.49 / 20)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.45, 3.21])
def test_own_meter_agrees_with_pyloudnorm(seconds):
    import pyloudnorm

    rng = np.random.default_rng(5)
    sound = (rng.standard_normal((2, int(seconds * 48_000))) * 0.1).astype(np.float32)
    padded = np.pad(sound, ((0, 0), (0, max(0, 19_200 - sound.shape[1]))))
    expected = pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(padded.T.astype(float))
    assert integrated_loudness(sound, 48_000) == pytest.approx(expected, abs=0.3 if seconds < 0.5 else 0.1)


def test_a_file_that_is_no_soundfont_is_a_clear_error(tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.sf2"
    wrong.write_bytes(b"no soundfont")
    with pytest.raises(AskerError, match="no SoundFont"):
        synthesise(Score((PIANO,)), wrong)
    monkeypatch.setenv("HOUSEBAND_SOUNDFONT", str(tmp_path / "missing.sf2"))
    with pytest.raises(AskerError, match="HOUSEBAND_SOUNDFONT"):
        find_soundfont()
    monkeypatch.setenv("HOUSEBAND_SOUNDFONT", str(wrong))
    assert find_soundfont() == wrong

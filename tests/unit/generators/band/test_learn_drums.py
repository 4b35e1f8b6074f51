import mido
import numpy as np
import pytest

from corpora.errors import AskerError
from generators.band.drum_recordings import bars_of, latency, read_recordings, read_strokes, swing_of
from generators.band.learn_drums import learn


def record(folder, name, strokes, ticks=480):
    """Write strokes ``(quarters, key, velocity)`` as a MIDI file."""
    track = mido.MidiTrack()
    events = sorted(
        [(round(at * ticks), key, velocity) for at, key, velocity in strokes] + [(round(at * ticks) + 30, key, 0) for at, key, _ in strokes]
    )
    now = 0
    for at, key, velocity in events:
        track.append(mido.Message("note_on", channel=9, note=key, velocity=velocity, time=at - now))
        now = at
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    mido.MidiFile(ticks_per_beat=ticks, tracks=[track]).save(folder / name)


def swing_bar(bar, off_beat=0.66):
    start = 4 * bar
    rides = [start, start + 1, start + 1 + off_beat, start + 2, start + 3, start + 3 + off_beat]
    return [(at, 59, 70) for at in rides] + [(start + 1, 44, 60), (start + 3, 44, 60), (start + 0.01, 36, 30)]


def write_table(folder, rows):
    head = "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split\n"
    (folder / "info.csv").write_text(
        head + "".join(f"d,s,i,{style},{bpm},{kind},{meter},{name},a,30,{split}\n" for style, bpm, kind, meter, name, split in rows)
    )


@pytest.fixture
def dataset(tmp_path):
    record(tmp_path, "a/swing.mid", [stroke for bar in range(20) for stroke in swing_bar(bar)])
    record(tmp_path, "a/solo.mid", [(at / 4, 48, 90) for at in range(200)])
    record(tmp_path, "a/fill.mid", [(0.0, 38, 80), (1.0, 48, 90), (2.0, 45, 90), (3.0, 43, 90), (3.5, 43, 99)])
    write_table(
        tmp_path,
        [
            ("jazz", 140, "beat", "4-4", "a/swing.mid", "train"),
            ("jazz", 150, "beat", "4-4", "a/solo.mid", "train"),
            ("jazz", 160, "beat", "4-4", "a/missing.mid", "test"),
            ("jazz", 140, "fill", "4-4", "a/fill.mid", "train"),
        ],
    )
    return tmp_path


def test_a_swing_beat_is_learnt_and_a_solo_is_not(dataset):
    learnt = learn(dataset)
    (swing,) = [groove for groove in learnt.grooves if groove.style == "swing"]
    assert swing.rides
    assert swing.swing == pytest.approx(0.66, abs=0.02)
    first = swing.bars[0][0]
    assert [(hit.position, hit.swings) for hit in first if hit.key == 51] == [
        (0, False),
        (12, False),
        (18, True),
        (24, False),
        (36, False),
        (42, True),
    ]
    assert all(abs(hit.offset_ms) < 12 for hit in first)
    assert any(fill.style == "swing" and [hit.key for hit in fill.bar] == [38, 48, 45, 43, 43] for fill in learnt.fills)


def test_only_the_training_split_is_read(dataset):
    assert {recording.path.name for recording in read_recordings(dataset)} == {"swing.mid", "solo.mid", "fill.mid"}


def test_a_folder_without_the_data_is_refused(tmp_path):
    with pytest.raises(AskerError, match=r"info\.csv"):
        read_recordings(tmp_path)


def test_kit_keys_become_general_midi(dataset):
    assert set(read_strokes(dataset / "a/swing.mid")[:, 1]) == {51, 44, 36}


def test_lateness_and_swing_are_measured():
    beats = np.arange(64) // 2 + np.tile([0.0, 0.6], 32) + 0.02
    strokes = np.stack([beats, np.full(64, 51), np.full(64, 80)], axis=1)
    assert latency(strokes) == pytest.approx(0.02)
    strokes[:, 0] -= 0.02
    assert swing_of(strokes) == pytest.approx(0.6)


def test_strokes_fall_on_the_grid_that_fits_and_keep_what_is_left_over():
    strokes = np.array([[0.0, 36, 80], [0.26, 38, 80], [0.98, 36, 80], [1.34, 48, 80], [1.67, 48, 80], [4.0, 36, 80], [8.0, 36, 80]])
    first = bars_of(strokes, 4, 120.0, None, compound=False)[0]
    assert [(hit.position, hit.offset_ms) for hit in first] == [(0, 0), (3, 5), (12, -10), (16, 3), (20, 2)]

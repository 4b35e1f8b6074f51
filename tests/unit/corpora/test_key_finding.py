"""The key finder on scales, chorales and nothing at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corpora.errors import AskerError
from corpora.key_finding import PROFILES, find_key, key_correlations, key_fit, key_of, pitch_class_weights
from corpora.pieces import Key, Note, Part, Score

C_MAJOR_TUNE = (60, 64, 67, 60, 65, 69, 67, 62, 59, 67, 64, 60, 60)
A_MINOR_TUNE = (57, 60, 64, 57, 62, 65, 64, 59, 56, 64, 60, 57, 57)


def _score(pitches: tuple[int, ...], *, is_drum: bool = False, keys: tuple[Key, ...] = ()) -> Score:
    notes = tuple(Note(480 * index, pitch, 480) for index, pitch in enumerate(pitches))
    return Score((Part("p", 0, notes, is_drum),), keys=keys)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("semitones", range(12))
def test_every_profile_hears_every_transposition(profile: str, semitones: int) -> None:
    major = find_key(_score(C_MAJOR_TUNE).transposed(semitones), profile)
    minor = find_key(_score(A_MINOR_TUNE).transposed(semitones), profile)
    assert (major.tonic, major.mode) == (semitones, "major")
    assert (minor.tonic, minor.mode) == ((9 + semitones) % 12, "minor")
    assert 0.6 < major.correlation <= 1
    assert major.margin > 0


@pytest.mark.parametrize(
    ("mode", "pitches"),
    [
        ("dorian", (62, 65, 69, 62, 67, 71, 69, 64, 60, 65, 64, 62, 60, 62)),
        ("mixolydian", (67, 71, 74, 67, 65, 69, 72, 67, 65, 64, 62, 71, 69, 67)),
        ("phrygian", (64, 65, 64, 71, 67, 64, 65, 69, 71, 67, 65, 64, 62, 64)),
        ("lydian", (65, 69, 72, 65, 71, 69, 67, 65, 72, 71, 69, 64, 67, 65)),
    ],
)
def test_modes_are_heard_where_they_are_asked_for(mode: str, pitches: tuple[int, ...]) -> None:
    third = "minor" if mode in {"dorian", "phrygian"} else "major"
    tonic = pitches[-1] % 12
    assert key_fit(_score(pitches), Key(0, tonic, mode)) > key_fit(_score(pitches), Key(0, tonic, third))
    assert find_key(_score(pitches), modes=("major", "minor", mode)).mode == mode


def test_long_notes_weigh_more_than_many_short_ones() -> None:
    score = Score((Part("p", 0, (Note(0, 60, 4800), *(Note(5000 + 10 * index, 61, 10) for index in range(20)))),))
    weights = pitch_class_weights(score)
    assert (weights[0], weights[1]) == (10.0, pytest.approx(20 * 10 / 480))


def test_drums_are_not_heard() -> None:
    drums = _score(A_MINOR_TUNE, is_drum=True).parts
    both = Score(_score(C_MAJOR_TUNE).parts + drums * 3)
    assert find_key(both) == find_key(_score(C_MAJOR_TUNE))


def test_a_declared_key_is_believed_and_a_missing_one_found() -> None:
    assert key_of(_score(C_MAJOR_TUNE, keys=(Key(0, 5, "lydian"),))) == Key(0, 5, "lydian")
    assert key_of(_score(C_MAJOR_TUNE)) == Key(0, 0, "major")


def test_correlations_are_those_of_numpy() -> None:
    weights = np.arange(12.0) ** 1.5
    table = key_correlations(weights, "krumhansl-kessler")
    d_major = np.roll((6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88), 2)
    assert table[0, 2] == pytest.approx(np.corrcoef(weights, d_major)[0, 1])


def test_nothing_to_hear_is_refused() -> None:
    for score in (Score(()), _score((60,), is_drum=True)):
        with pytest.raises(AskerError, match="no pitched notes"):
            find_key(score)


def test_every_note_alike_fits_no_key_and_still_answers() -> None:
    assert find_key(_score(tuple(range(60, 72)))).correlation == 0.0


def test_unknown_profiles_and_modes_offer_the_nearest() -> None:
    with pytest.raises(AskerError, match="did you mean 'temperley'"):
        find_key(_score(C_MAJOR_TUNE), "temperly")
    with pytest.raises(AskerError, match="did you mean 'dorian'"):
        find_key(_score(C_MAJOR_TUNE), modes=("dorain",))


def _from_music21(stream: Any) -> Score:
    notes = sorted(
        Note(int(480 * float(element.offset)), pitch.midi, max(1, int(480 * float(element.quarterLength))))
        for element in stream.flatten().notes
        for pitch in element.pitches
    )
    return Score((Part("choir", 52, tuple(notes)),))


@pytest.mark.parametrize(
    ("chorale", "key"),
    [("bwv66.6", Key(0, 6, "minor")), ("bwv269", Key(0, 7, "major")), ("bwv353", Key(0, 7, "minor")), ("bwv281", Key(0, 5, "major"))],
)
@pytest.mark.filterwarnings("ignore")  # music21's own, about files of its corpus
def test_chorales_of_bach(chorale: str, key: Key) -> None:
    music21 = pytest.importorskip("music21")
    estimate = find_key(_from_music21(music21.corpus.parse(chorale)))
    assert estimate.key == key

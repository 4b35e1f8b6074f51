import numpy as np
import pytest

from corpora.chords import chord_at, chord_name, parse_chord
from corpora.errors import AskerError
from corpora.pieces import Key, Meter, Note, Part, Score
from generators.band.harmonise import harmonise
from generators.band.harmony_model import (
    IDIOMS,
    PLACES,
    TABLE_MODES,
    TYPES,
    HarmonyTable,
    chord_state,
    harmony_table,
    most_likely_states,
    pack_table,
    profiles,
    segments,
    table_mode,
    unpack_table,
)

C_MAJOR = Key(0, 0, "major")


def tune(bars, key=C_MAJOR, meter=(4, 4), pickup=(), keys=None):
    """A melody of bars, each a list of equally long pitches."""
    bar_ticks = Meter(0, *meter).bar_ticks(480)
    notes, start = [], 0
    for pitch in pickup:
        notes.append(Note(start, pitch, 240))
        start += 240
    for pitches in bars:
        notes += [Note(start + index * bar_ticks // len(pitches), pitch, bar_ticks // len(pitches)) for index, pitch in enumerate(pitches)]
        start += bar_ticks
    return Score(
        (Part("tune", 40, tuple(notes)),), meters=(Meter(0, *meter),), keys=keys or (key,), pickup_ticks=240 * len(pickup), length_ticks=start
    )


def names(score):
    return [chord_name(chord, 0) for chord in score.chords]


TONIC, SUBDOMINANT, DOMINANT = [60, 64, 67, 64], [65, 69, 72, 69], [67, 71, 74, 71]
EIGHT_BARS = [TONIC, TONIC, SUBDOMINANT, TONIC, TONIC, SUBDOMINANT, DOMINANT, [72, 67, 64, 60]]


def test_broken_chords_get_their_chords_and_a_cadence():
    assert names(harmonise(tune(EIGHT_BARS))) == ["C", "F", "C", "F", "G", "C"]


@pytest.mark.parametrize("semitones", [1, 5, 7, 11])
def test_harmony_moves_with_the_key(semitones):
    plain = harmonise(tune(EIGHT_BARS))
    assert harmonise(tune(EIGHT_BARS).transposed(semitones)).chords == plain.transposed(semitones).chords


@pytest.mark.parametrize("idiom", IDIOMS)
@pytest.mark.parametrize("mode", ["major", "minor", "dorian", "mixolydian", "lydian", "phrygian", "locrian"])
@pytest.mark.parametrize("meter", [(4, 4), (3, 4), (6, 8), (7, 8), (2, 2)])
def test_any_mode_and_meter_starts_and_ends_at_home(idiom, mode, meter):
    home = [57, 64, 57, 69]
    score = harmonise(tune([home] * 8, key=Key(0, 9, mode), meter=meter), idiom)
    assert score.chords[0].root == 9
    assert score.chords[-1].root == 9
    assert all(note == again for note, again in zip(score.parts[0].notes, tune([home] * 8, meter=meter).parts[0].notes, strict=True))


def test_modal_tunes_get_their_flat_seventh():
    low_seventh = [67, 71, 74, 71]
    bars = [[69, 72, 76, 72], low_seventh, [69, 72, 76, 69], low_seventh, [69, 72, 76, 72], [69, 76, 72, 69], low_seventh, [69, 69, 69, 69]]
    dorian = harmonise(tune(bars, key=Key(0, 9, "dorian")))
    assert names(dorian)[:2] == ["Am", "G"]
    assert names(dorian)[-1] == "Am"
    mixolydian = harmonise(tune([[pitch + (pitch % 12 == 0) for pitch in bar] for bar in bars], key=Key(0, 9, "mixolydian")))
    assert names(mixolydian)[:2] == ["A", "G"]


def test_folk_stays_simple_and_jazz_has_sevenths():
    scale = [60, 62, 64, 65, 67, 69, 71, 72]
    rng = np.random.default_rng(4)
    score = tune([rng.choice(scale, 4).tolist() for _ in range(32)])
    folk, jazz = harmonise(score), harmonise(score, "jazz", 2)
    simple = sum(chord_at(folk.chords, bar.start_ticks).root in {0, 5, 7} for bar in folk.bars())
    assert simple >= 26
    assert {chord.quality for chord in folk.chords} <= {"", "m", "7"}
    assert all(len(chord.quality) > 0 for chord in jazz.chords)
    assert len({chord.root for chord in jazz.chords}) > len({chord.root for chord in folk.chords}) - 1


def test_a_cadence_inside_the_last_bar_is_found():
    bars = [*EIGHT_BARS[:6], SUBDOMINANT, [67, 71, 60, 60]]
    chords = harmonise(tune(bars)).chords
    assert [(chord.start_ticks - 7 * 1920, chord.root) for chord in chords[-2:]] == [(0, 7), (960, 0)]


def test_more_chords_a_bar_follow_the_tune_more_closely():
    bars = [TONIC, [65, 69, 67, 71], TONIC, [65, 69, 67, 71]] * 2
    one, two = harmonise(tune(bars)), harmonise(tune(bars), chords_per_bar=2)
    assert len(two.chords) > len(one.chords)
    assert {chord.start_ticks % 960 for chord in two.chords} == {0}


def test_pickups_stay_bare_and_bars_begin_after_them():
    score = harmonise(tune(EIGHT_BARS, pickup=(67,)))
    assert score.chords[0].start_ticks == 240
    assert names(score)[-2:] == ["G", "C"]


def test_a_change_of_key_changes_what_is_home():
    up = [[pitch + 7 for pitch in bar] for bar in EIGHT_BARS]
    score = harmonise(tune(EIGHT_BARS + up, keys=(C_MAJOR, Key(8 * 1920, 7, "major"))))
    assert chord_at(score.chords, 8 * 1920).root == 7
    assert [chord.root for chord in score.chords[-2:]] == [2, 7]


def test_silence_no_bars_and_no_key_are_harmonised_too():
    assert harmonise(Score(())).chords == ()
    silent = harmonise(Score((), length_ticks=8 * 1920))
    assert silent.chords[-1].root == 0
    keyless = Score(tune(EIGHT_BARS).transposed(2).parts, length_ticks=8 * 1920)
    assert harmonise(keyless).chords[-1].root == 2


def test_old_chords_are_replaced():
    score = tune(EIGHT_BARS)
    told = Score(score.parts, keys=score.keys, chords=(parse_chord("F#7"),), length_ticks=score.length_ticks)
    assert harmonise(told).chords == harmonise(score).chords


def test_what_cannot_be_done_is_said():
    with pytest.raises(AskerError, match="folk"):
        harmonise(tune(EIGHT_BARS), "folks")
    with pytest.raises(AskerError, match="1 to 4"):
        harmonise(tune(EIGHT_BARS), chords_per_bar=0)


def test_viterbi_finds_the_best_path_of_all():
    rng = np.random.default_rng(1)
    size = 12
    table = HarmonyTable(
        hearing=rng.normal(size=(size, 12)),
        moves=rng.normal(size=(size, size)),
        short_moves=rng.normal(size=(size, size)),
        places=rng.normal(size=(len(PLACES), size)),
        anywhere=rng.normal(size=size),
        qualities=("",) * size,
    )
    score = tune([[60, 64], [62, 71], [60, 60]], keys=(C_MAJOR, Key(1920, 2, "major")))
    stretches = segments(score, score.keys, 1)
    heard = profiles(score, stretches)
    assert len(stretches) == 4  # the last bar is cut in two

    def value(path):
        total = table.anywhere[path[0]]
        for index, state in enumerate(path):
            total += table.hearing[state] @ heard[index] + table.places[stretches[index].place, state]
            if index:
                shift = stretches[index - 1].key.tonic - stretches[index].key.tonic
                moves = table.moves if stretches[index].opens_bar else table.short_moves
                total += moves[(path[index - 1] + shift) % 12, state]
        return total

    best = max(np.ndindex(*(size,) * 4), key=value)
    assert most_likely_states(heard, stretches, [table] * 4) == list(best)


def test_profiles_cut_notes_at_the_bar_line():
    score = Score((Part("tune", 40, (Note(1440, 62, 960),)),), keys=(Key(0, 2),), length_ticks=3 * 1920)
    heard = profiles(score, segments(score, score.keys, 1))
    assert heard[0, 0] == pytest.approx(1.0)
    assert heard[1, 0] == pytest.approx(1.0)
    assert heard.sum() == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("symbol", "idiom", "state"),
    [
        ("C", "folk", 0),
        ("G7", "folk", 31),
        ("Am7", "folk", 21),
        ("Bdim", "folk", 31),
        ("Bm7b5", "jazz", 47),
        ("F#dim7", "jazz", 54),
        ("N.C.", "jazz", None),
    ],
)
def test_chords_have_states(symbol, idiom, state):
    assert chord_state(parse_chord(symbol), 0, idiom) == state


@pytest.mark.parametrize("idiom", IDIOMS)
def test_the_shipped_tables_are_whole(idiom):
    for mode in TABLE_MODES:
        table = harmony_table(idiom, mode)
        states = 12 * len(TYPES[idiom])
        assert table.hearing.shape == (states, 12)
        assert table.moves.shape == table.short_moves.shape == (states, states)
        assert table.places.shape == (len(PLACES), states)
        assert len(table.qualities) == states
        assert all(np.isfinite(array).all() for array in (table.hearing, table.moves, table.short_moves, table.places, table.anywhere))
        again = unpack_table(pack_table(table))
        np.testing.assert_array_equal(again.moves, table.moves)
    assert table_mode("lydian") == "major"

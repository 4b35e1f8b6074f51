from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.abc import abc_text, iter_abc, read_abc
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo


def tune(body: str, key: str = "C", meter: str = "4/4", unit: str = "1/8", more: str = "") -> Score:
    return read_abc(f"X:1\nT:A tune\nM:{meter}\nL:{unit}\n{more}K:{key}\n{body}\n")[0]


def pitches(score: Score) -> list[int]:
    return [note.pitch for note in score.parts[0].notes]


def durations(score: Score) -> list[int]:
    return [note.duration_ticks for note in score.parts[0].notes]


def test_octaves_and_lengths() -> None:
    score = tune("C,2 C c c' | c''/ c// c3/2 c/4 z4")
    assert pitches(score) == [48, 60, 72, 84, 96, 72, 72, 72]
    assert durations(score) == [480, 240, 240, 240, 120, 60, 360, 60]


@pytest.mark.parametrize(
    ("key", "expected", "tonic", "mode"),
    [
        ("D", 66, 2, "major"),
        ("Gm", 65, 7, "minor"),
        ("E minor", 66, 4, "minor"),
        ("A mix", 66, 9, "mixolydian"),
        ("ADorian", 66, 9, "dorian"),
        ("Bb", 65, 10, "major"),
        ("F#", 66, 6, "major"),
        ("Cb", 64, 11, "major"),
        ("Aaeo", 65, 9, "minor"),
        ("HP", 66, 9, "mixolydian"),
        ("C ^f", 66, 0, "major"),
        ("D exp =c", 65, 2, "major"),
    ],
)
def test_keys_and_modes_alter_the_notes(key: str, expected: int, tonic: int, mode: str) -> None:
    score = tune("F4", key)
    assert pitches(score) == [expected]
    assert score.keys == (Key(0, tonic, mode),)


def test_accidentals_hold_to_the_bar_line_in_every_octave_and_through_ties() -> None:
    assert pitches(tune("^F F f =F | F _B2 B")) == [66, 66, 78, 65, 65, 70, 70]
    tied = tune("C6 ^F2- | F2 F2 F4")
    assert tied.parts[0].notes[1] == Note(1440, 66, 960)
    assert pitches(tied) == [60, 66, 65, 65]
    assert pitches(tune("%%propagate-accidentals octave\n^F f F")) == [66, 77, 66]


def test_broken_rhythm() -> None:
    assert durations(tune("A>B A<B A>>B A2>B2")) == [360, 120, 120, 360, 420, 60, 720, 240]
    assert durations(tune("A > {g}B")) == [360, 120]


def test_tuplets() -> None:
    assert durations(tune("(3ABc A2")) == [160, 160, 160, 480]
    assert durations(tune("(3A2B2c2")) == [320, 320, 320]
    assert durations(tune("(3:2:4ABcd e")) == [160, 160, 160, 160, 240]
    assert durations(tune("(2AB", meter="6/8")) == [360, 360]
    five = tune("(5ABcde", meter="6/8")
    assert [note.duration_ticks * 10 for note in five.parts[0].notes] == [3 * five.ticks_per_quarter] * 5


def test_chords_ties_inside_them_and_slurs() -> None:
    score = tune("([CEG]2 [C-E]2) C2 [CE]/")
    assert score.parts[0].notes == (
        Note(0, 60, 480),
        Note(0, 64, 480),
        Note(0, 67, 480),
        Note(480, 60, 960),
        Note(480, 64, 480),
        Note(1440, 60, 120),
        Note(1440, 64, 120),
    )


def test_chord_symbols_and_annotations() -> None:
    score = tune('"Am7"A2 "^slow"B2 "(G)"c2 "A/c+"d2 | "Fine"e2 "Em (A)"f2 "N.C."g2 "D.C."a2')
    assert score.chords == (
        ChordSymbol(0, 9, "m7"),
        ChordSymbol(960, 7, ""),
        ChordSymbol(1440, 9, "", 1),
        ChordSymbol(2400, 4, "m"),
        ChordSymbol(2880, 0, "N"),
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("|: C8 | D8 :| E8 |", "CDCDE"),
        ("C8 | D8 :| E8 | F8 :|", "CDCDEFEF"),
        ("|: C8 |1 D8 :|2 E8 || F8 |", "CDCEF"),
        ("C8 [1 D8 :| [2 E8 |]", "CDCE"),
        ("|: C8 |[1-3 D8 :|[4 E8 |]", "CDCDCDCE"),
        ("|: C8 :: D8 :|", "CCDD"),
        ("|: C8 :||: D8 :|", "CCDD"),
        ("|:: C8 ::| D8", "CCCD"),
        ("C8 || D8 :|", "CDD"),
        ("C8 |1 D8 |2 E8 |]", "CDCE"),
        ("C8 !fine! | D8 !D.C.! |", "CDC"),
    ],
)
def test_repeats_and_endings(body: str, expected: str) -> None:
    names = {60: "C", 62: "D", 64: "E", 65: "F"}
    assert "".join(names[pitch] for pitch in pitches(tune(body))) == expected


def test_the_part_order_of_the_header_is_played() -> None:
    score = tune("P:A\nC8 |\nP:B\n|: D8 :|", more="P:ABA\n")
    assert pitches(score) == [60, 62, 62, 60]
    assert score.sections == (Section(0, "A"), Section(1920, "B"), Section(3840, "B"), Section(5760, "A"))
    assert pitches(tune("P:A\nC8 |\nP:B\nD8 |", more="P:(AB2)2\n")) == [60, 62, 62] * 2


def test_a_pickup_and_bars_split_at_a_repeat() -> None:
    score = tune("G2 |: C8 | D6 :: G2 | E8 | F6 :|")
    assert score.pickup_ticks == 480
    assert score.meters == (Meter(0, 4, 4), Meter(480 + 1920 + 1440, 4, 4))
    assert tune("C2 | D8 | E6 :: C2 | D8 | E6 :|").meters == (Meter(0, 4, 4),)


def test_meter_unit_tempo_and_key_change_on_the_way() -> None:
    score = tune("C8 | [M:3/4][K:G] F6 | [Q:1/4=90] L\n", more="Q:3/8=60\n".replace("L", ""))
    assert score.tempos[0] == Tempo(0, 90.0)
    assert score.meters == (Meter(0, 4, 4), Meter(1920, 3, 4))
    assert score.keys == (Key(0, 0, "major"), Key(1920, 7, "major"))
    assert pitches(score) == [60, 66]
    assert durations(tune("C |\nL:1/4\nC |")) == [240, 480]


@pytest.mark.parametrize(
    ("text", "tempo"), [("1/4=120", 120), ("3/8=80", 120), ('"Allegro" 1/2=60', 120), ("120", 60), ("C=100", 50), ("1/4 3/8=40", 100)]
)
def test_tempos(text: str, tempo: float) -> None:
    assert tune("C8", more=f"Q:{text}\n").tempos == (Tempo(0, float(tempo)),)


def test_the_unit_length_follows_the_meter_where_it_is_not_written() -> None:
    assert read_abc("X:1\nM:2/4\nK:C\nC\n")[0].parts[0].notes[0].duration_ticks == 120
    assert read_abc("X:1\nM:6/8\nK:C\nC\n")[0].parts[0].notes[0].duration_ticks == 240


def test_voices_play_together() -> None:
    score = tune("V:1\nC8 | D8 |\nV:2\nC,4 E,4 | G,8 |", more='V:1 name="Fiddle"\nV:2 name="Bass"\n')
    assert [part.name for part in score.parts] == ["Fiddle", "Bass"]
    assert score.parts[1].notes[2] == Note(1920, 55, 1920)
    inline = tune("[V:1] C8 | [V:2] G,8 |")
    assert [part.notes[0].pitch for part in inline.parts] == [60, 55]


def test_words_are_laid_under_the_notes() -> None:
    score = tune("C2 D2 E2 F2 | G4 A4\nw: A-lle-lu-ia, sing~we _\nw: se-cond * verse\n")
    assert [(lyric.start_ticks, lyric.text, lyric.syllabic) for lyric in score.parts[0].lyrics if lyric.verse == 1] == [
        (0, "A", "begin"),
        (480, "lle", "middle"),
        (960, "lu", "middle"),
        (1440, "ia,", "end"),
        (1920, "sing we", "single"),
    ]
    assert Lyric(1440, "verse", "single", 2) in score.parts[0].lyrics


def test_decorations_comments_continuations_and_multi_bar_rests() -> None:
    score = tune("~C2 !trill!D2 .E2 TF2 | % a comment\nG2 \\\nA2 B2 c2 | Z2 | {abc}d8 `y\n")
    assert pitches(score) == [60, 62, 64, 65, 67, 69, 71, 72, 74]
    assert score.parts[0].notes[-1].start_ticks == 4 * 1920


def test_a_line_may_begin_with_a_note_and_a_repeat_sign() -> None:
    assert pitches(tune("C6 E2 |\nE:|")) == [60, 64, 64, 60, 64, 64]


def test_a_tunebook_goes_on_after_a_broken_tune() -> None:
    book = "X:1\nK:C\nC |\n\nX:2\nT:Broken\nK:C\nC [\x00 |\n\nX:3\nM:4/4\nK:Q\nC\n\nX:4\nK:C\nD |\n"
    results = list(iter_abc(book))
    assert [isinstance(result, Score) for result in results] == [True, False, False, True]
    assert str(results[1]).startswith("ABC tune X:2, line 8: cannot read")
    with pytest.raises(UnreadableFileError, match="tune X:2"):
        read_abc(book)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no tune"),
        ("hello", "no tune"),
        ("X:1\nT:x\n", "no K: field"),
        ("X:1\nK:C\nz4\n", "no note"),
        ("X:1\nM:7\nK:C\nC\n", "meter"),
        ("X:1\nL:x\nK:C\nC\n", "unit note length"),
        ("X:1\nK:C\nC99999999\n", "length"),
        ("X:1\nK:C\nC/0\n", "length"),
        ("X:1\nK:C\nC''''''''''\n", "range"),
        ("X:1\nP:((A999)999)999\nK:C\nP:A\nC\n", "parts"),
    ],
)
def test_bad_tunes_are_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read_abc(text)
    assert "\n" not in str(caught.value)


MELODY = Score(
    (
        Part(
            "Melody",
            73,
            (Note(480, 66, 160), Note(640, 67, 160), Note(800, 68, 160), Note(960, 74, 1440), Note(2400, 61, 960)),
            lyrics=(Lyric(960, "oh"),),
        ),
    ),
    tempos=(Tempo(0, 132.0),),
    keys=(Key(0, 2, "major"),),
    chords=(ChordSymbol(480, 2, "maj7"), ChordSymbol(1440, 7, "7", 11)),
    pickup_ticks=480,
    title="Up & away",
    composer="Trad.",
)


def test_writing_a_melody() -> None:
    text = abc_text(MELODY)
    assert "K:D\n" in text
    assert "(3:2:3F" in text
    assert '"Dmaj7"' in text
    assert '"G7/B"' in text
    assert read_abc(text)[0].parts[0].notes == MELODY.parts[0].notes
    assert read_abc(text)[0].chords == MELODY.chords
    assert read_abc(text)[0].parts[0].lyrics == MELODY.parts[0].lyrics


def test_writing_without_a_melody_is_refused() -> None:
    with pytest.raises(AskerError, match="no pitched note"):
        abc_text(Score((Part("Drums", 0, (Note(0, 36, 10),), is_drum=True),)))


def bundled(folder: str) -> list[Path]:
    spec = importlib.util.find_spec("music21")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("music21 is not installed")
    return sorted((Path(spec.submodule_search_locations[0]) / "corpus" / folder).glob("*.abc"))


def played_straight(text: str) -> str:
    """The tune without repeat signs and endings, which music21 does not unfold while parsing."""
    head, key, body = text.partition("\nK:")
    lines = body.split("\n")
    plain = [
        re.sub(r"\[?[12](?=[^\d/])", "", re.sub(r":*\|[:\]]*\s*\[?[12]|[:|]*\|[:|\]]*|::", "|", line)) if index else line
        for index, line in enumerate(lines)
    ]
    return head + key + "\n".join(plain)


@pytest.mark.slow
def test_pitches_and_lengths_agree_with_music21() -> None:
    from music21 import converter

    compared = 0
    for path in bundled("ryansMammoth")[::10] + bundled("airdsAirs")[:2]:
        text = path.read_text(encoding="utf-8", errors="replace")
        for source in re.split(r"\n(?=X:)", text)[:14]:
            if not re.search(r"^X:", source, re.MULTILINE) or re.search(r"[~{&\[(]|\d:\d|propagate", source.partition("\nK:")[2]):
                continue
            straight = re.sub(r'"[^"]*"', "", played_straight(source))
            ours = read_abc(straight)[0]
            theirs = converter.parse(straight, format="abc").flatten().notes
            expected = [
                (pitch.midi, round(float(note.quarterLength) * 480)) for note in theirs for pitch in note.pitches if not note.duration.isGrace
            ]
            assert [(note.pitch, note.duration_ticks * 480 // ours.ticks_per_quarter) for note in ours.parts[0].notes] == expected, path.name
            compared += 1
    assert compared >= 28


def test_bundled_tunebooks_read_with_few_failures() -> None:
    results = [result for path in bundled("ryansMammoth")[::25] for result in iter_abc(path.read_text(encoding="utf-8", errors="replace"))]
    assert len(results) >= 40
    assert sum(isinstance(result, UnreadableFileError) for result in results) <= 1

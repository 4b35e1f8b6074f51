from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpora.errors import UnreadableFileError
from corpora.formats.musicxml import read_musicxml
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Section, Tempo

QUARTER = 480


def note(step: str, octave: int, duration: int, more: str = "", alter: int = 0) -> str:
    altered = f"<alter>{alter}</alter>" if alter else ""
    return f"<note><pitch><step>{step}</step>{altered}<octave>{octave}</octave></pitch><duration>{duration}</duration>{more}</note>"


def document(*measures: str, part_list: str = "<score-part id='P1'><part-name>Flute</part-name></score-part>") -> bytes:
    body = "".join(measures)
    return f"<score-partwise><part-list>{part_list}</part-list><part id='P1'>{body}</part></score-partwise>".encode()


def measure(inside: str, more: str = "") -> str:
    return f"<measure {more}>{inside}</measure>"


START = (
    "<attributes><divisions>2</divisions><key><fifths>0</fifths><mode>major</mode></key>"
    "<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
)
WHOLE = note("C", 4, 8)


def pitches(data: bytes, part: int = 0) -> list[int]:
    return [entry.pitch for entry in read_musicxml(data).parts[part].notes]


def test_notes_chords_and_voices_keep_their_times() -> None:
    voice_two = "<backup><duration>8</duration></backup><forward><duration>4</duration></forward>" + note("C", 3, 4)
    chord = note("C", 5, 4) + note("E", 5, 4).replace("<note>", "<note><chord/>") + note("G", 5, 4)
    score = read_musicxml(document(measure(START + chord + voice_two)))
    assert score.parts[0].notes == (Note(0, 72, 960), Note(0, 76, 960), Note(960, 48, 960), Note(960, 79, 960))
    assert score.meters == (Meter(0, 4, 4),)
    assert score.keys == (Key(0, 0, "major"),)


def test_ties_join_across_bars_and_grace_notes_are_dropped() -> None:
    grace = "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>"
    score = read_musicxml(
        document(measure(START + grace + note("C", 5, 8, "<tie type='start'/>")), measure(note("C", 5, 4, "<tie type='stop'/>") + note("C", 5, 4)))
    )
    assert score.parts[0].notes == (Note(0, 72, 6 * QUARTER), Note(6 * QUARTER, 72, 2 * QUARTER))


@pytest.mark.parametrize(("divisions", "duration", "resolution"), [(3, 1, 480), (7, 1, 3360), (10080, 10080 // 9, 1440), (1, 4, 480)])
def test_the_resolution_is_the_smallest_that_loses_nothing(divisions: int, duration: int, resolution: int) -> None:
    start = START.replace("<divisions>2<", f"<divisions>{divisions}<")
    score = read_musicxml(document(measure(start + note("C", 4, duration) + note("D", 4, duration))))
    assert score.ticks_per_quarter == resolution
    assert score.parts[0].notes[1].start_ticks * divisions == duration * resolution


def test_a_pickup_is_found_and_bars_count_from_its_end() -> None:
    score = read_musicxml(document(measure(START + note("G", 4, 2), "number='0' implicit='yes'"), measure(WHOLE)))
    assert score.pickup_ticks == QUARTER
    assert [(bar.number, bar.start_ticks) for bar in score.bars()] == [(0, 0), (1, QUARTER)]


def test_repeats_and_endings_are_unfolded_and_each_pass_sings_its_verse() -> None:
    def sung(step: str) -> str:
        return note(step, 4, 8, "<lyric number='1'><text>one</text></lyric><lyric number='2'><text>two</text></lyric>")

    first = "<barline location='left'><ending number='1' type='start'/></barline>"
    first_end = "<barline location='right'><ending number='1' type='stop'/><repeat direction='backward'/></barline>"
    second = "<barline location='left'><ending number='2' type='start'/></barline>"
    second_end = "<barline location='right'><ending number='2' type='discontinue'/></barline>"
    data = document(
        measure(START + "<barline location='left'><repeat direction='forward'/></barline>" + sung("C")),
        measure(first + note("D", 4, 8) + first_end),
        measure(second + note("E", 4, 8) + second_end),
        measure(note("F", 4, 8)),
    )
    assert pitches(data) == [60, 62, 60, 64, 65]
    assert read_musicxml(data).parts[0].lyrics == (Lyric(0, "one"), Lyric(2 * 1920, "two"))


def test_da_capo_al_fine_from_words_alone() -> None:
    def words(text: str) -> str:
        return f"<direction><direction-type><words>{text}</words></direction-type></direction>"

    data = document(measure(START + WHOLE + words("Fine")), measure(note("D", 4, 8) + words("D.C. al Fine")))
    assert pitches(data) == [60, 62, 60]


def test_tempo_key_meter_and_chord_return_after_a_jump() -> None:
    harmony = "<harmony><root><root-step>{}</root-step></root><kind>major</kind></harmony>"
    tempo = "<direction><direction-type><words>x</words></direction-type><sound tempo='{}'/></direction>"
    change = "<attributes><key><fifths>2</fifths><mode>major</mode></key><time><beats>2</beats><beat-type>4</beat-type></time></attributes>"
    repeat = "<barline location='right'><repeat direction='backward'/></barline>"
    data = document(
        measure(START + tempo.format(100) + harmony.format("C") + WHOLE),
        measure(change + tempo.format(60) + harmony.format("D") + note("D", 4, 4) + repeat),
    )
    score = read_musicxml(data)
    assert score.tempos == (Tempo(0, 100.0), Tempo(1920, 60.0), Tempo(2880, 100.0), Tempo(4800, 60.0))
    assert [meter.numerator for meter in score.meters] == [4, 2, 4, 2]
    assert [key.tonic for key in score.keys] == [0, 2, 0, 2]
    assert score.chords == (ChordSymbol(0, 0, ""), ChordSymbol(1920, 2, ""), ChordSymbol(2880, 0, ""), ChordSymbol(4800, 2, ""))


@pytest.mark.parametrize(
    ("kind", "degrees", "quality"),
    [
        ("minor-seventh", "", "m7"),
        ("half-diminished", "", "m7b5"),
        ("dominant", "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter><degree-type>add</degree-type></degree>", "7b9"),
        ("dominant", "<degree><degree-value>5</degree-value><degree-alter>1</degree-alter><degree-type>alter</degree-type></degree>", "aug7"),
        ("major", "<degree><degree-value>9</degree-value><degree-alter>0</degree-alter><degree-type>add</degree-type></degree>", "add9"),
        ("suspended-fourth", "<degree><degree-value>7</degree-value><degree-alter>-1</degree-alter><degree-type>add</degree-type></degree>", "7sus4"),
        ("none", "", "N"),
    ],
)
def test_harmony_kinds(kind: str, degrees: str, quality: str) -> None:
    harmony = f"<harmony><root><root-step>C</root-step></root><kind>{kind}</kind>{degrees}<offset>4</offset></harmony>"
    assert read_musicxml(document(measure(START + harmony + WHOLE))).chords == (ChordSymbol(960, 0, quality),)


def test_a_slash_bass_and_flats() -> None:
    harmony = (
        "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind>major</kind><bass><bass-step>D</bass-step></bass></harmony>"
    )
    assert read_musicxml(document(measure(START + harmony + WHOLE))).chords == (ChordSymbol(0, 10, "", 2),)


def test_transposing_instruments_sound_where_they_sound() -> None:
    clarinet = START.replace("</attributes>", "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>")
    clarinet = clarinet.replace("<fifths>0<", "<fifths>2<")
    score = read_musicxml(document(measure(clarinet + note("D", 5, 8))))
    assert score.parts[0].notes[0].pitch == 72
    assert score.keys == (Key(0, 0, "major"),)


def test_two_staves_become_two_hands() -> None:
    start = START.replace("</attributes>", "<staves>2</staves></attributes>")
    right, left = note("C", 5, 8, "<staff>1</staff>"), note("C", 3, 8, "<staff>2</staff>")
    score = read_musicxml(document(measure(start + right + "<backup><duration>8</duration></backup>" + left)))
    assert [(part.name, part.notes[0].pitch) for part in score.parts] == [("Flute (right hand)", 72), ("Flute (left hand)", 48)]


def test_drums_are_read_by_instrument_and_else_by_their_place() -> None:
    part_list = (
        "<score-part id='P1'><part-name>Kit</part-name><score-instrument id='K'><instrument-name>k</instrument-name></score-instrument>"
        "<midi-instrument id='K'><midi-channel>10</midi-channel><midi-unpitched>37</midi-unpitched></midi-instrument></score-part>"
    )
    stroke = "<note><unpitched><display-step>{}</display-step><display-octave>{}</display-octave></unpitched><duration>4</duration>{}</note>"
    data = document(
        measure(START + stroke.format("F", 4, "<instrument id='K'/>") + stroke.format("G", 5, "<notehead>x</notehead>")), part_list=part_list
    )
    part = read_musicxml(data).parts[0]
    assert part.is_drum
    assert [entry.pitch for entry in part.notes] == [36, 42]


def test_a_key_without_a_mode_is_decided_by_the_notes() -> None:
    start = START.replace("<mode>major</mode>", "")
    tune = [("A", 4), ("C", 5), ("E", 5), ("A", 5), ("G", 5), ("E", 5), ("C", 5), ("A", 4)]
    minor = start + "".join(note(step, octave, 1, alter=1 if step == "G" else 0) for step, octave in tune)
    assert read_musicxml(document(measure(minor))).keys == (Key(0, 9, "minor"),)
    major = start + "".join(note(step, 4, 1) for step in "CEGECGEC")
    assert read_musicxml(document(measure(major))).keys == (Key(0, 0, "major"),)


def test_rehearsal_marks_are_sections_and_an_irregular_bar_keeps_the_bar_lines() -> None:
    mark = "<direction><direction-type><rehearsal>B</rehearsal></direction-type></direction>"
    score = read_musicxml(document(measure(START + WHOLE), measure(mark + note("D", 4, 6)), measure(note("E", 4, 8)), measure(WHOLE)))
    assert score.sections == (Section(1920, "B"),)
    assert [bar.length_ticks for bar in score.bars()] == [1920, 1440, 1920, 1920]


def test_partwise_and_timewise_read_alike() -> None:
    partwise = document(measure(START + WHOLE, "number='1'"), measure(note("D", 4, 8), "number='2'"))
    timewise = (
        "<score-timewise><part-list><score-part id='P1'><part-name>Flute</part-name></score-part></part-list>"
        f"<measure number='1'><part id='P1'>{START}{WHOLE}</part></measure>"
        f"<measure number='2'><part id='P1'>{note('D', 4, 8)}</part></measure></score-timewise>"
    )
    assert read_musicxml(timewise.encode()) == read_musicxml(partwise)


def zipped(container: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("it's a tune.xml", document(measure(START + WHOLE)))
    return target.getvalue()


@pytest.mark.parametrize(
    "container", ["<container><rootfile full-path='it's a tune.xml'/>", '<container><rootfile full-path="it\'s a tune.xml"/></container>']
)
def test_archives_open_even_when_their_container_does_not_parse(container: str, tmp_path: Path) -> None:
    path = tmp_path / "tune.mxl"
    path.write_bytes(zipped(container))
    assert [entry.pitch for entry in read_musicxml(path).parts[0].notes] == [60]


def test_utf16_and_latin1_are_read() -> None:
    text = document(measure(START + WHOLE)).decode().replace("Flute", "Flöte")
    for encoding in ("utf-16", "latin-1"):
        data = f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding)
        assert read_musicxml(data).parts[0].name == "Flöte"


ENTITY = "<!DOCTYPE score-partwise [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><score-partwise/>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not well-formed"),
        (b"<score-partwise>", "not well-formed"),
        (b"<svg/>", "not a MusicXML score"),
        (b"<score-partwise/>", "no part"),
        (ENTITY.encode(), "entities"),
        (ENTITY.encode("utf-16"), "entities"),
        (b"PK\x03\x04garbage", "damaged zip"),
        (zipped("")[:200], "damaged zip"),
        (document(measure(START.replace(">2<", ">0<") + WHOLE)), "divisions"),
        (document(measure(START + note("H", 4, 8))), "makes no sense"),
        (document(measure(START + note("C", 4, 8).replace("<octave>4", "<octave>four"))), "makes no sense"),
    ],
)
def test_bad_files_are_refused_with_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read_musicxml(data)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UnreadableFileError, match="nowhere"):
        read_musicxml(Path("nowhere.mxl"))

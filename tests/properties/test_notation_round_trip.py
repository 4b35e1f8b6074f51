"""What notation files hold comes back from them: any score on the grid, written and read again, is the same score."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.chords import QUALITIES
from corpora.formats.abc import abc_text, iter_abc, read_abc
from corpora.formats.improvisor import improvisor_text, read_improvisor
from corpora.formats.musicxml import musicxml_text, read_musicxml
from corpora.pieces import MODES, ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Tempo

METERS = ((4, 4), (3, 4), (6, 8), (2, 2), (9, 8), (12, 8), (5, 4), (7, 8), (2, 4))
BEAT_RHYTHMS = (
    (480,),
    (240, 240),
    (360, 120),
    (120, 360),
    (120, 120, 240),
    (160, 160, 160),
    (320, 160),
    (80, 80, 320),
    (60, 60, 120, 240),
    (240, 80, 80, 80),
)


@st.composite
def lines(draw: st.DrawFn, start: int, quarters: int, ties: bool = True) -> tuple[Note, ...]:
    """One line of notes and rests: every quarter divided by two or by three, notes joined over beats here and there."""
    notes: list[Note] = []
    now = start
    for _ in range(quarters):
        for length in draw(st.sampled_from(BEAT_RHYTHMS)):
            kind = draw(st.integers(0, 5))
            if ties and kind == 0 and notes and notes[-1].end_ticks == now:
                notes[-1] = replace(notes[-1], duration_ticks=notes[-1].duration_ticks + length)
            elif kind != 1:
                notes.append(Note(now, draw(st.integers(40, 90)), length))
            now += length
    return tuple(notes)


@st.composite
def scores(draw: st.DrawFn, parts: int = 2) -> Score:
    meter = Meter(0, *draw(st.sampled_from(METERS)))
    bar = meter.bar_ticks(480)
    pickup = draw(st.sampled_from((0, 480))) if meter.denominator == 4 else 0
    quarters = draw(st.integers(1, 12))
    written = [Part(f"Part {number + 1}", draw(st.sampled_from((0, 24, 40, 73))), draw(lines(pickup, quarters))) for number in range(parts)]
    bars = quarters * 480 // bar + 1
    meters = (
        meter,
        *(
            (Meter(pickup + bar, *draw(st.sampled_from([entry for entry in METERS if entry != (meter.numerator, meter.denominator)]))),)
            if draw(st.booleans())
            else ()
        ),
    )
    key_starts = [0, pickup + bar] if draw(st.booleans()) else [0]
    keys = [Key(start, draw(st.integers(0, 11)), draw(st.sampled_from(MODES))) for start in key_starts]
    if len(keys) == 2 and (keys[0].tonic, keys[0].mode) == (keys[1].tonic, keys[1].mode):
        keys.pop()
    chords = [
        ChordSymbol(beat * 240, draw(st.integers(0, 11)) if quality != "N" else 0, quality)
        for beat in range(quarters * 2)
        if draw(st.booleans())
        for quality in [draw(st.sampled_from(sorted(QUALITIES)))]
    ]
    first = written[0].notes
    words = tuple(Lyric(note.start_ticks, draw(st.sampled_from(("la", "O'er", "a-b", "x & y")))) for note in first if draw(st.booleans()))
    written[0] = replace(written[0], lyrics=words)
    score = Score(
        tuple(written),
        tempos=(Tempo(0, float(draw(st.integers(40, 240)))),),
        meters=meters,
        keys=tuple(keys),
        chords=tuple(chords),
        pickup_ticks=pickup,
    )
    score = replace(score, length_ticks=pickup + bars * bar)
    length = score.end_ticks
    bare = replace(score, length_ticks=0)
    return bare if bare.end_ticks == length else replace(score, length_ticks=length)


def inside(score: Score) -> Score:
    """The score without what begins after its end, where nothing can be written."""
    end = score.end_ticks
    return replace(
        score,
        keys=tuple(key for key in score.keys if key.start_ticks < end),
        meters=tuple(meter for meter in score.meters if meter.start_ticks < end),
        chords=tuple(chord for chord in score.chords if chord.start_ticks < end),
    )


@settings(max_examples=15, deadline=None)
@given(scores())
def test_musicxml_keeps_scores_on_the_grid(score: Score) -> None:
    score = inside(score)
    assert read_musicxml(musicxml_text(score).encode()) == score


@settings(max_examples=10, deadline=None)
@given(scores(parts=1), st.integers(0, 3))
def test_musicxml_keeps_overlapping_voices(score: Score, shift: int) -> None:
    part = score.parts[0]
    doubled = {(note.start_ticks, note.pitch): note for note in part.notes}
    for note in part.notes:
        lower = replace(
            note, pitch=note.pitch - 16 - shift, duration_ticks=note.duration_ticks if shift else max(480, note.duration_ticks // 480 * 480)
        )
        if note.start_ticks % 480 == 0:
            doubled.setdefault((lower.start_ticks, lower.pitch), lower)
    score = inside(replace(score, parts=(replace(part, notes=tuple(sorted(doubled.values())), lyrics=()),)))
    assert read_musicxml(musicxml_text(score).encode()).parts == score.parts


@settings(max_examples=15, deadline=None)
@given(scores(parts=1))
def test_abc_keeps_a_melody_with_chords_and_words(score: Score) -> None:
    score = inside(replace(score, chords=tuple(chord for chord in score.chords if chord.start_ticks % 480 == 0)))
    if not score.parts[0].notes:
        return
    back = read_abc(abc_text(score))[0]
    assert back.parts[0].notes == score.parts[0].notes
    assert back.parts[0].lyrics == score.parts[0].lyrics
    assert (back.meters, back.keys, back.tempos, back.pickup_ticks) == (score.meters, score.keys, score.tempos, score.pickup_ticks)
    assert [(chord.root, chord.quality) for chord in back.chords] == [(chord.root, chord.quality) for chord in score.chords]


@settings(max_examples=10, deadline=None)
@given(scores(parts=1))
def test_leadsheets_keep_melody_and_chords(score: Score) -> None:
    score = inside(replace(score, meters=score.meters[:1], keys=score.keys[:1], pickup_ticks=0, length_ticks=0))
    if not score.parts[0].notes:
        return
    back = read_improvisor(improvisor_text(score))
    assert back.parts[0].notes == score.parts[0].notes
    named = [chord for chord in back.chords if chord.start_ticks or chord.quality != "N"]
    assert named == [chord for chord in score.chords if chord.start_ticks or chord.quality != "N"]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="CDEFGabc|:[]()12345/-<>=^_,'z \n\"{}!&PVK%wx~", max_size=60))
def test_any_text_is_read_as_abc_or_refused(body: str) -> None:
    for result in iter_abc(f"X:1\nK:C\n{body}"):
        assert isinstance(result, Score | ValueError)

"""Any score MIDI can hold comes back from its bytes as it was, and no rotten bytes do worse than a sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.chords import QUALITIES
from corpora.errors import AskerError
from corpora.formats.midi import midi_bytes, read_midi
from corpora.pieces import MODES, ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo

WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@st.composite
def _notes(draw: st.DrawFn) -> tuple[Note, ...]:
    """Notes of which no one lies inside another of its pitch, the one case MIDI can't tell."""
    starts = draw(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 127)), min_size=1, max_size=30, unique=True))
    notes, last_end = [], {}
    for start, pitch in sorted(starts):
        end = max(start + draw(st.integers(1, 2000)), last_end.get(pitch, 0))
        last_end[pitch] = end
        notes.append(Note(start, pitch, end - start, draw(st.integers(1, 127))))
    return tuple(notes)


@st.composite
def _lyrics(draw: st.DrawFn) -> tuple[Lyric, ...]:
    syllables = draw(st.dictionaries(st.integers(0, 4000), st.tuples(WORDS, st.booleans()), max_size=8))
    lyrics, inside = [], False
    for start, (text, goes_on) in sorted(syllables.items()):
        lyrics.append(Lyric(start, text, ("middle" if goes_on else "end") if inside else ("begin" if goes_on else "single")))
        inside = goes_on
    return tuple(lyrics)


PARTS = st.builds(Part, WORDS, st.integers(0, 127), _notes(), st.booleans(), _lyrics())
TICKS = st.integers(0, 20_000)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    resolution = draw(st.sampled_from([24, 96, 220, 480, 960]))
    first = Meter(0, draw(st.integers(2, 12)), draw(st.sampled_from([2, 4, 8])))
    bar = first.bar_ticks(resolution)
    pickup = draw(st.integers(0, bar - 1))
    second = Meter(pickup + 2 * bar, draw(st.integers(1, 12)), draw(st.sampled_from([2, 4, 8, 16])))
    tempos = draw(st.dictionaries(TICKS, st.integers(40, 4000).map(lambda tenths: tenths / 10), max_size=4)) | {0: 120.5}
    keys = draw(st.dictionaries(TICKS, st.tuples(st.integers(0, 11), st.sampled_from(MODES)), max_size=3))
    chords = draw(st.dictionaries(TICKS, st.tuples(st.integers(0, 11), st.sampled_from(sorted(QUALITIES)), st.integers(1, 12)), max_size=5))
    return Score(
        draw(st.lists(PARTS, min_size=1, max_size=4).map(tuple)),
        ticks_per_quarter=resolution,
        tempos=tuple(Tempo(start, tempo) for start, tempo in sorted(tempos.items())),
        meters=draw(st.sampled_from([(first,), (first, second)])),
        keys=tuple(Key(start, *key) for start, key in sorted(keys.items())),
        chords=tuple(_chord(start, *chord) for start, chord in sorted(chords.items())),
        sections=tuple(Section(start, name) for start, name in sorted(draw(st.dictionaries(TICKS, WORDS, max_size=4)).items())),
        pickup_ticks=pickup,
        title=draw(WORDS),
        composer=draw(WORDS),
    )


def _chord(start: int, root: int, quality: str, above: int) -> ChordSymbol:
    if quality == "N":
        return ChordSymbol(start, 0, "N")
    return ChordSymbol(start, root, quality, None if above == 12 else (root + above) % 12)


@settings(max_examples=150, deadline=None)
@given(scores())
def test_scores_come_back_from_their_bytes(score: Score) -> None:
    read = read_midi(midi_bytes(score))
    assert read == score
    assert midi_bytes(read) == midi_bytes(score)


@settings(max_examples=200, deadline=None)
@given(scores(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20), st.floats(0.5, 1))
def test_damaged_bytes_are_read_or_refused_with_a_sentence(score: Score, damage: list[tuple[float, int]], kept: float) -> None:
    data = bytearray(midi_bytes(score))
    for place, byte in damage:
        data[int(place * (len(data) - 1))] = byte
    refusal, read = None, None
    try:
        read = read_midi(bytes(data[: max(1, int(kept * len(data)))] if kept < 0.7 else data))
    except AskerError as error:
        refusal = str(error)
    if read is None:
        assert refusal
        assert "\n" not in refusal
    else:
        assert read.note_count > 0
        assert all(note.start_ticks >= 0 and note.duration_ticks >= 1 and 0 <= note.pitch <= 127 for part in read.parts for note in part.notes)
        assert read.tempos[0].start_ticks == read.meters[0].start_ticks == 0
        midi_bytes(read)

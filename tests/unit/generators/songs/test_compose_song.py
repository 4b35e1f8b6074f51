"""A song from end to end with the shipped lead-sheet generator and given words."""

from __future__ import annotations

from io import BytesIO

import mido
import pytest

from corpora.errors import AskerError
from corpora.formats.midi_writing import midi_bytes
from corpora.formats.musicxml_reading import read_musicxml
from corpora.formats.musicxml_writing import musicxml_text
from corpora.pieces import Lyric, Meter, Note, Part, Score
from generators.compositions import Composition
from generators.requests import Request
from generators.songs.compose_song import compose_song
from generators.songs.measuring import every_syllable_has_a_note, notes_begun, stress_on_strong_beats
from generators.words import writing_lyrics

WORDS = """The rain is falling on the town,
It sings a song to me,
The river takes the water down
And bears it to the sea.

[Chorus]
Carry me over the silver bay,
Carry me home again.

The lamps are lit, the night is near,
The wind is in the tree,
And all the things I used to fear
Have nothing left of me.

[Chorus]
Carry me over the silver bay,
Carry me home again."""


@pytest.fixture(scope="module")
def song() -> Composition:
    return compose_song(Request("song", 5, lyrics=WORDS, meter=(4, 4)))


def test_every_syllable_is_sung_in_both_scores(song: Composition) -> None:
    assert every_syllable_has_a_note(song.written)
    assert every_syllable_has_a_note(song.performed)
    assert song.checks["syllables"].ok
    printed = "".join(letter for letter in song.lyric.casefold() if letter.isalpha())
    for score in (song.written, song.performed):
        assert "".join(letter for lyric in score.parts[0].lyrics for letter in lyric.text.casefold() if letter.isalpha()) == printed
    assert song.lyric == WORDS.replace("[Chorus]\n", "")


def test_stresses_fall_on_strong_beats(song: Composition) -> None:
    hits, total = stress_on_strong_beats(song.written)
    assert total > 30
    assert hits / total >= 0.9


def test_a_voice_leads_within_a_comfortable_range_and_ends_at_home(song: Composition) -> None:
    part = song.written.parts[0]
    pitches = [note.pitch for note in part.notes]
    assert part.name == "voice"
    assert max(pitches) - min(pitches) <= 19
    assert (max(part.notes).pitch - (song.request.tonic or 0)) % 12 in {0, 3, 4, 7}


def test_verses_share_their_melody_and_the_chorus_returns(song: Composition) -> None:
    named = [(section.name, section.start_ticks) for section in song.written.sections]
    assert [name for name, _ in named if name not in {"Intro", "Interlude", "Ending"}] == ["Verse 1", "Chorus", "Verse 2", "Chorus"]

    def tune(start: int) -> list[tuple[int, int]]:
        notes = song.written.parts[0].notes
        return [(note.start_ticks - start, note.pitch) for note in notes if start <= note.start_ticks < start + 4 * 1920]

    first, chorus, second, again = [start for name, start in named if name.startswith(("Verse", "Chorus"))]
    assert tune(chorus)[:8] == tune(again)[:8]
    assert len(set(tune(first)) & set(tune(second))) > len(tune(first)) / 2


def test_lines_end_with_a_long_note_or_a_rest(song: Composition) -> None:
    lyrics, notes = song.written.parts[0].lyrics, song.written.parts[0].notes
    ends = [place for place, lyric in enumerate(lyrics) if lyric.text.endswith((",", ".")) and lyric.text not in {"lit,"}]
    by_start = {note.start_ticks: note for note in notes}
    for place in ends:
        until = lyrics[place + 1].start_ticks if place + 1 < len(lyrics) else song.written.end_ticks
        assert until - by_start[lyrics[place].start_ticks].start_ticks >= 720


def test_the_same_request_gives_the_same_song(song: Composition) -> None:
    again = compose_song(Request("song", 5, lyrics=WORDS, meter=(4, 4)))
    assert (again.written, again.performed) == (song.written, song.performed)


def test_asked_controls_are_met() -> None:
    words = "Walking home alone tonight,\nEvery star a little light"
    song = compose_song(Request("song", 1, lyrics=words, tonic=7, mode="major", beats_per_minute=96.0, bars=14, meter=(3, 4)))
    assert all(check.ok for check in song.checks.values())
    assert (song.checks["bars"].got, song.checks["key"].got, song.checks["meter"].got) == ("14", "G major", "3/4")


def test_words_that_need_more_bars_are_refused() -> None:
    with pytest.raises(AskerError, match="need at least"):
        compose_song(Request("song", 1, lyrics=WORDS, bars=4))


def test_drums_cannot_sing() -> None:
    with pytest.raises(AskerError, match="--instruments"):
        compose_song(Request("song", 1, lyrics="La la la", instruments=("drums",)))


def test_a_song_is_measured_by_its_notes_alone() -> None:
    notes = tuple(Note(480 * beat, 60, 480) for beat in range(8))
    words = (Lyric(0, "riv", "begin"), Lyric(480, "er", "end"), Lyric(1440, "of", "single"), Lyric(1920 + 480, "gold", "single"))
    score = Score((Part("voice", 53, notes, lyrics=words),), meters=(Meter(0, 4, 4),))
    assert stress_on_strong_beats(score) == (1, 2)
    assert every_syllable_has_a_note(score)
    late = Score((Part("voice", 53, notes, lyrics=(Lyric(10, "oh"),)),))
    assert not every_syllable_has_a_note(late)
    assert (notes_begun(score), notes_begun(late)) == (4, 0)


def test_the_bands_own_words_are_sung_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    text = WORDS.replace("[Chorus]\n", "")
    monkeypatch.setattr(writing_lyrics, "write_lyric", lambda _: writing_lyrics.WrittenWords(writing_lyrics.as_lyric("The Town", text), None))
    whole, short = (compose_song(Request("song", 2, theme="rain", meter=(4, 4), bars=bars)) for bars in (48, 14))
    assert (whole.title, whole.lyric) == ("The Town", text)
    assert text.startswith(short.lyric)
    assert len(short.lyric) < len(text)
    assert all(check.ok for song in (whole, short) for check in song.checks.values())


def test_where_only_seconds_are_asked_the_tempo_makes_room_for_the_words() -> None:
    song = compose_song(Request("song", 3, lyrics=WORDS, meter=(4, 4), seconds=50.0))
    assert song.checks["seconds"].ok
    assert song.checks["syllables"].ok
    assert song.performed.seconds == pytest.approx(50.0, abs=1.2)


def test_a_song_goes_into_midi_with_a_lyric_event_at_each_syllable(song: Composition) -> None:
    track = next(track for track in mido.MidiFile(file=BytesIO(midi_bytes(song.performed))).tracks if track.name == "voice")
    now, begun, words = 0, set(), []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            begun.add(now)
        if message.type == "lyrics":
            words.append((now, message.text))
    assert len(words) == len(song.written.parts[0].lyrics)
    assert {at for at, _ in words} <= begun
    assert "".join(text.rstrip("-_") for _, text in words) == "".join(lyric.text for lyric in song.written.parts[0].lyrics)


def test_a_songs_words_come_back_from_musicxml(song: Composition) -> None:
    read = read_musicxml(musicxml_text(song.written).encode())
    assert read.parts[0].lyrics == song.written.parts[0].lyrics

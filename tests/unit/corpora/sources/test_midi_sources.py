from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpora.corpus import CorpusPiece, Reader, Skipped
from corpora.formats.midi import midi_bytes
from corpora.pieces import Key, Meter, Note, Part, Score, Tempo
from corpora.sources import freedoom, groove, mutopia, openmsx, pianomidi

A_MINOR = Score(
    # A harmonic minor scale and its chord, under the signature of C major that most MIDI files of it carry.
    parts=(Part("piano", 0, tuple(Note(480 * step, pitch, 480) for step, pitch in enumerate([57, 59, 60, 62, 64, 65, 68, 69, 69, 64, 60, 57] * 3))),),
    keys=(Key(0, 0, "major"),),
)
DRUMS = Score(parts=(Part("kit", 0, tuple(Note(240 * step, 36 + 2 * (step % 2), 60, 40 + step) for step in range(16)), is_drum=True),))


def write(path: Path, score: Score) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(midi_bytes(score))


def read_all(reader: Reader, folder: Path) -> tuple[list[CorpusPiece], list[Skipped]]:
    skipped: list[Skipped] = []
    return list(reader(folder, skipped)), skipped


def test_groove_takes_style_tempo_meter_and_split_from_the_table(tmp_path: Path):
    write(tmp_path / "drummer1/session1/1_jazz_120_beat_4-4.mid", DRUMS)
    write(tmp_path / "drummer2/eval_session/1.mid", replace(DRUMS, tempos=(Tempo(0, 90.0),)))
    (tmp_path / "info.csv").write_text(
        "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split\n"
        "drummer1,s,drummer1/session1/1,jazz/swing,132,beat,3-4,drummer1/session1/1_jazz_120_beat_4-4.mid,,2,validation\n"
        "drummer2,s,drummer2/eval_session/1,rock,90,fill,4-4,drummer2/eval_session/1.mid,,2,test\n"
        "drummer2,s,drummer2/eval_session/2,rock,90,fill,4-4,drummer2/eval_session/missing.mid,,2,train\n",
        encoding="utf-8",
    )
    (jazz, rock), skipped = read_all(groove.read, tmp_path)
    assert (jazz.genre, jazz.tags, jazz.split) == ("jazz", ("swing", "beat"), "valid")
    assert (rock.genre, rock.tags, rock.split) == ("rock", ("fill",), "test")
    assert jazz.score.tempos == (Tempo(0, 132.0),)
    assert jazz.score.meters == (Meter(0, 3, 4),)
    assert jazz.score.parts[0].is_drum
    assert [note.velocity for note in jazz.score.parts[0].notes] == [40 + step for step in range(16)]
    assert [one.path for one in skipped] == ["drummer2/eval_session/missing.mid"]


def test_mutopia_keeps_genre_and_licence_of_each_piece(tmp_path: Path):
    write(tmp_path / "ragtime/JoplinS__entertainer.mid", A_MINOR)
    write(tmp_path / "romantic/elgar.mid", A_MINOR.transposed(2))
    (tmp_path / "romantic/damaged.mid").write_bytes(b"MThd")
    (tmp_path / "metadata.csv").write_text(
        "file,genre,style,title,composer,instrument,license\n"
        "ragtime/JoplinS__entertainer.mid,ragtime,Jazz,The Entertainer,JoplinS,Piano,Creative Commons Attribution-ShareAlike 3.0\n"
        "romantic/elgar.mid,romantic,Romantic,Chanson,Edward Elgar (1857-1934),,Public Domain\n"
        "romantic/damaged.mid,romantic,Romantic,Lost,BeethovenLv,,Public Domain\n",
        encoding="utf-8",
    )
    (rag, chanson), skipped = read_all(mutopia.read, tmp_path)
    assert (rag.genre, rag.licence, rag.composer, rag.id) == ("ragtime", "CC BY-SA 3.0", "S. Joplin", "mutopia/ragtime/JoplinS__entertainer")
    assert (chanson.licence, chanson.composer) == ("Public Domain", "Edward Elgar")
    assert rag.group != chanson.group
    assert rag.score.title == "The Entertainer"
    assert [one.path for one in skipped] == ["romantic/damaged.mid"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("BachJS", "J. S. Bach"),
        ("BeethovenLv", "L. van Beethoven"),
        ("Mendelssohn-BartholdyF", "F. Mendelssohn-Bartholdy"),
        ("Traditional", "Traditional"),
    ],
)
def test_mutopia_composers(code: str, name: str):
    assert mutopia._composer(code) == name


def test_a_minor_piece_under_a_major_signature_is_heard_as_minor(tmp_path: Path):
    write(tmp_path / "data/chopin/chpn.mid", A_MINOR)
    write(tmp_path / "data/mozart/mz_1.MID", replace(A_MINOR.transposed(3), keys=(Key(0, 6, "major"),)))
    write(tmp_path / "data/bach/b.mid", replace(A_MINOR, keys=()))
    bach, chopin, mozart = read_all(pianomidi.read, tmp_path)[0]
    assert (chopin.composer, chopin.genre, mozart.genre, bach.genre) == ("Frédéric Chopin", "romantic", "classical", "baroque")
    assert chopin.score.keys == (Key(0, 9, "minor"),)
    assert mozart.score.keys == (Key(0, 0, "minor"),)
    assert bach.score.keys == (Key(0, 9, "minor"),)


def test_freedoom_takes_titles_from_the_credits(tmp_path: Path):
    write(tmp_path / "musics/d_e1m3.mid", A_MINOR)
    write(tmp_path / "musics/d_intro.mid", A_MINOR)
    write(tmp_path / "musics/dummy.mid", A_MINOR)
    (tmp_path / "CREDITS-MUSIC").write_text('Episode 1\n\tE1M3: "Alone with Colors" by Kevin "Velvetic" Martins\n', encoding="utf-8")
    (level, intro), _ = read_all(freedoom.read, tmp_path)
    assert (level.title, level.composer) == ("Alone with Colors", 'Kevin "Velvetic" Martins')
    assert (intro.genre, intro.composer, intro.tags) == ("rock", "Freedoom contributors", ("metal", "game"))


def test_openmsx_takes_titles_from_the_list_and_leaves_out_empty_files(tmp_path: Path):
    write(tmp_path / "src/run.mid", A_MINOR)
    write(tmp_path / "src/short.mid", replace(A_MINOR, parts=(Part("x", 0, A_MINOR.parts[0].notes[:3]),)))
    (tmp_path / "src/themes.list").write_text("# Purpose file author Title\nnew_0; run.mid;   Tistou;   Ultimate run\n", encoding="utf-8")
    (piece,), skipped = read_all(openmsx.read, tmp_path)
    assert (piece.title, piece.composer, piece.group) == ("Ultimate run", "Tistou", "ultimate run")
    assert [one.reason for one in skipped] == ["only 3 notes"]

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.rendering.base import RenderJob
from bot.rendering.files import PART_SUFFIX
from bot.rendering.formats import FORMATS, SUFFIXES, render
from bot.rendering.soundfont import installed_soundfonts
from corpora.errors import AskerError
from corpora.pieces import ChordSymbol, Key, Lyric, Note, Part, Score, Section

SCORE = Score(
    (
        Part("Soprano", 52, (Note(0, 72, 480), Note(480, 74, 480)), lyrics=(Lyric(0, "Ah"),)),
        Part("Drums", 0, (Note(0, 42, 100), Note(480, 38, 100)), is_drum=True),
    ),
    keys=(Key(0, 7),),
    chords=(ChordSymbol(0, 7, "sus4"),),
    sections=(Section(0, "Intro"),),
)
JOB = RenderJob(SCORE, SCORE, "Everything", "all formats", list(installed_soundfonts())[-1], "Ah, the words of a song. " * 5)
SILENT = Score((Part("Piano", 0, ()),), length_ticks=960)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_twice_the_same_with_nothing_beside_it(name, tmp_path):
    first = render(JOB, [name], tmp_path / "a", "piece")[name]
    second = render(JOB, [name], tmp_path / "b", "piece")[name]
    assert first.name == f"piece{SUFFIXES.get(name, '.' + name)}"
    assert [path.name for path in first.parent.iterdir()] == [first.name]
    assert first.stat().st_size > 100
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_a_silent_piece(name, tmp_path):
    assert render(RenderJob(SILENT, SILENT, "", "", JOB.soundfont, "La"), [name], tmp_path, "silence")[name].stat().st_size > 0


def test_what_is_not_sung_has_no_words_to_write(tmp_path):
    with pytest.raises(AskerError, match="--format"):
        render(RenderJob(SILENT, SILENT, ""), ["txt"], tmp_path, "silence")
    assert list(tmp_path.iterdir()) == []


def test_formats_come_back_in_the_order_asked(tmp_path):
    assert list(render(JOB, ["png", "midi"], tmp_path, "piece")) == ["png", "midi"]


def test_a_failing_writer_leaves_no_file(tmp_path, monkeypatch):
    def fail(_take, target):
        target.write_bytes(b"half")
        raise AskerError("no")

    monkeypatch.setattr("bot.rendering.picture.write_png", fail)
    with pytest.raises(AskerError):
        render(JOB, ["midi", "png"], tmp_path, "piece")
    assert [path.name for path in tmp_path.iterdir()] == ["piece.mid"]


def test_midi_is_rendered_without_loading_what_it_does_not_need(tmp_path):
    script = (
        "import sys; from pathlib import Path; from bot.rendering.base import RenderJob; from bot.rendering.formats import render\n"
        "from corpora.pieces import Note, Part, Score\n"
        "score = Score((Part('Piano', 0, (Note(0, 60, 480),)),))\n"
        f"render(RenderJob(score, score, 'x'), ['midi'], Path({str(tmp_path)!r}), 'x')\n"
        "heavy = {'av', 'PIL', 'verovio', 'scipy', 'pretty_midi', 'torch', 'music21', 'tinysoundfont'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter and script)
    assert done.returncode == 0, done.stderr


def test_an_unwritable_folder_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AskerError, match="can't write into"):
        render(JOB, ["midi"], tmp_path / "file" / "out", "piece")
    assert not list(tmp_path.rglob(f"*{PART_SUFFIX}"))

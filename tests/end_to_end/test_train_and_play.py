"""From a folder of one's own to a piece, and to the same piece again: everything real but the size."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot import cli
from corpora.formats.midi_writing import midi_bytes
from corpora.pieces import Key, Note, Part, Score

Run = Callable[..., tuple[int, str, str]]

OWN_RECIPE = """
family = "recurrent"
encoding = "leadsheet"
[[corpora]]
name = "own"
[model]
layers = 1
hidden = 32
embedding = 16
dropout = 0.0
[training]
window = 128
batch = 8
epochs = 2
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def typed(name: str, *arguments: str) -> tuple[int, str, str]:
        return cli.run(name, list(arguments)), *capsys.readouterr()

    return typed


def write_tunes(folder: Path) -> None:
    """Two dozen tunes of 16 bars that wander about a C major scale."""
    folder.mkdir()
    rng = np.random.default_rng(1)
    scale = [60, 62, 64, 65, 67, 69, 71, 72]
    for number in range(24):
        steps = np.clip(np.cumsum(rng.choice([-1, 0, 1, 2], 64)) % 15 - 7, -7, 7)
        notes = tuple(Note(480 * beat, scale[abs(int(step))], 480) for beat, step in enumerate(steps))
        (folder / f"tune-{number}.mid").write_bytes(midi_bytes(Score((Part("fiddle", 40, notes),), keys=(Key(0, 0),))))


@pytest.mark.slow
def test_a_genre_of_ones_own_is_learnt_played_replayed_and_measured(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "config" / "recipes" / "own.toml"
    own.parent.mkdir(parents=True)
    own.write_text(OWN_RECIPE)
    write_tunes(tmp_path / "tunes")

    code, out, err = run("houseband", "train", "--genre", "wander", "--from", "tunes", "--threads", "1", "--quiet")
    assert code == 0, err
    assert out.strip() == str(tmp_path / "home" / "models" / "wander")

    code, out, err = run(
        "compose", "--genre", "folk", "--generator", "wander", "--bars", "16", "--tempo", "100", "--seed", "3", "--format", "midi", "--json"
    )
    assert code == 0, err
    piece = json.loads(out)
    assert piece["generator"] == "wander"
    assert piece["checked"]["bars"] == {"asked": "16", "got": "16", "ok": True}
    assert piece["checked"]["tempo"]["ok"]

    again = json.loads(run("houseband", "replay", piece["id"], "--out", "again", "--json")[1])
    assert again["same"] == {"midi": True}
    assert again["differences"] == []

    code, out, err = run(
        "compose", "--genre", "folk", "--generator", "wander", "--continue", piece["files"]["midi"], "--seed", "4", "--format", "midi", "--json"
    )
    assert code == 0, err
    (tmp_path / piece["files"]["midi"]).unlink()
    assert json.loads(run("houseband", "replay", "last", "--out", "again", "--json")[1])["same"] == {"midi": True}

    code, out, err = run("houseband", "evaluate", "wander", "--files", "tunes", "--json")
    assert code == 0, err
    assert 0.1 < json.loads(out)["scores"][0]["nats_per_token"] < 6.0

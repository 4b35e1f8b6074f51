"""What a command loads before it answers, each asked in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.history.store import History
from generators.registry import generator_names

ROOT = Path(__file__).parents[2]
LEARNING = {"torch", "music21", "transformers", "tensorflow", "onnx", "matplotlib", "pandas", "scipy", "safetensors"}
"""What the learning half brings, or what some library would bring along."""
PLATFORMS = {"tweepy", "apscheduler", "requests"}

NOT_FOR_PLAYING = {"pretty_midi", "verovio", "PIL", "av", "symusic", "sqlalchemy", "alembic", "pydantic"}
"""What a cold start can't afford: renderers of other formats, the database library, the validator."""

# It must end by an exit handler: click and our own entry points leave by sys.exit.
WATCH = """
import atexit, json, os, sys
report = lambda: open(os.environ["MODULES_FILE"], "w").write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
atexit.register(report)
from bot.cli import run
sys.exit(run(sys.argv[1], sys.argv[2:]))
"""


def loaded_by(folder: Path, *command: str) -> set[str]:
    """Top-level packages a command has imported when it ends."""
    modules = folder / "modules.json"
    environment = {**os.environ, "MODULES_FILE": str(modules), "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", WATCH, *command]
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 (our own)
    assert done.returncode == 0, done.stderr
    return set(json.loads(modules.read_text()))


@pytest.mark.parametrize("command", [("houseband", "--help"), ("compose", "--help"), ("houseband", "train", "--help")], ids=" ".join)
def test_help_loads_nothing_but_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    heavy = LEARNING | PLATFORMS | {"numpy", "onnxruntime", "sqlalchemy", "pydantic", "symusic", "av", "PIL", "verovio"}
    assert loaded_by(tmp_path, *command) & heavy == set()


@pytest.mark.parametrize("command", [("houseband", "history"), ("houseband", "genres")], ids=" ".join)
def test_looking_things_up_loads_no_model_and_no_renderer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    heavy = LEARNING | PLATFORMS | {"onnxruntime", "symusic", "av", "PIL", "verovio", "pretty_midi", "tinysoundfont"}
    assert loaded_by(tmp_path, *command) & heavy == set()


@pytest.mark.skipif("leadsheet-lstm" not in generator_names(), reason="the default generator of jazz is not installed")
def test_composing_loads_only_the_performing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "HOUSEBAND_HOME" not in os.environ:
        monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOUSEBAND_DATABASE", f"sqlite:///{tmp_path / 'history.db'}")
    History(f"sqlite:///{tmp_path / 'history.db'}").close()  # only the first piece needs what makes a history
    loaded = loaded_by(tmp_path, "compose", "--genre", "jazz", "--bars", "16", "--format", "midi", "--seed", "1", "--out", "here")
    assert len(list((tmp_path / "here").glob("*.mid"))) == 1
    assert loaded & (LEARNING | PLATFORMS | NOT_FOR_PLAYING) == set()
    assert "onnxruntime" in loaded


@pytest.mark.skipif("words-lstm" not in generator_names(), reason="the default generator of limericks is not installed")
def test_composing_words_loads_nothing_of_music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "HOUSEBAND_HOME" not in os.environ:
        monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOUSEBAND_DATABASE", f"sqlite:///{tmp_path / 'history.db'}")
    History(f"sqlite:///{tmp_path / 'history.db'}").close()
    loaded = loaded_by(tmp_path, "compose", "--genre", "limerick", "--seed", "1", "--out", "here")
    assert len(list((tmp_path / "here").glob("*.txt"))) == 1
    assert loaded & (LEARNING | PLATFORMS | NOT_FOR_PLAYING | {"tokenizers", "regex"}) == set()

"""Everything a person can get wrong: exit code 2, one line on stderr that says what was given and what to change, nothing written."""

import hashlib
import json
import os
import shlex
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def typed(*arguments: str) -> tuple[int, str, str]:
        return cli.run("compose", ["--format", "midi", *arguments]), *capsys.readouterr()

    return typed


BAD = [
    # arguments, what the line must mention
    ("--genre jaz", ["'jaz'", "'jazz'", "--genre"]),
    ("--genre ''", ["--genre"]),
    ("--genre ../jazz", ["--genre"]),
    ("--key H#", ["'H#'", "D minor", "--key"]),
    ("--key 'C### major'", ["--key"]),
    ("--key 'D locrianish'", ["dorian", "--key"]),
    ("--tempo 0", ["'0'", "20 to 400", "--tempo"]),
    ("--tempo -90", ["'-90'", "--tempo"]),
    ("--tempo nan", ["'nan'", "--tempo"]),
    ("--tempo inf", ["'inf'", "--tempo"]),
    ("--tempo 1e300", ["--tempo"]),
    ("--tempo prestississimo", ["allegro", "--tempo"]),
    ("--bars 0", ["1 to 512", "--bars"]),
    ("--bars -4", ["'-4'", "--bars"]),
    ("--bars nan", ["--bars"]),
    ("--bars 1.5", ["--bars"]),
    ("--bars 100000", ["1 to 512", "--bars"]),
    ("--seconds 0", ["1 to 1200", "--seconds"]),
    ("--seconds -1", ["--seconds"]),
    ("--seconds NaN", ["--seconds"]),
    ("--seconds 1e99", ["--seconds"]),
    ("--meter 4", ["4/4", "--meter"]),
    ("--meter 0/4", ["--meter"]),
    ("--meter 4/3", ["--meter"]),
    ("--meter 99/4", ["--meter"]),
    ("--meter 32/1", ["--meter"]),
    ("--mood purplish", ["'purplish'", "--mood"]),
    ("--instruments kazooo", ["'kazoo", "--instruments"]),
    ("--instruments ','", ["--instruments"]),
    ("--instruments '99 pianos'", ["--instruments"]),
    ("--seed -1", ["'-1'", "--seed"]),
    ("--seed 1.5", ["--seed"]),
    ("--seed 9223372036854775808", ["--seed"]),
    ("--generator nosuch", ["'nosuch'", "--generator"]),
    ("--generator ../../etc", ["--generator"]),
    ("--temperature 0", ["0.05 to 2", "--temperature"]),
    ("--temperature nan", ["--temperature"]),
    ("--top-p 1.5", ["0.05 to 1", "--top-p"]),
    ("--candidates 0", ["1 to 64", "--candidates"]),
    ("--candidates 65", ["--candidates"]),
    ("--count 0", ["--count"]),
    ("--count many", ["'many'", "--count"]),
    ("--format midi,mp5", ["'mp5'", "--format"]),
    ("--format ,", ["--format"]),
    ("--bars 512 --seconds 5", ["512", "5", "--bars"]),
    ("--bars 1 --seconds 1200", ["1200", "--seconds"]),
    ("--bars 32 --tempo 120 --meter 4/4 --seconds 10", ["64", "10", "--seconds"]),
    ("--tempo 400 --meter 1/4 --seconds 1200", ["512", "--seconds"]),
    ("--continue missing.mid", ["'missing.mid'", "--continue"]),
    ("--continue .", ["folder", "--continue"]),
    ("--no-such-flag", ["--no-such-flag"]),
    ("stray", ["stray"]),
]


@pytest.mark.parametrize(("arguments", "mentions"), BAD, ids=[arguments for arguments, _ in BAD])
def test_a_request_that_can_not_be_met(run: Run, tmp_path: Path, arguments: str, mentions: list[str]) -> None:
    code, out, err = run("--genre", "jazz", *shlex.split(arguments))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    assert len(err) < 700
    assert err.startswith("compose: ")
    for mention in mentions:
        assert mention in err
    assert not list(tmp_path.glob("out/**/*.mid"))


HEADER = b"MThd\x00\x00\x00\x06"
NOTE = b"\x00\x90\x3c\x50\x83\x60\x80\x3c\x00"
END = b"\x00\xff\x2f\x00"


def midi(tracks: list[bytes], ticks: int = 480) -> bytes:
    """A MIDI file of format 1."""
    chunks = (b"MTrk" + struct.pack(">I", len(track)) + track for track in tracks)
    return HEADER + struct.pack(">HHH", 1, len(tracks), ticks) + b"".join(chunks)


BAD_PROMPTS = {
    "no MIDI at all": b"once upon a time there was a tune",
    "empty": b"",
    "a header alone": HEADER,
    "truncated": midi([NOTE * 40 + END])[:60],
    "no ticks in a beat": midi([NOTE + END], ticks=0),
    "no notes": midi([END]),
    "64 tracks": midi([NOTE + END] * 64),
    "65 tracks": midi([NOTE + END] * 65),
    "a million notes": midi([b"\x01\x90\x3c\x50\x01\x3c\x00" + b"\x01\x3c\x50\x01\x3c\x00" * 999_999 + END]),
    "zeros": bytes(5000),
}


@pytest.mark.parametrize("name", BAD_PROMPTS)
def test_a_prompt_that_can_not_be_continued(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "prompt.mid"
    path.write_bytes(BAD_PROMPTS[name])
    code, out, err = run("--genre", "folk", "--continue", str(path))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    assert "prompt.mid" in err
    assert not list(tmp_path.glob("out/**/*.mid"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("prompt.musicxml", b"<score-partwise><part"), ("prompt.mxl", b"PK\x03\x04 no zip"), ("prompt.abc", b"\xff\xfe\x00"), ("prompt.exe", b"MZ")],
)
def test_a_prompt_of_another_kind_that_can_not_be_continued(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    code, _, err = run("--genre", "folk", "--continue", name)
    assert code == 2
    assert err.count("\n") == 1, err
    assert name in err


def generator_folder(home: Path, name: str, model: bytes, digest: str, **changed: object) -> Path:
    folder = home / "models" / name
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model)
    meta = {
        "family": "recurrent", "encoding": "leadsheet", "vocabulary_sha256": "", "genres": ["jazz"], "parameters": 1, "trained_tokens": 1,
        "rights": "local", "nats_per_token": 1.0, **changed,
    }  # fmt: skip
    (folder / "meta.json").write_text(json.dumps({"generator": meta, "files": {"model.onnx": digest}}))
    return folder


@pytest.mark.parametrize(
    "trouble", ["another digest", "no model", "no ONNX at all", "a meta.json that is no JSON", "a meta.json without fields", "an unknown field"]
)
def test_a_damaged_generator(run: Run, tmp_path: Path, trouble: str) -> None:
    model = b"no ONNX at all"
    digest = "00" * 32 if trouble == "another digest" else hashlib.sha256(model).hexdigest()
    extra = {"colour": "blue"} if trouble == "an unknown field" else {}
    folder = generator_folder(tmp_path / "home", "broken", model, digest, **extra)
    if trouble == "no model":
        (folder / "model.onnx").unlink()
    if trouble.startswith("a meta.json"):
        (folder / "meta.json").write_text("{}" if "fields" in trouble else "{")
    code, out, err = run("--genre", "jazz", "--generator", "broken")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    assert "broken" in err
    assert str(folder) in err


@pytest.mark.parametrize("place", ["a-file", "a-file/below", "/dev/null/out", "/proc/no/such"])
def test_a_folder_nothing_can_be_written_into(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("kept")
    code, out, err = run("--genre", "jazz", "--out", place)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    assert "--out" in err
    assert (tmp_path / "a-file").read_text() == "kept"


def test_settings_that_are_wrong_are_named(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "config" / "bot.toml"
    own.parent.mkdir(parents=True)
    own.write_text("[compose]\ntempo = 90\n")
    code, _, err = run("--genre", "jazz")
    assert (code, err.count("\n")) == (2, 1)
    assert f"{own}: unknown key compose.tempo" in err


def test_a_genre_of_ones_own_that_is_wrong_is_named(tmp_path: Path) -> None:
    own = tmp_path / "home" / "config" / "genres" / "skiffle.toml"
    own.parent.mkdir(parents=True)
    own.write_text('title = "Skiffle"\n')
    # In a process of its own: genres are read once a process.
    command = [sys.executable, "-c", "from bot.cli import compose_main; compose_main()", "--genre", "skiffle"]
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)  # noqa: S603 (our own program)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "skiffle.toml" in done.stderr


def test_a_refusal_prints_no_json(run: Run) -> None:
    code, out, err = run("--json", "--bars", "0")
    assert (code, out) == (2, "")
    with pytest.raises(json.JSONDecodeError):
        json.loads(err)

"""Ctrl-C, being told to stop, and kill -9, at any moment: no half-written file has a final name, and the history is whole."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.history.store import History
from bot.rehearsal import rehearse, write_down
from generators.requests import Request

PROGRAM = Path(__file__).with_name("rehearsing.py")


def start(home: Path, *arguments: str, pause: float = 0.0) -> subprocess.Popen[str]:
    environment = {**os.environ, "HOUSEBAND_HOME": str(home), "REHEARSAL_PAUSE": str(pause)}
    command = [sys.executable, str(PROGRAM), "--seed", "1", "--format", "midi,png", "--out", str(home / "out"), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603 (our own program)


def wait_for(folder: Path, pattern: str) -> None:
    deadline = time.monotonic() + 60
    while not list(folder.glob(pattern)):
        assert time.monotonic() < deadline, f"no {pattern} in {folder}"
        time.sleep(0.005)


def finished_files(out: Path) -> list[Path]:
    return sorted(path for path in out.glob("*") if not path.name.startswith("."))


def assert_every_file_is_whole(out: Path, scratch: Path) -> None:
    scratch.mkdir(exist_ok=True)
    for path in finished_files(out):
        seed = int(path.stem.rpartition("-")[2])
        whole = write_down(rehearse(Request("jazz", seed)), [path.suffix[1:]], scratch, "whole")[path.suffix[1:]]
        assert path.read_bytes() == whole.read_bytes(), path


def assert_the_history_is_whole(home: Path) -> int:
    if not (home / "history.db").exists():
        return 0
    with closing(sqlite3.connect(home / "history.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    history = History(f"sqlite:///{home}/history.db")
    pieces = history.page(limit=10_000)
    history.close()
    for piece in pieces:
        assert [file.format for file in piece.files] == ["midi", "png"]
    return len(pieces)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_tidies_up_and_says_so_in_one_line(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, pause=30.0)
    wait_for(tmp_path, "out/.houseband-*/*.midi")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == ("", "compose: interrupted; nothing half-written was left behind\n")
    assert list((tmp_path / "out").iterdir()) == []
    assert assert_the_history_is_whole(tmp_path) == 0


def test_an_interruption_between_pieces_keeps_the_finished_ones(tmp_path: Path) -> None:
    process = start(tmp_path, "--count", "1000", "--quiet")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert not list((tmp_path / "out").glob(".houseband-*"))
    assert_every_file_is_whole(tmp_path / "out", tmp_path / "scratch")
    assert assert_the_history_is_whole(tmp_path) >= 1


def test_kill_9_at_any_moment_leaves_whole_files_and_a_whole_history(tmp_path: Path) -> None:
    moments = random.Random(5)  # noqa: S311 (moments to kill at, no secrets)
    remembered = 0
    # The first runs die while files are written and the history is being made, the others while pieces are remembered.
    for began in ("out/.houseband-*/*.midi", "history.db", "", "", ""):
        for path in finished_files(tmp_path / "out"):
            path.unlink()
        process = start(tmp_path, "--count", "1000", "--quiet", pause=0.001)
        if began:
            wait_for(tmp_path, began)
        elif process.stdout is not None:
            process.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.05))
        process.kill()
        process.communicate(timeout=60)
        assert_every_file_is_whole(tmp_path / "out", tmp_path / "scratch")
        now = assert_the_history_is_whole(tmp_path)
        assert now >= remembered
        remembered = now
    assert remembered > 0
    last = start(tmp_path, "--quiet")
    last.communicate(timeout=60)
    assert last.returncode == 0
    assert not list((tmp_path / "out").glob(".houseband-*"))


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    with start(tmp_path, "--count", "1000", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=60)) == ("", 0)
    assert len(finished_files(tmp_path / "out")) < 2000


def test_an_output_that_is_full_is_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path)}
    command = [sys.executable, str(PROGRAM), "--json", "--out", str(tmp_path / "out")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment, check=False)  # noqa: S603 (our own program)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no space left" in done.stderr


def test_a_terminal_that_knows_ascii_alone_is_no_crash(tmp_path: Path) -> None:
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, str(PROGRAM), "--seed", "1", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603 (our own program)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Scale 1 ")


def test_a_closed_stdout_is_no_crash(tmp_path: Path) -> None:
    command = f"{sys.executable} {PROGRAM} --quiet --out {tmp_path}/out >&-"
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path)}
    done = subprocess.run(["/bin/sh", "-c", command], stderr=subprocess.PIPE, text=True, env=environment, check=False)  # noqa: S603 (our own program)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_locked_history_costs_no_piece(tmp_path: Path) -> None:
    History(f"sqlite:///{tmp_path}/history.db").close()
    own = tmp_path / "config" / "bot.toml"
    own.parent.mkdir()
    own.write_text("[history]\nbusy_timeout_seconds = 0.2\n")
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        out, err = start(tmp_path, "--quiet").communicate(timeout=60)
        other.execute("ROLLBACK")
    assert len(out.splitlines()) == 2
    assert "not remembered" in err
    assert "in use by another process" in err
    assert err.count("\n") == 1
    assert len(finished_files(tmp_path / "out")) == 2

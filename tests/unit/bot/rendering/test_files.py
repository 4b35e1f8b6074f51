from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from bot.rendering.files import PART_SUFFIX, prepare_folder, write_whole
from corpora.errors import AskerError


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "tune.mp3"
    target.write_bytes(b"old")

    def fail(part):
        part.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(target, fail)
    assert [path.name for path in tmp_path.iterdir()] == ["tune.mp3"]
    assert target.read_bytes() == b"old"


def test_a_full_disk_is_a_clear_error(tmp_path):
    def fail(part):
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(AskerError, match=r"disk is full .*--out"):
        write_whole(tmp_path / "tune.mp3", fail)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(AskerError, match="a file has that name"):
        prepare_folder(tmp_path / "out")
    with pytest.raises(AskerError, match="can't write into"):
        prepare_folder(tmp_path / "out" / "deeper")


def test_what_killed_runs_left_is_removed_and_running_ones_are_kept(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stale = tmp_path / f".tune.mp3.{ended.pid}{PART_SUFFIX}"
    running = tmp_path / f".tune.mp3.{os.getpid()}{PART_SUFFIX}"
    mine = tmp_path / "notes.txt"
    for path in (stale, running, mine):
        path.write_text("x")
    prepare_folder(tmp_path)
    assert not stale.exists()
    assert running.exists()
    assert mine.exists()


def test_kill_minus_nine_leaves_nothing_under_the_final_name(tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path; from bot.rendering.files import write_whole\n"
        "def write(part):\n    part.write_bytes(b'half'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(Path(sys.argv[1]), write)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "tune.wav")], check=False)  # noqa: S603 (our own interpreter and script)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(PART_SUFFIX)
    prepare_folder(tmp_path)
    assert not list(tmp_path.iterdir())

"""Words typed in a shell, byte by byte: what Python makes of them never reaches a person as a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("rehearsing.py")


def typed(home: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(PROGRAM), "--genre", "limerick", "--seed", "1", "--out", str(home / "out"), *arguments]
    return subprocess.run(  # noqa: S603 (our own program)
        command, capture_output=True, cwd=home, env={**os.environ, "HOUSEBAND_HOME": str(home), **environment}, check=False, timeout=60
    )


@pytest.mark.parametrize("flag", ["--prompt", "--theme", "--length", "--genre", "--lyrics"])
def test_bytes_that_are_no_utf8_are_refused_in_one_line(tmp_path: Path, flag: str) -> None:
    done = typed(tmp_path, flag, b"caf\xe9 \xff")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert flag.encode() in done.stderr
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("prompt", ["🥁 There was", "שלום עולם", "مرحبا", "The blorbet fnurgled"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_letters_of_every_script_are_kept_whatever_the_terminal_can_show(tmp_path: Path, prompt: str, encoding: str) -> None:
    done = typed(tmp_path, "--prompt", prompt, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "limerick-scat-1-1.txt").read_text(encoding="utf-8").startswith(f"txt\n{prompt} ")
    assert done.stdout.decode(encoding).startswith(prompt.encode(encoding, "backslashreplace").decode(encoding))

"""``houseband bot run`` as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


def test_a_worker_that_is_told_to_stop_ends_well_and_soon(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "bot.toml").write_text("[operating]\npage_port = 0\n")
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [
        sys.executable,
        "-c",
        "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))",
        "bot",
        "run",
        "--platform",
        "memory",
    ]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:  # noqa: S603 (our own)
        assert worker.stderr is not None
        try:
            assert "listening on memory" in worker.stderr.readline()
            began = time.monotonic()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_SECONDS) == 0
            assert time.monotonic() - began < 10.0
        finally:
            worker.kill()

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from generators.checkpoints import load_checkpoint, save_checkpoint
from generators.errors import AskerError, DamagedCheckpointError

ARRAYS = {
    "weight.a": np.arange(12, dtype=np.float32).reshape(3, 4).T,  # not in C order
    "step": np.array(7.0, np.float32),
    "counts": np.arange(5, dtype=np.int16),
}


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    note = {"standing": {"step": 3}, "name": "Bärbel"}
    save_checkpoint(tmp_path / "deep" / "a.safetensors", ARRAYS, note)
    arrays, found = load_checkpoint(tmp_path / "deep" / "a.safetensors")
    assert found == note
    assert arrays.keys() == ARRAYS.keys()
    for name, value in ARRAYS.items():
        assert arrays[name].dtype == value.dtype
        assert arrays[name].shape == value.shape
        np.testing.assert_array_equal(arrays[name], value)


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_damage_is_noticed(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, ARRAYS, {})
    data = bytearray(path.read_bytes())
    if harm == "flip":
        data[-3] ^= 1
    path.write_bytes({"cut": data[:-5], "flip": data, "empty": b""}[harm])
    with pytest.raises(DamagedCheckpointError, match=r"a\.safetensors"):
        load_checkpoint(path)


def test_no_file_is_the_askers_error(tmp_path: Path) -> None:
    with pytest.raises(AskerError, match="no checkpoint"):
        load_checkpoint(tmp_path / "a.safetensors")


def test_a_failed_write_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, ARRAYS, {"number": 1})

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(path, ARRAYS, {"number": 2})
    assert load_checkpoint(path)[1] == {"number": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["a.safetensors"]


_WRITER = """
import sys, numpy as np
from pathlib import Path
from generators.checkpoints import save_checkpoint
number = 0
while True:
    number += 1
    save_checkpoint(Path(sys.argv[1]), {"weight": np.full(300_000, number, np.float32)}, {"number": number})
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "last.safetensors"
    root = Path(__file__).parents[3]
    rng = np.random.default_rng(0)
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, cwd=root) as process:  # noqa: S603 (our own script)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(float(rng.uniform(0.0, 0.08)))
            process.send_signal(signal.SIGKILL)
        arrays, note = load_checkpoint(path)
        assert (arrays["weight"] == note["number"]).all()
    save_checkpoint(path, ARRAYS, {})
    assert [file.name for file in tmp_path.iterdir()] == ["last.safetensors"]  # what killed writes left is swept up

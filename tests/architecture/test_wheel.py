"""What is installed plays: configuration, weights and tables are in the wheel."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from tracked import PACKAGES, ROOT, name_of, tracked_files

from generators.registry import generator_folders

SHIPPED = generator_folders()[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(ROOT, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    (built,) = folder.glob("*.whl")
    return built


def run(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, *arguments], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_tracked_file_of_the_packages_and_the_configuration(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    names = {name_of(path) for path in tracked_files()}
    wanted = {name for name in names if name.partition("/")[0] in PACKAGES} | {f"bot/{name}" for name in names if name.startswith("config/")}
    assert wanted <= inside
    assert {"bot/config/genres/jazz.toml", "generators/band/grooves.npz", "corpora/sources/openewld.csv"} <= inside
    assert {name.partition("/")[0] for name in inside if ".dist-info/" not in name} == set(PACKAGES)


def test_playing_asks_for_no_learning_library(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    wanted = [line.removeprefix("Requires-Dist: ") for line in archive.read(name).decode().splitlines() if line.startswith("Requires-Dist: ")]
    base = {line for line in wanted if "extra ==" not in line}
    assert base
    assert not [line for line in base if line.startswith(("torch", "music21", "onnx>", "transformers", "scipy", "matplotlib", "pyloudnorm"))]


def test_every_dependency_is_pinned() -> None:
    """``make`` installs exactly the versions that were tested."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {_plain(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line}
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    assert {_plain(line) for line in asked if not line.startswith("houseband[")} <= pinned


def _plain(requirement: str) -> str:
    name = requirement
    for mark in "<>=!~[; ":
        name = name.partition(mark)[0]
    return name.lower().replace("_", "-")


@pytest.mark.slow
@pytest.mark.skipif(not (SHIPPED / "leadsheet-lstm").is_dir(), reason="no weights are in this checkout")
def test_an_installed_wheel_composes_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    run(tmp_path, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    surroundings = {"PYTHONPATH": str(site), "HOUSEBAND_HOME": str(tmp_path / "home")}
    where = run(empty, "-c", "import bot; print(bot.__file__)", **surroundings)
    assert Path(where.strip()).is_relative_to(site)
    program = "import sys; from bot.cli import run; sys.exit(run('compose', sys.argv[1:]))"
    run(empty, "-c", program, "--genre", "jazz", "--format", "midi", "--seed", "1", **surroundings)
    assert len(list((empty / "out").glob("*.mid"))) == 1

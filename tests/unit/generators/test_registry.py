import json
import subprocess
import sys
from pathlib import Path

import pytest

from generators.catalogue import family_class, family_names
from generators.errors import AskerError, DamagedCheckpointError
from generators.registry import GeneratorMeta, finish_generator, generator_names, load_generator

META = GeneratorMeta("recurrent", "leadsheet", "abc", ("folk", "jazz"), 10, 100, "ship", 1.25, 12.0, "Tunes.", ("CC0",))


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "models"
    folder.mkdir(parents=True)
    return folder


def finished(models: Path, name: str, weights: bytes = b"weights") -> Path:
    building = models / f".{name}.building"
    building.mkdir()
    (building / "model.onnx").write_bytes(weights)
    (building / "card.md").write_text("# a card")
    finish_generator(building, models / name, META)
    return models / name


def test_a_finished_generator_is_found(models: Path) -> None:
    folder = finished(models, "mine")
    found = load_generator("mine")
    assert (found.name, found.folder, found.meta) == ("mine", folder, META)
    assert len(found.weights_sha256) == 64
    assert "mine" in generator_names()
    assert [path.name for path in models.iterdir()] == ["mine"]


def test_training_again_replaces_it(models: Path) -> None:
    finished(models, "mine")
    first = load_generator("mine").weights_sha256
    finished(models, "mine", b"other weights")
    assert load_generator("mine").weights_sha256 != first
    assert [path.name for path in models.iterdir()] == ["mine"]


@pytest.mark.parametrize("harm", ["change", "remove", "no meta", "bad meta", "odd meta"])
def test_damage_is_one_line(models: Path, harm: str) -> None:
    folder = finished(models, "mine")
    meta = json.loads((folder / "meta.json").read_text())
    if harm == "change":
        (folder / "model.onnx").write_bytes(b"weightz")
    elif harm == "remove":
        (folder / "card.md").unlink()
    elif harm == "no meta":
        (folder / "meta.json").unlink()
    elif harm == "bad meta":
        (folder / "meta.json").write_text("{")
    else:
        (folder / "meta.json").write_text(json.dumps({**meta, "generator": {**meta["generator"], "colour": "blue"}}))
    with pytest.raises(AskerError if harm == "no meta" else DamagedCheckpointError) as caught:
        load_generator("mine")
    assert "\n" not in str(caught.value)
    assert "--generator" in str(caught.value)


def test_an_unknown_name_offers_the_nearest(models: Path) -> None:
    finished(models, "jazz-lstm")
    with pytest.raises(AskerError, match="did you mean 'jazz-lstm'"):
        load_generator("jaz-lstm")
    with pytest.raises(AskerError, match="unknown generator"):
        load_generator("../models/jazz-lstm")


def test_families_by_name() -> None:
    assert {"markov", "ngram", "recurrent"} <= set(family_names())
    assert family_class("markov").__name__ == "Markov"
    with pytest.raises(AskerError, match="did you mean 'markov'"):
        family_class("markow")


def test_finding_a_generator_imports_no_engine() -> None:
    modules = "generators.registry, generators.catalogue, generators.players.autoregressive"
    code = f"import sys, {modules}; print({{'torch', 'onnx', 'onnxruntime'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])  # noqa: S603
    assert done.stdout.strip() == "set()"

"""From a corpus to a generator: read this file first.

corpus - pieces() -> encoding -> windows -> family.fit -> checkpoint -> registry -> evaluate -> model card
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue

from corpora.config import home_folder
from corpora.encodings.base import Encoding
from corpora.encodings.catalogue import encoding as encoding_named
from generators.catalogue import family_class
from generators.checkpoints import load_checkpoint
from generators.errors import AskerError
from generators.families.base import Blueprint, Family
from generators.material import Material, gather
from generators.progress import Progress
from generators.recipes import Recipe
from generators.training import Run


@dataclass(frozen=True, slots=True)
class Options:
    """How to train this time, whatever the recipe says."""

    resume: bool = False
    device: str = "auto"
    """``auto``, ``cpu`` or ``cuda``."""
    epochs: float | None = None
    minutes: float | None = None
    threads: int | None = None
    quiet: bool = False


def fit(recipe: Recipe, options: Options = Options(), home: Path | None = None) -> tuple[Family, Material, Encoding, Run]:
    """Train a recipe's family on its corpora; the run's folder is ``<home>/training/<name>``."""
    progress = Progress(quiet=options.quiet)
    encoding = encoding_named(recipe.encoding)
    material = gather(recipe, encoding)
    plan = replace(recipe.training, **{key: value for key in ("epochs", "minutes") if (value := getattr(options, key)) is not None})
    family = build(recipe, len(encoding.vocabulary), options)
    run = Run(family, run_folder(recipe.name, home), plan, plan.windowing(encoding.vocabulary, recipe.seed), run_note(recipe, encoding), progress)
    tokens = sum(len(piece.encoded.tokens) for piece in material.train)
    progress.say(f"{recipe.name}: {len(material.train)} pieces, {tokens:,} tokens, {family.parameters:,} parameters")
    if options.resume:
        run.resume()
    else:
        run.begin()
        if recipe.init_from:
            family.load_weights(load_checkpoint(_checkpoint(recipe.init_from, home))[0])
    run.fit(material.train, material.valid)
    return family, material, encoding, run


def build(recipe: Recipe, vocabulary_size: int, options: Options) -> Family:
    """A recipe's family, untrained."""
    device = _device(options)
    return family_class(recipe.family)(Blueprint(vocabulary_size, recipe.seed, device, recipe.training.optimisation), recipe.settings())


def run_folder(name: str, home: Path | None = None) -> Path:
    """Where a training keeps its checkpoints and log."""
    return (home or home_folder()) / "training" / name


def run_note(recipe: Recipe, encoding: Encoding) -> dict[str, JsonValue]:
    """What a checkpoint must agree on to be resumed: the model, its data and its vocabulary, not how long it is trained."""
    corpora: list[JsonValue] = [{**asdict(share), "only": list(share.only)} for share in recipe.corpora]
    same: dict[str, JsonValue] = {
        "family": recipe.family,
        "encoding": recipe.encoding,
        "model": recipe.model,
        "seed": recipe.seed,
        "corpora": corpora,
    }
    return {"recipe": {**same, "vocabulary_sha256": vocabulary_digest(encoding)}}


def vocabulary_digest(encoding: Encoding) -> str:
    """Digest of the token names in order: weights belong to one vocabulary."""
    return sha256("\n".join(encoding.vocabulary).encode()).hexdigest()


def _device(options: Options) -> str:
    """The device to train on.

    Raises:
        AskerError: when CUDA is asked for and there is none.
    """
    import torch  # the learning half only

    if options.threads:
        torch.set_num_threads(options.threads)
    if options.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        raise AskerError(f"--device {options.device}: no CUDA device was found here; use --device cpu")
    return options.device


def _checkpoint(named: str, home: Path | None) -> Path:
    """The checkpoint a recipe starts from: a file, or the best one of an earlier training."""
    path = Path(named).expanduser()
    return path if path.suffix == ".safetensors" else run_folder(named, home) / "best.safetensors"

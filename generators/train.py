"""From a corpus to a generator: read this file first.

corpus - pieces() -> encoding -> windows -> family.fit -> checkpoint -> registry -> evaluate -> model card
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import JsonValue

from corpora.config import home_folder
from corpora.encodings.catalogue import AnyEncoding
from corpora.encodings.catalogue import encoding as encoding_named
from corpora.encodings.text import TextEncoding
from generators.catalogue import family_class
from generators.checkpoints import load_checkpoint
from generators.errors import AskerError
from generators.families.base import Blueprint, Family
from generators.material import Material, encoding_digest, gather, scores_of, texts_of
from generators.own_genre import write_own_genre
from generators.progress import Progress
from generators.publishing import publish
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


def train(recipe: Recipe, options: Options = Options(), home: Path | None = None, out: Path | None = None) -> Path:
    """Train a recipe and publish what it learnt; returns the finished generator's folder.

    Raises:
        AskerError: when a corpus, a checkpoint or the device asked for is not there.
    """
    family, material, encoding, run = fit(recipe, options, home)
    folder = out or (home or home_folder()) / "models" / recipe.name
    evaluation = publish(recipe, family, material, encoding, run.standing.tokens, folder)
    for share in recipe.corpora:
        if share.folder and share.genre:  # a genre of one's own: from now on `compose --genre` plays it
            own = _write_genre(share.genre, recipe, encoding)
            run.progress.say(f"compose --genre {share.genre} now plays {recipe.name} (as {own} says)")
    if evaluation:
        run.progress.verdict(evaluation.played.nats_per_token, evaluation.leads)
    return folder


def _write_genre(genre: str, recipe: Recipe, encoding: AnyEncoding) -> Path:
    """Describe a genre of one's own from what was learnt of it; returns its file."""
    if isinstance(encoding, TextEncoding):
        from generators.words.own_text_genre import write_own_text_genre

        return write_own_text_genre(genre, recipe.name, [text for _, text in texts_of(recipe, "train")])
    return write_own_genre(genre, recipe.name, [score for _, score in scores_of(recipe, "train")])


def fit(recipe: Recipe, options: Options = Options(), home: Path | None = None) -> tuple[Family, Material, AnyEncoding, Run]:
    """Train a recipe's family on its corpora; the family holds its best weights, and ``<home>/training/<name>`` the checkpoints and the log."""
    encoding = encoding_named(recipe.encoding)
    material = gather(recipe, encoding)
    plan = replace(recipe.training, **{key: value for key in ("epochs", "minutes") if (value := getattr(options, key)) is not None})
    family = build(recipe, len(encoding.vocabulary), options)
    windowing = plan.windowing(encoding.vocabulary, recipe.seed)
    run = Run(family, run_folder(recipe.name, home), plan, windowing, run_note(recipe, encoding), Progress(quiet=options.quiet))
    tokens = sum(len(piece.encoded.tokens) for piece in material.train)
    run.progress.say(f"{recipe.name}: {len(material.train)} pieces, {tokens:,} tokens, {family.parameters:,} parameters")
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


def run_note(recipe: Recipe, encoding: AnyEncoding) -> dict[str, JsonValue]:
    """What a checkpoint must agree on to be resumed: the model, its data and its vocabulary, not how long it is trained."""
    corpora: list[JsonValue] = [{**asdict(share), "only": list(share.only)} for share in recipe.corpora]
    same: dict[str, JsonValue] = {
        "family": recipe.family,
        "encoding": recipe.encoding,
        "model": recipe.model,
        "seed": recipe.seed,
        "corpora": corpora,
    }
    return {"recipe": {**same, "vocabulary_sha256": encoding_digest(encoding)}}


def _device(options: Options) -> str:
    """The device to train on.

    Raises:
        AskerError: when CUDA is asked for and there is none, or the name is none of a device.
    """
    import torch  # the learning half only

    if options.threads:
        torch.set_num_threads(options.threads)
    if options.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if options.device.split(":")[0] not in {"cpu", "cuda"}:
        raise AskerError(f"--device {options.device}: unknown; possible are auto, cpu and cuda")
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        raise AskerError(f"--device {options.device}: no CUDA device was found here; use --device cpu")
    return options.device


def _checkpoint(named: str, home: Path | None) -> Path:
    """The checkpoint a recipe starts from: a file, or the best one of an earlier training (the last, where nothing was held out)."""
    path = Path(named).expanduser()
    if path.suffix == ".safetensors":
        return path
    best = run_folder(named, home) / "best.safetensors"
    return best if best.is_file() else best.with_name("last.safetensors")

"""How well each generator foresees pieces it never saw: nats per token on the held-out side of its corpora, every token once.

Beside it, on the same tokens: Markov chains of order 1 and 2 and modified Kneser-Ney (the order that is best on the validation pieces), all
counted on the same training pieces. Where the training checkpoint is at hand, also the float32 weights the int8 graph was made of.
"""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks.scale import progress
from benchmarks.table import Row, at_least, at_most, not_measured
from corpora.config import home_folder
from corpora.encodings.catalogue import encoding
from corpora.errors import AskerError
from generators.checkpoints import load_checkpoint
from generators.evaluating import recipe_of
from generators.evaluation import Evaluation, evaluate
from generators.families.base import Family
from generators.material import gather
from generators.players.autoregressive import Player
from generators.recipes import Recipe, recipe_named
from generators.registry import TrainedGenerator, generator_names, load_generator

CHECKPOINTS = ("best", "last")
"""Names of a training's checkpoints, the one it exports first."""


def run(names: tuple[str, ...] = ()) -> list[Row]:
    """Nats per token of every generator (or those named), their baselines, and the loss by int8."""
    found = [row for name in names or tuple(generator_names()) for row in _rows(name)]
    return found or [not_measured("held-out nats per token", "no generator is installed")]


def _rows(name: str) -> list[Row]:
    progress(f"  {name}")
    try:
        generator = load_generator(name)
        evaluation = _evaluation(generator)
    except AskerError as error:
        return [not_measured(f"{name}: held-out nats per token", str(error))]
    played = evaluation.played
    rows = [
        Row(f"{name}: int8, as played", played.nats_per_token, "nats/token", note=f"{played.tokens:,} tokens of {played.pieces} pieces"),
        *(Row(f"{name}: int8, {genre} alone", nats, "nats/token") for genre, nats in played.by_genre.items() if len(played.by_genre) > 1),
    ]
    for baseline in evaluation.baselines:
        bound = 0.10 if baseline.model.startswith("Kneser-Ney") else 0.25
        rows.append(Row(f"{name}: {baseline.model}", baseline.nats_per_token, "nats/token", played.nats_per_token / baseline.nats_per_token))
        rows.append(Row(f"{name}: below {baseline.model}", 100 * evaluation.below(baseline), "%", target=at_least(100 * bound)))
    return [*rows, _int8_row(name, evaluation)]


def _int8_row(name: str, evaluation: Evaluation) -> Row:
    title = f"{name}: int8 above float32"
    if evaluation.trained is None:
        return not_measured(title, "the training checkpoint is not here", at_most(1.0))
    return Row(title, 100 * evaluation.lost_to_int8, "%", note=f"float32: {evaluation.trained.nats_per_token:.4f} nats/token", target=at_most(1.0))


def _evaluation(generator: TrainedGenerator) -> Evaluation:
    recipe = recipe_behind(generator)
    material = gather(recipe, encoding(generator.meta.encoding))
    return evaluate(Player(generator.folder), material.train, material.valid, material.test or material.valid, _trained(generator, recipe))


def recipe_behind(generator: TrainedGenerator) -> Recipe:
    """The recipe in the generator's folder, else the one of its name in ``config/recipes``.

    Raises:
        AskerError: when there is neither.
    """
    try:
        return recipe_of(generator)
    except AskerError:
        return recipe_named(generator.name)


def _trained(generator: TrainedGenerator, recipe: Recipe) -> Family | None:
    """The family with the weights of the training checkpoint; None where there is none (or no torch to load it with)."""
    found = [home_folder() / "training" / generator.name / f"{name}.safetensors" for name in CHECKPOINTS]
    checkpoint = next((path for path in found if path.is_file()), None)
    if checkpoint is None or find_spec("torch") is None:
        return None
    from generators.train import Options, build

    family = build(recipe, len(encoding(generator.meta.encoding).vocabulary), Options(device="cpu"))
    family.load_weights(load_checkpoint(checkpoint)[0])
    return family


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")

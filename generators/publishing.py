"""From trained weights to a generator that can be played: exported, measured, described, and put in place in one move."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from corpora.encodings.base import Encoding
from generators.cards import model_card
from generators.evaluation import Evaluation, evaluate
from generators.families.base import Family
from generators.material import Material, encoding_digest, scores_of
from generators.players.autoregressive import Player
from generators.recipes import Recipe
from generators.registry import CARD, MODEL, ORIGINALITY, GeneratorMeta, finish_generator

RECIPE = "recipe.json"


def publish(recipe: Recipe, family: Family, material: Material, encoding: Encoding, trained_tokens: int, folder: Path) -> Evaluation | None:
    """Write a finished generator folder; returns its scores, None for families that no player plays or where there are no test pieces."""
    building = folder.with_name(f".{folder.name}.{os.getpid()}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        written = family.export(building)
        held_out = material.test or material.valid
        playable = MODEL in written and bool(held_out)
        evaluation = evaluate(Player(building), material.train, material.valid, held_out, family) if playable else None
        human_match = _index_training_set(recipe, building / ORIGINALITY)
        meta = replace(_meta(recipe, family, material, encoding, trained_tokens, evaluation), human_match_p95=float(human_match))
        (building / RECIPE).write_text(json.dumps(asdict(recipe), indent=2, ensure_ascii=False) + "\n")
        (building / CARD).write_text(model_card(recipe, material, meta, evaluation, human_match))
        finish_generator(building, folder, meta)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return evaluation


def _meta(
    recipe: Recipe, family: Family, material: Material, encoding: Encoding, trained_tokens: int, evaluation: Evaluation | None
) -> GeneratorMeta:
    rights = "ship" if all(credit.rights == "ship" for credit in material.credits) else "local"
    return GeneratorMeta(
        family=recipe.family,
        encoding=encoding.name,
        vocabulary_sha256=encoding_digest(encoding),
        genres=material.genres,
        parameters=family.parameters,
        trained_tokens=trained_tokens,
        rights=rights,
        nats_per_token=round(evaluation.played.nats_per_token, 5) if evaluation else 0.0,
        description=recipe.description,
        licences=tuple(sorted({credit.licence for credit in material.credits})),
    )


def _index_training_set(recipe: Recipe, path: Path) -> int:
    """Write the index that tells how much of a piece stands in the training set; returns what held-out people share with it, in notes."""
    from corpora.novelty import build_index

    index = build_index(scores_of(recipe, "train")).with_human_p95(score for _, score in scores_of(recipe, "test"))
    index.save(path)
    return index.human_p95

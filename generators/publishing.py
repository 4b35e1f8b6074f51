"""From trained weights to a generator that can be played: exported, measured, described, and put in place in one move."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from corpora.datasets import TrainingPiece
from corpora.encodings.catalogue import AnyEncoding
from corpora.encodings.text import TextEncoding
from generators.cards import model_card
from generators.evaluation import Evaluation, evaluate
from generators.families.base import Family
from generators.material import Material, encoding_digest, scores_of, texts_of
from generators.players.autoregressive import Player
from generators.recipes import Recipe
from generators.registry import CARD, MODEL, ORIGINALITY, TEXT_ORIGINALITY, GeneratorMeta, finish_generator
from generators.text_evaluation import evaluate_words

RECIPE = "recipe.json"


def publish(recipe: Recipe, family: Family, material: Material, encoding: AnyEncoding, trained_tokens: int, folder: Path) -> Evaluation | None:
    """Write a finished generator folder; returns its scores, None for families that no player plays or where there are no test pieces."""
    building = folder.with_name(f".{folder.name}.{os.getpid()}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        written = family.export(building)
        held_out = material.test or material.valid
        playable = MODEL in written and bool(held_out)
        evaluation = measured(Player(building), encoding, material, held_out, family) if playable else None
        human_match = _index_training_set(recipe, encoding, building)
        _write_word_data(recipe, encoding, building)
        meta = replace(_meta(recipe, family, material, encoding, trained_tokens, evaluation), human_match_p95=float(human_match))
        (building / RECIPE).write_text(json.dumps(asdict(recipe), indent=2, ensure_ascii=False) + "\n")
        (building / CARD).write_text(model_card(recipe, material, meta, evaluation, human_match, encoding))
        finish_generator(building, folder, meta)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return evaluation


def measured(
    player: Player, encoding: AnyEncoding, material: Material, held_out: Sequence[TrainingPiece], family: Family | None = None
) -> Evaluation:
    """A player's scores on held-out pieces beside the baselines its material allows."""
    if isinstance(encoding, TextEncoding):
        return evaluate_words(player, encoding, material.train, held_out, family)
    return evaluate(player, material.train, material.valid, held_out, family)


def _meta(
    recipe: Recipe, family: Family, material: Material, encoding: AnyEncoding, trained_tokens: int, evaluation: Evaluation | None
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


def _index_training_set(recipe: Recipe, encoding: AnyEncoding, folder: Path) -> int:
    """Write the index that tells how much of a piece stands in the training set; returns what held-out people share with it.

    That is counted in notes for music and in characters for words.
    """
    if isinstance(encoding, TextEncoding):
        from corpora.copying import build_text_index

        words = build_text_index(texts_of(recipe, "train")).with_human_p95(text for _, text in texts_of(recipe, "test"))
        words.save(folder / TEXT_ORIGINALITY)
        return words.human_p95
    from corpora.novelty import build_index

    index = build_index(scores_of(recipe, "train")).with_human_p95(score for _, score in scores_of(recipe, "test"))
    index.save(folder / ORIGINALITY)
    return index.human_p95


def _write_word_data(recipe: Recipe, encoding: AnyEncoding, folder: Path) -> None:
    """Write the lexicon and the themes of a generator that has learnt verse from its ends, and so can be asked for rhymes."""
    if isinstance(encoding, TextEncoding) and any(share.orders == "both" for share in recipe.corpora):
        from generators.words.word_data import write_word_data

        write_word_data(folder, texts_of(recipe, "train"))

"""Measuring a finished generator again: on the held-out pieces of its own recipe, or on files of one's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpora.datasets import TrainingPiece
from corpora.encodings.catalogue import AnyEncoding
from corpora.encodings.catalogue import encoding as encoding_named
from corpora.encodings.text import TextEncoding
from generators.errors import DamagedCheckpointError
from generators.evaluation import Evaluation, held_out, player_nats
from generators.material import Material, encoding_digest, gather
from generators.players.autoregressive import Player
from generators.publishing import RECIPE, measured
from generators.recipes import CorpusShare, Recipe
from generators.registry import TrainedGenerator, load_generator
from generators.text_evaluation import evaluate_words


def evaluate_generator(name: str, files: Path | None = None, genre: str | None = None) -> Evaluation:
    """Score a generator as it plays, beside counting baselines trained on what it was trained on.

    Args:
        name: the generator's name.
        files: a folder of music or texts to score instead of the held-out pieces; then there are no baselines.
        genre: what the generator is told those files are; None = the first genre it knows.

    Raises:
        AskerError: when there is no such generator, or its corpora or the files are not there.
    """
    generator = load_generator(name)
    encoding = _encoding_of(generator)
    recipe = recipe_of(generator)
    player = Player(generator.folder)
    if files is None:
        material = gather(recipe, encoding)
        return measured(player, encoding, material, material.test or material.valid)
    told = genre or generator.meta.genres[0]
    share = CorpusShare(name="files", genre=told, folder=str(files.expanduser().resolve()))
    material = gather(replace(recipe, corpora=(share,)), encoding)
    if isinstance(encoding, TextEncoding):
        return evaluate_words(player, encoding, (), _everything(material))
    return Evaluation(held_out("int8", lambda batch: player_nats(player, batch), _everything(material)), None, ())


def recipe_of(generator: TrainedGenerator) -> Recipe:
    """The recipe a generator was made by, from its folder.

    Raises:
        DamagedCheckpointError: when it is missing or is no recipe.
    """
    try:
        return TypeAdapter(Recipe).validate_python(json.loads((generator.folder / RECIPE).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise DamagedCheckpointError(f"generator {generator.name!r} has no recipe that can be read ({reason}): install or train it again") from error


def _encoding_of(generator: TrainedGenerator) -> AnyEncoding:
    encoding = encoding_named(generator.meta.encoding)
    if encoding_digest(encoding) != generator.meta.vocabulary_sha256:
        raise DamagedCheckpointError(f"generator {generator.name!r} was trained on another vocabulary of {encoding.name!r}: train it again")
    return encoding


def _everything(material: Material) -> list[TrainingPiece]:
    return [*material.train, *material.valid, *material.test]

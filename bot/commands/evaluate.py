"""``houseband evaluate``: how well a generator foresees music or words it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import console
from bot.messages import JsonObject
from corpora.errors import AskerError

if TYPE_CHECKING:
    from generators.evaluation import CharacterScore, Evaluation, HeldOut


@click.command()
@click.argument("generator")
@click.option("--files", metavar="FOLDER", help="Score this folder of music or texts instead of the held-out pieces of its own corpora.")
@click.option("--genre", metavar="GENRE", help="What the generator is told those files are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(generator: str, files: str | None, genre: str | None, as_json: bool) -> None:
    """Measure a trained generator on pieces it has not seen, beside Markov and Kneser-Ney baselines.

    The figure is nats per token, for words bits per character: the lower, the better it foresees them. Baselines are trained on the same corpora.
    """
    from bot.commands.learning import need_learning_half
    from bot.replies import one_line_of_json

    if files is not None and not Path(files).expanduser().is_dir():
        raise AskerError(f"{files!r} is no folder: name one that holds MIDI, MusicXML or ABC files, or plain texts (change --files)")
    need_learning_half()
    from generators.evaluating import evaluate_generator  # torch comes with the baselines

    with console.working_on(f"measuring {generator}", as_json):
        found = evaluate_generator(generator, None if files is None else Path(files), genre)
    if as_json:
        scores = [_as_json(found, each) for each in _scores(found)]
        words: JsonObject = {"characters": [_bits_as_json(each) for each in found.characters]} if found.characters else {}
        console.say(one_line_of_json({"generator": generator, "scores": scores, **words}))
    elif found.characters:
        console.say(console.table([("model", "bits/character", "characters", ""), *(_bits_row(found, each) for each in found.characters)]))
    else:
        console.say(console.table([("model", "nats/token", "per piece", "tokens", "pieces", ""), *(_row(found, each) for each in _scores(found))]))


def _scores(found: Evaluation) -> list[HeldOut]:
    return [found.played, *([found.trained] if found.trained else []), *found.baselines]


def _as_json(found: Evaluation, each: HeldOut) -> JsonObject:
    fields: JsonObject = {"model": each.model, "nats_per_token": each.nats_per_token, "per_piece": each.per_piece, "by_genre": dict(each.by_genre)}
    below = found.below(each) if each in found.baselines else None
    return {**fields, "tokens": each.tokens, "pieces": each.pieces, "generator_is_below_by": below}


def _bits_as_json(each: CharacterScore) -> JsonObject:
    return {
        "model": each.model,
        "bits_per_character": each.bits_per_character,
        "by_genre": dict(each.by_genre),
        "characters": each.characters,
    }


def _bits_row(found: Evaluation, each: CharacterScore) -> tuple[str, ...]:
    lead = found.leads.get(each.model)
    return each.model, f"{each.bits_per_character:.4f}", f"{each.characters:,}", "" if lead is None else f"the generator is {lead:.1%} below"


def _row(found: Evaluation, each: HeldOut) -> tuple[str, ...]:
    below = f"the generator is {found.below(each):.1%} below" if each in found.baselines else ""
    return each.model, f"{each.nats_per_token:.4f}", f"{each.per_piece:.4f}", f"{each.tokens:,}", f"{each.pieces:,}", below

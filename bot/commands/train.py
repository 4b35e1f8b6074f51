"""``houseband train``: a new generator, from a shipped recipe or from a folder of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import console
from bot.controls import bounded_number, bounded_whole, shown
from corpora.errors import AskerError

if TYPE_CHECKING:
    from generators.recipes import Recipe

EPOCHS_RANGE = (0.01, 10_000.0)
MINUTES_RANGE = (0.01, 100_000.0)
THREADS_RANGE = (1, 1024)


@click.command()
@click.option("--genre", metavar="GENRE", help="What the new genre is called; with --from.")
@click.option("--from", "folder", metavar="FOLDER", help="MIDI, MusicXML and ABC files to learn from, or plain texts.")
@click.option("--recipe", metavar="FILE", help="A recipe file, or the name of a shipped one.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
@click.option("--device", default="auto", show_default=True, metavar="NAME", help="auto, cpu or cuda.")
@click.option("--epochs", metavar="N", help="How often to go through the corpus, whatever the recipe says.")
@click.option("--minutes", metavar="N", help="Stop after so long, whatever the recipe says.")
@click.option("--threads", metavar="N", help="CPU threads to train with.")
@click.option("--out", metavar="FOLDER", help="Where the finished generator goes.  [default: models/ in the home folder]")
@click.option("--quiet", "-q", is_flag=True, help="Print only the finished generator's folder.")
def train(
    genre: str | None,
    folder: str | None,
    recipe: str | None,
    resume: bool,
    device: str,
    epochs: str | None,
    minutes: str | None,
    threads: str | None,
    out: str | None,
    quiet: bool,
) -> None:
    """Train a generator: a shipped recipe, or a genre of your own from a folder.

    \b
    houseband train --genre bluegrass --from ./my-midis
    houseband train --genre sonnets --from ./my-poems
    houseband train --recipe leadsheet-lstm --resume
    """  # noqa: D301 (click reads the backspace as: leave the lines as they are)
    from bot.commands.learning import need_learning_half

    need_learning_half()
    epochs_wanted = None if epochs is None else bounded_number(epochs, "number of epochs", *EPOCHS_RANGE, flag="--epochs")
    minutes_wanted = None if minutes is None else bounded_number(minutes, "number of minutes", *MINUTES_RANGE, flag="--minutes")
    threads_wanted = None if threads is None else bounded_whole(threads, "number of threads", *THREADS_RANGE, flag="--threads")
    if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", device):
        raise AskerError(f"device {shown(device)} is not possible: auto, cpu, cuda or cuda:N (change --device)")
    wanted = _recipe(genre, folder, recipe)
    from generators.train import Options  # torch, which takes seconds: after everything that can be refused
    from generators.train import train as train_generator

    options = Options(resume, device, epochs_wanted, minutes_wanted, threads_wanted, quiet)
    console.say(str(train_generator(wanted, options, out=None if out is None else Path(out).expanduser())))


def _recipe(genre: str | None, folder: str | None, recipe: str | None) -> Recipe:
    from generators.recipes import read_recipe, recipe_for_folder, recipe_named

    if recipe is not None and folder is None:
        return read_recipe(Path(recipe)) if recipe.endswith(".toml") else recipe_named(recipe)
    if recipe is None and folder is not None and genre is not None:
        if not Path(folder).expanduser().is_dir():
            raise AskerError(f"{folder!r} is no folder: name one that holds MIDI, MusicXML or ABC files, or plain texts (change --from)")
        return recipe_for_folder(genre, Path(folder))
    raise AskerError("say what to train: either --recipe NAME, or --genre NAME with --from FOLDER")

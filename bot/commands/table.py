"""Every command of ``houseband`` by name. Adding one is a file in this folder and a line in the table."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

import click

COMMANDS: Final = {
    "compose": ("bot.commands.compose:compose", "Compose a piece of music or of words in a genre and write it to files."),
    "genres": ("bot.commands.genres:genres", "List the genres the band plays, or show one."),
    "history": ("bot.commands.history:history", "Look through everything the band ever played."),
    "replay": ("bot.commands.replay:replay", "Play a remembered piece again, byte for byte."),
    "train": ("bot.commands.train:train", "Train a generator: a shipped recipe, or a genre of your own from a folder."),
    "corpora": ("bot.commands.corpora:corpora", "List, fetch and describe the collections generators learn from."),
    "evaluate": ("bot.commands.evaluate:evaluate", "Measure a trained generator on pieces it has not seen."),
    "bot": ("bot.commands.bot:bot", "Let the band take requests on social networks, or in this terminal."),
    "doctor": ("bot.commands.doctor:doctor", "Say what is installed, what is missing and how to get it."),
}
"""Command name -> where it lives and its line in ``houseband --help``."""

_EPILOG: Final = """
\b
Completion of commands and options, for the shell you use:
  bash  eval "$(_HOUSEBAND_COMPLETE=bash_source houseband)"; eval "$(_COMPOSE_COMPLETE=bash_source compose)"
  zsh   eval "$(_HOUSEBAND_COMPLETE=zsh_source houseband)"; eval "$(_COMPOSE_COMPLETE=zsh_source compose)"
  fish  _HOUSEBAND_COMPLETE=fish_source houseband | source; _COMPOSE_COMPLETE=fish_source compose | source
Put the line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish.
"""


class LazyGroup(click.Group):
    """A group that imports a command only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """The command of that name, imported now."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """The lines of ``--help``, from the table: no command is imported for them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


def load_command(name: str) -> click.Command:
    """Import a command of the table."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    return cast("click.Command", getattr(import_module(module), attribute))


@click.group(cls=LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="houseband", prog_name="houseband")
def houseband() -> None:
    """A band that takes requests: it composes music and text in a genre, renders it and remembers everything it ever played."""

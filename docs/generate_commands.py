"""Write docs/commands.md from the commands' own help: ``make docs``. A test compares the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bot.commands.table import COMMANDS, houseband, load_command

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 120

HEAD = """# Commands

Written by `make docs` from the commands' own help; change the help, not this page.

`compose` is short for `houseband compose`. Results go to stdout, progress and messages to stderr. Exit codes: 0 done · 2 the request can't be
met (one line says what was given, what is possible and what to change) · 1 a fault of ours · 130 interrupted (nothing half-written stays behind).

| variable | what it sets |
|---|---|
| `HOUSEBAND_HOME` | the folder with your history, trained generators and settings; without it the usual place for an application's data |
| `HOUSEBAND_DATABASE` | any SQLAlchemy URL for the history; without it `history.db` in that folder |
| `HOUSEBAND_CONFIG` | your own `genres/`, `bands/`, `recipes/` and `bot.toml`, laid over the shipped ones; without it `config/` in that folder |
| `HOUSEBAND_CORPORA` | a folder that holds corpora by name, for training |
| `HOUSEBAND_DEBUG` | 1 shows where an error comes from |
| `NO_COLOR` | anything: no colours |
"""


def page() -> str:
    """The whole page."""
    sections = [HEAD, *(section for name in COMMANDS for section in _sections(load_command(name), name))]
    return "\n".join([sections[0], _section("houseband", houseband), *sections[1:]])


def _sections(command: click.Command, name: str) -> Iterator[str]:
    full = f"houseband {name}"
    yield _section(full, command)
    if isinstance(command, click.Group):
        for below in command.list_commands(click.Context(command, info_name=full)):
            found = command.get_command(click.Context(command), below)
            if found is not None:
                yield from _sections(found, f"{name} {below}")


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=["-h", "--help"])
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n\n```\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

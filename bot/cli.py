"""The two commands people type: ``compose``, and ``houseband`` for everything else.

Exit codes: 0 done · 2 the request can't be met (one line says why and what to change) · 1 a fault of ours (one line says where the details are)
· 130 interrupted. Each command lives in ``bot/commands`` and is imported only when it is asked for.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from typing import Final, NoReturn, cast

import click

from bot.bootstrap import software_version
from corpora.config import home_folder
from corpora.errors import AskerError

DONE, FAULT, REFUSED, INTERRUPTED = 0, 1, 2, 130

DEBUG_VARIABLE: Final = "HOUSEBAND_DEBUG"
"""Set to 1 to see where a fault of ours comes from."""

COMMANDS: Final = {
    "compose": ("bot.commands.compose:compose", "Compose a piece in a genre and write it to files."),
    "genres": ("bot.commands.genres:genres", "List the genres the band plays, or show one."),
    "history": ("bot.commands.history:history", "Look through everything the band ever played."),
    "replay": ("bot.commands.replay:replay", "Play a remembered piece again, byte for byte."),
    "train": ("bot.commands.train:train", "Train a generator: a shipped recipe, or a genre of your own from a folder."),
    "corpora": ("bot.commands.corpora:corpora", "List, fetch and describe the collections generators learn from."),
    "evaluate": ("bot.commands.evaluate:evaluate", "Measure a trained generator on pieces it has not seen."),
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
@click.version_option(software_version(), prog_name="houseband")
def houseband() -> None:
    """A band that takes requests: it composes music in a genre, renders it and remembers everything it ever played."""


def main() -> NoReturn:
    """Run ``houseband``."""
    sys.exit(run(houseband, "houseband", sys.argv[1:]))


def compose_main() -> NoReturn:
    """Run ``compose``, which is ``houseband compose``."""
    sys.exit(run(load_command("compose"), "compose", sys.argv[1:]))


def run(command: click.Command, name: str, arguments: list[str]) -> int:
    """Run a command; whatever goes wrong becomes one line on stderr and an exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = _invoke(command, name, arguments)
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        return _complain(name, "interrupted; nothing half-written was left behind", INTERRUPTED)
    except click.ClickException as error:
        return _complain(name, error.format_message(), REFUSED)
    except AskerError as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        return _complain(name, str(error), REFUSED)
    except BrokenPipeError:
        _drop_output()  # the reader of our output has gone: `houseband history | head`
        return DONE
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
            return _confess(name, error)
        _drop_output()
        where = f"{error.filename!r}" if error.filename else "the output"
        return _complain(name, f"can't write {where}: {os.strerror(error.errno).lower()}; free some space or write elsewhere", REFUSED)
    except Exception as error:
        return _confess(name, error)
    return code


def _invoke(command: click.Command, name: str, arguments: list[str]) -> int:
    """Run a command, or answer a shell that completes one. Errors pass through: `command.main` would print some of them itself."""
    variable = f"_{name.upper()}_COMPLETE"
    instruction = os.environ.get(variable)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(command, {}, name, variable, instruction)
    try:
        with command.make_context(name, arguments) as context:
            command.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return DONE


def _drop_output() -> None:
    """Let what is left of our output go nowhere; Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    """Being told to stop is being interrupted: the same tidying up, the same exit code."""
    raise KeyboardInterrupt


def _complain(name: str, message: str, code: int) -> int:
    line = " ".join(message.split())
    click.echo(f"{name}: {line}", err=True)
    return code


def _confess(name: str, error: Exception) -> int:
    """Report a fault of ours: one line for the person, the details for whoever mends it."""
    details = "".join(traceback.format_exception(error))
    if os.environ.get(DEBUG_VARIABLE):
        click.echo(details, err=True, nl=False)
    log = home_folder() / "faults.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} houseband {software_version()} {' '.join(sys.argv[1:])}\n{details}\n")
        where = f"the details are in {log}"
    except OSError:
        where = f"run it again with {DEBUG_VARIABLE}=1 for the details"
    return _complain(name, f"a fault of ours ({type(error).__name__}: {error}); {where}", FAULT)

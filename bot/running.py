"""Running one command from its first word to its exit code; ``bot.cli`` says what the codes mean."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from typing import Final, NoReturn

from corpora.errors import AskerError

DONE, FAULT, REFUSED = 0, 1, 2

DEBUG_VARIABLE: Final = "HOUSEBAND_DEBUG"
"""Set to 1 to see where an error comes from."""

_LONGEST_FAULT_LOG_BYTES: Final = 1_000_000
"""Then it is put aside, in place of the one before: whatever is started again and again for a year must not fill the disk."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO}


class Interruption:
    """Handles Ctrl-C and being told to stop: the same tidying up, the same exit code.

    It remembers, because a C extension that is interrupted while it is imported reports something else (``ImportError``).
    """

    def __init__(self) -> None:
        self.happened = False

    def __call__(self, _signal: int, _frame: object) -> NoReturn:
        """Interrupt whatever is going on."""
        self.happened = True
        raise KeyboardInterrupt


def run_command(name: str, arguments: list[str]) -> int:
    """Run ``houseband`` or one of its commands and return its exit code.

    Raises:
        KeyboardInterrupt: when it was interrupted.
    """
    interruption = Interruption()
    before = {number: signal.signal(number, interruption) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _say_everything()
        code = _invoke(name, arguments)
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
    except Exception as error:
        if interruption.happened:
            raise KeyboardInterrupt from error
        return _ended(name, error)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code


def _say_everything() -> None:
    """Let no letter be an error: one that a terminal can't show is shown as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _invoke(name: str, arguments: list[str]) -> int:
    """Run a command, or answer a shell that completes one. Errors pass through: click's own `main` would print some of them itself."""
    import click

    from bot.commands.table import houseband, load_command

    command = houseband if name == "houseband" else load_command(name)
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


def _ended(name: str, error: Exception) -> int:
    """The exit code of a command that raised, and its line on stderr."""
    import click

    if isinstance(error, click.Abort):  # a question was answered with Ctrl-C or the end of input
        raise KeyboardInterrupt from error
    if isinstance(error, BrokenPipeError):  # the reader of our output has gone: `houseband history | head`
        _drop_output()
        return DONE
    if os.environ.get(DEBUG_VARIABLE):
        sys.stderr.write(_details(error))
    if isinstance(error, click.ClickException):
        return _complain(name, error.format_message(), REFUSED)
    if isinstance(error, AskerError):
        return _complain(name, _decent(str(error)), REFUSED)
    if isinstance(error, OSError) and error.errno in _FULL:
        _drop_output()
        where = repr(error.filename) if error.filename else "the output"
        return _complain(name, f"can't write {where}: {os.strerror(error.errno).lower()}; free some space or write elsewhere", REFUSED)
    return _confess(name, error)


def _decent(message: str) -> str:
    """A refusal repeats what was given, but no slur."""
    from corpora.decency import is_decent  # only where something is refused

    return message if is_decent(message) else "the request holds a slur, which the band won't repeat: say it in other words"


def _drop_output() -> None:
    """Let what is left of our output go nowhere; Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _complain(name: str, message: str, code: int) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"{name}: {' '.join(message.split())}\n")
    return code


def _confess(name: str, error: Exception) -> int:
    """Report a fault of ours: one line for the person, the details for whoever mends it."""
    from datetime import UTC, datetime

    from bot.version import software_version
    from corpora.config import home_folder

    log = home_folder() / "faults.log"
    title = f"{datetime.now(UTC).isoformat(timespec='seconds')} houseband {software_version()}: {name} {' '.join(sys.argv[1:])}"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.is_file() and log.stat().st_size > _LONGEST_FAULT_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{title}\n{_details(error)}\n")
        where = f"the details are in {log}"
    except OSError:
        where = f"run it again with {DEBUG_VARIABLE}=1 for the details"
    return _complain(name, f"a fault of ours ({type(error).__name__}: {error}); {where}", FAULT)


def _details(error: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(error))

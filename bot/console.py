"""The terminal: results to stdout, everything else to stderr, colours and a moving line only where a person is watching."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

import click

_STYLES: dict[str, dict[str, bool | str]] = {
    "title": {"bold": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red", "bold": True},
    "dim": {"dim": True},
}


def styled(text: str, style: str) -> str:
    """Text for stdout: in its style on a terminal, plain elsewhere."""
    return click.style(text, **_STYLES[style]) if may_colour(sys.stdout) else text  # type: ignore[arg-type]


def may_colour(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal whose person wants colours (https://no-color.org); a closed one is None."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is watching a stream."""
    return stream is not None and stream.isatty()


def say(lines: str | Iterable[str]) -> None:
    """Print results."""
    for line in [lines] if isinstance(lines, str) else lines:
        click.echo(line)


def note(line: str, style: str = "") -> None:
    """Print a message that is no result, in its style on a terminal."""
    click.echo(click.style(line, **_STYLES[style]) if style and may_colour(sys.stderr) else line, err=True)  # type: ignore[arg-type]


def reading_width() -> int | None:
    """Columns to set a text in where a person reads it, at most 80; None where a program does."""
    return min(80, shutil.get_terminal_size().columns) if is_terminal(sys.stdout) else None


@contextmanager
def working_on(what: str, quiet: bool) -> Iterator[None]:
    """Show what is being worked on while it lasts: one line on a terminal that goes away again, nothing elsewhere."""
    shown = not quiet and is_terminal(sys.stderr)
    if shown:
        click.echo(f"{what} …", err=True, nl=False)
    try:
        yield
    finally:
        if shown:
            click.echo("\r\033[K", err=True, nl=False)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; the last column is as long as it likes."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, [*widths[:-1], 0], strict=True)).rstrip() for row in rows]

"""``houseband history``: everything the band ever played."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import console
from bot.controls import bounded_whole, shown
from bot.messages import PieceRecord
from bot.settings import read_settings
from corpora.errors import AskerError

if TYPE_CHECKING:
    from bot.history.store import History

PIECES_RANGE = (1, 1_000_000)
PLAYERS = (
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("mpv", "--really-quiet", "--no-video"),
    ("afplay",),
    ("mpg123", "-q"),
    ("play", "-q"),
)
"""Programs that play a sound file, the first installed one is taken."""
SOUNDS = ("mp3", "wav", "ogg", "mp4")

_json_flag = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a piece, on one line.")


@contextmanager
def opened_history() -> Iterator[History]:
    """The history the settings name, closed again afterwards."""
    from bot.bootstrap import open_history

    with closing(open_history(read_settings())) as store:
        yield store


@click.group(invoke_without_command=True)
@click.pass_context
def history(context: click.Context) -> None:
    """Look through everything the band ever played; without a command, the newest pieces.

    ID is a piece's name as listed, its beginning or end where only one piece has it, or `last`.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_pieces, limit="20", before=None, genre=None, as_json=False)


@history.command("list")
@click.option("--limit", metavar="N", default="20", show_default=True, help="At most so many.")
@click.option("--before", metavar="ID", help="Only pieces older than this one.")
@click.option("--genre", metavar="GENRE", help="Only pieces of this genre.")
@_json_flag
def list_pieces(limit: str, before: str | None, genre: str | None, as_json: bool) -> None:
    """List pieces, newest first."""
    most = bounded_whole(limit, "number of pieces", *PIECES_RANGE, flag="--limit")
    with opened_history() as store:
        older_than = None if before is None else store.get(before).id
        _print(store.page(most, older_than, genre), as_json)


@history.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", metavar="N", default="50", show_default=True, help="At most so many.")
@_json_flag
def search(words: tuple[str, ...], limit: str, as_json: bool) -> None:
    """List pieces in whose title, genre, text or request all WORDS occur."""
    most = bounded_whole(limit, "number of pieces", *PIECES_RANGE, flag="--limit")
    with opened_history() as store:
        _print(store.search(" ".join(words), most), as_json)


@history.command()
@click.argument("name", metavar="ID")
@_json_flag
def show(name: str, as_json: bool) -> None:
    """Show all that is known of a piece."""
    from bot.replies import one_line_of_json, piece_as_json, piece_in_words, set_plainly, size_of

    with opened_history() as store:
        piece = store.get(name)
    if as_json:
        console.say(one_line_of_json(piece_as_json(piece)))
        return
    console.say(piece_in_words(piece, console.styled))
    asked = ", ".join(f"{field} {_plain(value)}" for field, value in piece.asked.items() if value not in (None, []))
    rows = [
        ("id", piece.id),
        ("played", f"{piece.created_at.astimezone():%Y-%m-%d %H:%M:%S}"),
        ("asked", asked),
        ("by", f"{piece.generator}, weights {piece.weights_sha256[:16]}, houseband {piece.software_version}"),
        ("size", size_of(piece) if piece.kind == "text" else f"{piece.notes} notes, {piece.seconds:g} s"),
    ]
    console.say(console.table([(f"  {key}", value) for key, value in rows]))
    if piece.text:
        console.say(["", *set_plainly(piece.text, console.reading_width())])


@history.command()
@click.argument("name", metavar="ID")
def play(name: str) -> None:
    """Play a piece aloud, its sound made again where the file has gone; a text is printed."""
    from bot.replies import set_plainly
    from bot.restoring import restored_files

    settings = read_settings()
    player = next((command for command in PLAYERS if shutil.which(command[0])), None)
    with opened_history() as store:
        piece = store.get(name)
    if piece.kind == "text":
        console.say(set_plainly(piece.text or "", console.reading_width()))
        return
    kept = [file.format for file in piece.files if file.format in SOUNDS]
    sound = restored_files(piece, (kept or ["mp3"])[:1], settings.pieces, settings)[0]
    if player is None:
        programs = ", ".join(command[0] for command in PLAYERS)
        raise AskerError(f"no program that plays sound was found: install one of {programs}, or open {sound} yourself")
    console.note(f"{piece.title} ({sound})")
    subprocess.run([*player, str(sound)], check=False)  # noqa: S603 (a fixed program and a file of ours)


@history.command()
@click.argument("name", metavar="ID")
@click.option("--format", "formats", metavar="LIST", help="Such as midi,mp4,pdf.  [default: those it was written in]")
@click.option("--out", "-o", metavar="FOLDER", default=".", show_default=True, help="Where the files go.")
def export(name: str, formats: str | None, out: str) -> None:
    """Write a piece's files into a folder: the kept ones where they still are, else made again."""
    from bot.kinds import formats_for, kind_of_record
    from bot.replies import shown_path
    from bot.restoring import restored_files

    settings = read_settings()
    with opened_history() as store:
        piece = store.get(name)
    wanted = formats_for(formats, kind_of_record(piece.kind, piece.text), settings.compose, [file.format for file in piece.files])
    console.say(shown_path(str(path.resolve())) for path in restored_files(piece, wanted, Path(out).expanduser(), settings))


@history.command()
@click.argument("name", metavar="ID")
@click.option("--files", "with_files", is_flag=True, help="Delete its files too.")
@click.option("--yes", "-y", "sure", is_flag=True, help="Don't ask.")
def delete(name: str, with_files: bool, sure: bool) -> None:
    """Forget a piece."""
    with opened_history() as store:
        piece = store.get(name)
        if not sure:
            click.confirm(f"Forget {piece.title!r} ({piece.id})?", abort=True, err=True)
        store.delete(piece.id)
    if with_files:
        for file in piece.files:
            _delete_unchanged(Path(file.path), file.sha256)
    console.say(f"forgot {piece.title} ({piece.id})")


@history.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(as_json: bool) -> None:
    """The history in numbers."""
    from bot.replies import minutes, one_line_of_json

    with opened_history() as store:
        found, place = store.stats(), store.place
    if as_json:
        first, last = (None if moment is None else moment.isoformat() for moment in (found.first, found.last))
        numbers = {"pieces": found.pieces, "files": found.files, "bytes": found.bytes, "notes": found.notes, "seconds": found.seconds}
        counts = {"by_genre": dict(found.by_genre), "by_generator": dict(found.by_generator)}
        console.say(one_line_of_json({**numbers, "first": first, "last": last, **counts, "database": place}))
        return
    rows = [
        ("pieces", str(found.pieces)),
        ("music", f"{minutes(found.seconds)} min, {found.notes} notes"),
        ("files", f"{found.files}, {found.bytes / 1e6:.1f} MB as written"),
        ("genres", _counts(found.by_genre)),
        ("generators", _counts(found.by_generator)),
        ("database", place),
    ]
    console.say(console.table(rows))


def _counts(counts: object) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) if isinstance(counts, dict) and counts else "none"


def _print(pieces: list[PieceRecord], as_json: bool) -> None:
    from bot.replies import one_line_of_json, piece_as_json, size_of

    if as_json:
        console.say(one_line_of_json(piece_as_json(piece)) for piece in pieces)
        return
    rows = [(piece.id, f"{piece.created_at.astimezone():%Y-%m-%d %H:%M}", piece.genre, size_of(piece), piece.title) for piece in pieces]
    console.say(console.table(rows))
    if not rows:
        console.note("nothing found")


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else shown(value) if isinstance(value, str) and len(value) > 40 else str(value)


def _delete_unchanged(path: Path, sha256: str) -> None:
    """Delete a file only if it is still the one that was written: a name may have been given to something else since."""
    from bot.placing import sha256_of

    if path.is_file() and sha256_of(path) == sha256:
        path.unlink()
    elif path.exists():
        console.note(f"kept {path}: it is not the file that was written")

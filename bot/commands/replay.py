"""``houseband replay ID``: the same piece again, byte for byte."""

from __future__ import annotations

from pathlib import Path

import click

from bot import console
from bot.messages import JsonObject
from bot.settings import read_settings


@click.command()
@click.argument("name", metavar="ID")
@click.option("--format", "formats", metavar="LIST", help="Such as midi,mp4,pdf.  [default: those it was written in]")
@click.option("--out", "-o", metavar="FOLDER", help="Where the files go.  [default: out]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(name: str, formats: str | None, out: str | None, as_json: bool) -> None:
    """Play a remembered piece again, from its request, its seed and the same weights: byte for byte the same files.

    Where the weights, the software or the soundfont have changed since, that is said.
    """
    from bot import restoring
    from bot.bootstrap import real_band
    from bot.commands.history import opened_history
    from bot.kinds import formats_for, kind_of_record
    from bot.replies import one_line_of_json, shown_path

    settings = read_settings()
    with opened_history() as store:
        piece = store.get(name)
    wanted = formats_for(formats, kind_of_record(piece.kind, piece.text), settings.compose, [file.format for file in piece.files])
    with console.working_on(f"playing {piece.title} again", as_json):
        replayed = restoring.replay(piece, wanted, Path(out or settings.compose.out).expanduser(), real_band(settings))
    paths = {form: shown_path(str(path.resolve())) for form, path in replayed.files.items()}
    if as_json:
        found: JsonObject = {
            "id": piece.id,
            "title": piece.title,
            "files": dict(paths),
            "same": dict(replayed.same),
            "differences": list(replayed.differences),
        }
        console.say(one_line_of_json(found))
        return
    verdicts = {True: console.styled("the same bytes", "good"), False: console.styled("other bytes than then", "bad"), None: "not written then"}
    console.say(console.table([(form, path, verdicts[replayed.same.get(form)]) for form, path in paths.items()]))
    for difference in replayed.differences:
        console.note(f"not as it was: {difference}")

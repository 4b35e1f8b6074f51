"""``houseband genres``: what the band can play."""

from __future__ import annotations

import click

from bot import console
from bot.messages import JsonObject


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a genre, on one line.")
def genres(name: str | None, as_json: bool) -> None:
    """List the genres the band plays, or show one."""
    from bot.replies import one_line_of_json

    described = [_described(each) for each in ([name] if name is not None else _names())]
    if as_json:
        console.say(one_line_of_json(fields) for fields in described)
    elif name is not None:
        console.say(console.table([(f"{key}:", _in_words(value)) for key, value in described[0].items()]))
    else:
        console.say(console.table([(str(row["genre"]), _in_words(row["generators"]), str(row["description"])) for row in described]))


def _names() -> list[str]:
    from generators.genres import genre_names

    return genre_names()


def _described(name: str) -> JsonObject:
    from generators.genres import genre

    found = genre(name)
    return {
        "genre": found.name,
        "kind": found.kind,
        "description": found.description,
        "generators": [found.generator, *found.generators],
        "tempo": [found.tempo.low, found.tempo.high],
        "keys": list(dict.fromkeys(found.keys)),
        "meters": list(dict.fromkeys(found.meters)),
        "instruments": list(found.instruments),
        "also called": list(found.aliases),
    }


def _in_words(value: object) -> str:
    if isinstance(value, list):
        between = " to " if value and all(isinstance(item, float) for item in value) else ", "
        return between.join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    return str(value)

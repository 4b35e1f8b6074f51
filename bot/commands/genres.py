"""``houseband genres``: what the band can play, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot import console
from bot.messages import JsonObject

if TYPE_CHECKING:
    from generators.genres import AnyGenre

ABILITIES = {"music": ("compose", "continue"), "text": ("compose", "prompt", "length", "theme")}
"""What `generators.compose` does with every genre of a kind."""


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a genre, on one line.")
def genres(name: str | None, as_json: bool) -> None:
    """List the genres the band plays, or show one."""
    from bot.replies import one_line_of_json
    from generators.genres import genre, genre_names

    described = [_described(genre(each)) for each in ([name] if name is not None else genre_names())]
    if as_json:
        console.say(one_line_of_json(fields) for fields in described)
    elif name is not None:
        rows = [(f"{key}:", _in_words(value)) for key, value in described[0].items() if key != "generators"]
        console.say(console.table([*rows, *(("generator:", _generator_in_words(each)) for each in _generators(described[0]))]))
    else:
        console.say(console.table([_row(fields) for fields in described]))


def _described(found: AnyGenre) -> JsonObject:
    from generators.genres import TextGenre

    solos = None if isinstance(found, TextGenre) else found.solo_generator
    names = dict.fromkeys([found.generator, *found.generators, *([solos] if solos else [])])
    shared: JsonObject = {
        "genre": found.name,
        "kind": found.kind,
        "can": list(ABILITIES[found.kind]),
        "description": found.description,
        "also called": list(found.aliases),
    }
    generators: JsonObject = {"generators": [_generator(each) for each in names]}
    if isinstance(found, TextGenre):
        return {**shared, "form": found.form, "words": [float(number) for number in found.words], **generators}
    return {
        **shared,
        "tempo": [found.tempo.low, found.tempo.high],
        "keys": list(dict.fromkeys(found.keys)),
        "meters": list(dict.fromkeys(found.meters)),
        "instruments": list(found.instruments),
        **generators,
    }


def _generator(name: str) -> JsonObject:
    from corpora.errors import AskerError
    from generators.registry import load_generator

    try:
        found = load_generator(name)
    except AskerError as error:  # a listing shows what is broken beside what works
        return {"name": name, "ready": False, "why": str(error)}
    size = sum(path.stat().st_size for path in found.folder.iterdir())
    meta = found.meta
    learnt: JsonObject = {"family": meta.family, "parameters": meta.parameters, "bytes": size, "nats_per_token": meta.nats_per_token}
    return {
        "name": name,
        "ready": True,
        **learnt,
        "rights": meta.rights,
        "licences": list(meta.licences),
        "weights": f"sha256:{found.weights_sha256}",
    }


def _generators(fields: JsonObject) -> list[JsonObject]:
    listed = fields["generators"]
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _row(fields: JsonObject) -> tuple[str, ...]:
    names = ", ".join(f"{each['name']}" + ("" if each["ready"] else " (not ready)") for each in _generators(fields))
    sizes = sum(size for each in _generators(fields) if isinstance(size := each.get("bytes"), int))
    rights = "/".join(dict.fromkeys(str(each["rights"]) for each in _generators(fields) if each["ready"])) or "-"
    size = f"{sizes / 1e6:.1f} MB" if sizes else "-"
    return str(fields["genre"]), str(fields["kind"]), _in_words(fields["can"]), names, size, rights, str(fields["description"])


def _generator_in_words(each: JsonObject) -> str:
    if not each["ready"]:
        return str(each["why"])
    licences = _in_words(each["licences"])
    size = each["bytes"]
    megabytes = f"{size / 1e6:.1f} MB" if isinstance(size, int) else ""
    learnt = f"{each['family']}, {each['parameters']:,} parameters, {megabytes}, {each['nats_per_token']:.3f} nats a token"
    return f"{each['name']}: {learnt}; rights: {each['rights']}" + (f" ({licences})" if licences else "")


def _in_words(value: object) -> str:
    if isinstance(value, list):
        between = " to " if value and all(isinstance(item, float) for item in value) else ", "
        return between.join(f"{item:g}" if isinstance(item, float) else str(item) for item in value)
    return str(value)

"""``houseband corpora``: what generators learn from."""

from __future__ import annotations

import click

from bot import console
from bot.messages import JsonObject

_RIGHTS = {
    "ship": "weights trained on it may be published",
    "local": "train on it, publish no weights that saw it",
    "benchmark": "only for the comparison it belongs to",
}


@click.group(invoke_without_command=True)
@click.pass_context
def corpora(context: click.Context) -> None:
    """List, fetch and describe the collections generators learn from."""
    if context.invoked_subcommand is None:
        context.invoke(list_corpora, as_json=False)


@corpora.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a corpus, on one line.")
def list_corpora(as_json: bool) -> None:
    """List every corpus: genres, licence, whether it is on this computer."""
    from bot.replies import one_line_of_json
    from corpora.catalogue import CATALOGUE

    described = [_described(name) for name in CATALOGUE]
    if as_json:
        console.say(one_line_of_json(fields) for fields in described)
        return
    rows = [(str(row["name"]), "here" if row["folder"] else "-", str(row["rights"]), str(row["licence"]), str(row["title"])) for row in described]
    console.say(console.table(rows))


@corpora.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(name: str, as_json: bool) -> None:
    """Describe a corpus: what it holds, whose it is, where it comes from."""
    from bot.replies import one_line_of_json

    fields = _described(name)
    if as_json:
        console.say(one_line_of_json(fields))
        return
    fields["rights"] = f"{fields['rights']}: {_RIGHTS[str(fields['rights'])]}"
    words = {key: ", ".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in fields.items() if value}
    console.say(console.table([(f"{key}:", value) for key, value in words.items()]))


@corpora.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def fetch(names: tuple[str, ...]) -> None:
    """Download corpora once, at their pinned versions, and check them."""
    from corpora.catalogue import corpus
    from corpora.fetch import fetch as fetch_corpus

    for found in [corpus(name) for name in names]:  # all names are looked up before the first download
        with console.working_on(f"fetching {found.name}", quiet=False):
            folder = fetch_corpus(found)
        console.say(f"{found.name}: {folder}")


@corpora.command()
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; without NAME one for each genre of a corpus, on one line.")
def stats(name: str, as_json: bool) -> None:
    """Count a corpus: pieces, notes, splits, keys, meters; without NAME all texts, by genre and split."""
    from bot.replies import one_line_of_json

    if not name:
        _text_stats(as_json)
        return
    from corpora.catalogue import corpus
    from corpora.statistics import describe

    with console.working_on(f"reading {name}", as_json):
        found = describe(corpus(name))
    console.say(one_line_of_json(found) if as_json else console.table([(f"{key}:", str(value)) for key, value in found.items()]))


def _text_stats(as_json: bool) -> None:
    from dataclasses import asdict

    from bot.replies import one_line_of_json
    from corpora.text_statistics import table_rows, text_counts

    with console.working_on("reading the texts", as_json):
        counts = text_counts()
    console.say((one_line_of_json(asdict(row)) for row in counts) if as_json else console.table(table_rows(counts)))


def _described(name: str) -> JsonObject:
    from corpora.catalogue import corpus
    from corpora.errors import AskerError
    from corpora.fetch import find_folder, how_to_get

    found = corpus(name)
    try:
        folder, obtain = str(find_folder(found)), ""
    except AskerError:  # not here: that is what is reported
        folder, obtain = "", how_to_get(found)
    return {
        "name": found.name,
        "title": found.title,
        "kind": found.kind,
        "genres": list(found.genres),
        "licence": found.licence,
        "rights": found.rights,
        "attribution": found.attribution,
        "source": found.source.url,
        "commit": found.source.commit,
        "sha256": found.sha256,
        "folder": folder,
        "obtain": obtain,
    }

"""What every corpus of the catalogue must be; a new one is tested by being listed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from corpora.cache import load_corpus
from corpora.catalogue import CATALOGUE, corpus
from corpora.corpus import split_of
from corpora.decency import is_decent
from corpora.errors import AskerError
from corpora.fetch import find_folder, how_to_get, manifest_digest
from corpora.near_duplicate_texts import same_words
from corpora.near_duplicates import alike, fingerprint

NAMES = sorted(CATALOGUE)
FROZEN = Path(__file__).with_name("frozen_splits.csv")


def frozen() -> list[dict[str, str]]:
    with FROZEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", NAMES)
def test_it_says_whose_it_is_and_where_it_comes_from(name: str):
    found = corpus(name)
    assert found.name == name
    assert found.licence
    assert len(found.attribution) > 20
    assert found.source.url.startswith("https://")
    assert re.fullmatch(r"[0-9a-f]{7,40}|music21 \d+\.\d+\.\d+", found.source.commit)
    assert re.fullmatch(r"[0-9a-f]{64}", found.sha256)
    assert found.genres
    assert all(genre == genre.lower() for genre in found.genres)
    assert found.files
    assert found.rights in {"ship", "local", "benchmark"}


@pytest.mark.parametrize("name", NAMES)
def test_it_says_how_to_get_it(name: str):
    source = corpus(name).source
    ways = [bool(source.archive), bool(source.obtain), bool(source.package)]
    assert sum(ways) == 1
    assert not source.archive or source.commit in source.archive
    assert len(how_to_get(corpus(name))) > 20


def test_copyleft_software_licences_are_never_shipped():
    for name in NAMES:
        found = corpus(name)
        assert found.rights != "ship" or "GPL" not in found.licence


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(AskerError, match=r"unknown corpus 'opnewld': did you mean 'openewld'"):
        corpus("opnewld")


def test_the_frozen_splits_cover_every_corpus_and_side():
    rows = frozen()
    assert {row["corpus"] for row in rows} == set(NAMES)
    assert {row["split"] for row in rows} == {"train", "valid", "test"}


@pytest.mark.parametrize("row", [row for row in frozen() if row["published"] == ""], ids=lambda row: row["id"])
def test_a_group_never_changes_sides(row: dict[str, str]):
    assert split_of(row["group"]) == row["split"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_real_corpus(name: str):
    found = corpus(name)
    try:
        folder = find_folder(found)
    except AskerError as problem:
        pytest.skip(str(problem))
    assert manifest_digest(found, folder) == found.sha256
    loaded = load_corpus(found)
    assert len(loaded.pieces) > 20
    assert len(loaded.skipped) <= 0.02 * len(loaded.pieces)
    assert len({piece.id for piece in loaded.pieces}) == len(loaded.pieces)
    for piece in loaded.pieces:
        assert piece.id.startswith(f"{name}/")
        assert piece.genre in found.genres
        assert piece.licence
        assert piece.title
    by_id = {piece.id: piece for piece in loaded.pieces}
    for row in frozen():
        if row["corpus"] == name:
            assert (by_id[row["id"]].group, by_id[row["id"]].split) == (row["group"], row["split"])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_near_duplicate_crosses_the_split(name: str):
    found = corpus(name)
    try:
        find_folder(found)
    except AskerError as problem:
        pytest.skip(str(problem))
    pieces = [piece for piece in load_corpus(found).pieces if piece.published_split is None]
    pairs = same_words(pieces) if found.kind == "text" else alike([fingerprint(piece.score) for piece in pieces])
    assert not Counter((pieces[first].id, pieces[second].id) for first, second in pairs if pieces[first].split != pieces[second].split)


SHOWN_OTHERWISE = re.compile(r"[‘’“”—–…\t\u00a0]|_\w|\w_|\[(?:Illustration|Footnote)|[ ]$|\n{3}", re.MULTILINE)
"""What the one typography of all texts has no place for."""

UNCHANGED = {"tinyshakespeare"}
"""Results on it are compared character by character."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if corpus(name).kind == "text" and name not in UNCHANGED])
def test_texts_keep_one_typography_and_no_slur_ships(name: str):
    found = corpus(name)
    try:
        find_folder(found)
    except AskerError as problem:
        pytest.skip(str(problem))
    # A text with a published split is a benchmark: it stays as it was published.
    for piece in [piece for piece in load_corpus(found).pieces if piece.published_split is None]:
        words = piece.text.text
        assert words == words.strip(), piece.id
        assert not SHOWN_OTHERWISE.search(words), piece.id
        assert found.rights != "ship" or is_decent(words), piece.id
        if piece.genre in {"limerick", "proverb"}:
            assert words.count("\n") == {"limerick": 4, "proverb": 0}[piece.genre], piece.id

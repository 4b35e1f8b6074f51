"""The corpora inside the music21 package, for real."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpora.cache import LoadedCorpus, load_corpus
from corpora.catalogue import corpus
from corpora.corpus import Skipped
from corpora.fetch import find_folder, manifest_digest
from corpora.sources.music21_fiddle import read

pytestmark = pytest.mark.skipif(find_spec("music21") is None, reason="music21 is part of the train extra")


@pytest.fixture(scope="module")
def chorales(tmp_path_factory: pytest.TempPathFactory) -> LoadedCorpus:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return load_corpus(corpus("music21_bach"))


def test_the_chorales_are_in_four_voices(chorales: LoadedCorpus):
    assert len(chorales.pieces) >= 365
    assert {tuple(part.name for part in piece.score.parts) for piece in chorales.pieces} == {("soprano", "alto", "tenor", "bass")}
    means = [sum(note.pitch for note in part.notes) / len(part.notes) for part in chorales.pieces[0].score.parts]
    assert means == sorted(means, reverse=True)
    assert all(piece.score.keys and piece.composer == "J. S. Bach" for piece in chorales.pieces)


def test_chorales_on_one_melody_are_one_group(chorales: LoadedCorpus):
    sizes = Counter(piece.group for piece in chorales.pieces)
    assert 250 < len(sizes) < 340
    # "O Haupt voll Blut und Wunden", harmonised again and again in the St Matthew Passion.
    groups = {piece.tags[0]: piece.group for piece in chorales.pieces}
    assert groups["bwv244.15"] == groups["bwv244.44"] == groups["bwv244.54"]


def test_the_split_of_the_chorales_never_moves(chorales: LoadedCorpus):
    sides = {piece.tags[0]: piece.split for piece in chorales.pieces}
    frozen = {"bwv1.6": "train", "bwv10.7": "train", "bwv11.6": "valid", "bwv128.5": "valid", "bwv115.6": "test", "bwv244.54": "valid"}
    assert {name: sides[name] for name in frozen} == frozen
    shares = Counter(sides.values())
    assert shares["train"] > 0.75 * len(sides)
    assert min(shares["valid"], shares["test"]) >= 15


def test_tunes_are_read_without_importing_music21(tmp_path: Path):
    place = find_folder(corpus("music21_fiddle"))
    for book, count in (("ryansMammoth", 40), ("oneills1850", 1), ("airdsAirs", 1)):
        (tmp_path / book).mkdir()
        for path in sorted((place / book).glob("*.abc"))[:count]:
            (tmp_path / book / path.name).symlink_to(path)
    skipped: list[Skipped] = []
    tunes = list(read(tmp_path, skipped))
    assert len(tunes) > 250
    assert len(skipped) < 3
    assert len({tune.id for tune in tunes}) == len(tunes)
    assert {tune.tags[0].split(" ")[0] for tune in tunes} == {"Ryan's", "O'Neill's", "Aird's"}
    acacia = next(tune for tune in tunes if tune.group == "acacia")
    assert str(acacia.score.keys[0]) == "G major"
    assert str(acacia.score.meters[0]) == "2/4"


@pytest.mark.slow
def test_the_whole_of_the_tunebooks(own_cache: Path):
    loaded = load_corpus(corpus("music21_fiddle"))
    assert own_cache.is_dir()
    assert len(loaded.pieces) == 4247
    assert len(loaded.skipped) == 1


@pytest.mark.parametrize("name", ["music21_bach", "music21_fiddle"])
def test_the_files_are_the_recorded_ones(name: str):
    found = corpus(name)
    assert manifest_digest(found, find_folder(found)) == found.sha256

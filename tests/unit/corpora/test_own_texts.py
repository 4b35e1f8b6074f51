from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.from_files import FEW_FILES, read_own_folder
from corpora.own_folder import FolderKind, look_into
from corpora.own_texts import is_english, is_verse, texts_of_file

VERSE = "  The band went down to the river\n  To play to the frogs and the moon;\n\nThey came back all of a shiver,\nAnd somewhat out of tune."
WRAPPED = (
    "It was a wet evening when the band arrived at the inn, and there was nobody\n"
    "about but the cat, who did not care for trombones.\n\n"
    "They played -- softly."
)


def book(seed: int) -> str:
    rng = np.random.default_rng(seed)
    words = ["".join(rng.choice(list("aeioubdklmnrst"), 6)) for _ in range(2000)]
    lines = [" ".join(words[start : start + 10]) for start in range(0, 2000, 10)]
    return "\n\n".join("\n".join(lines[start : start + 5]) for start in range(0, 200, 5))


def test_verse_keeps_its_lines_and_prose_its_paragraphs() -> None:
    assert is_verse([VERSE])
    assert not is_verse([WRAPPED])
    assert texts_of_file(VERSE) == ["\n".join(line.strip() for line in VERSE.split("\n"))]
    (prose,) = texts_of_file(WRAPPED)
    assert prose.split("\n")[0].endswith("who did not care for trombones.")
    assert prose.count("\n") == 1


def test_lines_that_are_paragraphs_stay_apart() -> None:
    paragraphs = [f"Paragraph {number} goes on and on, " + "and on, " * 20 + "to its end." for number in range(4)]
    assert texts_of_file("\n".join(paragraphs)) == ["\n".join(paragraphs)]


def test_typography_becomes_that_of_the_corpora() -> None:
    assert texts_of_file("“Don’t—” he said…\nand sat") == ['"Don\'t--" he said...\nand sat']


def test_long_files_are_cut_between_stanzas_and_paragraphs() -> None:
    poem = "\n\n".join(VERSE for _ in range(60))
    pieces = texts_of_file(poem)
    assert len(pieces) > 2
    assert "\n\n".join(pieces) == "\n\n".join(texts_of_file(VERSE)[0] for _ in range(60))
    assert len(texts_of_file("\n\n".join(WRAPPED for _ in range(60)))) > 2


def test_other_letters_are_noticed() -> None:
    assert is_english([WRAPPED * 8, "A café in the rain."])
    assert not is_english(["Über allen Gipfeln ist Ruh, in allen Wipfeln spürest du kaum einen Hauch."])


def test_a_look_into_a_folder(tmp_path: Path) -> None:
    assert look_into(tmp_path) == FolderKind("music")
    (tmp_path / "a.txt").write_text(VERSE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0")
    assert look_into(tmp_path) == FolderKind("text", is_verse=True)
    (tmp_path / "c.mid").write_bytes(b"")
    assert look_into(tmp_path).kind == "music"


@pytest.mark.usefixtures("own_cache")
def test_a_single_book_is_many_groups_but_many_books_are_one_each(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "book.txt").write_text(book(0), encoding="utf-8")
    alone = read_own_folder(tmp_path / "one", "tale")
    assert len({piece.group for piece in alone}) == len(alone) > 2
    assert {piece.title for piece in alone} == {"book"}
    (tmp_path / "many").mkdir()
    for number in range(FEW_FILES):
        (tmp_path / "many" / f"{'abcdefghij'[number]}.txt").write_text(book(number), encoding="utf-8")
    assert len({piece.group for piece in read_own_folder(tmp_path / "many", "tale")}) == FEW_FILES

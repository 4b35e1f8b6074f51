"""The readers of plays, tales and speeches, on texts written here in the layout of theirs."""

from __future__ import annotations

from pathlib import Path

from corpora.corpus import CorpusPiece, Skipped
from corpora.sources import prose, speeches, tinyshakespeare

WIDE = "The miller's third son had nothing in the world but a grey cat and one good boot, and he was content with both of them."


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def play(speeches_wanted: int) -> str:
    return "\n\n".join(f"SPEAKER {number}:\nWhat say you to the {number} of us,\nand to the night?" for number in range(speeches_wanted)) + "\n"


def read_play(folder: Path, text: str) -> list[CorpusPiece]:
    write(folder / "data/tinyshakespeare/input.txt", text)
    return list(tinyshakespeare.read(folder, []))


def test_the_play_is_whole_again_but_for_the_cuts(tmp_path: Path):
    text = play(900)
    pieces = read_play(tmp_path, text)
    learnt, test = tinyshakespeare.plain_parts(tmp_path)
    assert learnt + test == text
    assert len(learnt) == int(0.9 * len(text))
    parts = {split: "\n\n".join(piece.text.text for piece in pieces if piece.split == split) for split in ("train", "valid", "test")}
    cut = int(0.95 * len(learnt))
    assert parts == {"train": learnt[:cut].strip("\n"), "valid": learnt[cut:].strip("\n"), "test": test.strip("\n")}
    train = [piece.text.text for piece in pieces if piece.split == "train"]
    assert all(one.startswith("SPEAKER") for one in train)
    assert all(2_900 < len(one) < 3_200 for one in train[:-1])
    assert len({piece.id for piece in pieces}) == len(pieces)


def test_the_play_keeps_every_character(tmp_path: Path):
    (piece, *_) = read_play(tmp_path, "A:\n'Tis _here_ -- 3 & $4;\n\nB:\nNo--o.\n" * 40)
    assert piece.text.text.startswith("A:\n'Tis _here_ -- 3 & $4;\n\nB:\nNo--o.\nA:")


GRIMM = f"""*** START OF THIS PROJECT GUTENBERG EBOOK GRIMMS' FAIRY TALES ***

Produced by Somebody

FAIRY TALES

By The Brothers Grimm

PREPARER'S NOTE

     The text is based on translations.

CONTENTS:

     THE GOLDEN BIRD
     THE WEDDING OF MRS FOX

THE GOLDEN BIRD

{WIDE}
And so they
went--the cat first.

 'Open the door, my princess dear,
  Open the door to thy true love here!'

'WHO IS THERE?'

THE WEDDING OF MRS FOX

FIRST STORY

There was once upon a time an old fox with nine tails.[1]

     *****

The Brothers Grimm, Jacob (1785-1863) and Wilhelm, were born in Hanau.

End of Project Gutenberg's Grimms' Fairy Tales
"""
MOBY = f"""ETYMOLOGY.

The pale Usher--threadbare in coat.

CHAPTER 1. Loomings.

{WIDE}

THE CABIN; BY THE STERN WINDOWS; AHAB SITTING ALONE.

The whale* was _white_.

*See subsequent chapters for more on this head.

CHAPTER 32. Cetology.

Now of the kinds of whales.

Epilogue

Only one came home.
"""


def read_prose(folder: Path) -> tuple[dict[str, CorpusPiece], list[Skipped]]:
    write(folder / "grimm/2591.txt", GRIMM)
    write(folder / "moby_dick/2701.txt", MOBY)
    write(folder / "alice/11.txt", "ALICE\n\nCHAPTER I. Down the Rabbit-Hole\n\nDown, down, down.\n\n     THE END\n")
    write(folder / "sherlock/1661.txt", "I. A Scandal in Bohemia\n\nADVENTURE I. A SCANDAL IN BOHEMIA\n\nI.\n\nTo him she is _the_ woman.\n")
    skipped: list[Skipped] = []
    return {piece.id: piece for piece in prose.read(folder, skipped)}, skipped


def test_tales_are_told_without_what_stands_around_them(tmp_path: Path):
    pieces, skipped = read_prose(tmp_path)
    texts = {identity: piece.text.text for identity, piece in pieces.items()}
    assert texts == {
        "prose/alice/down-the-rabbit-hole/1": "Down, down, down.",
        "prose/grimm/the-golden-bird/1": f"{WIDE} And so they went--the cat first.\n\n'Open the door, my princess dear,\n"
        "Open the door to thy true love here!'\n\n'WHO IS THERE?'",
        "prose/grimm/the-wedding-of-mrs-fox/1": "There was once upon a time an old fox with nine tails.",
        "prose/moby_dick/loomings/1": f"{WIDE}\nThe whale was white.",
        "prose/moby_dick/epilogue/1": "Only one came home.",
        "prose/sherlock/a-scandal-in-bohemia/1": "To him she is the woman.",
    }
    assert [one.path for one in skipped] == ["prose/moby_dick/cetology"]
    tale = pieces["prose/grimm/the-wedding-of-mrs-fox/1"]
    assert (tale.title, tale.group, tale.composer) == ("The Wedding of Mrs Fox", "prose/grimm/the-wedding-of-mrs-fox", "Jacob and Wilhelm Grimm")


ADDRESS = """PRESIDENT SOMEBODY'S ADDRESS BEFORE A JOINT SESSION OF THE CONGRESS ON THE STATE OF THE UNION
 
February 2, 2005

9:10 P.M. EST

THE PRESIDENT: Mr. Speaker, fellow citizens: (Applause.)

We know little -- and we hope -- (laughter) -- for more. [Applause]

II. THE FEDERAL PROGRAM

The American Covenant

1947 $35,860

Peace (Pg. 7) is the work of [many] hands.
NOTE: The President spoke at 9:10 p.m. in the House Chamber.
The address was broadcast live.
"""  # noqa: W293 - the files have such lines


def test_an_address_is_what_was_spoken():
    assert speeches.spoken(ADDRESS) == [
        "Mr. Speaker, fellow citizens:",
        "We know little--and we hope--for more.",
        "Peace is the work of many hands.",
    ]


def test_quotations_and_items_of_a_list_are_no_headings():
    for line in ('"Love Thy Neighbor"', "(1) Meet the Huge Costs of Our Defense;", "America, America,", "a satisfaction in hard work"):
        assert not speeches.is_heading(line)
    for line in ("OUR PROGRESS", "The Beauty of America", "Overview and Goals. February 2, 1973", "9.GENERAL GOVERNMENT"):
        assert speeches.is_heading(line)


def test_files_are_read_in_the_code_they_were_written_in():
    assert speeches.decoded("Señor".encode()) == "Señor"
    assert speeches.decoded("Señor".encode("latin-1")) == "Señor"
    assert speeches.decoded(b"people\xa1Xnot the nation\xa1\xa6s") == "people—not the nation’s"
    assert speeches.decoded(b"one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_presidents_of_one_surname_are_told_apart():
    found = [speeches.president(stem) for stem in ("1797-Adams", "1825-Adams", "1905-Roosevelt", "1945-Roosevelt", "1991-Bush-2", "2001-GWBush-1")]
    assert found == ["John Adams", "John Quincy Adams", "Theodore Roosevelt", "Franklin D. Roosevelt", "George Bush", "George W. Bush"]
    assert speeches.president("2029-Nobody") == "Nobody"


def test_an_address_is_one_group_and_the_budget_is_left_out(tmp_path: Path):
    write(tmp_path / "inaugural/1861-Lincoln.txt", "\n\n".join([f"Fellow citizens {number}: {WIDE * 8}" for number in range(4)]))
    write(tmp_path / "state_union/1946-Truman.txt", WIDE)
    skipped: list[Skipped] = []
    pieces = list(speeches.read(tmp_path, skipped))
    assert [piece.id for piece in pieces] == ["speeches/inaugural/1861-Lincoln/1", "speeches/inaugural/1861-Lincoln/2"]
    assert {piece.group for piece in pieces} == {"speeches/inaugural/1861-Lincoln"}
    assert (pieces[0].title, pieces[0].composer) == ("Inaugural Address, 1861", "Abraham Lincoln")
    assert [one.path for one in skipped] == ["state_union/1946-Truman.txt"]

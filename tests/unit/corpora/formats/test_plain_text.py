"""Plain text: encodings, line endings and Project Gutenberg's frame."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import UnreadableFileError
from corpora.formats.plain_text import read_text

BOOK = """Project Gutenberg's Rain, by Nobody

You may copy it.

{start}

Produced by Some One
and Another

RAIN

It rained.
  Still.



{end}

*** START: FULL LICENSE ***
"""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            "*** START OF THIS PROJECT GUTENBERG EBOOK RAIN ***",
            "End of Project Gutenberg's Rain, by Nobody\n\n*** END OF THIS PROJECT GUTENBERG EBOOK RAIN ***",
        ),
        (
            "***START OF THE PROJECT GUTENBERG EBOOK RAIN AND\nMORE RAIN***\n\n\nE-text prepared by A",
            "***END OF THE PROJECT GUTENBERG EBOOK RAIN AND\nMORE RAIN***",
        ),
        ("*** START OF THE PROJECT GUTENBERG EBOOK RAIN ***", "End of the Project Gutenberg EBook of Rain"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_frame_of_project_gutenberg_is_gone(start: str, end: str, line_end: str) -> None:
    data = BOOK.format(start=start, end=end).replace("\n", line_end).encode()
    assert read_text(data) == "RAIN\n\nIt rained.\n  Still.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    assert read_text("Señor Brontë\r\n".encode(encoding)) == "Señor Brontë\n"


def test_a_text_without_a_frame_is_left_as_it_is() -> None:
    assert read_text(b"\n one \n\n two") == "\n one \n\n two"


def test_a_path_reads_as_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"rain\r\n")
    assert read_text(tmp_path / "a.txt") == "rain\n"


@pytest.mark.parametrize(("data", "says"), [(b"", "holds no text"), (b" \r\n", "holds no text"), (b"MThd\0\0", "zero bytes")])
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        read_text(data)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="can't be read"):
        read_text(tmp_path / "none.txt")

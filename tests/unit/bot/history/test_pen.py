import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.history.errors import HistoryError
from bot.history.pen import Pen, pen_for
from bot.history.store import History
from bot.messages import FileRecord, PieceRecord, PromptFile

PIECE = PieceRecord(
    id="0abcdefghjkmnp", created_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), kind="text", genre="limerick", title="Ein “Stück” 🥁",
    seed=2**63 - 1, generator="words-lstm", weights_sha256="0" * 64, software_version="0.1.0", asked={"genre": "limerick", "prompt": "שלום"},
    request={"genre": "limerick", "instruments": [], "tempo": 90.5}, checks={"form": {"asked": None, "got": "AABBA", "ok": True}}, originality=None,
    seconds=0.0, notes=0, text="a\nb 🥁", soundfont="",
    files=(FileRecord("png", "/out/a.png", "1" * 64, 10), FileRecord("txt", "/out/a", "2" * 64, 2)),
)  # fmt: skip
PIECES = [
    PIECE,
    replace(PIECE, id="1", created_at=datetime(2026, 7, 1, tzinfo=timezone(timedelta(hours=2))), originality={"ok": True, "human_p95": 3}, text=None),
    replace(PIECE, id="2", prompt=PromptFile("a.mid", b"MThd\x00\xff"), files=(), seconds=12.345, soundfont="x.sf2, 3 bytes"),
]


@pytest.fixture
def url(tmp_path: Path) -> str:
    place = f"sqlite:///{tmp_path}/history.db"
    History(place).close()
    return place


def pen(url: str, seconds: float = 5.0) -> Pen:
    found = pen_for(url, seconds)
    assert found is not None
    return found


def rows(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(query).fetchall() for query in ("SELECT *, typeof(originality) FROM pieces", "SELECT * FROM files")]


def test_it_writes_the_very_rows_the_history_writes(url: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    for piece in PIECES:
        pen(url).remember(piece)
        with closing(History(other)) as history:
            history.remember(piece)
    assert rows(tmp_path / "history.db") == rows(tmp_path / "other.db")
    with closing(History(url)) as history:
        assert history.get(PIECE.id) == PIECE


def test_it_is_all_or_nothing(url: str, tmp_path: Path) -> None:
    twice = replace(PIECE, files=(PIECE.files[0], PIECE.files[0]))
    with pytest.raises(HistoryError):
        pen(url).remember(twice)
    assert rows(tmp_path / "history.db") == [[], []]


def test_a_database_in_use_is_waited_for_and_then_said(url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="in use by another process"):
            pen(url, 0.05).remember(PIECE)
        timer = threading.Timer(0.2, lambda: other.execute("COMMIT"))
        timer.start()
        pen(url, 5.0).remember(PIECE)
        timer.join()
    assert len(rows(tmp_path / "history.db")[0]) == 1


@pytest.mark.usefixtures("url")
def test_what_it_can_not_write_it_leaves_to_the_history(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database at all " * 100)
    (tmp_path / "empty.db").touch()
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer:
        newer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
        newer.commit()
    for name in ("text.db", "empty.db", "newer.db", "missing.db", ":memory:", "history.db?mode=ro"):
        assert pen_for(f"sqlite:///{tmp_path}/{name}" if name[0] != ":" else f"sqlite:///{name}", 1.0) is None
    for other in ("sqlite://", "postgresql://band@host/history", "nonsense", "", f"sqlite:///file:{tmp_path}/history.db?uri=true"):
        assert pen_for(other, 1.0) is None
    assert not (tmp_path / "missing.db").exists()


def test_it_imports_no_database_library() -> None:
    program = "import bot.history.pen, sys; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (our own program)
    assert done.stdout.strip() == "False"

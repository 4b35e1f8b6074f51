import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.history.errors import HistoryError, UnknownPieceError
from bot.history.identifiers import new_identifier
from bot.history.store import History
from bot.messages import FileRecord, PieceRecord, PromptFile

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def piece(number: int = 0, **fields: object) -> PieceRecord:
    moment = NOON + timedelta(minutes=number)
    made = PieceRecord(
        id=new_identifier(moment), created_at=moment, kind="music", genre="jazz", title=f"Tune {number}", seed=number, generator="jazz-lstm",
        weights_sha256="ab" * 32, software_version="1.0", asked={"genre": "jazz"},
        request={"genre": "jazz", "key": "D minor", "instruments": ["piano"]},
        checks={"bars": {"asked": "32", "got": "32", "ok": True}}, originality={"longest_match_notes": 9}, seconds=60.5, notes=400,
        files=(FileRecord("midi", f"/out/{number}.mid", "cd" * 32, 1000),),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/home/history.db"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    store = History(url)
    yield store
    store.close()


def test_what_is_remembered_comes_back_whole(history: History) -> None:
    everything = piece(
        1, seed=2**63 - 1, text="La la\nläß ♪", originality=None, soundfont="Font.sf2, 7 bytes", prompt=PromptFile("tune.mid", bytes(range(256))),
        files=(FileRecord("midi", "/a.mid", "00", 1), FileRecord("mp3", "/a.mp3", "11", 2**40)),
    )  # fmt: skip
    history.remember(everything)
    assert history.get(everything.id) == everything


def test_a_history_outlives_its_process(url: str, history: History) -> None:
    history.remember(piece(1))
    again = History(url)
    assert [found.title for found in again.page()] == ["Tune 1"]
    again.close()


def test_a_name_may_be_shortened_from_either_end(history: History) -> None:
    first, second = piece(1), piece(500_000)
    history.remember(first)
    history.remember(second)
    assert history.get(first.id[:8]) == first
    assert history.get(first.id[-5:].upper()) == first
    assert history.get("last") == second
    with pytest.raises(UnknownPieceError, match="several"):
        history.get(first.id[:1])
    for wrong in ("zzzzzzzz", "", "%", "_", "' or 1=1"):
        with pytest.raises(UnknownPieceError):
            history.get(wrong)


def test_an_empty_history_has_no_last_piece(history: History) -> None:
    with pytest.raises(UnknownPieceError, match="empty"):
        history.get("last")


def test_pages_follow_one_another_newest_first(history: History) -> None:
    for number in range(7):
        history.remember(piece(number, genre="folk" if number == 3 else "jazz"))
    first = history.page(limit=3)
    second = history.page(limit=3, before=first[-1].id)
    assert [found.seed for found in first + second] == [6, 5, 4, 3, 2, 1]
    assert [found.seed for found in history.page(genre="folk")] == [3]


def test_search_finds_every_word_anywhere_and_takes_signs_literally(history: History) -> None:
    history.remember(piece(1, title="100% Blue"))
    history.remember(piece(2, title="Blue Lantern", text="there was a Young band"))
    assert [found.seed for found in history.search("BLUE")] == [2, 1]
    assert [found.seed for found in history.search("blue young")] == [2]
    assert [found.seed for found in history.search("100%")] == [1]
    assert history.search("1%B") == []
    assert [found.seed for found in history.search("minor", limit=1)] == [2]


def test_what_is_deleted_is_gone_with_its_files(history: History) -> None:
    kept, gone = piece(1), piece(2)
    history.remember(kept)
    history.remember(gone)
    assert history.delete(gone.id) == gone
    assert history.page() == [kept]
    assert history.stats().files == 1
    with pytest.raises(UnknownPieceError):
        history.delete(gone.id)


def test_numbers_add_up(history: History) -> None:
    assert history.stats().first is None
    for number in range(3):
        history.remember(piece(number, genre="folk" if number else "jazz"))
    found = history.stats()
    assert (found.pieces, found.files, found.bytes, found.notes, found.seconds) == (3, 3, 3000, 1200, 181.5)
    assert (found.first, found.last) == (NOON, NOON + timedelta(minutes=2))
    assert found.by_genre == {"folk": 2, "jazz": 1}


def test_a_piece_is_remembered_whole_or_not_at_all(history: History) -> None:
    twice = FileRecord("midi", "/x.mid", "00", 1)
    with pytest.raises(HistoryError):
        history.remember(piece(1, files=(twice, twice)))
    assert history.page() == []


def test_a_history_in_memory_is_one_for_all_threads() -> None:
    opened: list[History] = []
    thread = threading.Thread(target=lambda: opened.append(History("sqlite://")))
    thread.start()
    thread.join()
    opened[0].remember(piece(1))
    assert opened[0].stats().pieces == 1
    opened[0].close()


def test_several_threads_lose_nothing(url: str, history: History) -> None:
    def remember(first: int) -> None:
        store = History(url)
        for number in range(first, first + 10):
            store.remember(piece(number))
        store.close()

    threads = [threading.Thread(target=remember, args=(10 * index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found.seed for found in history.page(limit=100)) == list(range(40))


def test_several_processes_may_make_the_same_history_at_once(url: str) -> None:
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            History(url).close()
        except HistoryError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_newer_history_is_refused_and_left_as_it_is(url: str, tmp_path: Path) -> None:
    History(url).close()
    path = tmp_path / "home" / "history.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="newer"):
        History(url)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(HistoryError, match="recipes"):
        History(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"once upon a time " * 100)
    with pytest.raises(HistoryError, match="no database"):
        History(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"once upon a time")


def test_a_damaged_history_is_refused(url: str, history: History, tmp_path: Path) -> None:
    for number in range(200):
        history.remember(piece(number, text="x" * 500))
    history.close()
    path = tmp_path / "home" / "history.db"
    content = bytearray(path.read_bytes())
    content[2 * 4096 :] = b"\xff" * (len(content) - 2 * 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(HistoryError):
        History(url).page(limit=1000)


def test_a_locked_history_is_given_up_after_the_busy_timeout(url: str, tmp_path: Path) -> None:
    store = History(url, busy_timeout_seconds=0.1)
    other = sqlite3.connect(tmp_path / "home" / "history.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(HistoryError, match=r"in use.*0\.1 s"):
        store.remember(piece(1))
    other.execute("ROLLBACK")
    store.remember(piece(1))
    other.close()
    assert len(store.page()) == 1
    store.close()


def test_a_read_only_history_can_be_read_and_says_why_it_can_not_be_written(history: History, tmp_path: Path) -> None:
    history.remember(piece(1))
    read_only = History(f"sqlite:///file:{tmp_path}/home/history.db?mode=ro&uri=true")
    assert len(read_only.page()) == 1
    with pytest.raises(HistoryError, match="read-only"):
        read_only.remember(piece(2))
    read_only.close()


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x", "sqlite:////dev/null/x/history.db", "postgresql+nosuch://band:secret@host/db"])
def test_a_url_that_leads_nowhere_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(HistoryError) as refused:
        History(url)
    assert "HOUSEBAND_" in str(refused.value)
    assert "secret" not in str(refused.value)

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.history.store import History
from bot.schedule.backup import BackupError, back_up, database_files
from bot.schedule.retention import Folders, Room, Swept, sweep

DAY = 86_400.0
NOW = 1_000_000_000.0


def piece(folder: Path, name: str, age_days: float, size: int = 1000) -> Path:
    made = folder / name
    made.mkdir(parents=True)
    (made / "tune.mp4").write_bytes(b"x" * size)
    for path in (made / "tune.mp4", made):
        os.utime(path, (NOW, NOW - age_days * DAY))
    return made


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_old_files_go(tmp_path: Path) -> None:
    for name, age in (("old", 31.0), ("new", 29.0)):
        piece(tmp_path, name, age)
    assert sweep(Folders(tmp_path), Room(30 * DAY, 10**9), (), NOW) == Swept(1, 1000)
    assert left(tmp_path) == {"new"}


def test_too_much_goes_oldest_first(tmp_path: Path) -> None:
    for age in range(1, 6):
        piece(tmp_path, f"{age} days", float(age))
    assert sweep(Folders(tmp_path), Room(30 * DAY, 2500), (), NOW).pieces == 3
    assert left(tmp_path) == {"1 days", "2 days"}


def test_what_is_still_to_be_published_and_what_is_young_stays(tmp_path: Path) -> None:
    piece(tmp_path, "unsent", 90.0)
    piece(tmp_path, "young", 0.01)
    assert sweep(Folders(tmp_path), Room(1.0, 0), {"unsent"}, NOW).pieces == 0
    assert left(tmp_path) == {"unsent", "young"}


def test_links_and_files_are_none_of_its_business(tmp_path: Path) -> None:
    pieces, elsewhere = tmp_path / "pieces", piece(tmp_path / "precious", "photos", 90.0)
    pieces.mkdir()
    (pieces / "link").symlink_to(elsewhere, target_is_directory=True)
    (pieces / "file").write_text("kept")
    assert sweep(Folders(pieces), Room(0.0, 0), (), NOW + DAY).pieces == 0
    assert (elsewhere / "tune.mp4").is_file()
    assert sweep(Folders(tmp_path / "nowhere"), Room(0.0, 0), (), NOW) == Swept(0, 0)


def test_a_backup_is_whole_while_others_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    stop = threading.Event()

    def keep_writing() -> None:
        with closing(sqlite3.connect(tmp_path / "history.db", timeout=10, isolation_level=None)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                connection.execute("INSERT INTO ticks (chore, day, done_at) VALUES (?, ?, 0)", (f"test{number}", "2026-01-01"))

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        copies = back_up(database_files(url), tmp_path / "backups", date(2026, 5, 4), 7)
    finally:
        stop.set()
        writer.join()
    assert [copy.name for copy in copies] == ["history-2026-05-04.db"]
    assert left(tmp_path / "backups") == {"history-2026-05-04.db"}
    History(f"sqlite:///{copies[0]}").close()


def test_the_queue_is_copied_with_the_history_and_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    sqlite3.connect(tmp_path / "history.queue.db").close()
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "history-of-mine.db").write_text("kept")
    for day in range(5):
        back_up(database_files(url), folder, date(2026, 5, 4) + timedelta(days=day), 2)
    days = ("2026-05-07", "2026-05-08")
    assert left(folder) == {f"{stem}-{day}.db" for stem in ("history", "history.queue") for day in days} | {"history-of-mine.db"}


def test_what_is_no_sqlite_file_is_left_to_its_own_tools(tmp_path: Path) -> None:
    assert database_files("postgresql+psycopg://band@host/history") == ()
    assert database_files("sqlite://") == ()
    assert back_up((), tmp_path, date(2026, 5, 4), 2) == ()


def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    broken = tmp_path / "history.db"
    broken.write_bytes(b"no database at all" * 1000)
    with pytest.raises(BackupError):
        back_up((broken,), tmp_path / "backups", date(2026, 5, 4), 2)
    assert not list((tmp_path / "backups").glob("*.db"))


def test_what_a_process_that_died_left_half_way_is_cleared_away(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("history-2026-05-01.db.unfinished", "history-2026-05-01.db.unfinished-journal", "mine.db.unfinished"):
        (folder / name).write_bytes(b"half")
    back_up(database_files(url), folder, date(2026, 5, 4), 2)
    assert left(folder) == {"history-2026-05-04.db", "mine.db.unfinished"}


def test_a_backup_does_not_take_the_last_room_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    monkeypatch.setattr("bot.schedule.backup.SPARE_BYTES", 10**18)
    with pytest.raises(BackupError, match=r"MB are free; make room"):
        back_up(database_files(url), tmp_path / "backups", date(2026, 5, 4), 2)
    assert left(tmp_path / "backups") == set()


_ON_A_SMALL_DISK = """
import sys
from datetime import date
from pathlib import Path
from bot.schedule import backup
backup.SPARE_BYTES = -10**12
try:
    backup.back_up((Path(sys.argv[1]),), Path(sys.argv[2]), date(2026, 5, 4), 2)
except backup.BackupError as error:
    print(error, sorted(path.name for path in Path(sys.argv[2]).iterdir()))
"""


def test_a_disk_that_fills_during_a_backup_is_left_as_it_was(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], check=False).returncode != 0:  # noqa: S607 (util-linux)
        pytest.skip("this machine makes no small disk for us")
    with closing(sqlite3.connect(tmp_path / "history.db")) as database:
        database.execute("CREATE TABLE much (content BLOB)")
        database.execute("INSERT INTO much VALUES (zeroblob(5000000))")
        database.commit()
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f'mount -t tmpfs -o size=2m none {disk} && "$0" -c "$1" {tmp_path}/history.db {disk}'
    command = ["unshare", "-rm", "sh", "-c", script, sys.executable, _ON_A_SMALL_DISK]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert "no backup was written" in done.stdout
    assert "full" in done.stdout
    assert done.stdout.rstrip().endswith("[]")

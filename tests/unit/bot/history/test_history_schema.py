import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.guards.tables
import bot.history.migrations  # a namespace package: that it can be imported shows it is shipped where schema.py looks
import bot.history.tables
import bot.queue.tables
import bot.schedule.tables  # noqa: F401 (for their tables: every package that keeps something in this database: importing them makes them known)
from bot.databases import metadata
from bot.history import schema
from bot.history.store import History


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    History(f"sqlite:///{tmp_path}/history.db").close()
    engine = sa.create_engine(f"sqlite:///{tmp_path}/history.db")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_current_revision() -> None:
    folder = Path(schema.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == schema.CURRENT_REVISION


def test_a_current_history_opens_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    History(url).close()
    program = f"import sys; from bot.history.store import History; History({url!r}).close(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (our own program)
    modules = done.stdout.split()
    assert "sqlalchemy" in modules
    assert not {"alembic", "sqlalchemy.orm"} & set(modules)


def test_the_write_ahead_log_is_on(tmp_path: Path) -> None:
    History(f"sqlite:///{tmp_path}/history.db").close()
    engine = sa.create_engine(f"sqlite:///{tmp_path}/history.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_the_write_ahead_log_shrinks_again_after_somebody_read_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.history.engine.LONGEST_LOG_BYTES", 500_000)
    history, ahead = History(f"sqlite:///{tmp_path}/history.db"), tmp_path / "history.db-wal"
    tick = sa.text("INSERT INTO ticks (chore, day, done_at) VALUES (:chore, :day, 0)")
    with history.engine.connect() as reader:
        reader.exec_driver_sql("SELECT * FROM ticks").all()  # what it sees now must stay in the log
        for number in range(12):
            with history.engine.begin() as writer:
                writer.execute(tick, [{"chore": f"{number}-{row}" * 8, "day": "2026-05-04"} for row in range(5000)])
    grown = ahead.stat().st_size
    for number in range(4):
        with history.engine.begin() as writer:
            writer.execute(tick, {"chore": f"late {number}", "day": "2026-05-04"})
    assert grown > 5_000_000
    assert ahead.stat().st_size <= 500_000
    history.close()

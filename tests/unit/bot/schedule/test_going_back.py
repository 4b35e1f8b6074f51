"""Going back to a backup, step by step as docs/running-a-bot.md says."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

from memory_queue import MemoryQueue
from paper_network import PaperNetwork
from small_crew import Rehearsal, rehearsal

from bot.history.store import History
from bot.schedule.backup import back_up, database_files
from bot.worker import Worker

GUIDE = Path(__file__).parents[4] / "docs" / "running-a-bot.md"


class HandClock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def at_work(home: Path, network: PaperNetwork, clock: HandClock) -> tuple[Rehearsal, Worker, MemoryQueue]:
    queue = MemoryQueue()
    made = rehearsal(home, network, queue=queue, clock=clock)
    worker = Worker(made.office)
    queue.open(worker.carry_out, ["paper"])
    return made, worker, queue


def answers(worker: Worker, queue: MemoryQueue, clock: HandClock) -> None:
    clock.now += 1
    worker.poll("paper")
    queue.run()


def test_after_going_back_nobody_is_answered_twice_and_who_asks_now_is_answered(tmp_path: Path) -> None:
    network, clock, home = PaperNetwork(tmp_path / "net.db"), HandClock(), tmp_path / "home"
    home.mkdir()
    made, worker, queue = at_work(home, network, clock)
    answers(worker, queue, clock)
    before = network.ask("jazz please")
    answers(worker, queue, clock)
    waiting = network.ask("limerick please", "ann")
    clock.now += 1
    worker.poll("paper")  # heard and not answered yet
    (backup,) = back_up(database_files(f"sqlite:///{home}/history.db"), tmp_path / "backups", date(2026, 5, 4), 7)
    queue.run()
    after = network.ask("poem please", "bob")
    answers(worker, queue, clock)
    made.history.close()

    for left in home.glob("history*.db*"):
        left.unlink()
    shutil.copy(backup, home / "history.db")
    (statements,) = re.findall(r'sqlite3 history\.db "([^"]+)"', GUIDE.read_text(encoding="utf-8"))
    with closing(sqlite3.connect(home / "history.db")) as database:
        database.executescript(statements)

    made, worker, queue = at_work(home, network, clock)
    answers(worker, queue, clock)
    clock.now += 86_400
    worker.dispatch()
    queue.run()
    new = network.ask("jazz please", "eve")
    answers(worker, queue, clock)
    assert {post: len(texts) for post, texts in network.replies().items()} == dict.fromkeys((before, waiting, after, new), 1)
    made.history.close()


def test_a_backup_is_a_history_that_commands_read(tmp_path: Path) -> None:
    network, clock = PaperNetwork(tmp_path / "net.db"), HandClock()
    made, worker, queue = at_work(tmp_path, network, clock)
    answers(worker, queue, clock)
    network.ask("jazz please")
    answers(worker, queue, clock)
    (backup,) = back_up(database_files(f"sqlite:///{tmp_path}/history.db"), tmp_path / "backups", date(2026, 5, 4), 7)
    (piece,) = made.history.page()
    made.history.close()
    copy = History(f"sqlite:///{backup}")
    assert copy.page() == [piece]
    copy.close()
    environment = {**os.environ, "HOUSEBAND_DATABASE": f"sqlite:///{backup}", "HOUSEBAND_HOME": str(tmp_path / "elsewhere")}
    command = [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())", "history"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert piece.title in told.stdout

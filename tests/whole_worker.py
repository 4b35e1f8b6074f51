"""A whole worker process, scheduler and guards included, on a network of paper and with a band that rehearses.

Its clock, and that of every other that is started with the same SET_BACK, is set back by so many seconds; the tune of the day is due at the hour
TUNE_HOUR. While it leads, a file ``leads-<process>`` says so.
"""

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from paper_network import PaperNetwork

from bot.history.store import History
from bot.rehearsal import rehearsal_band
from bot.scheduler import Clocks, Scheduler
from bot.settings import Settings, read_settings
from bot.staffing import open_premises
from bot.worker import Worker


def main(folder: Path) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings = settings_of(folder)
    set_back = float(os.environ.get("SET_BACK", "0"))
    clocks = Clocks(wall=lambda: time.time() - set_back)
    band = rehearsal_band(lambda: History(settings.database_url))
    premises = open_premises(settings, [PaperNetwork(folder / "net.db")], f"whole-{os.getpid()}", clocks, band)
    worker = Worker(premises.office)
    premises.scheduler.begin()
    worker.begin()
    while premises.office.inbox.cursor("paper") is None:
        stop.wait(0.05)
    (folder / f"ready-{os.getpid()}").touch()
    while not stop.wait(0.05):
        say_whether_it_leads(premises.scheduler, folder / f"leads-{os.getpid()}")
    premises.scheduler.stop(1.0)
    os._exit(0 if worker.stop(5.0) else 3)


def settings_of(folder: Path) -> Settings:
    settings = replace(read_settings(), home=folder, database_url=f"sqlite:///{folder}/history.db")
    return replace(settings, schedule=replace(settings.schedule, tune_of_the_day_hour=int(os.environ.get("TUNE_HOUR", "17"))))


def say_whether_it_leads(scheduler: Scheduler, file: Path) -> None:
    if scheduler.leads:
        file.touch()
    else:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

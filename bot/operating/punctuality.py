"""Chores, watched: a backup that fails for weeks must not be found out on the day that it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.operating.instruments import Instruments
from bot.schedule.timetable import Chore


def watched_chore(chore: Chore, instruments: Instruments) -> Chore:
    """A chore of which is known when it was last done."""

    def work(day: date) -> None:
        try:
            chore.work(day)
        except Exception as error:
            instruments.chore_ended(chore.name, type(error).__name__)
            raise
        instruments.chore_ended(chore.name, "")

    return replace(chore, work=work)

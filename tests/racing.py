"""One of several processes that race for what there is only so much of: run with a database's URL, a contest, and the moment to begin at."""

import sys
import time
from datetime import UTC, datetime

from guarding import PRICED, mention

from bot.databases import Database
from bot.guards.gate import Gate
from bot.guards.judging import Circumstances, Guards
from bot.history.engine import open_engine
from bot.house_rules import BudgetSettings, GuardSettings
from bot.platforms.base import Author
from bot.schedule.lease import Lease

TRIES = 40
RULES = GuardSettings(most_an_hour_for_one_author=5, most_an_hour_in_one_thread=1000)
BUDGET = BudgetSettings(cents_a_day=8.0)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def race(url: str, contest: str, name: str, begins_at: float) -> int:
    """How much of it this process got."""
    database = Database(open_engine(url, 30.0))
    gate = Gate(database, "paper", PRICED, RULES, BUDGET)
    guards = Guards(database, gate, RULES, Circumstances(lambda: Author("0", "houseband"), lambda: 0, NOW.timestamp))
    lease = Lease(database, "schedule", name, time.time)
    contests = {
        "uploads": lambda _turn: gate.take("upload", NOW) is None,
        "money": lambda _turn: gate.take("post", NOW) is None,
        "answers": lambda turn: guards.may_answer(mention(f"{name}-{turn}", at=NOW), NOW).kind == "answer",
        "lease": lambda _turn: lease.hold(),
    }
    with database.reading():  # connected before the start
        time.sleep(max(0.0, begins_at - time.time()))
    return sum(contests[contest](turn) for turn in range(TRIES))


if __name__ == "__main__":
    sys.stdout.write(str(race(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))))

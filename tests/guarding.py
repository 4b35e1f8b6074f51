"""What tests of the guards and the scheduler share: a database in memory, clocks that are set by hand, a network's limits, mentions."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import bot.guards.tables
import bot.schedule.tables  # noqa: F401 (for their tables)
from bot.databases import Database, metadata
from bot.guards.gate import Gate
from bot.guards.judging import Circumstances, Guards
from bot.history.engine import open_engine
from bot.house_rules import BudgetSettings, GuardSettings
from bot.platforms.base import Author, Limits, Mention

OUR_TABLES = {"judgements", "accounts", "stops", "blocks", "pauses", "buckets", "ledger", "breakers", "leases", "ticks"}
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ME = Author("0", "houseband")
LIMITS = Limits(280, len, 1000, ("video/mp4",), 140.0, 10**8, reads_per_15_minutes=300, posts_per_15_minutes=100, uploads_per_15_minutes=30)
PRICED = replace(LIMITS, cents_per_read=0.1, cents_per_post=1.0)


@dataclass
class HandClock:
    """Goes when it is told to."""

    now: float = NOON.timestamp()

    def __call__(self) -> float:
        return self.now

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


def memory_database() -> Database:
    """A database of the newest tables that lives in one connection."""
    engine = open_engine("sqlite://", 5.0)
    metadata.create_all(engine, tables=[table for table in metadata.sorted_tables if table.name in OUR_TABLES])
    return Database(engine)


def gate_of(
    database: Database, limits: Limits = LIMITS, rules: GuardSettings | None = None, budget: BudgetSettings | None = None, name: str = "paper"
) -> Gate:
    return Gate(database, name, limits, rules or GuardSettings(), budget or BudgetSettings())


@dataclass
class House:
    """Guards and what they stand on."""

    database: Database
    clock: HandClock
    gate: Gate
    guards: Guards
    waiting: int = 0


def house_of(rules: GuardSettings | None = None, limits: Limits = LIMITS, budget: BudgetSettings | None = None) -> House:
    """Guards in memory that began at noon."""
    database, clock, chosen = memory_database(), HandClock(), rules or GuardSettings()
    gate = gate_of(database, limits, chosen, budget)
    house = House(database, clock, gate, Guards(database, gate, chosen, Circumstances(lambda: ME, lambda: house.waiting, clock)))
    house.guards.begin()
    return house


def mention(post: int | str, author: str = "fan", text: str = "some jazz please", at: datetime = NOON, **more: object) -> Mention:
    return Mention("paper", str(post), Author(f"id-{author}", author, is_bot=author.endswith("bot")), text, at, **more)  # type: ignore[arg-type]

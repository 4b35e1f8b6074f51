"""The simulator's own database: who wrote what, and what was uploaded. It is the judge: nothing the bot says about itself counts."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .settings import OUR_HANDLE, OUR_ID

EPOCH_MS = 1288834974657
SCHEMA = """
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, handle TEXT UNIQUE COLLATE NOCASE, name TEXT);
CREATE TABLE IF NOT EXISTS posts (
    id INTEGER PRIMARY KEY, author INTEGER NOT NULL, text TEXT NOT NULL, made_ms INTEGER NOT NULL, listed_ms INTEGER NOT NULL,
    in_reply_to INTEGER, conversation INTEGER NOT NULL, mentions_us INTEGER NOT NULL DEFAULT 0, expects INTEGER NOT NULL DEFAULT 0,
    made_with_ai INTEGER NOT NULL DEFAULT 0, media TEXT NOT NULL DEFAULT '[]', deleted INTEGER NOT NULL DEFAULT 0, cents REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS mentions ON posts (id DESC) WHERE mentions_us = 1;
CREATE INDEX IF NOT EXISTS by_author ON posts (author, id DESC);
CREATE INDEX IF NOT EXISTS answers ON posts (in_reply_to);
CREATE TABLE IF NOT EXISTS media (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, category TEXT NOT NULL, total INTEGER NOT NULL, made_s REAL NOT NULL, state TEXT NOT NULL,
    ready_s REAL NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', alt_text TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS parts (media INTEGER, number INTEGER, content BLOB, PRIMARY KEY (media, number));
CREATE TABLE IF NOT EXISTS calls (endpoint TEXT, outcome TEXT, count INTEGER, PRIMARY KEY (endpoint, outcome));
CREATE TABLE IF NOT EXISTS spent (what TEXT PRIMARY KEY, cents REAL);
"""


@dataclass(frozen=True)
class NewPost:
    author: int
    text: str
    in_reply_to: int | None = None
    mentions_us: bool = False
    expects: bool = False
    made_with_ai: bool = False
    media: Sequence[str] = ()
    cents: float = 0.0


class Store:
    """One connection, used from the event loop only; so every statement is whole by itself."""

    def __init__(self, path: Path, seed: int = 0) -> None:
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.database.row_factory = sqlite3.Row
        self.database.text_factory = lambda text: text.decode("utf-8", "surrogatepass")  # people write halves of letters
        self.database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SCHEMA)
        self.random = random.Random(seed)  # noqa: S311 (a simulation)
        self._last_id: int = self.one("SELECT coalesce(max(id), 0) AS id FROM posts")["id"]
        self.add_user(int(OUR_ID), OUR_HANDLE)

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self.database.execute(statement, values).fetchall()

    def one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row, or None."""
        return self.database.execute(statement, values).fetchone()

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self.database.execute(statement, values)

    def clear(self) -> None:
        for table in ("users", "posts", "media", "parts", "calls", "spent"):
            self.run(f"DELETE FROM {table}")  # noqa: S608 (names of this file)
        self._last_id = 0
        self.add_user(int(OUR_ID), OUR_HANDLE)

    def new_id(self, now_s: float) -> int:
        """A snowflake: later ones are greater."""
        made = (int(now_s * 1000) - EPOCH_MS) << 22
        self._last_id = max(made, self._last_id + 1 + self.random.randrange(4))
        return self._last_id

    def add_user(self, user_id: int, handle: str) -> int:
        self.run("INSERT OR IGNORE INTO users VALUES (?, ?, ?)", (user_id, handle, handle.title()))
        return int(self.one("SELECT id FROM users WHERE handle = ?", (handle,))["id"])

    def user(self, handle: str, now_s: float) -> int:
        found = self.one("SELECT id FROM users WHERE handle = ?", (handle,))
        return int(found["id"]) if found else self.add_user(self.new_id(now_s), handle)

    def add_post(self, post: NewPost, now_s: float, listed_s: float | None = None) -> int:
        post_id = self.new_id(now_s)
        parent = self.one("SELECT conversation FROM posts WHERE id = ?", (post.in_reply_to,)) if post.in_reply_to else None
        self.run(
            "INSERT INTO posts VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (
                post_id, post.author, post.text.encode("utf-8", "surrogatepass"), int(now_s * 1000), int((listed_s or now_s) * 1000),
                post.in_reply_to, parent["conversation"] if parent else post_id, post.mentions_us, post.expects, post.made_with_ai,
                json.dumps(list(post.media)), post.cents,
            ),
        )  # fmt: skip
        return post_id

    def spend(self, what: str, cents: float) -> None:
        self.run("INSERT INTO spent VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET cents = cents + excluded.cents", (what, cents))

    def spent(self) -> float:
        return float(self.one("SELECT coalesce(sum(cents), 0) AS cents FROM spent")["cents"])

    def count_call(self, endpoint: str, outcome: str) -> None:
        self.run("INSERT INTO calls VALUES (?, ?, 1) ON CONFLICT (endpoint, outcome) DO UPDATE SET count = count + 1", (endpoint, outcome))

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self.database.executemany(statement, rows)

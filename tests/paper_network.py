"""A network written down in a SQLite file, so that several processes can speak to it, and what they did can be counted afterwards."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.platforms.base import Author, DuplicateError, Limits, Mention, MentionPage, Span, Upload

LIMITS = Limits(
    characters=280,
    length_of=len,
    alt_characters=400,
    media_types=("audio/mpeg",),
    media_seconds=140.0,
    media_bytes=10_000_000,
    reads_per_15_minutes=1_000_000,
    posts_per_15_minutes=1_000_000,
    uploads_per_15_minutes=1_000_000,
)
_TABLES = """
CREATE TABLE IF NOT EXISTS asked (number INTEGER PRIMARY KEY, author TEXT, text TEXT, reply_to TEXT);
CREATE TABLE IF NOT EXISTS posts (id INTEGER PRIMARY KEY, answers TEXT, text TEXT, media TEXT, key TEXT);
CREATE TABLE IF NOT EXISTS uploads (id INTEGER PRIMARY KEY, name TEXT, bytes INTEGER);
"""


class PaperNetwork:
    """A network without idempotency: two calls of ``publish`` make two posts."""

    name = "paper"
    limits = LIMITS

    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(self._open()) as database:
            database.executescript(_TABLES)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=30.0, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        return database

    def ask(self, text: str, author: str = "fan", reply_to: str | None = None) -> str:
        """Somebody mentions us; the name of their post."""
        with closing(self._open()) as database:
            return str(database.execute("INSERT INTO asked (author, text, reply_to) VALUES (?, ?, ?)", (author, text, reply_to)).lastrowid)

    def replies(self) -> dict[str, list[str]]:
        """The texts that answered each post."""
        with closing(self._open()) as database:
            found: dict[str, list[str]] = {}
            for answers, text in database.execute("SELECT answers, text FROM posts ORDER BY id"):
                found.setdefault(answers, []).append(text)
            return found

    def uploaded(self) -> list[str]:
        """Names of the files that were brought here."""
        with closing(self._open()) as database:
            return [name for (name,) in database.execute("SELECT name FROM uploads ORDER BY id")]

    def media_of(self, post: str) -> list[str]:
        """What the reply to a post has attached."""
        with closing(self._open()) as database:
            (media,) = database.execute("SELECT media FROM posts WHERE answers = ?", (post,)).fetchone()
        return str(media).split(",")

    def me(self) -> Author:
        return Author("0", "houseband", is_bot=True)

    def mentions(self, since: str | None) -> MentionPage:
        with closing(self._open()) as database:
            rows = database.execute("SELECT number, author, text, reply_to FROM asked WHERE number > ? ORDER BY number", (since or 0,)).fetchall()
        cursor = str(rows[-1][0]) if rows else since or "0"
        return MentionPage((), cursor) if since is None else MentionPage(tuple(_mention(*row) for row in rows), cursor)

    def upload(self, upload: Upload) -> str:
        with closing(self._open()) as database:
            row = (upload.path.name, upload.path.stat().st_size)
            number = database.execute("INSERT INTO uploads (name, bytes) VALUES (?, ?)", row).lastrowid
        return f"media-{number}"

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        return self._write(mention.post_id, text, media, key)

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        return self._write("", text, media, key)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (this network knows no keys)
        with closing(self._open()) as database:
            row = database.execute("SELECT id FROM posts WHERE answers = ? ORDER BY id", (mention.post_id,)).fetchone()
        return None if row is None else str(row[0])

    def _write(self, answers: str, text: str, media: tuple[str, ...], key: str) -> str:
        with closing(self._open()) as database:
            row = (answers, text, ",".join(media), key)
            return str(database.execute("INSERT INTO posts (answers, text, media, key) VALUES (?, ?, ?, ?)", row).lastrowid)


class ForgetfulNetwork(PaperNetwork):
    """Says of every post that it was said before: of those it has, and of those it has not."""

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        if "kept" in mention.text:
            super().publish(mention, text, media, key)
        raise DuplicateError("said before")


def _mention(number: int, author: str, text: str, reply_to: str | None) -> Mention:
    return Mention("paper", str(number), Author(author, author), text, datetime.now(UTC), reply_to)

"""What really happened, told from the database."""

from __future__ import annotations

from typing import Any

from .settings import OUR_ID
from .store import Store

_NAMED = 100


def truth(store: Store) -> dict[str, Any]:
    """Replies by mention: how many were answered, lost, answered twice or not asked for, and what it cost."""
    counts = store.all(
        "SELECT m.id AS id, m.expects AS expects, count(r.id) AS replies FROM posts m "
        "LEFT JOIN posts r ON r.in_reply_to = m.id AND r.author = ? WHERE m.author <> ? GROUP BY m.id",
        (OUR_ID, OUR_ID),
    )
    lost = [str(row["id"]) for row in counts if row["expects"] and not row["replies"]]
    twice = [str(row["id"]) for row in counts if row["replies"] > 1]
    unasked = [str(row["id"]) for row in counts if row["replies"] and not row["expects"]]
    return {
        "expected": sum(row["expects"] for row in counts),
        "answered": sum(bool(row["replies"]) for row in counts),
        "lost": len(lost),
        "answered_twice": len(twice),
        "unasked": len(unasked),
        "lost_ids": lost[:_NAMED],
        "answered_twice_ids": twice[:_NAMED],
        "unasked_ids": unasked[:_NAMED],
        "own_posts": store.one("SELECT count(*) AS n FROM posts WHERE author = ?", (OUR_ID,))["n"],
        "cents": round(store.spent(), 3),
        "cents_by": {row["what"]: round(row["cents"], 3) for row in store.all("SELECT * FROM spent")},
        "calls": {f"{row['endpoint']} {row['outcome']}": row["count"] for row in store.all("SELECT * FROM calls ORDER BY endpoint, outcome")},
    }


def reply_seconds(store: Store) -> list[float]:
    """From each mention to its first reply, in seconds, by the simulator's clock."""
    rows = store.all(
        "SELECT (min(r.made_ms) - m.made_ms) / 1000.0 AS seconds FROM posts m JOIN posts r ON r.in_reply_to = m.id AND r.author = ? "
        "WHERE m.author <> ? GROUP BY m.id ORDER BY m.id",
        (OUR_ID, OUR_ID),
    )
    return [float(row["seconds"]) for row in rows]

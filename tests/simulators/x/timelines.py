"""Reading: who we are, who mentioned us, what we published. Newest first, by pages, in X's old and new names."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .faults import Faults
from .problems import invalid, plain
from .settings import OUR_ID, Settings
from .store import Store

_COMMON = {
    "max_results",
    "since_id",
    "until_id",
    "pagination_token",
    "start_time",
    "end_time",
    "user.fields",
    "media.fields",
    "expansions",
    "exclude",
}
_SHARED = {"author_id", "attachments", "conversation_id", "created_at", "entities", "id", "in_reply_to_user_id", "lang", "reply_settings", "text"}
FIELDS = {"tweet.fields": _SHARED | {"note_tweet", "referenced_tweets"}, "post.fields": _SHARED | {"note_post", "referenced_posts"}}
EXPANSIONS = {
    "tweet.fields": {"author_id", "referenced_tweets.id", "in_reply_to_user_id", "attachments.media_keys"},
    "post.fields": {"author_id", "referenced_posts", "in_reply_to_user_id", "attachments.media_keys"},
}
TAKEN = {"old": {"tweet.fields"}, "new": {"post.fields"}, "renamed": {"tweet.fields", "post.fields"}, "both": {"tweet.fields", "post.fields"}}


@dataclass(frozen=True)
class Asked:
    """The query of a timeline, checked."""

    since: int
    until: int
    most: int
    fields: frozenset[str]
    expansions: frozenset[str]
    new_names: bool


def asked(query: Mapping[str, str], settings: Settings) -> Asked:
    """Check a query as X does."""
    known = _COMMON | TAKEN[settings.spelling]
    for name, value in query.items():
        if name not in known:
            raise invalid(f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]", **{name.replace(".", "__"): value})
    most = query.get("max_results", "10")
    if not most.isdecimal() or not 5 <= int(most) <= 100:
        raise invalid(f"The `max_results` query parameter value [{most}] is not between 5 and 100", max_results=most)
    spelling = "post.fields" if settings.spelling == "new" or "post.fields" in query else "tweet.fields"
    fields = _listed(query, spelling, FIELDS[spelling])
    takes_either = settings.spelling in ("both", "renamed")
    expansions = _listed(query, "expansions", EXPANSIONS["tweet.fields"] | EXPANSIONS["post.fields"] if takes_either else EXPANSIONS[spelling])
    return Asked(
        since=_identifier(query, "since_id", 0),
        until=min(_identifier(query, "until_id", 2**63 - 1), _page_end(query.get("pagination_token"))),
        most=int(most),
        fields=fields,
        expansions=expansions,
        new_names=settings.spelling in ("new", "renamed") or spelling == "post.fields",
    )


def timeline(store: Store, settings: Settings, faults: Faults, kind: str, wanted: Asked) -> dict[str, Any]:
    """One page of ``mentions`` or of our own ``tweets``."""
    mine = kind == "tweets"
    condition, reach = (f"author = {OUR_ID}", settings.own_reach) if mine else ("mentions_us = 1", settings.reach)
    listed = f"{condition} AND deleted = 0 AND listed_ms <= {int(settings.now() * 1000)}"
    edge = store.one(f"SELECT id FROM posts WHERE {listed} ORDER BY id DESC LIMIT 1 OFFSET {reach}")  # noqa: S608 (no input)
    rows = store.all(
        f"SELECT * FROM posts WHERE {listed} AND id > ? AND id < ? ORDER BY id DESC LIMIT ?",  # noqa: S608 (no input)
        (max(wanted.since, edge["id"] if edge else 0), wanted.until, wanted.most + 1),
    )
    page, more = rows[: wanted.most], len(rows) > wanted.most
    store.spend(f"{kind} read", 0.1 * len(page))
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": str(page[0]["id"]), "oldest_id": str(page[-1]["id"])}
    if more:
        meta["next_token"] = _token(int(page[-1]["id"]))
    shown = page if mine else faults.disturbed(page, _older(store, wanted.since, faults))
    answer: dict[str, Any] = {"data": [rendered(row, wanted) for row in shown], "meta": meta}
    if not shown:
        del answer["data"]
    if "author_id" in wanted.expansions and shown:
        answer["includes"] = {"users": _users(store, shown)}
    return answer


def rendered(row: sqlite3.Row, wanted: Asked) -> dict[str, Any]:
    """One post; fields nobody asked for stay away, as with X."""
    names = (
        ("edit_history_post_ids", "referenced_posts", "note_post")
        if wanted.new_names
        else ("edit_history_tweet_ids", "referenced_tweets", "note_tweet")
    )
    text = str(row["text"]).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    post: dict[str, Any] = {"id": str(row["id"]), "text": text if len(text) <= 280 else text[:276] + "…", names[0]: [str(row["id"])]}
    extra: dict[str, Any] = {
        "author_id": str(row["author"]),
        "conversation_id": str(row["conversation"]),
        "created_at": datetime.fromtimestamp(row["made_ms"] / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "lang": "en",
    }
    wishes = wanted.fields | {name.removesuffix(".id") for name in wanted.expansions}
    post |= {name: value for name, value in extra.items() if name in wishes}
    if row["in_reply_to"] and wishes & {"referenced_tweets", "referenced_posts"}:
        post[names[1]] = [{"type": "replied_to", "id": str(row["in_reply_to"])}]
    if len(text) > 280 and wishes & {"note_tweet", "note_post"}:
        post[names[2]] = {"text": text}
    if json.loads(row["media"]) and "attachments" in wishes:
        post["attachments"] = {"media_keys": [f"13_{media}" for media in json.loads(row["media"])]}
    return post


def _older(store: Store, since: int, faults: Faults) -> list[sqlite3.Row]:
    """A mention that was read before, where this page is to repeat one."""
    if not faults.strikes("repeat"):
        return []
    return store.all("SELECT * FROM posts WHERE mentions_us = 1 AND deleted = 0 AND id <= ? ORDER BY id DESC LIMIT 2", (since,))


def _users(store: Store, rows: list[sqlite3.Row]) -> list[dict[str, str]]:
    authors = sorted({int(row["author"]) for row in rows})
    marks = ",".join("?" * len(authors))
    found = store.all(f"SELECT * FROM users WHERE id IN ({marks})", authors)  # noqa: S608 (only marks)
    return [{"id": str(row["id"]), "name": row["name"], "username": row["handle"]} for row in found]


def _listed(query: Mapping[str, str], name: str, known: set[str]) -> frozenset[str]:
    values = [value for value in query.get(name, "").split(",") if value]
    for value in values:
        if value not in known:
            raise invalid(
                f"The `{name}` query parameter value [{value}] is not one of [{','.join(sorted(known))}]", **{name.replace(".", "__"): value}
            )
    return frozenset(values)


def _identifier(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if not value.isdecimal() or not 1 <= len(value) <= 19:
        raise invalid(f"The `{name}` query parameter value [{value}] is not valid", **{name: value})
    return int(value)


def _token(last: int) -> str:
    return base64.b32hexencode(f"7140{last}".encode()).decode().lower().rstrip("=")


def _page_end(token: str | None) -> int:
    if token is None:
        return 2**63 - 1
    try:
        text = base64.b32hexdecode(token.upper() + "=" * (-len(token) % 8)).decode()
    except ValueError:
        text = ""
    if not text.startswith("7140") or not text[4:].isdecimal():
        raise plain(
            400, "Invalid Request", "The `pagination_token` query parameter value is not valid", "https://api.twitter.com/2/problems/invalid-request"
        )
    return int(text[4:])

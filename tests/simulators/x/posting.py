"""Publishing: what X takes from an app like ours, what it refuses, and what it costs."""

from __future__ import annotations

import json
from typing import Any

from .problems import NOT_ENGAGED, duplicate, forbidden, invalid, no_credits, read_only
from .settings import OUR_ID, Settings
from .store import NewPost, Store
from .weights import links, weight

_KNOWN = {
    "text", "reply", "media", "made_with_ai", "quote_tweet_id", "reply_settings", "poll", "geo", "card_uri", "community_id", "nullcast",
    "for_super_followers_only", "direct_message_deep_link", "paid_partnership", "share_with_followers", "edit_options",
}  # fmt: skip
_LINK_CENTS, _POST_CENTS = 20.0, 1.0


def publish(store: Store, settings: Settings, body: Any) -> dict[str, Any]:
    """``POST /2/tweets``."""
    if not settings.may_write:
        raise read_only()
    text, media, target = _checked(body)
    if weight(text) > 280:
        message = (
            "Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text."
        )
        raise invalid(message)
    _check_media(store, settings, media)
    since = int((settings.now() - settings.duplicate_hours * 3600) * 1000)
    same = store.one(
        "SELECT id FROM posts WHERE author = ? AND text = ? AND media = ? AND made_ms >= ? AND deleted = 0", (OUR_ID, text, json.dumps(media), since)
    )
    if same:
        raise duplicate()
    if target is not None:
        _check_target(store, target, once_only=settings.once_only)
    cents = _LINK_CENTS if links(text) else _POST_CENTS
    if store.spent() + cents > settings.credits_cents:
        raise no_credits()
    store.spend("link posted" if cents == _LINK_CENTS else "post", cents)
    post = NewPost(int(OUR_ID), text, in_reply_to=target, made_with_ai=body.get("made_with_ai") is True, media=media, cents=cents)
    post_id = str(store.add_post(post, settings.now(), settings.now() + settings.own_late_s))
    return {"data": {"id": post_id, "text": text, "edit_history_tweet_ids": [post_id]}}


def _checked(body: Any) -> tuple[str, list[str], int | None]:
    """Text, media and the post that is answered."""
    if not isinstance(body, dict):
        raise invalid("Request body must be a JSON object.")
    for name in body:
        if name not in _KNOWN:
            raise invalid(f"$.{name}: is not defined in the schema and the schema does not allow additional properties", **{f"$__{name}": "[]"})
    text = body.get("text", "")
    media = (body.get("media") or {}).get("media_ids", [])
    if not isinstance(text, str) or not isinstance(media, list) or not all(isinstance(each, str) for each in media):
        raise invalid("$.text or $.media.media_ids: wrong type")
    if not text.strip() and not media:
        raise invalid("$: one of [text, media] is required")
    if "made_with_ai" in body and not isinstance(body["made_with_ai"], bool):
        raise invalid("$.made_with_ai: wrong type, boolean expected")
    reply = body.get("reply")
    if reply is None:
        return text, media, None
    target = reply.get("in_reply_to_tweet_id") if isinstance(reply, dict) else None
    if not isinstance(target, str) or not target.isdecimal():
        raise invalid("$.reply.in_reply_to_tweet_id: is missing but it is required")
    return text, media, int(target)


def _check_media(store: Store, settings: Settings, media: list[str]) -> None:
    """Processed, not expired, ours; four pictures or one video."""
    rows = [store.one("SELECT * FROM media WHERE id = ?", (int(each),)) if each.isdecimal() else None for each in media]
    good = [row for row in rows if row and row["state"] == "succeeded" and settings.now() - row["made_s"] < 86_400]
    videos = sum(row["category"] == "tweet_video" for row in good)
    if len(good) < len(media) or len(good) > (1 if videos else 4):
        raise invalid("Your media IDs are invalid.", media__media_ids=",".join(media))


def _check_target(store: Store, target: int, *, once_only: bool) -> None:
    """Only a post that mentions us, and only once."""
    post = store.one("SELECT * FROM posts WHERE id = ?", (target,))
    if post is None or post["deleted"]:
        raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    answered = store.one("SELECT id FROM posts WHERE in_reply_to = ? AND author = ?", (target, OUR_ID))
    if not post["mentions_us"] or (answered and once_only):
        raise forbidden(NOT_ENGAGED)

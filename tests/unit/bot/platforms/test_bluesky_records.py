"""Bluesky: record keys, cursors, mentions, and records that its own models accept."""

from datetime import UTC, datetime, timedelta

import pytest
from atproto_client import models
from atproto_client.models.string_formats import validate_tid
from atproto_client.models.utils import get_or_create
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base import Author, RefusedError
from bot.platforms.bluesky_records import Attachment, Cursor, first_cursor, mention_of, post_record, record_key, reply_refs

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAN = Author("did:plc:fan777777777777777777777777", "fan.test")
US = "did:plc:houseband7777777777777777"
CID = "bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
BLOB = {"$type": "blob", "ref": {"$link": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}, "mimeType": "video/mp4", "size": 5}


@given(st.text())
def test_record_keys_are_written_as_timestamps_and_follow_from_the_key(key: str) -> None:
    assert validate_tid(record_key(key), None) == record_key(key)  # type: ignore[arg-type]


def test_record_keys_differ() -> None:
    assert len({record_key(str(number)) for number in range(2000)}) == 2000


def test_a_record_is_what_bluesky_takes() -> None:
    refs = reply_refs({"uri": f"at://{FAN.id}/app.bsky.feed.post/3aaa", "cid": CID, "record": {}})
    record = post_record("né @fan.test: ☔", [Attachment("video", BLOB, "A tune.", 640, 360)], FAN, refs, NOW)
    post = get_or_create(record, models.AppBskyFeedPost.Record, strict_string_format=True)
    assert isinstance(post, models.AppBskyFeedPost.Record)
    assert record["facets"][0]["index"] == {"byteStart": 4, "byteEnd": 13}
    assert record["embed"]["aspectRatio"] == {"width": 640, "height": 360}
    assert record["createdAt"] == "2026-11-20T12:00:00.000Z"


@pytest.mark.parametrize("text", ["@fan.tests", "a@fan.test", "@fan.test.org", "@other.test", "fan.test"])
def test_only_the_asker_becomes_a_mention(text: str) -> None:
    assert "facets" not in post_record(text, [], FAN, None, NOW)


def test_a_reply_in_a_thread_refers_to_its_beginning() -> None:
    root = {"uri": "at://did:plc:z/app.bsky.feed.post/3root", "cid": CID}
    refs = reply_refs({"uri": "at://did:plc:y/app.bsky.feed.post/3here", "cid": CID, "record": {"reply": {"root": root, "parent": root}}})
    assert refs["root"] == root
    assert refs["parent"]["uri"].endswith("3here")


def test_pictures_and_films_don_t_mix() -> None:
    film, picture = Attachment("video", BLOB, "", 1, 1), Attachment("image", BLOB, "", 1, 1)
    for attachments in ([film, film], [film, picture], [picture] * 5):
        with pytest.raises(RefusedError):
            post_record("", attachments, None, None, NOW)
    assert len(post_record("", [picture] * 4, None, None, NOW)["embed"]["images"]) == 4


def test_an_upload_survives_being_written_down() -> None:
    film = Attachment("video", BLOB, 'A "tune".', 640, 360)
    assert Attachment.read(film.written()) == film
    for other in ("", "media-1", "[]", '{"kind": "video"}'):
        with pytest.raises(RefusedError):
            Attachment.read(other)


def told(reason: str, parent: str | None) -> dict[str, object]:
    record = {"text": "hi", **({"reply": {"root": {"uri": parent}, "parent": {"uri": parent}}} if parent else {})}
    author = {"did": FAN.id, "handle": FAN.handle, "labels": []}
    return {"uri": f"at://{FAN.id}/app.bsky.feed.post/3x", "reason": reason, "record": record, "author": author, "indexedAt": "2026-11-20T12:00:00Z"}


def test_an_answer_to_somebody_else_in_our_thread_is_no_mention() -> None:
    ours, theirs = f"at://{US}/app.bsky.feed.post/3a", "at://did:plc:z/app.bsky.feed.post/3b"
    assert mention_of(told("reply", theirs), US) is None
    mention = mention_of(told("reply", ours), US)
    assert mention is not None
    assert mention.reply_to == ours
    assert mention_of(told("mention", theirs), US) is not None
    assert mention_of(told("mention", None), US) is not None


def test_a_label_that_somebody_else_gave_makes_no_bot() -> None:
    for src, is_bot in ((FAN.id, True), ("did:plc:labeler", False)):
        notification = told("mention", None)
        notification["author"] = {"did": FAN.id, "handle": FAN.handle, "labels": [{"src": src, "val": "bot"}]}
        mention = mention_of(notification, US)
        assert mention is not None
        assert mention.author.is_bot is is_bot


def test_a_cursor_reads_a_little_before_the_newest_but_never_before_the_first_start() -> None:
    start = first_cursor([{"indexedAt": NOW.isoformat()}])
    cursor = Cursor.parse(str(start.after([NOW + timedelta(minutes=25)])))
    assert cursor.takes(NOW + timedelta(minutes=15))
    assert not cursor.takes(NOW + timedelta(minutes=14, seconds=59))
    assert not start.takes(NOW)
    assert start.takes(NOW + timedelta(milliseconds=1))
    assert first_cursor([]).takes(NOW)

"""X: replies, posts, and finding our own before any repeat; against the simulated X over the loopback interface."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from on_x import heard, platform, start
from simulators.x.running import SimulatedX

from bot.platforms.base import DuplicateError, Mention, RefusedError, Span, UnreachableError
from bot.platforms.x import XPlatform

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_reply_is_marked_and_found(x: XPlatform, simulated_x: SimulatedX) -> None:
    mention = heard(x, simulated_x)
    assert x.find_reply(mention, "key") is None
    reply = x.publish(mention, "@ann Here is some jazz.", (), "key")
    assert x.find_reply(mention, "key") == reply
    (post,) = simulated_x.published()
    assert (post["id"], post["in_reply_to"], post["text"], post["made_with_ai"], post["cents"]) == (
        reply,
        mention.post_id,
        "@ann Here is some jazz.",
        True,
        1.0,
    )


def test_a_reply_is_found_on_the_second_page(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 200})
    cursor = start(x)
    simulated_x.crowd(103, ["jazz"])
    mentions = x.mentions(cursor).mentions
    replies = {mention.post_id: x.publish(mention, f"Number {index}", (), "key") for index, mention in enumerate(mentions)}
    fresh = platform(simulated_x)
    for mention in (mentions[0], mentions[50], mentions[-1]):
        assert fresh.find_reply(mention, "key") == replies[mention.post_id]


def test_only_what_may_hold_the_reply_is_searched_and_paid_for(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 200}, clock_offset_s=-3000.0, timestamp_tolerance_s=9000.0)
    mention = heard(x, simulated_x)
    written = datetime.now(UTC)
    for number in range(30):
        x.post(f"Number {number}", (), "key")
    simulated_x.set(clock_offset_s=0.0)
    reply = x.publish(mention, "Some jazz.", (), "key")
    before = simulated_x.truth()["cents_by"].get("tweets read", 0.0)
    assert x.find_reply(mention, "key", Span(written, written + timedelta(seconds=30))) == reply
    assert simulated_x.truth()["cents_by"]["tweets read"] - before == pytest.approx(0.1)
    assert x.find_reply(mention, "key", Span(written - timedelta(hours=2), written - timedelta(hours=1))) is None


@pytest.mark.parametrize("kind", ["dropped", "hung"])
def test_an_answer_lost_after_the_post_went_through_is_found_before_a_repeat(x: XPlatform, simulated_x: SimulatedX, kind: str) -> None:
    mention = heard(x, simulated_x)
    simulated_x.faults(bursts=[{"kind": kind, "endpoint": "publish", "calls": 1}], timeout_s=1.5)
    with pytest.raises(UnreachableError):
        x.publish(mention, "Some jazz.", (), "key")
    reply = x.find_reply(mention, "key")
    assert reply is not None
    with pytest.raises(DuplicateError):
        x.publish(mention, "Some jazz.", (), "key")
    truth = simulated_x.truth()
    assert (truth["answered"], truth["answered_twice"], truth["lost"], truth["own_posts"]) == (1, 0, 0, 1)


def test_our_own_reply_may_be_listed_late_and_a_repeat_is_still_no_second_one(x: XPlatform, simulated_x: SimulatedX) -> None:
    mention = heard(x, simulated_x)
    simulated_x.set(own_late_s=1.0)
    simulated_x.faults(bursts=[{"kind": "dropped", "endpoint": "publish", "calls": 1}])
    with pytest.raises(UnreachableError):
        x.publish(mention, "Some jazz.", (), "key")
    assert x.find_reply(mention, "key") is None
    with pytest.raises(DuplicateError):
        x.publish(mention, "Some jazz.", (), "key")
    time.sleep(1.1)
    assert x.find_reply(mention, "key") == simulated_x.published()[0]["id"]


def test_a_post_nobody_asked_for(x: XPlatform, simulated_x: SimulatedX) -> None:
    assert x.post("The tune of the day.", (), "key") == simulated_x.published()[0]["id"]
    with pytest.raises(DuplicateError):
        x.post("The tune of the day.", (), "key")


def test_x_refuses_replies_nobody_summoned(x: XPlatform, simulated_x: SimulatedX) -> None:
    mention = heard(x, simulated_x)
    stranger = simulated_x.write("nice weather", "ben")
    with pytest.raises(RefusedError, match="not been mentioned"):
        x.publish(Mention("x", stranger, mention.author, "", mention.created_at), "Hello!", (), "key")
    x.publish(mention, "One.", (), "key")
    with pytest.raises(RefusedError, match="not been mentioned"):
        x.publish(mention, "Two.", (), "key")
    gone = simulated_x.write("@houseband jazz", "ann")
    simulated_x.delete(gone)
    with pytest.raises(RefusedError, match="deleted"):
        x.publish(Mention("x", gone, mention.author, "", mention.created_at), "Three.", (), "key")


def test_a_text_too_long_or_with_a_link_never_leaves(x: XPlatform, simulated_x: SimulatedX) -> None:
    for text, words in (("a" * 281, "at most 280"), ("🎷" * 141, "282"), ("see example.com", "example.com"), ("https://t.co/x", "address")):
        with pytest.raises(RefusedError, match=words):
            x.post(text, (), "key")
    x.post("🎷" * 140, (), "key")
    truth = simulated_x.truth()
    assert (truth["calls"], truth["cents_by"]) == ({"publish 201": 1}, {"post": 1.0})

"""X: what is heard, in which order, and where listening begins; against the simulated X over the loopback interface."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from on_x import platform, start
from simulators.x.running import SimulatedX

from bot.platforms.x import XPlatform
from bot.platforms.x_connection import XConnection
from bot.platforms.x_credentials import credentials_from

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_we_know_who_we_are_and_ask_once(x: XPlatform, simulated_x: SimulatedX) -> None:
    assert (x.me().handle, x.me().handle) == ("houseband", "houseband")
    assert simulated_x.truth()["calls"] == {"me 200": 1}


def test_the_first_start_begins_at_now(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.write("@houseband before", "ann")
    page = x.mentions(None)
    assert page.mentions == ()
    assert x.mentions(page.cursor).mentions == ()
    assert platform(simulated_x).mentions(page.cursor).mentions == ()
    simulated_x.write("@houseband after", "ann")
    assert [mention.text for mention in x.mentions(page.cursor).mentions] == ["@houseband after"]


def test_a_mention_arrives_whole(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor = start(x)
    first = simulated_x.write("hello all", "ann")
    long = "@houseband " + "tra la & <la> " * 40
    second = simulated_x.write(long, "Ben_2", reply_to=first)
    (mention,) = x.mentions(cursor).mentions
    assert (mention.platform, mention.post_id, mention.author.handle, mention.author.is_bot) == ("x", second, "Ben_2", False)
    assert (mention.text, mention.reply_to, mention.conversation) == (long, first, first)
    assert abs(mention.created_at - datetime.now(UTC)) < timedelta(seconds=20)


@pytest.mark.parametrize("spelling", ["old", "new", "renamed", "both"])
def test_both_spellings_are_understood(simulated_x: SimulatedX, x: XPlatform, spelling: str) -> None:
    simulated_x.set(spelling=spelling)
    cursor = start(x)
    first = simulated_x.write("@houseband a reel", "ann")
    second = simulated_x.write("@houseband " + "faster " * 60, "ben", reply_to=first)
    mentions = x.mentions(cursor).mentions
    assert [(mention.post_id, mention.reply_to, mention.conversation, mention.author.handle) for mention in mentions] == [
        (first, None, first, "ann"),
        (second, first, first, "ben"),
    ]
    assert len(mentions[1].text) > 400
    reply = x.publish(mentions[1], "Faster it is!", (), "key")
    assert x.find_reply(mentions[1], "key") == reply


def test_many_pages_come_oldest_first_and_whole(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor = start(x)
    written = simulated_x.crowd(457, ["jazz", "blues"])
    page = x.mentions(cursor)
    assert [mention.post_id for mention in page.mentions] == written
    assert x.mentions(page.cursor).mentions == ()


def test_repeated_and_disordered_mentions_come_once_and_in_order(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor: str | None = start(x)
    simulated_x.faults(chances={"mentions": {"repeat": 0.5, "disorder": 1.0}}, seed=3)
    got: list[str] = []
    written: list[str] = []
    for _ in range(6):
        written += simulated_x.crowd(40, ["jazz"])
        page = x.mentions(cursor)
        numbers = [int(mention.post_id) for mention in page.mentions]
        assert numbers == sorted(numbers)
        got += [mention.post_id for mention in page.mentions]
        cursor = page.cursor
    assert got == written


def test_a_mention_that_x_lists_late_is_heard(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor = start(x)
    simulated_x.set(late_share=1.0, late_s=1.0)
    late = simulated_x.write("@houseband late", "ann")
    simulated_x.set(late_share=0.0)
    early = simulated_x.write("@houseband early", "ben")
    page = x.mentions(cursor)
    assert [mention.post_id for mention in page.mentions] == [early]
    time.sleep(1.1)
    page = x.mentions(page.cursor)
    assert [mention.post_id for mention in page.mentions] == [late]
    assert x.mentions(page.cursor).mentions == ()


def test_a_late_mention_that_was_not_stored_is_handed_out_again(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor = start(x)
    simulated_x.set(late_share=1.0, late_s=0.5)
    late = simulated_x.write("@houseband late", "ann")
    simulated_x.set(late_share=0.0)
    simulated_x.write("@houseband early", "ben")
    cursor = x.mentions(cursor).cursor or ""
    time.sleep(0.6)
    for _ in range(2):  # the same cursor again: the transaction that should have stored it failed
        assert late in [mention.post_id for mention in x.mentions(cursor).mentions]


def test_nothing_at_all_has_a_cursor_too(x: XPlatform, simulated_x: SimulatedX) -> None:
    cursor = start(x)
    simulated_x.write("@houseband the first one ever", "ann")
    assert len(platform(simulated_x).mentions(cursor).mentions) == 1


def test_looking_back_ends_once_a_mention_has_settled(simulated_x: SimulatedX) -> None:
    moments = [datetime.now(UTC)]
    x = XPlatform(XConnection(credentials_from(simulated_x.environment), simulated_x.base_url), now=lambda: moments[0])
    cursor = start(x)
    simulated_x.write("@houseband jazz", "ann")
    cursor = x.mentions(cursor).cursor or ""
    x.mentions(cursor)
    assert simulated_x.truth()["cents_by"] == {"mentions read": 0.2}
    moments[0] += timedelta(seconds=20)
    for _ in range(5):
        x.mentions(cursor)
    assert simulated_x.truth()["cents_by"] == {"mentions read": 0.2}

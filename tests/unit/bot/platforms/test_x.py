"""The X platform against the simulated X, over HTTP on the loopback interface."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from simulators.x.clips import Clip, write_clip, write_picture
from simulators.x.running import SimulatedX

from bot.platforms.base import CredentialsError, DuplicateError, Mention, RateLimitedError, RefusedError, UnreachableError, Upload
from bot.platforms.x import XPlatform
from bot.platforms.x_connection import TimeLimit, XConnection
from bot.platforms.x_credentials import VARIABLES, credentials_from

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def x(simulated_x: SimulatedX) -> XPlatform:
    return XPlatform.from_environment(simulated_x.environment, TimeLimit(read=1.0))


def platform(server: SimulatedX) -> XPlatform:
    """Another process, as far as memory goes."""
    return XPlatform.from_environment(server.environment)


def start(x: XPlatform) -> str:
    cursor = x.mentions(None).cursor
    assert cursor is not None
    return cursor


def heard(x: XPlatform, server: SimulatedX, text: str = "@houseband some jazz", handle: str = "ann") -> Mention:
    cursor = start(x)
    server.write(text, handle)
    (mention,) = x.mentions(cursor).mentions
    return mention


# Hearing


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


# Answering


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


# Uploads


def test_a_film_is_uploaded_in_parts(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.x_media.PART_BYTES", 1000)
    film = write_clip(Clip(seconds=2), tmp_path / "tune.mp4")
    mention = heard(x, simulated_x)
    handle = x.upload(Upload(film, "video/mp4", "Piano roll of a tune." * 100))
    (media,) = simulated_x.media()
    assert (media["id"], media["state"], media["alt_text"][:21]) == (handle, "succeeded", "Piano roll of a tune.")
    assert (media["facts"]["bytes"], media["facts"]["frames"]) == (film.stat().st_size, 20)
    assert simulated_x.truth()["calls"]["append 200"] == -(-film.stat().st_size // 1000) > 1
    x.publish(mention, "Here.", (handle,), "key")
    assert simulated_x.published()[0]["media"] == [handle]


def test_a_card_needs_no_processing(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    handle = x.upload(Upload(write_picture(tmp_path / "card.png"), "image/png", "A limerick."))
    x.post("A card.", (handle,), "key")
    assert "status 200" not in simulated_x.truth()["calls"]


def test_it_waits_as_long_as_x_says(simulated_x: SimulatedX, tmp_path: Path) -> None:
    simulated_x.set(check_after_secs=7, processing_s=0.3)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(0.15)

    patient = XPlatform(XConnection(credentials_from(simulated_x.environment), simulated_x.base_url), sleep=sleep)
    patient.upload(Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", ""))
    assert len(waits) >= 2
    assert set(waits) == {7.0}


def test_it_does_not_wait_for_ever(simulated_x: SimulatedX, tmp_path: Path) -> None:
    simulated_x.set(check_after_secs=60, processing_s=3600)
    waits: list[float] = []
    patient = XPlatform(XConnection(credentials_from(simulated_x.environment), simulated_x.base_url), sleep=waits.append)
    with pytest.raises(UnreachableError, match="still processing"):
        patient.upload(Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", ""))
    assert sum(waits) == 180


@pytest.mark.parametrize(
    "clip",
    [Clip(seconds=0.2), Clip(pixels="yuv444p", options=(("preset", "ultrafast"),)), Clip(fps=100), Clip(codec="mpeg4", options=())],
    ids=["short", "4:4:4", "fast", "mpeg4"],
)
def test_a_film_that_x_cannot_use_is_refused(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path, clip: Clip) -> None:
    with pytest.raises(RefusedError, match="Unsupported video format"):
        x.upload(Upload(write_clip(clip, tmp_path / "tune.mp4"), "video/mp4", "A tune."))
    (media,) = simulated_x.media()
    with pytest.raises(RefusedError, match="media IDs are invalid"):
        x.post("Anyway.", (media["id"],), "key")


def test_what_x_never_takes_is_not_even_sent(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for path, kind in ((write_picture(tmp_path / "a.png"), "audio/mpeg"), (empty, "video/mp4")):
        with pytest.raises(RefusedError):
            x.upload(Upload(path, kind, ""))
    assert simulated_x.truth()["calls"] == {}


# What goes wrong


def test_a_limit_is_told_with_its_end(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 1}, window_s=600)
    x.post("One.", (), "key")
    with pytest.raises(RateLimitedError) as caught:
        x.post("Two.", (), "key")
    assert timedelta(seconds=560) < caught.value.retry_at - datetime.now(UTC) < timedelta(seconds=605)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_wrong_secret_is_named_and_never_shown(simulated_x: SimulatedX, name: str) -> None:
    wrong = XPlatform.from_environment({**simulated_x.environment, name: "wrongValue123"})
    with pytest.raises(CredentialsError, match=name) as caught:
        wrong.me()
    assert "wrongValue123" not in str(caught.value)


def test_an_app_that_may_only_read_is_told_so(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(may_write=False)
    with pytest.raises(CredentialsError, match="write permission"):
        x.post("Hello.", (), "key")


def test_credits_that_are_used_up_are_waited_for(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(credits_cents=0.5)
    with pytest.raises(RateLimitedError, match="credits"):
        x.post("Hello.", (), "key")


@pytest.mark.parametrize("kind", ["server_error", "refused", "timeout", "dropped"])
def test_failures_of_publishing_are_never_repeated_by_itself(x: XPlatform, simulated_x: SimulatedX, kind: str) -> None:
    x.me()
    simulated_x.faults(bursts=[{"kind": kind, "endpoint": "*", "calls": 1}], timeout_s=1.3)
    with pytest.raises(UnreachableError):
        x.post("Hello.", (), "key")
    assert sum(count for call, count in simulated_x.truth()["calls"].items() if call.startswith("publish")) == 1


@pytest.mark.parametrize("kind", ["server_error", "refused", "dropped"])
def test_two_failures_of_reading_are_borne(x: XPlatform, simulated_x: SimulatedX, kind: str) -> None:
    cursor = start(x)
    simulated_x.write("@houseband jazz", "ann")
    simulated_x.faults(bursts=[{"kind": kind, "endpoint": "mentions", "calls": 2}])
    assert len(x.mentions(cursor).mentions) == 1
    simulated_x.faults(bursts=[{"kind": kind, "endpoint": "mentions", "calls": 3}])
    with pytest.raises(UnreachableError):
        x.mentions(cursor)


def test_a_platform_that_is_down_comes_back(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.faults(down_s=0.6)
    with pytest.raises(UnreachableError, match="can't be reached"):
        x.me()
    time.sleep(0.7)
    assert x.me().handle == "houseband"


def answer(x: XPlatform, mention: Mention, text: str) -> None:
    """What the bot does, without its queue: never a repeat without looking first."""
    while True:
        try:
            if x.find_reply(mention, "key") is None:
                x.publish(mention, text, (), "key")
            return
        except (UnreachableError, RateLimitedError, DuplicateError):
            continue


def test_nobody_is_lost_or_answered_twice_whatever_breaks(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 1000, "mentions": 1000})
    cursor = start(x)
    inbox: dict[str, Mention] = {}
    everywhere = {"server_error": 0.05, "rate_limited": 0.05, "dropped": 0.08, "refused": 0.05}
    simulated_x.faults(chances={"*": everywhere, "mentions": {"repeat": 0.1, "disorder": 0.5}}, seed=11, rate_limited_s=0)
    for _ in range(5):
        simulated_x.crowd(12, ["a reel", "a limerick"])
        try:
            page = x.mentions(cursor)
        except (UnreachableError, RateLimitedError):
            continue
        cursor = page.cursor or ""
        for mention in page.mentions:
            if mention.post_id not in inbox:
                inbox[mention.post_id] = mention
                answer(x, mention, f"Number {len(inbox)}")
    simulated_x.faults()
    for mention in x.mentions(cursor).mentions:
        answer(x, mention, f"At last {mention.post_id}")
    truth = simulated_x.truth()
    assert (truth["expected"], truth["answered"], truth["lost"], truth["answered_twice"], truth["unasked"]) == (60, 60, 0, 0, 0)
    assert truth["calls"]["publish dropped after 201"] > 0


def test_uploads_bear_single_failures_everywhere_but_at_finalize(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    film = Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", "A tune.")
    for endpoint in ("initialize", "append", "status", "metadata"):
        simulated_x.faults(bursts=[{"kind": "dropped", "endpoint": endpoint, "calls": 1}])
        x.upload(film)
    simulated_x.faults(bursts=[{"kind": "dropped", "endpoint": "finalize", "calls": 1}])
    with pytest.raises(UnreachableError):
        x.upload(film)


def test_secrets_are_in_no_message(simulated_x: SimulatedX) -> None:
    secrets = [value for name, value in simulated_x.environment.items() if not name.endswith("URL")]
    x = XPlatform.from_environment(simulated_x.environment)
    for kind in ("server_error", "rate_limited", "forbidden", "refused", "dropped"):
        simulated_x.faults(bursts=[{"kind": kind, "calls": 9}])
        with pytest.raises(Exception, match="X") as caught:
            x.post("Hello.", (), "key")
        assert not any(secret in f"{caught.value!r} {caught.value.__cause__!r}" for secret in secrets)


@pytest.fixture(autouse=True)
def _no_faults_left(simulated_x: SimulatedX) -> Iterator[None]:
    yield
    simulated_x.faults()

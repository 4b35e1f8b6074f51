"""X: what goes wrong, and what it is called; against the simulated X over the loopback interface."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from on_x import start
from simulators.x.running import SimulatedX

from bot.platforms.base import CredentialsError, DuplicateError, Mention, RateLimitedError, UnreachableError
from bot.platforms.x import XPlatform
from bot.platforms.x_credentials import VARIABLES

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_limit_is_told_with_its_end(x: XPlatform, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 1}, window_s=600)
    x.post("One.", (), "key")
    with pytest.raises(RateLimitedError) as caught:
        x.post("Two.", (), "key")
    assert timedelta(seconds=560) < caught.value.retry_at - datetime.now(UTC) < timedelta(seconds=605)


def test_secrets_are_in_no_message(simulated_x: SimulatedX) -> None:
    secrets = [value for name, value in simulated_x.environment.items() if not name.endswith("URL")]
    x = XPlatform.from_environment(simulated_x.environment)
    for kind in ("server_error", "rate_limited", "forbidden", "refused", "dropped"):
        simulated_x.faults(bursts=[{"kind": kind, "calls": 9}])
        with pytest.raises(Exception, match="X") as caught:
            x.post("Hello.", (), "key")
        assert not any(secret in f"{caught.value!r} {caught.value.__cause__!r}" for secret in secrets)


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

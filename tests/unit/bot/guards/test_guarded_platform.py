from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import TypeVar

import pytest
from guarding import LIMITS, ME, NOON, PRICED, HandClock, House, house_of, mention

from bot.guards.guarded_platform import PROMPT_SECONDS, GuardedPlatform
from bot.guards.lists import Lists
from bot.house_rules import BudgetSettings, GuardSettings
from bot.messages import NoLongerWantedError, NotYetError
from bot.own_requests import tune_request
from bot.platforms.base import Author, Limits, Mention, MentionPage, RateLimitedError, RefusedError, Span, UnreachableError, Upload

Said = TypeVar("Said")


@dataclass
class OpenNetwork:
    """Takes everything, unless it is in a mood."""

    limits: Limits = LIMITS
    name: str = "paper"
    page: MentionPage = field(default_factory=lambda: MentionPage((), None))
    mood: Exception | None = None
    said: list[str] = field(default_factory=list)

    def me(self) -> Author:
        return ME

    def mentions(self, since: str | None) -> MentionPage:  # noqa: ARG002 (the platform's signature)
        return self._unless_in_a_mood(self.page)

    def upload(self, upload: Upload) -> str:
        return self._unless_in_a_mood(upload.path.name)

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (the platform's signature)
        self.said.append(f"to {mention.post_id}: {self._unless_in_a_mood(text)}")
        return "reply"

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (the platform's signature)
        self.said.append(self._unless_in_a_mood(text))
        return "post"

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (the platform's signature)
        return self._unless_in_a_mood(f"reply to {mention.post_id}")

    def _unless_in_a_mood(self, said: Said) -> Said:
        if self.mood is not None:
            raise self.mood
        return said


def guarded(house: House, network: OpenNetwork) -> GuardedPlatform:
    return GuardedPlatform(network, house.gate, house.guards, house.clock)


def test_calls_go_through_while_they_may() -> None:
    house, network = house_of(), OpenNetwork()
    platform = guarded(house, network)
    assert platform.me() == ME
    assert platform.name == "paper"
    assert platform.mentions(None) == network.page
    assert platform.upload(Upload(Path("tune.mp4"), "video/mp4", "")) == "tune.mp4"
    assert platform.publish(mention(1), "here", (), "key") == "reply"
    assert platform.post("tune", (), "key") == "post"
    assert platform.find_reply(mention(1), "key") == "reply to 1"
    assert network.said == ["to 1: here", "tune"]


def test_looking_for_a_reply_is_paid_for_by_what_may_be_read() -> None:
    house = house_of(limits=PRICED)
    platform = guarded(house, OpenNetwork(PRICED))
    platform.find_reply(mention(1), "key", Span(NOON, NOON + timedelta(seconds=30)))
    posts = 12 + ceil(150.0 / (900.0 / 37.0))  # at once, and one by one meanwhile, of under half of a hundred in a quarter of an hour
    assert house.gate.spent_cents(NOON) == pytest.approx(posts * PRICED.cents_per_read)


def test_reading_too_often_is_said_as_the_network_would_say_it() -> None:
    house = house_of(limits=replace(LIMITS, reads_per_15_minutes=3))
    platform = guarded(house, OpenNetwork(house_limits := replace(LIMITS, reads_per_15_minutes=3)))
    assert platform.limits == house_limits
    platform.mentions(None)
    with pytest.raises(RateLimitedError) as limited:
        platform.mentions(None)
    assert limited.value.retry_at == NOON + timedelta(minutes=30)


def test_only_what_was_read_is_paid_for() -> None:
    house = house_of(limits=PRICED)
    network = OpenNetwork(PRICED, page=MentionPage((mention(1), mention(2)), "2"))
    platform = guarded(house, network)
    platform.mentions(None)
    assert house.gate.spent_cents(NOON) == pytest.approx(0.2)
    network.mood = UnreachableError("down")
    for _ in range(20):
        house.clock.now += 10.0
        with pytest.raises(UnreachableError):
            platform.mentions(None)
    assert house.gate.spent_cents(NOON) == pytest.approx(0.2), "a network that is down for an hour costs nothing"


def test_publishing_waits_for_the_budget_and_says_nothing_until_then() -> None:
    house = house_of(limits=PRICED, budget=BudgetSettings(cents_a_day=1.5))
    network = OpenNetwork(PRICED)
    platform = guarded(house, network)
    platform.publish(mention(1), "one", (), "1")
    with pytest.raises(NotYetError) as waits:
        platform.publish(mention(2), "two", (), "2")
    assert waits.value.until == NOON + timedelta(hours=12)
    assert network.said == ["to 1: one"]


def test_a_burst_of_refusals_silences_the_bot_and_a_success_gives_it_its_voice_back() -> None:
    house, network = house_of(GuardSettings(refusals_until_rest=3)), OpenNetwork(mood=RefusedError("403"))
    platform = guarded(house, network)
    for post in range(3):
        with pytest.raises(RefusedError):
            platform.publish(mention(post), "no", (), str(post))
    network.mood = None
    with pytest.raises(NotYetError):
        platform.publish(mention(4), "hello?", (), "4")
    with pytest.raises(NotYetError):
        platform.upload(Upload(Path("tune.mp4"), "video/mp4", ""))
    house.clock.now += 600
    assert platform.publish(mention(4), "hello?", (), "4") == "reply"
    assert platform.publish(mention(5), "well", (), "5") == "reply"


def test_a_network_that_is_down_is_no_refusal() -> None:
    house, network = house_of(GuardSettings(refusals_until_rest=2)), OpenNetwork(mood=UnreachableError("down"))
    platform = guarded(house, network)
    for post in range(5):
        with pytest.raises(UnreachableError):
            platform.publish(mention(post), "no", (), str(post))
    network.mood = None
    assert platform.publish(mention(9), "yes", (), "9") == "reply"


def test_whoever_said_stop_meanwhile_is_left_in_peace() -> None:
    house, network = house_of(), OpenNetwork()
    platform = guarded(house, network)
    house.guards.may_answer(mention(2), NOON, "stop")
    with pytest.raises(NoLongerWantedError, match="stop"):
        platform.publish(mention(1), "here", (), "1")
    assert platform.publish(mention(2), "understood", (), "2") == "reply"
    assert network.said == ["to 2: understood"]


def test_what_the_band_asks_of_itself_is_posted_and_not_looked_for() -> None:
    house, network = house_of(), OpenNetwork()
    platform = guarded(house, network)
    tune = tune_request("paper", NOON.date(), "jazz", house.clock.now)
    assert platform.find_reply(tune, "key") is None
    assert platform.publish(tune, "tune of the day", (), "key") == "post"
    assert network.said == ["tune of the day"]


def test_a_paused_bot_neither_reads_nor_speaks() -> None:
    house, network = house_of(), OpenNetwork()
    platform = guarded(house, network)
    Lists(house.database).pause("", house.clock.now)
    with pytest.raises(RateLimitedError):
        platform.mentions(None)
    with pytest.raises(NotYetError):
        platform.publish(mention(1), "here", (), "1")
    assert network.said == []


def test_who_was_held_up_on_the_way_makes_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease of the attempt may have run out meanwhile, and somebody else be publishing this."""
    house, network, steady = house_of(), OpenNetwork(), HandClock()
    platform = GuardedPlatform(network, house.gate, house.guards, house.clock, steady)
    may_send = house.guards.may_send

    def slowly(asked: Mention) -> bool:
        steady.now += PROMPT_SECONDS + 1.0
        return may_send(asked)

    with monkeypatch.context() as busy:
        busy.setattr(house.guards, "may_send", slowly)
        with pytest.raises(NotYetError, match="held up"):
            platform.publish(mention(1), "here", (), "1")
    assert network.said == []
    assert platform.publish(mention(1), "here", (), "1") == "reply"

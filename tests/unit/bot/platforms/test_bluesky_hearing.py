"""Bluesky: what stands between mentions and us in its list of notifications; against the simulated Bluesky."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from simulators.bluesky.world import FAN, ROBOT
from stands.bluesky_stand import BlueskyGround, BlueskyStand
from stands.stand import Ears

from bot.platforms.base import UnreachableError

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlueskyGround]:
    made = BlueskyGround(tmp_path_factory.mktemp("bluesky"))
    yield made
    made.close()


@pytest.fixture
def stand(ground: BlueskyGround) -> Iterator[BlueskyStand]:
    made = ground.stand()
    yield made
    made.close()


def ago(**units: float) -> str:
    return (datetime.now(UTC) - timedelta(**units)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("minutes", [0.5, 3, 9])
def test_who_has_a_slow_clock_is_heard(stand: BlueskyStand, minutes: float) -> None:
    stand.server.world.say(FAN, "from before", written_at=ago(hours=1))
    ears = Ears(stand.open())
    in_time = stand.say("in time")
    assert [mention.post_id for mention in ears.listen()] == [in_time]
    late = stand.server.world.say(FAN, "late", written_at=ago(minutes=minutes))
    assert [mention.post_id for mention in ears.listen()] == [late]


def test_nobody_speaks_from_the_future(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    early = stand.server.world.say(FAN, "early", written_at=ago(days=-400))
    assert [mention.post_id for mention in ears.listen()] == [early]
    assert ears.heard[early].created_at <= datetime.now(UTC)
    later = stand.say("later")
    assert [mention.post_id for mention in ears.listen()] == [later]


def test_likes_hide_no_mention(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    post_id = stand.say("a waltz")
    for _ in range(5 * stand.page):
        stand.server.world.like(FAN)
    assert [mention.post_id for mention in ears.listen()] == [post_id]


def test_likes_alone_are_read_once(stand: BlueskyStand) -> None:
    """Nobody spoke for weeks, thousands liked us: each time only what is newer than ten minutes is read."""
    ears = Ears(stand.open())
    for _ in range(5 * stand.page):
        stand.server.world.like(FAN)
    for told in stand.server.world.told:
        told["indexedAt"] = ago(minutes=30)
    stand.server.world.like(FAN)
    assert ears.listen() == []
    stand.server.calls.clear()
    assert ears.listen() == []
    assert len(stand.server.calls) == 1


def test_pages_that_are_empty_hide_no_mention(stand: BlueskyStand) -> None:
    """People who block us are left out of pages, and servers give up to fill these."""
    stand.server.world.looks = 1
    ears = Ears(stand.open())
    post_id = stand.say("a waltz")
    for number in range(3 * stand.page):
        stand.say(f"tune {number}", by_bot=True)
    stand.server.world.blocked.add(ROBOT[0])
    assert [mention.post_id for mention in ears.listen()] == [post_id]


@pytest.mark.parametrize("hidden", [1, 12])
def test_an_empty_page_at_the_first_start_is_no_empty_history(stand: BlueskyStand, hidden: int) -> None:
    stand.server.world.looks = 1
    stand.say("from before")
    for number in range(hidden):
        stand.say(f"tune {number}", by_bot=True)
    stand.server.world.blocked.add(ROBOT[0])
    ears = Ears(stand.open())
    assert ears.listen() == []
    later = stand.say("later")
    assert [mention.post_id for mention in ears.listen()] == [later]


def test_a_list_without_end_moves_no_cursor(stand: BlueskyStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.bluesky._MOST_PAGES", 3)
    ears = Ears(stand.open())
    said = stand.say_all([f"tune {number}" for number in range(4 * stand.page)])
    with pytest.raises(UnreachableError, match="doesn't end"):
        ears.listen()
    monkeypatch.undo()
    assert [mention.post_id for mention in ears.listen()] == said


def test_a_mention_that_was_deleted_is_not_heard(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    del stand.server.world.records[stand.say("a waltz")]
    assert ears.listen() == []

"""Bluesky: sessions that end, films that are prepared, posts that can't be made; against the simulated Bluesky."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stands.bluesky_stand import BlueskyGround, BlueskyStand
from stands.stand import Ears
from stands.tiny_media import tiny_media

from bot.platforms.base import CredentialsError, RefusedError, Upload
from bot.platforms.bluesky import BlueskyPlatform
from bot.platforms.bluesky_connection import PASSWORD_VARIABLE, URL_VARIABLE, VIDEO_URL_VARIABLE, BlueskyConnection

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


def test_one_session_serves_many_calls_and_another_begins_where_it_ended(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    stand.say("a waltz")
    [mention] = ears.listen()
    assert stand.server.world.logins == 1
    stand.server.world.end_sessions()
    ears.platform.publish(mention, "Here it is.", (), "key")
    assert stand.server.world.logins == 2
    assert len(stand.replies(mention.post_id)) == 1


def test_a_password_that_was_revoked_is_told(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    stand.server.world.end_sessions()
    stand.server.failures.append(("com.atproto.server.createSession", "locked"))
    with pytest.raises(CredentialsError, match=PASSWORD_VARIABLE):
        ears.listen()


def test_a_post_that_is_gone_can_not_be_answered(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    post_id = stand.say("a waltz")
    [mention] = ears.listen()
    del stand.server.world.records[post_id]
    with pytest.raises(RefusedError, match="gone"):
        ears.platform.publish(mention, "Here it is.", (), "key")


def test_a_post_that_takes_no_answers_of_ours_is_not_answered(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    post_id = stand.say("a waltz")
    [mention] = ears.listen()
    stand.server.world.gated.add(post_id)
    with pytest.raises(RefusedError, match="takes no answers"):
        ears.platform.publish(mention, "Here it is.", (), "key")
    assert stand.replies(post_id) == []


def test_what_was_written_first_stays(stand: BlueskyStand) -> None:
    """Two processes that both looked before either wrote."""
    ears = Ears(stand.open())
    post_id = stand.say("a waltz")
    [mention] = ears.listen()
    first, second = stand.open(), stand.open()
    assert isinstance(first, BlueskyPlatform)
    assert isinstance(second, BlueskyPlatform)
    assert first._write("Here it is.", (), "key", mention) == second._write("Here it is!", (), "key", mention)
    assert [reply.text for reply in stand.replies(post_id)] == ["Here it is."]


def test_an_account_that_was_taken_down_is_told_before_anything_is_written(stand: BlueskyStand) -> None:
    ears = Ears(stand.open())
    stand.say("a waltz")
    [mention] = ears.listen()
    stand.server.world.is_closed = True
    with pytest.raises(CredentialsError):
        ears.platform.publish(mention, "Here it is.", (), "key")


@pytest.mark.parametrize("service", [True, False])
def test_a_film_is_attached_with_or_without_the_service_that_prepares_it(stand: BlueskyStand, tmp_path: Path, service: bool) -> None:
    environment = stand.environment()
    if not service:
        del environment[VIDEO_URL_VARIABLE]
    ears = Ears(stand.open(environment))
    stand.say("a waltz")
    [mention] = ears.listen()
    handle = ears.platform.upload(Upload(tiny_media(tmp_path, "video/mp4"), "video/mp4", "A waltz."))
    ears.platform.publish(mention, "Here it is.", (handle,), "key")
    assert bool(stand.server.world.jobs) is service
    [reply] = stand.replies(mention.post_id)
    assert reply.alt_texts == ("A waltz.",)


def test_a_card_is_attached(stand: BlueskyStand, tmp_path: Path) -> None:
    platform = stand.open()
    handle = platform.upload(Upload(tiny_media(tmp_path, "image/png"), "image/png", "A limerick."))
    platform.post("A card.", (handle,), "key")
    [record] = [post["value"] for post in stand.server.world.records.values()]
    assert record["embed"]["images"][0]["aspectRatio"] == {"width": 64, "height": 48}


@pytest.mark.parametrize("media_type", ["video/mp4", "image/png"])
def test_a_file_that_is_something_else_is_refused(stand: BlueskyStand, tmp_path: Path, media_type: str) -> None:
    path = tmp_path / "noise"
    path.write_bytes(b"noise" * 100)
    with pytest.raises(RefusedError, match="noise"):
        stand.open().upload(Upload(path, media_type, ""))


def test_a_password_is_sent_over_no_open_line(stand: BlueskyStand) -> None:
    with pytest.raises(CredentialsError, match=URL_VARIABLE):
        BlueskyConnection(stand.environment() | {URL_VARIABLE: "http://bsky.example"})

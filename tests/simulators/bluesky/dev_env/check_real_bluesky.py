"""Bluesky's own servers and the bot's account there, through ``run.sh`` beside this file: what the simulated Bluesky says, the real one said."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from atproto_client import models
from atproto_client.exceptions import RequestErrorBase
from simulators.bluesky.dev_env.dev_network import POSTS
from simulators.bluesky.dev_env.dev_stand import DevGround, DevStand, put
from simulators.bluesky.dev_env.film_service import FilmService
from stands.stand import Ears
from stands.tiny_media import tiny_media

from bot.lengths import BLUESKY_LIMIT, bluesky_length
from bot.platforms.base import CredentialsError, Mention, RefusedError, Upload
from bot.platforms.bluesky_connection import PASSWORD_VARIABLE, VIDEO_URL_VARIABLE

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(120)]


@pytest.fixture
def stand(dev_ground: DevGround) -> Iterator[DevStand]:
    made = DevStand(dev_ground)
    yield made
    made.close()


@pytest.fixture
def ears(stand: DevStand) -> Ears:
    return Ears(stand.open())


def heard(stand: DevStand, ears: Ears, text: str = "a waltz") -> Mention:
    post_id = stand.say(text)
    assert [mention.post_id for mention in ears.listen()] == [post_id]
    return ears.heard[post_id]


def ago(**units: float) -> str:
    return (datetime.now(UTC) - timedelta(**units)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(stand: DevStand, uri: str) -> Any:
    where = {"repo": stand.us.did, "collection": POSTS, "rkey": uri.rpartition("/")[2]}
    return stand.ground.clients[stand.ground.fan].com.atproto.repo.get_record(where)


def test_who_has_a_slow_clock_is_heard_and_nobody_speaks_from_the_future(stand: DevStand) -> None:
    stand.say("from before", written_at=ago(hours=1))
    ears = Ears(stand.open())
    heard(stand, ears)
    for minutes in (9, 3, -600):
        post_id = stand.say("whenever", written_at=ago(minutes=minutes))
        assert [mention.post_id for mention in ears.listen()] == [post_id]
        assert ears.heard[post_id].created_at <= datetime.now(UTC)


def test_likes_hide_no_mention(stand: DevStand, ears: Ears) -> None:
    ours = ears.platform.post("Here it is.", (), "key")
    post_id = stand.say("a waltz")
    fan, liked = stand.ground.fan, models.ComAtprotoRepoStrongRef.Main(uri=ours, cid=record(stand, ours).cid)
    for _ in range(3 * stand.page):
        stand.ground.clients[fan].app.bsky.feed.like.create(fan.did, models.AppBskyFeedLike.Record(subject=liked, created_at=ago()))
    stand.network.settle()
    assert [mention.post_id for mention in ears.listen()] == [post_id]


def test_who_blocks_us_is_not_heard_and_not_answered_and_hides_no_mention(stand: DevStand, ears: Ears) -> None:
    post_id, theirs = stand.say("a waltz"), stand.say("beep", by_bot=True)
    ears.listen()
    said = [f"beep {number}" for number in range(12 * stand.page)]
    robot = stand.ground.robot
    for text in said:
        stand._post(robot, f"@{stand.us.handle} {text}", None, None)
    block = models.AppBskyGraphBlock.Record(created_at=ago(), subject=stand.us.did)
    put(stand.ground.clients[robot], robot, "app.bsky.graph.block", "3kaaaaaaaaaa2", block)
    stand.network.settle()
    with pytest.raises(RefusedError, match="blocked"):
        ears.platform.publish(ears.heard[theirs], "Here it is.", (), "key")
    assert [mention.post_id for mention in Ears(stand.open()).platform.mentions(_long_ago()).mentions] == [post_id]
    stand.ground.clients[robot].app.bsky.graph.block.delete(robot.did, "3kaaaaaaaaaa2")


def _long_ago() -> str:
    return f"{ago(hours=1)}/{ago(hours=1)}".replace("Z", "+00:00")


def test_what_was_deleted_is_neither_heard_nor_answered(stand: DevStand, ears: Ears) -> None:
    mention = heard(stand, ears)
    unheard = stand.say("another")
    for post_id in (mention.post_id, unheard):
        stand.ground.clients[stand.ground.fan].delete_post(post_id)
    stand.network.settle()
    assert ears.listen() == []
    with pytest.raises(RefusedError, match="gone"):
        ears.platform.publish(mention, "Here it is.", (), "key")


def test_whose_thread_takes_no_answers_gets_none(stand: DevStand, ears: Ears) -> None:
    mention = heard(stand, ears)
    gate = models.AppBskyFeedThreadgate.Record(post=mention.post_id, allow=[], created_at=ago())
    fan = stand.ground.fan
    put(stand.ground.clients[fan], fan, "app.bsky.feed.threadgate", mention.post_id.rpartition("/")[2], gate)
    stand.network.settle()
    with pytest.raises(RefusedError, match="takes no answers"):
        ears.platform.publish(mention, "Here it is.", (), "key")


def test_an_answer_in_a_thread_names_where_it_began(stand: DevStand, ears: Ears) -> None:
    mention = heard(stand, ears)
    ours = ears.platform.publish(mention, "Here it is.", (), "key")
    again = stand.say("again, but faster", reply_to=ours)
    [answer] = ears.listen()
    assert (answer.post_id, answer.reply_to, answer.conversation) == (again, ours, mention.post_id)
    second = ears.platform.publish(answer, f"@{answer.author.handle} Faster it is.", (), "another key")
    made = record(stand, second).value
    assert (made.reply.root.uri, made.reply.parent.uri) == (mention.post_id, again)
    assert made.facets[0].features[0].did == stand.ground.fan.did
    assert [reply.id for reply in stand.replies(again)] == [second]


def test_many_writers_of_one_key_make_one_post_that_stays(stand: DevStand, ears: Ears) -> None:
    mention = heard(stand, ears)
    writers = [stand.open() for _ in range(4)]
    for writer in writers:
        writer.me()
    with ThreadPoolExecutor(len(writers)) as threads:
        made = set(threads.map(lambda writer: writer._write(f"By {id(writer)}.", (), "race", mention), writers))
    [uri] = made
    first = record(stand, uri)
    assert ears.platform.publish(mention, "Here it is.", (), "race") == uri
    assert writers[0]._write("Later.", (), "race", mention) == uri
    assert record(stand, uri).cid == first.cid
    assert [reply.id for reply in stand.replies(mention.post_id)] == [uri]


@pytest.mark.parametrize(("media_type", "view"), [("video/mp4", "app.bsky.embed.video#view"), ("image/png", "app.bsky.embed.images#view")])
def test_files_are_shown_with_their_shape(stand: DevStand, tmp_path: Path, media_type: str, view: str) -> None:
    """These servers have no service that prepares films: a film is brought like any other file."""
    platform = stand.open()
    uri = platform.post("Here.", (platform.upload(Upload(tiny_media(tmp_path, media_type), media_type, "A waltz.")),), media_type)
    stand.network.settle()
    [seen] = stand.ground.clients[stand.ground.fan].get_posts([uri]).posts
    embed: Any = seen.embed
    shown = embed.images[0] if media_type == "image/png" else embed
    assert embed.py_type == view
    assert shown.alt == "A waltz."
    assert (shown.aspect_ratio.width, shown.aspect_ratio.height) == ((64, 48) if media_type == "image/png" else (160, 120))


def test_a_service_for_films_may_bring_them_to_our_server(stand: DevStand, tmp_path: Path) -> None:
    """Bluesky's own service is nothing that one can have here; this one does what that does with the token it gets from us."""
    with FilmService(stand.network.url) as service:
        platform = stand.open(stand.environment() | {VIDEO_URL_VARIABLE: service.url})
        handle = platform.upload(Upload(tiny_media(tmp_path, "video/mp4"), "video/mp4", "A waltz."))
        assert len(service.jobs) == 1
    uri = platform.post("Here.", (handle,), "film")
    assert record(stand, uri).value.embed.alt == "A waltz."


def test_a_file_larger_than_the_server_takes_is_refused(stand: DevStand, tmp_path: Path) -> None:
    path = tiny_media(tmp_path, "video/mp4")
    with path.open("ab") as film:
        film.write(bytes(6_000_000))
    with pytest.raises(RefusedError, match="413"):
        stand.open().upload(Upload(path, "video/mp4", ""))


@pytest.mark.parametrize(
    "letter", ["a", "é", "e\u0301", "🎷", "👍🏽", "👩\u200d🚀", "🇮🇹", "각", "\u1100\u1161\u11a8", "क्षि", "\r\n", "न्", "1\ufe0f\u20e3", "♯", "𝄞"]
)
def test_letters_are_counted_as_the_server_counts_them(stand: DevStand, letter: str) -> None:
    platform = stand.open()
    many = 2500 // max(10, len(letter.encode()))
    text = "a" + letter * many + "a"
    text += "a" * (BLUESKY_LIMIT - bluesky_length(text))
    assert platform.limits.length_of(text) == BLUESKY_LIMIT
    platform.post(text, (), "long")
    with pytest.raises(RequestErrorBase) as raised:
        put(stand.network.client(stand.us), stand.us, POSTS, "3kaaaaaaaaaa2", models.AppBskyFeedPost.Record(text=text + "a", created_at=ago()))
    assert "grapheme too big" in str(raised.value)


def test_a_session_that_ended_is_followed_by_another(stand: DevStand, ears: Ears) -> None:
    mention = heard(stand, ears)
    client = stand.opened[0]._client
    client.com.atproto.server.delete_session(headers={"Authorization": f"Bearer {client._session.refresh_jwt}"})
    client._session.access_jwt = client._session.access_jwt[:-8] + "AAAAAAAA"
    uri = ears.platform.publish(mention, "Here it is.", (), "key")
    assert [reply.id for reply in stand.replies(mention.post_id)] == [uri]


def test_a_session_that_is_about_to_end_is_renewed(stand: DevStand, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stand.opened[0]._client
    before = client._session.refresh_jwt
    monkeypatch.setattr(client, "_should_refresh_session", lambda: True)
    assert ears.listen() == []
    assert client._session.refresh_jwt != before


def test_a_wrong_password_is_told(stand: DevStand) -> None:
    with pytest.raises(CredentialsError, match=PASSWORD_VARIABLE):
        stand.open(stand.environment() | {PASSWORD_VARIABLE: "crotchet"}).me()


def test_a_password_that_was_taken_back_is_told(stand: DevStand, ears: Ears) -> None:
    """A session that began before lives on until it is renewed, for two hours at most."""
    stand.network.revoke_app_password(stand.us)
    heard(stand, ears)
    client = stand.opened[0]._client
    client._session.access_jwt = client._session.access_jwt[:-8] + "AAAAAAAA"
    with pytest.raises(CredentialsError, match=PASSWORD_VARIABLE):
        ears.listen()


@pytest.mark.parametrize("how", ["taken down", "deactivated"])
def test_an_account_that_is_closed_is_told(stand: DevStand, ears: Ears, how: str) -> None:
    mention = heard(stand, ears)
    if how == "taken down":
        stand.network.take_down(stand.us)
    else:
        stand.network.client(stand.us).com.atproto.server.deactivate_account({})
    with pytest.raises(CredentialsError):
        ears.platform.publish(mention, "Here it is.", (), "key")

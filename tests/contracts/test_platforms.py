"""What every platform promises, on every network of the catalogue."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from stands.stand import Call, Ears, Failure, Ground, Stand, longest

from bot.platforms.base import (
    CredentialsError,
    DuplicateError,
    Mention,
    PlatformError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    Upload,
)
from bot.platforms.catalogue import PLATFORMS, open_platform
from corpora.errors import AskerError

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]
NAMES = [name for name in sorted(PLATFORMS) if find_spec(f"stands.{name}_stand")]
"""Those with a stand; the first test says that these are all."""


@pytest.fixture(scope="module", params=NAMES)
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    name = request.param
    made: Ground = getattr(import_module(f"stands.{name}_stand"), f"{name.capitalize()}Ground")(tmp_path_factory.mktemp(name))
    yield made
    made.close()


@pytest.fixture
def stand(ground: Ground) -> Iterator[Stand]:
    made = ground.stand()
    yield made
    made.close()


@pytest.fixture
def ears(stand: Stand) -> Ears:
    return Ears(stand.open())


def heard_one(stand: Stand, ears: Ears, text: str = "play some slow jazz") -> Mention:
    post_id = stand.say(text)
    assert [mention.post_id for mention in ears.listen()] == [post_id]
    return ears.heard[post_id]


def arrange(stand: Stand, call: Call, failure: Failure) -> None:
    if failure not in stand.failures:
        pytest.skip("this network can't be broken so")
    stand.fail(call, failure)


def test_every_platform_of_the_catalogue_has_its_stand() -> None:
    assert set(NAMES) == set(PLATFORMS)


def test_a_first_start_begins_at_now(stand: Stand) -> None:
    if not stand.outlives_processes:
        pytest.skip("nothing was said in a terminal before it was opened")
    stand.say("from before")
    ears = Ears(stand.open())
    assert ears.listen() == []
    later = stand.say("from after")
    assert [mention.post_id for mention in ears.listen()] == [later]
    assert ears.listen() == []


def test_a_mention_says_who_asks_for_what_and_when(stand: Stand, ears: Ears) -> None:
    begun = datetime.now(UTC)
    mention = heard_one(stand, ears, "a limerick about rain & <b>sun</b>\u2028né ☔")
    assert mention.platform == ears.platform.name
    assert "a limerick about rain & <b>sun</b>" in mention.text
    assert "né ☔" in mention.text
    assert mention.author.id != ears.platform.me().id
    assert mention.author.handle
    assert not mention.author.is_bot
    assert abs(mention.created_at - begun) < timedelta(seconds=30)
    assert mention.reply_to is None


def test_an_answer_to_one_of_our_replies_names_it(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    ours = ears.platform.publish(mention, "Here is some jazz.", (), "key")
    stand.say("again, but faster", reply_to=ours)
    again = ears.listen()
    assert [answer.reply_to for answer in again] == [ours]


def test_other_bots_are_known(stand: Stand, ears: Ears) -> None:
    if not stand.knows_bots:
        pytest.skip("this network doesn't tell")
    stand.say("beep", by_bot=True)
    stand.say("hello")
    assert [mention.author.is_bot for mention in ears.listen()] == [True, False]


def test_nothing_is_lost_across_pages_and_the_oldest_come_first(stand: Stand, ears: Ears) -> None:
    said = stand.say_all([f"tune {number}" for number in range(2 * stand.page + 5)])
    for _ in range(6):
        ears.listen()
    assert list(ears.heard) == said


def test_what_is_said_while_we_listen_is_heard_once(stand: Stand, ears: Ears) -> None:
    said = []
    new = []
    for number in range(6):
        said.append(stand.say(f"tune {number}"))
        new += [mention.post_id for mention in ears.listen()]
    assert new == said


def test_mentions_that_could_not_be_stored_come_again(stand: Stand, ears: Ears) -> None:
    said = [stand.say("tune"), stand.say("another")]
    for _ in range(2):
        assert [mention.post_id for mention in ears.platform.mentions(ears.cursor).mentions] == said


def test_another_process_goes_on_where_this_one_stopped(stand: Stand, ears: Ears) -> None:
    if not stand.outlives_processes:
        pytest.skip("a terminal ends with its process")
    heard_one(stand, ears)
    later = stand.say("later")
    ears.platform = stand.open()
    assert [mention.post_id for mention in ears.listen()] == [later]


def test_the_same_key_makes_one_reply(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    first = ears.platform.publish(mention, "Here is some jazz.", (), "0" * 32)
    try:
        assert ears.platform.publish(mention, "Here is some jazz.", (), "0" * 32) == first
    except DuplicateError:  # a network that knows no keys, and says so
        assert ears.platform.find_reply(mention, "0" * 32) == first
    assert [reply.id for reply in stand.replies(mention.post_id)] == [first]


def test_our_reply_is_found_also_by_another_process(stand: Stand, ears: Ears) -> None:
    mention, other = heard_one(stand, ears), heard_one(stand, ears, "and a waltz")
    assert ears.platform.find_reply(mention, "key") is None
    made = ears.platform.publish(mention, "Here is some jazz.", (), "key")
    ears.platform.publish(other, "Here is a waltz.", (), "other")
    assert ears.platform.find_reply(mention, "key") == made
    assert stand.open().find_reply(mention, "key") == made
    [reply] = stand.replies(mention.post_id)
    assert reply.text == "Here is some jazz."


def test_a_file_is_attached_with_its_description(stand: Stand, ears: Ears, tmp_path: Path) -> None:
    mention = heard_one(stand, ears)
    path, media_type = stand.media(ears.platform, tmp_path)
    handle = ears.platform.upload(Upload(path, media_type, "A slow tune, drawn as it sounds."))
    ears.platform.publish(mention, "Here it is.", (handle,), "key")
    [reply] = stand.replies(mention.post_id)
    expected = "A slow tune, drawn as it sounds." if stand.outlives_processes else f"  {path}"
    assert reply.alt_texts == (expected,)


def test_an_upload_is_of_use_to_another_process(stand: Stand, ears: Ears, tmp_path: Path) -> None:
    mention = heard_one(stand, ears)
    path, media_type = stand.media(ears.platform, tmp_path)
    handle = ears.platform.upload(Upload(path, media_type, "A tune."))
    stand.open().publish(mention, "Here it is.", (handle,), "key")
    [reply] = stand.replies(mention.post_id)
    assert len(reply.alt_texts) == 1


def test_an_empty_file_is_refused(stand: Stand, ears: Ears, tmp_path: Path) -> None:
    if not stand.outlives_processes:
        pytest.skip("files stay where they are")
    _, media_type = stand.media(ears.platform, tmp_path)
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(RefusedError):
        ears.platform.upload(Upload(empty, media_type, ""))


def test_a_text_may_be_as_long_as_the_limit_and_no_longer(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    ears.platform.me()
    text = longest(ears.platform.limits)
    with pytest.raises(RefusedError):
        ears.platform.publish(mention, text + "!", (), "key")
    assert stand.replies(mention.post_id) == []
    ears.platform.publish(mention, text, (), "key")
    assert [reply.text for reply in stand.replies(mention.post_id)] == [text]


def test_something_nobody_asked_for_is_published_once(stand: Stand, ears: Ears) -> None:
    for _ in range(2):
        with suppress(DuplicateError):  # a network that knows no keys, and says so
            ears.platform.post("The tune of the day.", (), "day")
    assert stand.posts() == ["The tune of the day."]


@pytest.mark.parametrize("name", NAMES)
def test_missing_credentials_are_named(name: str) -> None:
    if name in {"console", "memory"}:
        assert open_platform(name, {}).name == name
        return
    with pytest.raises(CredentialsError, match=f"HOUSEBAND_{name.upper()}_"):
        open_platform(name, {})


def test_each_missing_credential_is_named_and_none_is_shown(stand: Stand) -> None:
    name = stand.open().name
    for variable in stand.variables:
        environment = stand.environment()
        del environment[variable]
        with pytest.raises(CredentialsError, match=variable) as raised:
            open_platform(name, environment)
        assert not any(secret in str(raised.value) for secret in stand.secrets)


def test_wrong_credentials_are_told_and_not_shown(stand: Stand) -> None:
    if not stand.secrets:
        pytest.skip("there are none")
    wrong = {variable: value[::-1] if value in stand.secrets else value for variable, value in stand.environment().items()}
    with pytest.raises(CredentialsError, match="HOUSEBAND_") as raised:
        stand.open(wrong).me()
    assert not any(secret[::-1] in str(raised.value) for secret in stand.secrets)


def test_a_network_that_is_down_is_unreachable(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    arrange(stand, "publish", "down")
    with pytest.raises(UnreachableError):
        ears.platform.publish(mention, "Here it is.", (), "key")


def test_a_limit_says_when_it_ends(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    arrange(stand, "publish", "limited")
    with pytest.raises(RateLimitedError) as raised:
        ears.platform.publish(mention, "Here it is.", (), "key")
    assert timedelta() < raised.value.retry_at - datetime.now(UTC) < timedelta(hours=24)


def test_a_refusal_is_for_ever(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    arrange(stand, "publish", "refused")
    with pytest.raises(RefusedError):
        ears.platform.publish(mention, "Here it is.", (), "key")


def test_credentials_that_stop_working_are_told(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    arrange(stand, "publish", "locked")
    with pytest.raises(CredentialsError, match=r"HOUSEBAND_|locked") as raised:
        ears.platform.publish(mention, "Here it is.", (), "key")
    assert not any(secret in str(raised.value) for secret in stand.secrets)


def test_a_reply_whose_answer_was_lost_is_found_and_not_made_twice(stand: Stand, ears: Ears) -> None:
    mention = heard_one(stand, ears)
    ears.platform.me()
    arrange(stand, "publish", "lost")
    with pytest.raises(UnreachableError):
        ears.platform.publish(mention, "Here it is.", (), "key")
    deadline = time.monotonic() + 10.0
    while not (arrived := stand.replies(mention.post_id)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert stand.open().find_reply(mention, "key") == arrived[0].id
    with suppress(DuplicateError):
        assert ears.platform.publish(mention, "Here it is.", (), "key") == arrived[0].id
    assert stand.replies(mention.post_id) == arrived


def test_mentions_that_can_not_be_read_move_no_cursor(stand: Stand, ears: Ears) -> None:
    post_id = stand.say("hello")
    arrange(stand, "mentions", "limited")
    with pytest.raises(PlatformError):
        ears.listen()
    assert [mention.post_id for mention in ears.listen()] == [post_id]


def test_no_secret_is_shown_or_logged(stand: Stand, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        ears = Ears(stand.open())
        mention = heard_one(stand, ears)
        path, media_type = stand.media(ears.platform, tmp_path)
        ears.platform.publish(mention, "Here it is.", (ears.platform.upload(Upload(path, media_type, "A tune.")),), "key")
        ears.platform.find_reply(mention, "key")
    shown = caplog.text + repr(ears.platform) + repr(vars(ears.platform) if hasattr(ears.platform, "__dict__") else "")
    assert not [secret for secret in stand.secrets if secret in shown]


def test_an_unknown_platform_answers_with_the_nearest() -> None:
    with pytest.raises(AskerError, match="mastodon"):
        open_platform("mastodn")

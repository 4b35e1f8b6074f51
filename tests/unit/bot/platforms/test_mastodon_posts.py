"""Mastodon: what servers send becomes mentions and limits, and replies begin with the asker's name and no other."""

from datetime import UTC, datetime, timedelta

import mastodon
import pytest

from bot.platforms.base import CredentialsError, PlatformError, RefusedError, UnreachableError
from bot.platforms.mastodon import LIMITS, VISIBILITY
from bot.platforms.mastodon_connection import TOKEN_VARIABLE, URL_VARIABLE, connect, error_of
from bot.platforms.mastodon_posts import addressed, cursor_behind, limits_of, mention_of
from bot.platforms.mastodon_text import plain_text

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            '<p><span class="h-card"><a href="https://a.b/@band">@<span>band</span></a></span> a waltz<br />in E&amp;G</p><p>please</p>',
            "@band a waltz\nin E&G\n\nplease",
        ),
        ('<p class="quote-inline">RE: <a href="https://a.b/1">https://a.b/1</a></p><p>blues</p>', "blues"),
        ('<p>see <a href="https://a.b/c"><span class="invisible">https://</span><span>a.b</span>/c</a></p>', "see https://a.b/c"),
        ("<p>1 &lt; 2 <script>alert(1)</script>ok</p>", "1 < 2 ok"),
        ("plain, with an open <b>tag", "plain, with an open tag"),
        ("", ""),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def notification(number: int, age: timedelta, visibility: str = "public") -> dict[str, object]:
    account = {"id": 7, "acct": "fan@far.away", "bot": False}
    status = {"id": 100 + number, "content": "<p>jazz</p>", "created_at": NOW - age, "visibility": visibility, "in_reply_to_id": None}
    return {"id": number, "created_at": NOW - age, "status": status, "account": account}


@pytest.mark.parametrize(("visibility", "reply"), [("public", "unlisted"), ("unlisted", "unlisted"), ("private", "direct"), ("direct", "direct")])
def test_a_reply_is_never_more_public_than_what_it_answers(visibility: str, reply: str) -> None:
    mention = mention_of(notification(1, timedelta(), visibility))
    assert VISIBILITY.get(mention.visibility, "direct") == reply


def test_the_cursor_stays_behind_what_is_so_new_that_older_ones_may_still_turn_up() -> None:
    found = [
        notification(5, timedelta(minutes=2)),
        notification(6, timedelta(seconds=31)),
        notification(7, timedelta(seconds=5)),
        notification(8, timedelta()),
    ]
    assert cursor_behind("4", found) == "6"
    assert cursor_behind("7", found) == "7"
    assert cursor_behind("4", []) == "4"


def test_limits_are_those_of_the_server() -> None:
    media = {"supported_mime_types": ["image/png", "audio/mp3", "video/mp4"], "video_size_limit": 99 * 2**20, "description_limit": 420}
    limits = limits_of({"configuration": {"statuses": {"max_characters": 5000}, "media_attachments": media}}, LIMITS)
    assert (limits.characters, limits.alt_characters, limits.media_bytes) == (4960, 420, 99 * 2**20)
    assert limits.media_types == ("audio/mpeg", "video/mp4")
    assert limits_of({"configuration": {"media_attachments": {"supported_mime_types": ["video/mp4"]}}}, LIMITS).media_types == ("video/mp4",)
    assert limits_of({}, LIMITS) == LIMITS


def test_a_reply_begins_with_the_asker() -> None:
    assert addressed("fan@far.away", "Here it is.") == "@fan@far.away Here it is."
    assert addressed("fan", "For @fan: a waltz.") == "For @fan: a waltz."
    assert addressed("fan", "For @fanny: a waltz.") == "@fan For @fanny: a waltz."
    assert addressed("fan evil @everyone", "Here it is.") == "Here it is."


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (401, "The access token is invalid", CredentialsError),
        (403, "This action is outside the authorized scopes", CredentialsError),
        (403, "This action is not allowed", RefusedError),
        (404, "Record not found", RefusedError),
        (422, "Validation failed: Text can't be blank", RefusedError),
        (422, "Cannot attach files that have not finished processing. Try again in a moment!", UnreachableError),
        (500, "", UnreachableError),
        (503, None, UnreachableError),
    ],
)
def test_answers_say_what_to_do(status: int, said: str | None, kind: type[PlatformError]) -> None:
    assert isinstance(error_of(mastodon.MastodonAPIError("Mastodon API returned error", status, "phrase", said), "publishing"), kind)


def test_an_answer_that_is_no_json_leaves_the_outcome_open() -> None:
    assert isinstance(error_of(mastodon.MastodonAPIError("Could not parse response as JSON", "Exception was: x"), "publishing"), UnreachableError)


@pytest.mark.parametrize(
    ("url", "token", "named"),
    [
        ("http://far.away", "secret", URL_VARIABLE),
        ("ftp://far.away", "secret", URL_VARIABLE),
        ("far.away", "secret", URL_VARIABLE),
        ("https://me:secret@far.away", "secret", URL_VARIABLE),
        ("https://far.away", '"secret"', TOKEN_VARIABLE),
        ("https://far.away", "sec ret", TOKEN_VARIABLE),
        ("https://far.away", "secret/../etc", TOKEN_VARIABLE),
    ],
)
def test_credentials_that_can_not_be_right_are_named(url: str, token: str, named: str) -> None:
    with pytest.raises(CredentialsError, match=named) as raised:
        connect({URL_VARIABLE: url, TOKEN_VARIABLE: token})
    assert "secret" not in str(raised.value)

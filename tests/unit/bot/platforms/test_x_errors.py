from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.base import CredentialsError, DuplicateError, PlatformError, RateLimitedError, RefusedError, UnreachableError
from bot.platforms.x_errors import error_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DUPLICATE = {"detail": "You are not allowed to create a Tweet with duplicate content.", "type": "about:blank", "title": "Forbidden", "status": 403}
READ_ONLY = {"title": "Forbidden", "status": 403, "detail": "Not permitted.", "type": "https://api.twitter.com/2/problems/oauth1-permissions"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, DUPLICATE, DuplicateError),
        (403, READ_ONLY, CredentialsError),
        (403, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."}, RefusedError),
        (401, {"title": "Unauthorized"}, CredentialsError),
        (400, {"errors": [{"message": "Your media IDs are invalid."}], "title": "Invalid Request"}, RefusedError),
        (404, None, RefusedError),
        (413, None, RefusedError),
        (402, {"title": "CreditsDepleted"}, RateLimitedError),
        (429, {}, RateLimitedError),
        (408, None, UnreachableError),
        (500, None, UnreachableError),
        (502, ["unexpected"], UnreachableError),
        (503, {"title": "Service Unavailable"}, UnreachableError),
        (307, None, UnreachableError),
        (599, "text", UnreachableError),
    ],
)
def test_what_each_refusal_means(status: int, body: object, kind: type[PlatformError]) -> None:
    assert type(error_of(status, {}, body, NOW)) is kind


def test_a_limit_ends_when_x_says() -> None:
    error = error_of(429, {"x-rate-limit-reset": str(int(NOW.timestamp()) + 42)}, {}, NOW)
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == NOW + timedelta(seconds=42)


def test_the_longest_limit_that_is_used_up_counts() -> None:
    headers = {
        "x-rate-limit-reset": str(int(NOW.timestamp()) + 42),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(int(NOW.timestamp()) + 7200),
        "x-app-limit-24hour-remaining": "17",
        "x-app-limit-24hour-reset": str(int(NOW.timestamp()) + 80_000),
    }
    error = error_of(429, headers, {}, NOW)
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("reset", "wait"),
    [
        ("", timedelta(minutes=15)),
        ("soon", timedelta(minutes=15)),
        ("0", timedelta(seconds=1)),
        ("99999999999", timedelta(hours=25)),
        ("9" * 30, timedelta(hours=25)),
    ],
)
def test_a_nonsensical_end_is_kept_within_reason(reset: str, wait: timedelta) -> None:
    error = error_of(429, {"x-rate-limit-reset": reset}, {}, NOW)
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == NOW + wait


def test_what_x_says_is_kept_short_and_on_one_line() -> None:
    said = str(error_of(400, {}, {"errors": [{"message": "a\nb " * 500}]}, NOW))
    assert "\n" not in said
    assert len(said) < 400

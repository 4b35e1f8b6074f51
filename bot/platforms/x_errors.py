"""What X's refusals mean: from a status, its headers and its body to the platform's errors.

Source: X API v2, "Response codes and errors" and "Rate limits" (2026); bodies as recorded in tweepy's cassettes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from bot.platforms.base import CredentialsError, DuplicateError, PlatformError, RateLimitedError, RefusedError, UnreachableError
from bot.platforms.x_credentials import VARIABLES

_WINDOW = timedelta(minutes=15)
"""X's rate-limit window: how long to wait where X doesn't say."""
_NO_CREDITS_WAIT = timedelta(hours=1)
"""Credits are bought by a person."""
_LONGEST_WAIT = timedelta(hours=25)
"""X's longest window is a day; a clock gone wrong must not put the bot to sleep for a year."""
_DETAIL_CHARACTERS = 300
_RESETS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
_LACKS_PERMISSION = ("oauth1-permissions", "unsupported-authentication", "client-forbidden")
"""Ends of problem types that no other post would cure."""


def error_of(status: int, headers: Mapping[str, str], body: object, now: datetime) -> PlatformError:
    """The error to raise for an answer that isn't a success.

    Args:
        status: HTTP status.
        headers: of the answer; names in any case where the mapping ignores case.
        body: as parsed from JSON; anything else where it is none.
        now: to tell when a limit without a date ends; with its time zone.
    """
    said = _detail(body) or _phrase(status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(f"X: too many calls ({said})", _retry_at(headers, now))
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return RateLimitedError(f"X: the account's credits are used up ({said})", now + _NO_CREDITS_WAIT)
    if status == HTTPStatus.UNAUTHORIZED or (status == HTTPStatus.FORBIDDEN and _problem(body).endswith(_LACKS_PERMISSION)):
        return CredentialsError(
            f"X refuses {', '.join(VARIABLES)} ({status}: {said}): wrong, revoked or without write permission, or the clock is off"
        )
    if status == HTTPStatus.FORBIDDEN and "duplicate content" in said.casefold():
        return DuplicateError(f"X: {said}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT or status < HTTPStatus.BAD_REQUEST:
        return UnreachableError(f"X answered {status}: {said}")
    return RefusedError(f"X refuses it ({status}): {said}")


def _retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When the last of the limits that are used up ends; never in the past, never more than a day away."""
    ends = [now + timedelta(seconds=1)]
    for name in _RESETS:
        reset = headers.get(f"{name}-reset", "")
        if reset.isdecimal() and (name == _RESETS[0] or headers.get(f"{name}-remaining") == "0"):
            ends.append(datetime.fromtimestamp(min(int(reset), int((now + _LONGEST_WAIT).timestamp())), UTC))
    return max(ends) if len(ends) > 1 else now + _WINDOW


def _detail(body: object) -> str:
    """What X says in words, on one line."""
    if not isinstance(body, Mapping):
        return ""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    said = [first.get("message") or first.get("detail") if isinstance(first, Mapping) else None, body.get("detail"), body.get("title")]
    return " ".join(str(next((words for words in said if words), "")).split())[:_DETAIL_CHARACTERS]


def _problem(body: object) -> str:
    """X's type of a problem, an address."""
    return str(body.get("type", "")) if isinstance(body, Mapping) else ""


def _phrase(status: int) -> str:
    """What a status is called."""
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "unknown status"

"""Calls to a Mastodon server by Mastodon.py: with a time limit, never sleeping for a rate limit, every failure one of the platform's errors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

import mastodon
from mastodon import Mastodon

from bot.platforms.base import CredentialsError, PlatformError, RateLimitedError, RefusedError, UnreachableError

URL_VARIABLE = "HOUSEBAND_MASTODON_URL"
TOKEN_VARIABLE = "HOUSEBAND_MASTODON_TOKEN"  # noqa: S105 (the name of a variable)
TIMEOUT_SECONDS = 30.0
_OLDEST_VERSION = "4.0.0"
"""What is spoken; Mastodon.py would ask the server before every first call."""
_WINDOW = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=3)
_DETAIL_CHARACTERS = 200
_LOCKED_OUT = ("scope", "disabled", "suspended", "confirm", "moved")
"""Words of a 403 that no other post would cure."""
_TOO_EARLY = "not finished processing"


def connect(environment: Mapping[str, str] | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> Mastodon:
    """The client of the account whose token the environment holds; no call is made.

    Raises:
        CredentialsError: a variable is missing or can't be right; it is named, never shown.
    """
    given = os.environ if environment is None else environment
    missing = [name for name in (URL_VARIABLE, TOKEN_VARIABLE) if not given.get(name, "").strip()]
    if missing:
        raise CredentialsError(
            f"Mastodon needs {URL_VARIABLE} (https://your.server) and {TOKEN_VARIABLE} (preferences, development, your application) "
            f"in the environment; missing: {', '.join(missing)}"
        )
    token = given[TOKEN_VARIABLE].strip()
    if not token.isascii() or not token.isprintable() or any(letter in token for letter in " '\"/\\"):
        raise CredentialsError(f"{TOKEN_VARIABLE}: a token of Mastodon holds only letters, digits, - and _; copy it again, without quotes or spaces")
    return Mastodon(
        access_token=token,
        api_base_url=_checked_url(given[URL_VARIABLE].strip()),
        ratelimit_method="throw",
        request_timeout=timeout_seconds,
        mastodon_version=_OLDEST_VERSION,
        version_check_mode="created",
        user_agent="houseband",
    )


@contextmanager
def calling(client: Mastodon, what: str) -> Iterator[None]:
    """Turn what Mastodon.py raises into the platform's errors.

    Args:
        client: knows when a limit ends.
        what: is being done, for the message.
    """
    try:
        yield
    except mastodon.MastodonRatelimitError as error:
        if "Hit rate limit" not in str(error):  # a header that can't be read: the call itself may have gone through
            raise UnreachableError(f"Mastodon answered with rate limits that can't be read while {what}") from error
        raise RateLimitedError(f"Mastodon: too many calls while {what}", _retry_at(client, datetime.now(UTC))) from error
    except mastodon.MastodonNetworkError as error:
        raise UnreachableError(f"Mastodon can't be reached while {what} ({type(error.__context__ or error).__name__})") from error
    except mastodon.MastodonAPIError as error:
        raise error_of(error, what) from error


def error_of(error: mastodon.MastodonAPIError, what: str) -> PlatformError:
    """The error to raise for an answer that isn't a success.

    Args:
        error: as Mastodon.py raised it: words, status, what the status is called, the server's words.
        what: was being done.
    """
    if len(error.args) < 4:
        return UnreachableError(f"Mastodon answered with something else than JSON while {what}")
    status, phrase, said = int(error.args[1]), str(error.args[2]), str(error.args[3] or "")
    reason = " ".join((said or phrase).split())[:_DETAIL_CHARACTERS]
    if status == HTTPStatus.UNAUTHORIZED or (status == HTTPStatus.FORBIDDEN and any(word in said.casefold() for word in _LOCKED_OUT)):
        return CredentialsError(f"Mastodon refuses {TOKEN_VARIABLE} ({status}: {reason}): wrong, revoked, or without the scopes read and write")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY) or _TOO_EARLY in said:
        return UnreachableError(f"Mastodon answered {status} while {what}: {reason}")
    return RefusedError(f"Mastodon refuses it ({status}, {what}): {reason}")


def _checked_url(url: str) -> str:
    """An address of a server: encrypted, for the token goes there, unless it is this machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise CredentialsError(f"{URL_VARIABLE} is no address of a server: give it as https://your.server")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise CredentialsError(f"{URL_VARIABLE} begins with http://, which would show the token to everybody on the way: give it as https://")
    return url.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _retry_at(client: Mastodon, now: datetime) -> datetime:
    """When the limit ends, as the server said; never in the past, never more than its longest window away."""
    reset: float | None = getattr(client, "ratelimit_reset", None)
    if reset is None:
        return now + _WINDOW
    return min(max(datetime.fromtimestamp(reset, UTC), now + timedelta(seconds=1)), now + _LONGEST_WAIT)

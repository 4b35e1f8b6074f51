"""Calls to Bluesky by the atproto library: one session that is kept and renewed, a time limit, every failure one of the platform's errors."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from atproto_client import Client
from atproto_client.client.session import Session, SessionEvent
from atproto_client.exceptions import LoginRequiredError, RateLimitExceededError, RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_client.models.dot_dict import DotDict
from atproto_client.request import Request, Response

from bot.platforms.base import CredentialsError, PlatformError, RateLimitedError, RefusedError, UnreachableError

HANDLE_VARIABLE = "HOUSEBAND_BLUESKY_HANDLE"
PASSWORD_VARIABLE = "HOUSEBAND_BLUESKY_APP_PASSWORD"  # noqa: S105 (the name of a variable)
URL_VARIABLE = "HOUSEBAND_BLUESKY_URL"
VIDEO_URL_VARIABLE = "HOUSEBAND_BLUESKY_VIDEO_URL"
HOST = "https://bsky.social"
VIDEO_HOST = "https://video.bsky.app"
TIMEOUT_SECONDS = 30.0
_CONNECT_SECONDS = 5.0
_WINDOW = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(days=1)
_DETAIL_CHARACTERS = 200
_JSON = "application/json"
_STALE = {"ExpiredToken", "InvalidToken"}
"""The session has ended; logging in again begins another."""
_LOCKED_OUT = {"AuthMissing", "AuthenticationRequired", "AuthFactorTokenRequired", "AccountTakedown", "AccountDeactivated", *_STALE}
_NO_ACCOUNT = "Could not find repo"
"""How a server speaks of an account that was taken down or deactivated, to those who look for its posts."""

Json = dict[str, Any]
Result = TypeVar("Result")


class BlueskyConnection:
    """One account's calls. Safe to use from several threads."""

    def __init__(self, environment: Mapping[str, str] | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Read the account from the environment; no call is made yet.

        Raises:
            CredentialsError: a variable is missing or can't be right; it is named, never shown.
        """
        given = os.environ if environment is None else environment
        missing = [name for name in (HANDLE_VARIABLE, PASSWORD_VARIABLE) if not given.get(name, "").strip()]
        if missing:
            raise CredentialsError(
                f"Bluesky needs {HANDLE_VARIABLE} (like band.bsky.social) and {PASSWORD_VARIABLE} (settings, app passwords) "
                f"in the environment; missing: {', '.join(missing)}"
            )
        broken = [name for name in (HANDLE_VARIABLE, PASSWORD_VARIABLE) if not _can_be_right(given[name].strip())]
        if broken:
            raise CredentialsError(f"{', '.join(broken)}: holds a space, a quote or a letter that no such name has; copy it again, without quotes")
        self._account = (given[HANDLE_VARIABLE].strip().removeprefix("@"), given[PASSWORD_VARIABLE].strip())
        url = _checked_url(URL_VARIABLE, given.get(URL_VARIABLE) or HOST)
        self.video_url = _checked_url(VIDEO_URL_VARIABLE, given[VIDEO_URL_VARIABLE]) if given.get(VIDEO_URL_VARIABLE) else _video_host(url)
        """Where films are prepared; empty = the server takes them like any other file."""
        limit = httpx.Timeout(timeout_seconds, connect=min(_CONNECT_SECONDS, timeout_seconds))
        self._client = Client(url, Request(timeout=limit))
        self._client.on_session_change(self._keep)
        self._service = httpx.Client(timeout=limit)
        self._session: Session | None = None
        self._server: str | None = None
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"BlueskyConnection({self._account[0]!r})"

    def close(self) -> None:
        """Give the network's connections back."""
        self._client.request.close()
        self._service.close()

    def account(self) -> tuple[str, str]:
        """Our identifier and our handle; logs in where that was not done yet."""
        with self._lock:
            if self._session is None:
                _calling("logging in", lambda: self._client.login(*self._account, fetch_bsky_profile=False))
            if self._session is None:
                raise UnreachableError("Bluesky let us in without a session")
            return self._session.did, self._session.handle

    def server(self) -> str:
        """What the server that keeps our account calls itself; tokens that others may use there are made out to it."""
        if self._server is None:
            self._server = str(self.get("com.atproto.server.describeServer", {}, "asking the server for its name")["did"])
        return self._server

    def get(self, method: str, parameters: Mapping[str, Any], what: str) -> Json:
        """Ask for something."""
        return self._call(what, lambda: self._client.invoke_query(method, params=DotDict(parameters)))

    def post(self, method: str, body: Mapping[str, Any], what: str) -> Json:
        """Do something."""
        return self._call(what, lambda: self._client.invoke_procedure(method, data=DotDict(body), input_encoding=_JSON))

    def post_file(self, method: str, content: bytes, media_type: str, what: str) -> Json:
        """Bring a file to the server."""
        return self._call(what, lambda: self._client.invoke_procedure(method, content=content, input_encoding=media_type))

    def get_elsewhere(self, url: str, what: str) -> Json:
        """Ask another server than ours, which needn't know who asks."""
        return self._call_elsewhere(lambda: self._service.get(url), what)

    def post_elsewhere(self, url: str, content: bytes, headers: Mapping[str, str], what: str) -> Json:
        """Bring a file to another server than ours; it answers 409 where it has the file already."""
        return self._call_elsewhere(lambda: self._service.post(url, content=content, headers=dict(headers)), what)

    def _call_elsewhere(self, call: Callable[[], httpx.Response], what: str) -> Json:
        def asked() -> object:
            answer = call()
            body = _parsed(answer)
            if answer.is_success or (answer.status_code == HTTPStatus.CONFLICT and body):
                return body
            raise _refusal(answer.status_code, str(body.get("message") or body.get("error") or ""), str(body.get("error") or ""), what)

        return _object(_calling(what, asked), what)

    def _call(self, what: str, call: Callable[[], Response]) -> Json:
        """One call with a session; where it has ended, once more with another: a call that was turned away did nothing."""
        self.account()
        session = self._session
        try:
            return _object(_calling(what, call).content, what)
        except _SessionEndedError:
            with self._lock:
                if self._session is session:
                    self._session = None
            self.account()
            return _object(_calling(what, call).content, what)

    def _keep(self, _event: SessionEvent, session: Session) -> None:
        """A session began or was renewed."""
        self._session = session


class MissingError(RefusedError):
    """What was asked for is not there."""


class TakenError(RefusedError):
    """Where a record was to be written first, there is one."""


class _SessionEndedError(CredentialsError):
    """The session has ended, the credentials may still be right."""


def _calling(what: str, call: Callable[[], Result]) -> Result:
    """Make a call.

    Raises:
        PlatformError: it failed.
    """
    try:
        return call()
    except RateLimitExceededError as error:
        raise RateLimitedError(f"Bluesky: too many calls while {what}", _retry_at(error, datetime.now(UTC))) from error
    except RequestErrorBase as error:
        raise _error_of(error, what) from error
    except LoginRequiredError as error:
        raise _SessionEndedError(f"Bluesky gave us no session while {what}") from error
    except httpx.HTTPError as error:
        raise UnreachableError(f"Bluesky can't be reached while {what} ({type(error).__name__})") from error
    except ValueError as error:
        raise UnreachableError(f"Bluesky answered with something that can't be read while {what} ({type(error).__name__})") from error


def _error_of(error: RequestErrorBase, what: str) -> PlatformError:
    """The error to raise for an answer that isn't a success, or for none."""
    response = error.response
    if response is None:
        cause = error.__cause__ or error
        return UnreachableError(f"Bluesky can't be reached while {what} ({type(cause).__name__})")
    content = response.content
    name, words = (content.error, content.message) if isinstance(content, XrpcError) else ("", "")
    return _refusal(response.status_code, words or name or "", name or "", what)


def _refusal(status: int, words: str, name: str, what: str) -> PlatformError:
    """The error to raise for a status and the name that Bluesky gives to what went wrong."""
    said = " ".join(words.split())[:_DETAIL_CHARACTERS]
    if name == "RecordNotFound" or status == HTTPStatus.NOT_FOUND:
        return MissingError(f"Bluesky has none of it ({what})")
    if name == "InvalidSwap":
        return TakenError(f"Bluesky has one already ({what})")
    if name in _STALE:
        return _SessionEndedError(f"Bluesky ended the session of {HANDLE_VARIABLE} ({name}) while {what}")
    if status == HTTPStatus.UNAUTHORIZED or name in _LOCKED_OUT or said.startswith(_NO_ACCOUNT):
        return CredentialsError(f"Bluesky refuses {HANDLE_VARIABLE} and {PASSWORD_VARIABLE} ({status}: {name or said}): wrong, revoked or locked")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT):
        return UnreachableError(f"Bluesky answered {status} while {what}: {said}")
    return RefusedError(f"Bluesky refuses it ({status}, {what}): {said}")


def _retry_at(error: RateLimitExceededError, now: datetime) -> datetime:
    """When a limit ends, as Bluesky said; never in the past, never more than a day away."""
    waits = timedelta(seconds=error.retry_after) if error.retry_after is not None else _WINDOW
    ends = error.reset_at or now + waits
    return min(max(ends, now + timedelta(seconds=1)), now + _LONGEST_WAIT)


def _object(content: object, what: str) -> Json:
    if not isinstance(content, dict):
        raise UnreachableError(f"Bluesky answered with something else than an object while {what}")
    return content


def _parsed(answer: httpx.Response) -> Json:
    """An object, empty where the answer is none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _can_be_right(value: str) -> bool:
    return value.isascii() and value.isprintable() and not any(letter in value for letter in " '\"")


def _checked_url(variable: str, url: str) -> str:
    """An address of a server: encrypted, for the password goes there, unless it is this machine."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise CredentialsError(f"{variable} is no address of a server: give it as https://host, or leave it out")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise CredentialsError(f"{variable} begins with http://, which would show the password to everybody on the way: give it as https://")
    return url.strip().rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _video_host(url: str) -> str:
    """Bluesky's own servers have a service for films."""
    host = urlsplit(url).hostname or ""
    return VIDEO_HOST if host == "bsky.social" or host.endswith(".bsky.network") else ""

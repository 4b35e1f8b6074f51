"""Calls to X: signed by tweepy, with a time limit, and every failure as one of the platform's errors.

tweepy knows no v2 media upload, hard-codes its host, sets no time limit, and its models lose fields that X renamed: so it signs and keeps the
connections, and answers are read as plain dictionaries.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import tweepy
from requests.adapters import HTTPAdapter

from bot.platforms.base import CredentialsError, UnreachableError
from bot.platforms.x_credentials import XCredentials
from bot.platforms.x_errors import error_of

HOST = "https://api.twitter.com"
"""tweepy's; signatures are computed for it wherever the calls go."""
BASE_URL_VARIABLE = "HOUSEBAND_X_BASE_URL"
_TRIES = 3
"""Of a call that may be repeated without harm, at once: one lost answer is common, three in a row are an outage."""

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a call may take, in seconds."""

    connect: float = 5.0
    read: float = 30.0


CALL_SECONDS = TimeLimit().connect + TimeLimit().read + 5.0
"""No call takes longer: connecting, sending a post of a few hundred bytes, waiting for the answer."""


class _Elsewhere(HTTPAdapter):
    """Sends what was signed for X's host to another one, and never waits for ever."""

    def __init__(self, base_url: str, limit: TimeLimit) -> None:
        super().__init__(max_retries=0)
        self._target = urlsplit(base_url)
        self._moved = base_url.rstrip("/") != HOST
        self._limit = limit

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request that is signed already."""
        options["timeout"] = (self._limit.connect, self._limit.read)
        if self._moved:
            signed = urlsplit(str(request.url))
            request.url = urlunsplit((self._target.scheme, self._target.netloc, self._target.path.rstrip("/") + signed.path, signed.query, ""))
            options["proxies"] = {}  # those of the environment are meant for X
        return super().send(request, *args, **options)


class XConnection:
    """One account's calls. Safe to use from several threads."""

    def __init__(self, credentials: XCredentials, base_url: str = HOST, limit: TimeLimit | None = None) -> None:
        if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc:
            raise CredentialsError(f"{BASE_URL_VARIABLE} is no address: give it as https://host, or leave it out")
        for chatty in ("oauthlib", "requests_oauthlib"):
            logging.getLogger(chatty).setLevel(logging.WARNING)  # below it they write down keys, tokens and signatures
        self._client = tweepy.Client(
            consumer_key=credentials.consumer_key,
            consumer_secret=credentials.consumer_secret,
            access_token=credentials.access_token,
            access_token_secret=credentials.access_secret,
            return_type=dict,
            wait_on_rate_limit=False,
        )
        self._client.session.mount(HOST, _Elsewhere(base_url, limit or TimeLimit()))
        self._handler = tweepy.OAuth1UserHandler(
            credentials.consumer_key, credentials.consumer_secret, credentials.access_token, credentials.access_secret
        )

    def get(self, route: str, parameters: Mapping[str, str]) -> Answer:
        """Read something; repeated at once where the answer is lost."""
        return _repeated(lambda: self._call("GET", route, params=dict(parameters)))

    def post(self, route: str, body: Mapping[str, Any], *, repeatable: bool = False) -> Answer:
        """Send something as JSON.

        Args:
            route: path on X's host.
            body: what is sent.
            repeatable: doing it twice does no harm, so a lost answer is no reason to fail.
        """
        if repeatable:
            return _repeated(lambda: self._call("POST", route, json=dict(body)))
        return self._call("POST", route, json=dict(body))

    def post_part(self, route: str, index: int, content: bytes) -> None:
        """Send one part of a file; the same part may come twice."""
        files = {"media": ("part", content, "application/octet-stream")}
        _repeated(lambda: self._call("POST", route, data={"segment_index": str(index)}, files=files))

    def _call(self, method: str, route: str, **content: Any) -> Answer:
        """One signed call.

        Raises:
            PlatformError: as :func:`bot.platforms.x_errors.error_of` says, or UnreachableError where no whole answer came.
        """
        headers = {"User-Agent": self._client.user_agent}
        try:
            answer = self._client.session.request(method, HOST + route, headers=headers, auth=self._handler.apply_auth(), **content)
        except requests.RequestException as error:
            raise UnreachableError(f"X can't be reached ({type(error).__name__} at {method} {route})") from error
        body = _parsed(answer)
        if not answer.ok:
            raise error_of(answer.status_code, answer.headers, body, datetime.now(UTC))
        if not isinstance(body, dict):
            raise UnreachableError(f"X answered {answer.status_code} with something else than JSON at {method} {route}")
        return body


def _parsed(answer: requests.Response) -> object:
    """The body of an answer; an empty one is an empty object, one that is no JSON is None."""
    if not answer.content:
        return {}
    try:
        return answer.json()
    except requests.JSONDecodeError:
        return None


def _repeated(call: Callable[[], Answer]) -> Answer:
    """Make a harmless call until an answer comes, a few times."""
    for _ in range(_TRIES - 1):
        try:
            return call()
        except UnreachableError:
            continue
    return call()

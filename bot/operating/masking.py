"""Keeping secrets, and what strangers wrote, out of the logs: the finished line is searched, so nothing gets past by another way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

MASK: Final = "***"
SHORTEST = 4
"""Shorter values can't be masked: half of every line would go with them. No network gives such secrets."""

_SECRET_NAME: Final = re.compile(r"(SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?|APIKEY|(?:^|_)KEY|_DSN)(?:_|$)", re.IGNORECASE)
"""Variables whose whole value is a secret."""
_USERINFO: Final = re.compile(r"(?<=://)[^/\s@'\"]*:[^/\s'\"]*(?=@)")
"""Name and password in any URL."""
_SPOKEN: Final = re.compile(
    r"(?i)((?:authorization\W{1,4}(?:bearer|basic|oauth)|bearer|(?:access_|refresh_|oauth_)?token|oauth_signature|password|secret|"
    r"x-amz-signature|accessjwt|refreshjwt)[\"']?\s*[=:]?\s*[\"']?)([\w.~+/%=-]{8,})"
)
"""What follows such words is a secret even where the environment doesn't know it: tokens that a network gave us meanwhile."""
_PARAMETERS: Final = re.compile(r"\[parameters: .*?\](?=\s*(?:$|\n|\(Background|\\n))", re.DOTALL)
"""What SQLAlchemy says about a statement that failed: the values of its row, a stranger's post among them."""


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret of an environment: values of variables that are called like secrets, and passwords in URLs; the longest first."""
    found = {value.strip() for name, value in environment.items() if _SECRET_NAME.search(name)}
    found |= {password for value in environment.values() if (password := _password(value))}
    return tuple(sorted((secret for secret in found if len(secret) >= SHORTEST), key=len, reverse=True))


def _password(value: str) -> str:
    """The password in a URL, as it is meant; empty where there is none."""
    if "://" not in value:
        return ""
    try:
        return unquote(urlsplit(value).password or "")
    except ValueError:  # a port that is no number and the like: the pattern for URLs masks it all the same
        return ""


class Mask:
    """Masks secrets in a text, however they are written there: plain, as in a URL, as in JSON or in a Python string."""

    def __init__(self, secrets: Iterable[str]) -> None:
        ways = {way for secret in secrets for way in _ways_of_writing(secret)}
        longest_first = sorted(ways, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text without secrets and without the values of database rows."""
        masked = _PARAMETERS.sub("[parameters left out]", text)
        masked = self._secrets.sub(MASK, masked) if self._secrets else masked
        return _SPOKEN.sub(rf"\g<1>{MASK}", _USERINFO.sub(MASK, masked))


def _ways_of_writing(secret: str) -> set[str]:
    lines = {line for line in secret.splitlines() if len(line) >= SHORTEST}  # a key of several lines is logged line by line
    written = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1], *lines}
    return {way for way in written if len(way) >= SHORTEST}

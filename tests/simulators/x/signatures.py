"""OAuth 1.0a, the server's side: is this call signed with our secrets, for X's own address, just now, and for the first time?

Written from RFC 5849 and not with the library that signs, so that both can be wrong only in different ways.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote

from .problems import unauthorized
from .settings import ACCESS_SECRET, ACCESS_TOKEN, CONSUMER_KEY, CONSUMER_SECRET

X_HOSTS = ("https://api.twitter.com", "https://api.x.com")
_NEEDED = {"oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method", "oauth_timestamp", "oauth_token"}
_PAIR = re.compile(r'\s*([\w]+)="([^"]*)"\s*')


@dataclass(frozen=True)
class SignedCall:
    method: str
    path: str
    query: str
    form: str
    """The body where it is a form of one part, else empty."""
    header: str
    own_host: str


@dataclass
class Signatures:
    """Remembers which nonces were used."""

    seen: dict[tuple[str, int], None] = field(default_factory=dict)

    def check(self, call: SignedCall, now: float, tolerance_s: float) -> None:
        """Raise a 401 where X would."""
        oauth = _parsed(call.header)
        if not oauth.keys() >= _NEEDED or oauth["oauth_signature_method"] != "HMAC-SHA1" or oauth.get("oauth_version", "1.0") != "1.0":
            raise unauthorized()
        if oauth["oauth_consumer_key"] != CONSUMER_KEY or oauth["oauth_token"] != ACCESS_TOKEN:
            raise unauthorized()
        if not oauth["oauth_timestamp"].isdecimal() or (tolerance_s and abs(int(oauth["oauth_timestamp"]) - now) > tolerance_s):
            raise unauthorized()
        if not any(hmac.compare_digest(signature(call, oauth, host), oauth["oauth_signature"]) for host in (*X_HOSTS, call.own_host)):
            raise unauthorized()
        used = (oauth["oauth_nonce"], int(oauth["oauth_timestamp"]))
        if used in self.seen:
            raise unauthorized()
        self.seen[used] = None
        while len(self.seen) > 50_000:
            del self.seen[next(iter(self.seen))]


def signature(call: SignedCall, oauth: dict[str, str], host: str, secrets: tuple[str, str] = (CONSUMER_SECRET, ACCESS_SECRET)) -> str:
    """RFC 5849, section 3.4."""
    pairs = [(name, value) for name, value in oauth.items() if name not in ("oauth_signature", "realm")]
    for written in (call.query, call.form):
        pairs += parse_qsl(written, keep_blank_values=True)
    parameters = "&".join(f"{name}={value}" for name, value in sorted((_escaped(name), _escaped(value)) for name, value in pairs))
    base = "&".join((call.method.upper(), _escaped(host + call.path), _escaped(parameters)))
    key = "&".join(_escaped(secret) for secret in secrets)
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _parsed(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        return {}
    found = [_PAIR.fullmatch(part) for part in rest.split(",")]
    return {match[1]: unquote(match[2]) for match in found if match}


def _escaped(text: str) -> str:
    return quote(text, safe="~")

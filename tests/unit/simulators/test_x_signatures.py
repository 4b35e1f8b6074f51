"""The simulator's own reading of RFC 5849, against X's published example and tweepy's signatures."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests
import tweepy
from simulators.x.problems import ProblemError
from simulators.x.settings import ACCESS_SECRET, ACCESS_TOKEN, CONSUMER_KEY, CONSUMER_SECRET
from simulators.x.signatures import Signatures, SignedCall, signature


def test_the_example_of_the_documentation() -> None:
    """Source: X, "Creating a signature"."""
    oauth = {
        "oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog",
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "oauth_version": "1.0",
    }
    form = "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"
    call = SignedCall("POST", "/1.1/statuses/update.json", "include_entities=true", form, "", "")
    secrets = ("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
    assert signature(call, oauth, "https://api.twitter.com", secrets) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="


def call_of(
    method: str = "GET", url: str = "https://api.twitter.com/2/users/1/mentions?since_id=5&tweet.fields=a%2Cb", **content: object
) -> SignedCall:
    handler = tweepy.OAuth1UserHandler(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_SECRET)
    prepared = requests.Request(method, url, auth=handler.apply_auth(), **content).prepare()  # type: ignore[arg-type]
    path, _, query = prepared.path_url.partition("?")
    header = prepared.headers["Authorization"]
    form = prepared.body if isinstance(prepared.body, str) else (prepared.body or b"").decode()
    is_form = "urlencoded" in prepared.headers.get("Content-Type", "")
    return SignedCall(method, path, query, form if is_form else "", header.decode() if isinstance(header, bytes) else header, "http://127.0.0.1:1")


def now_of(call: SignedCall) -> float:
    return float(call.header.partition('oauth_timestamp="')[2].partition('"')[0])


@pytest.mark.parametrize("host", ["https://api.twitter.com", "https://api.x.com", "http://127.0.0.1:1"])
def test_signatures_for_x_own_addresses_are_taken(host: str) -> None:
    for call in (call_of(url=f"{host}/2/users/me"), call_of("POST", f"{host}/2/x?a=b c&a=é~*", data={"c d": "1+1=2 & more"})):
        Signatures().check(call, now_of(call), 300)


def test_what_is_changed_underway_is_refused() -> None:
    good = call_of()
    for bad in (
        replace(good, query=good.query.replace("5", "6")),
        replace(good, query=""),
        replace(good, path="/2/users/2/mentions"),
        replace(good, method="POST"),
        replace(good, form="a=b"),
        replace(good, header=good.header.replace('oauth_nonce="', 'oauth_nonce="1')),
        replace(good, header=""),
        replace(good, header="Bearer abc"),
        replace(good, header=good.header.replace(CONSUMER_KEY, "another")),
        call_of(url="https://example.com/2/users/me"),
    ):
        with pytest.raises(ProblemError) as caught:
            Signatures().check(bad, now_of(good), 300)
        assert caught.value.status == 401
    Signatures().check(good, now_of(good), 300)


def test_an_old_call_and_a_repeated_one_are_refused() -> None:
    call, signatures = call_of(), Signatures()
    for offset in (-301, 301):
        with pytest.raises(ProblemError):
            signatures.check(call, now_of(call) + offset, 300)
    signatures.check(call, now_of(call), 300)
    with pytest.raises(ProblemError):
        signatures.check(call, now_of(call), 300)

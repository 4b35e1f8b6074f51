"""Is the simulated X like X? Two clients that know X and not us say so: tweepy, and X's own SDK, whose models check every answer.

Both sign by themselves, ask in their own spelling (tweepy in the old one, X's SDK in the new one) and must see the same.
"""

from __future__ import annotations

import base64
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests
import tweepy
from requests.adapters import HTTPAdapter
from simulators.x.clips import Clip, write_clip
from simulators.x.running import SimulatedX

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

Seen = list[tuple[str, str, str | None]]


def halves(content: bytes) -> tuple[bytes, bytes]:
    middle = len(content) // 2
    return content[:middle], content[middle:]


class Client(Protocol):
    def me(self) -> tuple[str, str]: ...
    def mentions(self, since: str) -> Seen: ...
    def own(self, since: str) -> Seen: ...
    def publish(self, text: str, reply_to: str | None = None, media: list[str] | None = None) -> str: ...
    def upload(self, film: Path, alt_text: str) -> tuple[str, list[str]]: ...


class RefusalError(Exception):
    def __init__(self, answer: requests.Response) -> None:
        super().__init__(answer.text)
        self.status = answer.status_code
        self.body: dict[str, Any] = answer.json()
        self.headers = answer.headers


class Elsewhere(HTTPAdapter):
    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        request.url = str(request.url).replace("https://api.twitter.com", self.base_url)
        return super().send(request, *args, **options)


class Tweepy:
    def __init__(self, server: SimulatedX) -> None:
        names = ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
        self.client = tweepy.Client(**{name.lower(): server.environment[f"HOUSEBAND_X_{name}"] for name in names}, return_type=dict)
        self.client.session.mount("https://api.twitter.com", Elsewhere(server.base_url))
        self.id, _ = self.me()

    def me(self) -> tuple[str, str]:
        data = self.client.get_me(user_auth=True)["data"]
        return data["id"], data["username"]

    def mentions(self, since: str) -> Seen:
        return self._all(self.client.get_users_mentions, since)

    def own(self, since: str) -> Seen:
        return self._all(self.client.get_users_tweets, since)

    def _all(self, method: Any, since: str) -> Seen:
        found, token = [], None
        while True:
            wishes = {"tweet_fields": ["author_id", "referenced_tweets", "created_at", "conversation_id"], "expansions": ["author_id"]}
            answer = method(self.id, since_id=since, max_results=5, pagination_token=token, user_auth=True, **wishes)
            found += [(post["id"], post["text"], (post.get("referenced_tweets") or [{"id": None}])[0]["id"]) for post in answer.get("data", [])]
            token = answer["meta"].get("next_token")
            if not token:
                return found

    def publish(self, text: str, reply_to: str | None = None, media: list[str] | None = None) -> str:
        try:
            return str(self.client.create_tweet(text=text, in_reply_to_tweet_id=reply_to, media_ids=media)["data"]["id"])
        except tweepy.HTTPException as error:
            raise RefusalError(error.response) from error

    def upload(self, film: Path, alt_text: str) -> tuple[str, list[str]]:
        content = film.read_bytes()
        body = {"media_type": "video/mp4", "media_category": "tweet_video", "total_bytes": len(content)}
        media = self._call("POST", "/2/media/upload/initialize", json=body)["id"]
        for index, half in enumerate(halves(content)):
            self._call("POST", f"/2/media/upload/{media}/append", json={"media": base64.b64encode(half).decode(), "segment_index": index})
        states = [self._call("POST", f"/2/media/upload/{media}/finalize", json={})["processing_info"]["state"]]
        while states[-1] in ("pending", "in_progress"):
            time.sleep(0.05)
            states.append(self._call("GET", "/2/media/upload", params={"command": "STATUS", "media_id": media})["processing_info"]["state"])
        if states[-1] == "succeeded":
            self._call("POST", "/2/media/metadata", json={"id": media, "metadata": {"alt_text": {"text": alt_text}}})
        return media, states

    def _call(self, method: str, route: str, **content: Any) -> Any:
        return self.client.request(method, route, user_auth=True, **content).json()["data"]


class Xdk:
    def __init__(self, server: SimulatedX) -> None:
        from xdk import Client as XClient
        from xdk.oauth1_auth import OAuth1

        names = ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
        key, secret, token, token_secret = (server.environment[f"HOUSEBAND_X_{name}"] for name in names)
        auth = OAuth1(api_key=key, api_secret=secret, callback="", access_token=token, access_token_secret=token_secret)
        self.client = XClient(base_url=server.base_url, auth=auth)
        self.id, _ = self.me()

    def me(self) -> tuple[str, str]:
        data = self.client.users.get_me().data
        return data.id, data.username

    def mentions(self, since: str) -> Seen:
        return self._all(self.client.users.get_mentions, since)

    def own(self, since: str) -> Seen:
        return self._all(self.client.users.get_posts, since)

    def _all(self, method: Any, since: str) -> Seen:
        pages = method(
            self.id, since_id=since, max_results=5, post_fields=["created_at", "conversation_id"], expansions=["author_id", "referenced_posts"]
        )
        found: Seen = []
        for page in pages:
            for post in page.data or []:
                told = post if isinstance(post, dict) else post.model_dump()
                parents = told.get("referenced_posts") or [{"id": None}]
                found.append((told["id"], told["text"], parents[0]["id"]))
        return found

    def publish(self, text: str, reply_to: str | None = None, media: list[str] | None = None) -> str:
        from xdk.posts.models import CreateRequest

        body: dict[str, Any] = {"text": text, "made_with_ai": True}
        body |= {"reply": {"in_reply_to_tweet_id": reply_to}} if reply_to else {}
        body |= {"media": {"media_ids": media}} if media else {}
        try:
            return str(self.client.posts.create(CreateRequest(**body)).data.id)
        except requests.HTTPError as error:
            raise RefusalError(error.response) from error

    def upload(self, film: Path, alt_text: str) -> tuple[str, list[str]]:
        from xdk.media.models import AppendUploadRequest, CreateMetadataRequest, InitializeUploadRequest

        content, media_client = film.read_bytes(), self.client.media
        order = InitializeUploadRequest(media_type="video/mp4", media_category="tweet_video", total_bytes=len(content))
        media = media_client.initialize_upload(order).data.id
        for index, half in enumerate(halves(content)):
            media_client.append_upload(media, AppendUploadRequest(media=base64.b64encode(half).decode(), segment_index=index))
        states = [media_client.finalize_upload(media).data.processing_info.state]
        while states[-1] in ("pending", "in_progress"):
            time.sleep(0.05)
            states.append(media_client.get_upload_status(media, command="STATUS").data.processing_info.state)
        if states[-1] == "succeeded":
            media_client.create_metadata(CreateMetadataRequest(id=media, metadata={"alt_text": {"text": alt_text}}))
        return media, states


@pytest.fixture(params=[Tweepy, Xdk], ids=["tweepy", "xdk"])
def client(request: pytest.FixtureRequest, simulated_x: SimulatedX) -> Iterator[Client]:
    simulated_x.set(strict_finalize=request.param is Tweepy)  # xdk 0.10 sends no body there, which X refuses as of July 2026
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield request.param(simulated_x)


def test_who_we_are(client: Client) -> None:
    assert client.me() == ("1500000000000000001", "houseband")


def test_mentions_by_pages(client: Client, simulated_x: SimulatedX) -> None:
    before = simulated_x.write("@houseband before", "ann")
    written = simulated_x.crowd(13, ["jazz & blues", "a reel"])
    answer = simulated_x.write("@houseband again", "ann", reply_to=written[0])
    simulated_x.write("not for the band", "ann")
    seen = client.mentions(before)
    assert [post for post, _, _ in seen] == [answer, *reversed(written)]
    assert seen[0] == (answer, "@houseband again", written[0])
    assert seen[-1][1] == "@houseband jazz &amp; blues"


def test_both_clients_see_the_same(simulated_x: SimulatedX) -> None:
    simulated_x.crowd(7, ["a limerick"])
    clients: list[Client] = [Tweepy(simulated_x), Xdk(simulated_x)]
    for number, (each, mention) in enumerate(zip(clients, clients[0].mentions("1"), strict=False)):
        each.publish(f"Number {number}", mention[0])
    assert clients[0].mentions("1") == clients[1].mentions("1")
    assert clients[0].own("1") == clients[1].own("1")
    assert len(clients[0].own("1")) == 2


def test_a_reply_and_what_is_refused(client: Client, simulated_x: SimulatedX) -> None:
    mention, stranger = simulated_x.write("@houseband jazz", "ann"), simulated_x.write("good morning", "ben")
    reply = client.publish("Some jazz.", mention)
    assert client.own(mention) == [(reply, "Some jazz.", mention)]
    for text, target, status, words in (
        ("Some jazz.", mention, 403, "duplicate content"),
        ("More jazz.", mention, 403, "not been mentioned or otherwise engaged"),
        ("Good morning!", stranger, 403, "not been mentioned or otherwise engaged"),
        ("Hello?", "12345", 403, "deleted or not visible"),
        ("x" * 281, None, 400, "too long"),
        (" ", None, 400, "required"),
    ):
        with pytest.raises(RefusalError, match=words) as caught:
            client.publish(text, target)
        assert caught.value.status == status
    truth = simulated_x.truth()
    assert (truth["own_posts"], truth["answered_twice"], truth["unasked"]) == (1, 0, 0)


def test_the_duplicate_is_refused_in_x_own_words(client: Client) -> None:
    client.publish("Twice.")
    with pytest.raises(RefusalError) as caught:
        client.publish("Twice.")
    detail = "You are not allowed to create a Tweet with duplicate content."
    assert caught.value.body == {"detail": detail, "type": "about:blank", "title": "Forbidden", "status": 403}


def test_limits_and_their_headers(client: Client, simulated_x: SimulatedX) -> None:
    simulated_x.set(limits={"publish": 2}, window_s=1.0)
    client.publish("One.")
    client.publish("Two.")
    with pytest.raises(RefusalError) as caught:
        client.publish("Three.")
    headers = caught.value.headers
    assert (caught.value.status, headers["x-rate-limit-limit"], headers["x-rate-limit-remaining"]) == (429, "2", "0")
    assert abs(int(headers["x-rate-limit-reset"]) - time.time()) < 3
    time.sleep(1.1)
    client.publish("Three.")


def test_a_link_costs_twenty_times_as_much(client: Client, simulated_x: SimulatedX) -> None:
    client.publish("No link.")
    client.publish("A link: example.com")
    assert simulated_x.truth()["cents_by"] == {"post": 1.0, "link posted": 20.0}


def test_a_film_goes_through_all_states(client: Client, simulated_x: SimulatedX, tmp_path: Path) -> None:
    simulated_x.set(processing_s=0.3)
    media, states = client.upload(write_clip(Clip(), tmp_path / "good.mp4"), "A tune.")
    assert (states[0], states[1], states[-1]) == ("pending", "in_progress", "succeeded")
    client.publish("With a film.", None, [media])
    (kept,) = simulated_x.media()
    assert (kept["alt_text"], kept["facts"]["frames"], kept["facts"]["sound"]) == ("A tune.", 10, True)
    _, states = client.upload(write_clip(Clip(seconds=0.2), tmp_path / "bad.mp4"), "A tune.")
    assert states[-1] == "failed"
    with pytest.raises(RefusalError, match="media IDs are invalid"):
        client.publish("With another film.", None, [simulated_x.media()[1]["id"]])


def test_answers_look_like_the_recorded_ones(simulated_x: SimulatedX) -> None:
    simulated_x.crowd(7, ["jazz"])
    x = Tweepy(simulated_x).client
    assert x.get_me(user_auth=True)["data"].keys() == {"id", "name", "username"}
    answer = x.get_users_mentions("1500000000000000001", max_results=5, user_auth=True)
    assert all(post.keys() == {"id", "text", "edit_history_tweet_ids"} for post in answer["data"])
    assert answer["meta"].keys() == {"next_token", "result_count", "newest_id", "oldest_id"}
    assert (answer["meta"]["newest_id"], answer["meta"]["oldest_id"]) == (answer["data"][0]["id"], answer["data"][-1]["id"])
    assert x.get_users_mentions("1500000000000000001", since_id=answer["meta"]["newest_id"], user_auth=True) == {"meta": {"result_count": 0}}


def test_tweepy_loses_what_x_renamed_without_a_word(simulated_x: SimulatedX) -> None:
    simulated_x.set(spelling="renamed")
    first = simulated_x.write("@houseband jazz", "ann")
    simulated_x.write("@houseband faster", "ann", reply_to=first)
    client = Tweepy(simulated_x)
    assert [parent for _, _, parent in client.mentions("1")] == [None, None]
    assert [parent for _, _, parent in Xdk(simulated_x).mentions("1")] == [first, None]

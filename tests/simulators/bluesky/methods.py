"""The XRPC methods that the bot calls, each as the real servers answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.bluesky.world import PASSWORD, POSTS, US, Json, World, XrpcError

MOST_LISTED = 100
SERVER = "did:web:quaver.test"
Parameters = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it arrived."""

    parameters: Parameters
    body: Any
    """An object, or the bytes of a file."""
    media_type: str
    token: str

    def one(self, name: str) -> str:
        """A parameter that must be there."""
        if name not in self.parameters:
            raise XrpcError(400, "InvalidRequest", f"Error: Params must have the property {name!r}")
        return self.parameters[name][0]


def create_session(world: World, call: Call) -> Json:
    if call.body.get("identifier") not in US or call.body.get("password") != PASSWORD:
        raise XrpcError(401, "AuthenticationRequired", "Invalid identifier or password")
    world.logins += 1
    return _session(world)


def refresh_session(world: World, call: Call) -> Json:
    _expect(world, call, "refresh")
    return _session(world)


def service_auth(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    assert call.one("aud") == SERVER
    return {"token": world.token(call.one("lxm"))}


def describe_server(_world: World, _call: Call) -> Json:
    return {"did": SERVER, "availableUserDomains": [".test"]}


def upload_blob(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    return {"blob": world.add_blob(call.body, call.media_type)}


def put_record(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    if call.body.get("repo") not in US or call.body.get("collection") != POSTS:
        raise XrpcError(400, "InvalidRequest", "not ours")
    if world.is_closed:
        raise XrpcError(401, "AccountTakedown", "Account has been taken down")
    world.check(call.body["record"])
    if "swapRecord" in call.body:
        world.swap(US[0], call.body["rkey"], call.body["swapRecord"])
    kept = world.keep(US[0], call.body["rkey"], call.body["record"])
    return {"uri": kept["uri"], "cid": kept["cid"], "validationStatus": "valid"}


def get_record(world: World, call: Call) -> Json:
    uri = f"at://{call.one('repo')}/{call.one('collection')}/{call.one('rkey')}"
    if world.is_closed and call.one("repo") in US:
        raise XrpcError(400, "InvalidRequest", f"Could not find repo: {call.one('repo')}")
    if uri not in world.records:
        raise XrpcError(400, "RecordNotFound", f"Could not locate record: {uri}")
    return world.records[uri]


def list_notifications(world: World, call: Call) -> Json:
    """Newest first, by the earlier one of when a post came in and when its author says to have written it.

    The cursor is the moment of the last that was looked at, there only where more is listed behind it. What is left out of a page makes it shorter,
    at most to nothing; servers then look at a few more.
    """
    _expect(world, call, "access")
    limit, position = int(call.parameters.get("limit", ["50"])[0]), call.parameters.get("cursor", ["9999"])[0]
    if not 1 <= limit <= MOST_LISTED:
        raise XrpcError(400, "InvalidRequest", f"Invalid app.bsky.notification.listNotifications params: integer out of range, got {limit}")
    page: list[Json] = []
    for _ in range(world.looks):
        looked_at, position = _listed_before(world, position, limit - len(page))
        page += [told for told in looked_at if _is_shown(world, call, told)]
        if not position or 2 * len(page) >= limit:
            break
    return {"notifications": page, "priority": False, **({"cursor": position} if position else {})}


def _listed_before(world: World, moment: str, count: int) -> tuple[list[Json], str]:
    """So many that are listed behind a moment, and the moment of the last one if there are more: others of that very moment are passed over."""
    listed = sorted(world.told, key=lambda told: str(told["indexedAt"]), reverse=True)
    behind = [told for told in listed if told["indexedAt"] < moment]
    return behind[:count], str(behind[count - 1]["indexedAt"]) if len(behind) > count else ""


def _is_shown(world: World, call: Call, told: Json) -> bool:
    reasons = call.parameters.get("reasons", [])
    is_there = told["uri"] in world.records and told["author"]["did"] not in world.blocked
    return is_there and (not reasons or told["reason"] in reasons)


def get_posts(world: World, call: Call) -> Json:
    """Those that are there; a post whose author blocks us is not."""
    _expect(world, call, "access")
    found = [world.records[uri] for uri in call.parameters["uris"] if uri in world.records and uri.split("/")[2] not in world.blocked]
    return {"posts": [_post_view(world, post) for post in found]}


def _post_view(world: World, post: Json) -> Json:
    viewer = {"threadMuted": False, "embeddingDisabled": False, **({"replyDisabled": True} if post["uri"] in world.gated else {})}
    return {"uri": post["uri"], "cid": post["cid"], "record": post["value"], "viewer": viewer}


def upload_video(world: World, call: Call) -> Json:
    """The service for films answers with the job itself."""
    _expect(world, call, "com.atproto.repo.uploadBlob")
    job = {"jobId": f"job-{len(world.jobs)}", "did": call.one("did"), "state": "JOB_STATE_CREATED"}
    state = {"state": "JOB_STATE_FAILED", "error": "not a film"} if b"ftyp" not in call.body[:64] else {"state": "JOB_STATE_COMPLETED"}
    blob = {"blob": world.add_blob(call.body, "video/mp4")} if "error" not in state else {}
    world.jobs[str(job["jobId"])] = job | state | blob
    return job


def job_status(world: World, call: Call) -> Json:
    """The service tells whoever knows the job's name."""
    if call.token:
        raise XrpcError(501, "MethodNotImplemented", "Method Not Implemented")  # by the index, which our own server asks
    return {"jobStatus": world.jobs[call.one("jobId")]}


METHODS: dict[str, Callable[[World, Call], Json]] = {
    "com.atproto.server.createSession": create_session,
    "com.atproto.server.refreshSession": refresh_session,
    "com.atproto.server.getServiceAuth": service_auth,
    "com.atproto.server.describeServer": describe_server,
    "com.atproto.repo.uploadBlob": upload_blob,
    "com.atproto.repo.putRecord": put_record,
    "com.atproto.repo.getRecord": get_record,
    "app.bsky.notification.listNotifications": list_notifications,
    "app.bsky.feed.getPosts": get_posts,
    "app.bsky.video.uploadVideo": upload_video,
    "app.bsky.video.getJobStatus": job_status,
}


def _session(world: World) -> Json:
    tokens = {"accessJwt": world.token("access"), "refreshJwt": world.token("refresh")}
    return {**tokens, "did": US[0], "handle": US[1], "active": True}


def _expect(world: World, call: Call, use: str) -> None:
    if not call.token:
        raise XrpcError(401, "AuthMissing", "Authentication Required")
    if world.tokens.get(call.token) != use:
        was_ours = call.token in world.ended
        raise XrpcError(400, *(("ExpiredToken", "Token has expired") if was_ours else ("InvalidToken", "Token could not be verified")))

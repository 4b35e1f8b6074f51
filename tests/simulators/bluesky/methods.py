"""The XRPC methods that the bot calls, each as the real servers answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.bluesky.world import PASSWORD, POSTS, US, Json, World, XrpcError

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
    assert call.one("aud").startswith("did:web:")
    return {"token": world.token(call.one("lxm"))}


def upload_blob(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    return {"blob": world.add_blob(call.body, call.media_type)}


def put_record(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    if call.body.get("repo") not in US or call.body.get("collection") != POSTS:
        raise XrpcError(400, "InvalidRequest", "not ours")
    world.check(call.body["record"])
    kept = world.keep(US[0], call.body["rkey"], call.body["record"])
    return {"uri": kept["uri"], "cid": kept["cid"], "validationStatus": "valid"}


def get_record(world: World, call: Call) -> Json:
    uri = f"at://{call.one('repo')}/{call.one('collection')}/{call.one('rkey')}"
    if uri not in world.records:
        raise XrpcError(400, "RecordNotFound", f"Could not locate record: {uri}")
    return world.records[uri]


def list_notifications(world: World, call: Call) -> Json:
    """Newest first; the cursor says before which moment to go on."""
    _expect(world, call, "access")
    limit, reasons = int(call.parameters.get("limit", ["50"])[0]), call.parameters.get("reasons", [])
    before = call.parameters.get("cursor", ["9999"])[0]
    listed = sorted(world.told, key=lambda told: str(told["indexedAt"]), reverse=True)
    page = [told for told in listed if told["indexedAt"] < before and (not reasons or told["reason"] in reasons)][:limit]
    return {"notifications": page, **({"cursor": page[-1]["indexedAt"]} if page else {})}


def get_posts(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    found = [world.records[uri] for uri in call.parameters["uris"] if uri in world.records]
    return {"posts": [{"uri": post["uri"], "cid": post["cid"], "record": post["value"]} for post in found]}


def upload_video(world: World, call: Call) -> Json:
    """The service for films answers with the job itself."""
    _expect(world, call, "com.atproto.repo.uploadBlob")
    job = {"jobId": f"job-{len(world.jobs)}", "did": call.one("did"), "state": "JOB_STATE_CREATED"}
    state = {"state": "JOB_STATE_FAILED", "error": "not a film"} if b"ftyp" not in call.body[:64] else {"state": "JOB_STATE_COMPLETED"}
    blob = {"blob": world.add_blob(call.body, "video/mp4")} if "error" not in state else {}
    world.jobs[str(job["jobId"])] = job | state | blob
    return job


def job_status(world: World, call: Call) -> Json:
    _expect(world, call, "access")
    return {"jobStatus": world.jobs[call.one("jobId")]}


METHODS: dict[str, Callable[[World, Call], Json]] = {
    "com.atproto.server.createSession": create_session,
    "com.atproto.server.refreshSession": refresh_session,
    "com.atproto.server.getServiceAuth": service_auth,
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
        raise XrpcError(400, "ExpiredToken", "Token has expired")

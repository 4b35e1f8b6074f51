"""A Bluesky on this machine: one server that is personal data server, index and service for films at once, in a thread of this process."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from simulators.bluesky.methods import METHODS, Call
from simulators.bluesky.world import World, XrpcError


class SimulatedBluesky:
    """One running server."""

    def __init__(self) -> None:
        self.world = World()
        self.failures: list[tuple[str, str]] = []
        """Methods whose next call fails, and how: down, limited, refused, locked, lost."""
        self.calls: list[str] = []
        """Methods that were called, in this order."""
        simulated = self

        class Handler(_Handler):
            bluesky = simulated

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def reset(self) -> None:
        """Nobody said anything, nothing breaks."""
        self.world = World()
        self.failures.clear()
        self.calls.clear()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(5.0)
        self._server.server_close()

    def answer(self, method: str, call: Call) -> tuple[int, object, dict[str, str]]:
        """Status, body and headers."""
        self.calls.append(method)
        failure = next((how for failing, how in self.failures if failing == method), "")
        if failure:
            self.failures.remove((method, failure))
        try:
            if failure and failure != "lost":
                raise _broken(failure)
            if method not in METHODS:
                raise XrpcError(501, "MethodNotImplemented", "Method Not Implemented")
            with self.world.lock:
                answer = METHODS[method](self.world, call)
            if failure:
                raise XrpcError(502, "UpstreamFailure", "the answer was lost")
        except XrpcError as error:
            return error.status, {"error": error.name, "message": str(error)}, error.headers
        return 200, answer, {}


def _broken(failure: str) -> XrpcError:
    if failure == "limited":
        reset = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())
        headers = {"ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-policy": "3000;w=300", "retry-after": "300"}
        return XrpcError(429, "RateLimitExceeded", "Rate Limit Exceeded", headers | {"ratelimit-reset": str(reset)})
    return {
        "down": XrpcError(503, "NotEnoughResources", "try again later"),
        "refused": XrpcError(400, "InvalidRequest", "not this"),
        "locked": XrpcError(401, "AccountTakedown", "Account has been taken down"),
    }[failure]


class _Handler(BaseHTTPRequestHandler):
    bluesky: SimulatedBluesky
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        self._answer((json.loads(content) if content else {}) if is_json else content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, body: object) -> None:
        parts = urlsplit(self.path)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Call(parse_qs(parts.query), body, self.headers.get("Content-Type", ""), token)
        status, answer, headers = self.bluesky.answer(parts.path.removeprefix("/xrpc/"), call)
        content = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

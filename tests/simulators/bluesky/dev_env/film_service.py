"""A service that prepares films as Bluesky's does, on this machine: brings what it gets to the asker's own server, by the token that came with it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

import httpx


class FilmService:
    """One running service; prepares nothing, for who asks waits for a name only."""

    def __init__(self, server_url: str) -> None:
        """Take the address of the server where films belong."""
        self.jobs: dict[str, dict[str, object]] = {}
        service = self

        class Handler(_Handler):
            films, own_server = service, server_url

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FilmService:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join(5.0)
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    films: FilmService
    own_server: str

    def do_POST(self) -> None:
        """``uploadVideo``: answers with a job that isn't done."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {"Authorization": self.headers["Authorization"], "Content-Type": "video/mp4"}
        answer = httpx.post(f"{self.own_server}/xrpc/com.atproto.repo.uploadBlob", content=content, headers=headers, timeout=30.0)
        job = {"jobId": f"job {len(self.films.jobs)}", "did": parse_qs(urlsplit(self.path).query)["did"][0]}
        done: dict[str, object] = {"state": "JOB_STATE_COMPLETED", "blob": answer.json().get("blob")}
        self.films.jobs[job["jobId"]] = {**job, **(done if answer.is_success else {"state": "JOB_STATE_FAILED", "error": answer.text})}
        self._answer({**job, "state": "JOB_STATE_CREATED"})

    def do_GET(self) -> None:
        """``getJobStatus``."""
        self._answer({"jobStatus": self.films.jobs[parse_qs(urlsplit(self.path).query)["jobId"][0]]})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, answer: object) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

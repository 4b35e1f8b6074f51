"""The health page: ``/`` for people, ``/healthz`` for machines, ``/metrics`` for Prometheus.

It only ever reads; who can reach it is the address's business, which is this machine alone unless somebody changes it.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from corpora.errors import AskerError

NEIGHBOURS = 16
"""So many workers of one machine can have a page each: the second takes the next port, and so on."""
_LONGEST_REQUEST_SECONDS = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers."""

    content_type: str
    body: bytes
    status: HTTPStatus = HTTPStatus.OK


Paths = Mapping[str, Callable[[], Answer]]


class PageServer:
    """Answers HTTP on a thread of its own."""

    def __init__(self, address: str, port: int, paths: Paths) -> None:
        """Take a port: the one named or, where other workers have it, one of the next; 0 = any free one.

        Raises:
            AskerError: when none can be had.
        """
        self._server = _bound(address, port, _handler(paths))
        self._thread = threading.Thread(target=self._server.serve_forever, name="houseband-page", kwargs={"poll_interval": 0.2}, daemon=True)
        self.port = int(self._server.server_address[1])
        self.url = f"http://{f'[{address}]' if ':' in address else address}:{self.port}/"

    def begin(self) -> None:
        """Answer from now on; returns at once."""
        self._thread.start()
        _log.info("the page of this worker is at %s", self.url)

    def end(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=2.0)


def _bound(address: str, port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    kind = _Server6 if ":" in address else _Server
    for candidate in range(port, port + NEIGHBOURS) if port else (0,):
        try:
            return kind((address, candidate), handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            why = error.strerror or str(error)
            raise AskerError(f"no page at {address}, port {port}: {why}; change operating.page_address or page_port in bot.toml") from error
        except OverflowError:
            break
    raise AskerError(f"ports {port} to {port + NEIGHBOURS - 1} at {address} are taken; change operating.page_port in bot.toml (0 = no page)")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 (as the library has it)
        """Whoever went away before the answer was finished is nobody's trouble."""
        _log.debug("a reader of the page went away", exc_info=True)


class _Server6(_Server):
    import socket

    address_family = socket.AF_INET6


def _handler(paths: Paths) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "houseband"
        sys_version = ""
        timeout = _LONGEST_REQUEST_SECONDS

        def do_GET(self) -> None:
            """Answer what a path answers."""
            path = self.path.partition("?")[0]
            self._send(paths[path]() if path in paths else Answer("text/plain; charset=utf-8", b"not here\n", HTTPStatus.NOT_FOUND))

        do_HEAD = do_GET  # noqa: N815 (as the library has it)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            headers = {
                "Content-Type": answer.content_type,
                "Content-Length": str(len(answer.body)),
                "Cache-Control": "no-store",
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
                "X-Content-Type-Options": "nosniff",
            }
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (as the library has it)
            """Readers of the page are not worth a line."""
            _log.debug(format, *arguments)

    return Handler

"""A network that takes everything and keeps nothing, in a process of its own: what is left of the cost of speaking to X is ours.

It answers X's calls for uploading and publishing on loopback, as briefly as can be; ``python -m benchmarks.deaf_network`` prints its port.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_ANSWER = b'{"data": {"id": "1700000000000000001", "username": "band", "processing_info": {"state": "succeeded"}}}'


class _Deaf(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_ANSWER)))
        self.end_headers()
        self.wfile.write(_ANSWER)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (as the library has it)
        """Nothing is worth a line."""


@contextmanager
def deaf_network() -> Iterator[str]:
    """Its address, while it lasts."""
    command = [sys.executable, "-m", "benchmarks.deaf_network"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own)
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Deaf)
    print(server.server_address[1], flush=True)
    server.serve_forever()

"""All that watches over one worker, begun and ended together: the page, the figures, signs of life for the supervisor."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from bot.operating.metrics import CONTENT_TYPE, PrometheusInstruments
from bot.operating.notices import Notices
from bot.operating.overview import Lookout, Sources
from bot.operating.page import health_of, page_of
from bot.operating.server import Answer, PageServer, Paths

_log = logging.getLogger(__name__)


@contextmanager
def watching_over(
    sources: Sources, instruments: PrometheusInstruments, address: str, port: int, version: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """While it lasts there is a page, and the supervisor is told that we are alive; gives the page's address, empty where port is 0.

    Enter it when the worker has begun, leave it before the worker is stopped.

    Raises:
        AskerError: when no port can be had.
    """
    lookout = Lookout(sources)
    instruments.show(lookout)
    server = PageServer(address, port, paths_of(lookout, instruments, version)) if port else None
    notices = Notices(os.environ if environment is None else environment)
    over = threading.Event()
    watch = threading.Thread(target=_keep_telling, args=(notices, lookout, over), name="houseband-notices", daemon=True)
    if server is not None:
        server.begin()
    notices.ready()
    watch.start()
    try:
        yield "" if server is None else server.url
    finally:
        over.set()
        notices.stopping()
        watch.join(timeout=2.0)
        if server is not None:
            server.end()


def paths_of(lookout: Lookout, instruments: PrometheusInstruments, version: str) -> Paths:
    """What the page answers."""

    def page() -> Answer:
        return Answer("text/html; charset=utf-8", page_of(lookout(), version).encode())

    def health() -> Answer:
        seen = lookout()
        return Answer("application/json", health_of(seen).encode(), HTTPStatus.OK if seen.healthy else HTTPStatus.SERVICE_UNAVAILABLE)

    return {"/": page, "/healthz": health, "/metrics": lambda: Answer(CONTENT_TYPE, instruments.written())}


def _keep_telling(notices: Notices, lookout: Lookout, over: threading.Event) -> None:
    """Tell the supervisor that we are alive while our signs of life reach the database.

    While the database itself does not answer we are alive too: starting us again would not mend it.
    """
    while notices.seconds and not over.wait(notices.seconds):
        seen = lookout()
        if seen.alive or seen.trouble:
            notices.alive()
        else:
            _log.error("no sign of life of this worker in the database: the supervisor may start it again")

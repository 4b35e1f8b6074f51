import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.operating.metrics import PrometheusInstruments
from bot.operating.notices import Notices
from bot.operating.overview import Lookout, Overview, Played, Sources, look
from bot.operating.page import health_of, page_of
from bot.operating.server import Answer, PageServer
from bot.operating.watchtower import watching_over
from corpora.errors import AskerError

PIECE = Played("20260101-abc", datetime(2026, 1, 1, tzinfo=UTC), "jazz", "<b>Blue</b>")
WELL = Overview("w-1", True, 2, {"waiting": 3, "going": 1, "resting": 2, "dead": 4, "done": 9}, {"x": 12.5}, 200.0, ("x",), (PIECE,))
ILL = Overview("w-1", False, 0, {}, {}, 200.0, trouble="OperationalError")


class FakeInbox:
    def __init__(self) -> None:
        self.asked = 0
        self.broken = False

    def counts(self) -> dict[str, int]:
        self.asked += 1
        if self.broken:
            raise OSError("disk gone")
        return {"waiting": 3, "dead": 1}

    def last_heard(self) -> dict[str, float | None]:
        return {"x": 1000.0, "mastodon": 5000.0}


class FakeLife:
    def __init__(self, *names: str) -> None:
        self.names = names

    def living(self) -> tuple[str, ...]:
        return self.names


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["Content-Type"], body


@contextmanager
def serving(port: int = 0) -> Iterator[PageServer]:
    server = PageServer("127.0.0.1", port, {"/": lambda: Answer("text/plain", b"hello")})
    server.begin()
    yield server
    server.end()


def test_the_page_says_what_people_want_to_know_and_escapes_it() -> None:
    page = page_of(WELL, "1.2")
    for said in ("The band plays", "w-1", "1.2", "0.12 of 2.00 $", "20260101-abc", "&lt;b&gt;Blue", "Paused: x", "workers alive: 2"):
        assert said in page
    assert "<b>" not in page
    assert "OperationalError" in page_of(ILL, "1.2")


def test_health_is_told_to_machines() -> None:
    told = json.loads(health_of(WELL))
    assert (told["healthy"], told["queue"], told["dead_letters"], told["workers"]) == (True, 6, 4, 2)
    assert json.loads(health_of(ILL))["healthy"] is False


def test_an_overview_never_fails() -> None:
    inbox = FakeInbox()
    assert look(Sources("w", inbox, FakeLife("w", "v"))).healthy
    assert not look(Sources("w", inbox, FakeLife("v"))).healthy
    inbox.broken = True
    seen = look(Sources("w", inbox, FakeLife("w")))
    assert (seen.healthy, seen.trouble) == (False, "OSError")


def test_a_network_that_does_not_answer_is_named_and_makes_nobody_ill() -> None:
    asked = {name: lambda: 0.0 for name in ("x", "mastodon", "bluesky")}
    seen = look(Sources("w", FakeInbox(), FakeLife("w"), asked, clock=lambda: 6000.0))
    assert seen.silent == {"x": 5000.0, "bluesky": None}
    assert seen.healthy
    assert json.loads(health_of(seen))["silent"] == {"x": 5000, "bluesky": None}
    page = page_of(seen, "1")
    assert "x has not answered for 83 minutes" in page
    assert "bluesky has not answered yet" in page
    instruments = PrometheusInstruments()
    instruments.show(lambda: seen)
    figures = instruments.written().decode()
    assert 'houseband_network_silent{platform="x"} 1.0' in figures
    assert 'houseband_network_silent{platform="mastodon"} 0.0' in figures


def test_looking_often_does_not_ask_often() -> None:
    inbox, now = FakeInbox(), [0.0]
    lookout = Lookout(Sources("w", inbox, FakeLife("w")), 2.0, lambda: now[0])
    for moment in (0.0, 1.0, 1.9, 2.1, 3.0):
        now[0] = moment
        lookout()
    assert inbox.asked == 2


@pytest.mark.enable_socket
def test_the_page_is_served_on_this_machine() -> None:
    inbox, instruments = FakeInbox(), PrometheusInstruments()
    instruments.composed("jazz")
    with serving() as neighbour, watching_over(Sources("w", inbox, FakeLife("w")), instruments, "127.0.0.1", neighbour.port, "1", {}) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        assert neighbour.port < port <= neighbour.port + 15, "a second worker takes the next port"
        assert asked(port, "/")[:2] == (200, "text/html; charset=utf-8")
        assert asked(port, "/healthz?x=1")[0] == 200
        status, kind, body = asked(port, "/metrics")
        assert (status, kind.partition(";")[0]) == (200, "text/plain")
        assert 'houseband_pieces_composed_total{genre="jazz"} 1.0' in body
        assert "houseband_queue_length 3.0" in body
        assert asked(port, "/../etc/passwd")[0] == 404
        assert asked(port, "/", "HEAD")[2] == ""
        assert asked(port, "/", "POST")[0] == 501
    with pytest.raises(ConnectionRefusedError):
        asked(port, "/")


@pytest.mark.enable_socket
def test_a_worker_that_is_ill_answers_503() -> None:
    inbox = FakeInbox()
    inbox.broken = True
    with serving() as taken:
        port = taken.port
    with watching_over(Sources("w", inbox, FakeLife("w")), PrometheusInstruments(), "127.0.0.1", port, "1", {}) as url:
        status, _, body = asked(int(url.rstrip("/").rpartition(":")[2]), "/healthz")
    assert status == 503
    assert json.loads(body)["healthy"] is False


@pytest.mark.enable_socket
def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(AskerError, match=r"192\.0\.2\.1.*page_address"):
        PageServer("192.0.2.1", 9999, {})


@pytest.mark.enable_socket
def test_no_port_no_page() -> None:
    with watching_over(Sources("w", FakeInbox(), FakeLife("w")), PrometheusInstruments(), "127.0.0.1", 0, "1", {}) as url:
        assert url == ""


@contextmanager
def supervisor(tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(5)
        yield listener, address


def test_systemd_hears_how_we_are(tmp_path: Path) -> None:
    with supervisor(tmp_path) as (listener, address):
        environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "100000", "WATCHDOG_PID": str(os.getpid())}
        with watching_over(Sources("w", FakeInbox(), FakeLife("w")), PrometheusInstruments(), "127.0.0.1", 0, "1", environment):
            assert [listener.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        heard = {listener.recv(100)}
        while b"STOPPING=1" not in heard:
            heard.add(listener.recv(100))


def test_a_worker_whose_signs_of_life_stopped_is_not_called_alive(tmp_path: Path) -> None:
    with supervisor(tmp_path) as (listener, address):
        environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "20000"}
        with watching_over(Sources("w", FakeInbox(), FakeLife("other")), PrometheusInstruments(), "127.0.0.1", 0, "1", environment):
            assert listener.recv(100) == b"READY=1"
            threading.Event().wait(0.2)
        assert listener.recv(100) == b"STOPPING=1"


def test_nobody_is_told_where_nobody_listens(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Notices({}).ready()
    assert not caplog.records
    Notices({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()
    assert "does not listen" in caplog.text
    assert Notices({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).seconds == 0

"""X: films and cards; against the simulated X over the loopback interface."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from on_x import heard
from simulators.x.clips import Clip, write_clip, write_picture
from simulators.x.running import SimulatedX

from bot.platforms.base import RefusedError, UnreachableError, Upload
from bot.platforms.x import XPlatform
from bot.platforms.x_connection import XConnection
from bot.platforms.x_credentials import credentials_from

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_film_is_uploaded_in_parts(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.x_media.PART_BYTES", 1000)
    film = write_clip(Clip(seconds=2), tmp_path / "tune.mp4")
    mention = heard(x, simulated_x)
    handle = x.upload(Upload(film, "video/mp4", "Piano roll of a tune." * 100))
    (media,) = simulated_x.media()
    assert (media["id"], media["state"], media["alt_text"][:21]) == (handle, "succeeded", "Piano roll of a tune.")
    assert (media["facts"]["bytes"], media["facts"]["frames"]) == (film.stat().st_size, 20)
    assert simulated_x.truth()["calls"]["append 200"] == -(-film.stat().st_size // 1000) > 1
    x.publish(mention, "Here.", (handle,), "key")
    assert simulated_x.published()[0]["media"] == [handle]


def test_a_card_needs_no_processing(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    handle = x.upload(Upload(write_picture(tmp_path / "card.png"), "image/png", "A limerick."))
    x.post("A card.", (handle,), "key")
    assert "status 200" not in simulated_x.truth()["calls"]


def test_it_waits_as_long_as_x_says(simulated_x: SimulatedX, tmp_path: Path) -> None:
    simulated_x.set(check_after_secs=7, processing_s=0.3)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(0.15)

    patient = XPlatform(XConnection(credentials_from(simulated_x.environment), simulated_x.base_url), sleep=sleep)
    patient.upload(Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", ""))
    assert len(waits) >= 2
    assert set(waits) == {7.0}


def test_it_does_not_wait_for_ever(simulated_x: SimulatedX, tmp_path: Path) -> None:
    simulated_x.set(check_after_secs=60, processing_s=3600)
    waits: list[float] = []
    patient = XPlatform(XConnection(credentials_from(simulated_x.environment), simulated_x.base_url), sleep=waits.append)
    with pytest.raises(UnreachableError, match="still processing"):
        patient.upload(Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", ""))
    assert sum(waits) == 180


@pytest.mark.parametrize(
    "clip",
    [Clip(seconds=0.2), Clip(pixels="yuv444p", options=(("preset", "ultrafast"),)), Clip(fps=100), Clip(codec="mpeg4", options=())],
    ids=["short", "4:4:4", "fast", "mpeg4"],
)
def test_a_film_that_x_cannot_use_is_refused(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path, clip: Clip) -> None:
    with pytest.raises(RefusedError, match="Unsupported video format"):
        x.upload(Upload(write_clip(clip, tmp_path / "tune.mp4"), "video/mp4", "A tune."))
    (media,) = simulated_x.media()
    with pytest.raises(RefusedError, match="media IDs are invalid"):
        x.post("Anyway.", (media["id"],), "key")


def test_what_x_never_takes_is_not_even_sent(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for path, kind in ((write_picture(tmp_path / "a.png"), "audio/mpeg"), (empty, "video/mp4")):
        with pytest.raises(RefusedError):
            x.upload(Upload(path, kind, ""))
    assert simulated_x.truth()["calls"] == {}


def test_uploads_bear_single_failures_everywhere_but_at_finalize(x: XPlatform, simulated_x: SimulatedX, tmp_path: Path) -> None:
    film = Upload(write_clip(Clip(), tmp_path / "tune.mp4"), "video/mp4", "A tune.")
    for endpoint in ("initialize", "append", "status", "metadata"):
        simulated_x.faults(bursts=[{"kind": "dropped", "endpoint": endpoint, "calls": 1}])
        x.upload(film)
    simulated_x.faults(bursts=[{"kind": "dropped", "endpoint": "finalize", "calls": 1}])
    with pytest.raises(UnreachableError):
        x.upload(film)

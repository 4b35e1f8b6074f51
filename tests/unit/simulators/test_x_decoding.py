"""What the simulated X takes for a film, by decoding it."""

from __future__ import annotations

from pathlib import Path

import pytest
from simulators.x.clips import Clip, write_clip, write_picture
from simulators.x.decoding import UnusableError, facts_of

PLAIN = (("preset", "ultrafast"),)
OPEN = (("preset", "fast"), ("profile", "high"), ("x264-params", "open-gop=1:keyint=5:min-keyint=5:bframes=2:b-adapt=0:scenecut=0"))


def facts(clip: Clip, folder: Path, **options: bool) -> dict[str, object]:
    return facts_of(write_clip(clip, folder / "clip.mp4").read_bytes(), "video/mp4", decode_all=options.get("decode_all", True))


@pytest.mark.parametrize(
    "clip",
    [
        Clip(),
        Clip(sound=None),
        Clip(options=(("preset", "medium"), ("profile", "main"))),
        Clip(options=(("preset", "ultrafast"), ("profile", "baseline"))),
        Clip(fps=60),
        Clip(seconds=0.6, width=1280, height=720, options=PLAIN),
        Clip(seconds=0.6, width=1024, height=1280, options=PLAIN),
        Clip(width=32, height=32),
        Clip(seconds=139, fps=1, sound=None),
    ],
)
def test_it_is_taken(clip: Clip, tmp_path: Path) -> None:
    found = facts(clip, tmp_path)
    assert (found["width"], found["height"], found["frames"]) == (clip.width, clip.height, round(clip.seconds * clip.fps))


@pytest.mark.parametrize(
    ("clip", "why"),
    [
        (Clip(seconds=0.3), "0.3"),
        (Clip(seconds=142, fps=1, sound=None), "142.00 s"),
        (Clip(width=30, height=30), "30 x 30"),
        (Clip(width=1282, height=64, options=PLAIN), "1282 x 64"),
        (Clip(width=1100, height=1100, options=PLAIN), "1100 x 1100"),
        (Clip(fps=61), "61 frames a second"),
        (Clip(pixels="yuv444p", options=PLAIN), "High 4:4:4"),
        (Clip(pixels="yuv420p10le", options=PLAIN), "High 10"),
        (Clip(codec="mpeg4", options=()), "mpeg4"),
        (Clip(sound="mp3"), "mp3"),
        (Clip(options=OPEN, seconds=3), "open"),
    ],
)
def test_it_is_refused(clip: Clip, why: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match=why):
        facts(clip, tmp_path)


def test_what_is_no_film_at_all_is_refused(tmp_path: Path) -> None:
    good = write_clip(Clip(seconds=3), tmp_path / "good.mp4").read_bytes()
    for content in (b"", b"x" * 5000, good[:2000], write_clip(Clip(container="matroska"), tmp_path / "a.mkv").read_bytes()):
        with pytest.raises(UnusableError):
            facts_of(content, "video/mp4", decode_all=True)


def test_pictures(tmp_path: Path) -> None:
    png = write_picture(tmp_path / "a.png").read_bytes()
    assert facts_of(png, "image/png", decode_all=True)["width"] == 32
    for content, kind in ((png, "image/jpeg"), (b"no picture", "image/png")):
        with pytest.raises(UnusableError):
            facts_of(content, kind, decode_all=True)


def test_looking_only_at_the_beginning_is_quicker_and_says_the_same_of_good_ones(tmp_path: Path) -> None:
    found = facts(Clip(seconds=4), tmp_path, decode_all=False)
    assert found["seconds"] == pytest.approx(4.0, abs=0.1)
    assert isinstance(found["frames"], int)
    assert found["frames"] < 40

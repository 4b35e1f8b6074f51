"""The terminal: one line after the other, also from a pipe."""

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.platforms.base import RefusedError, Upload
from bot.platforms.console import ConsolePlatform


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10.0
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_the_next_line_waits_for_the_answer_to_the_one_before() -> None:
    printed = io.StringIO()
    band = ConsolePlatform(io.StringIO("some blues\n\n  again, but faster \n"), printed)
    assert band.mentions(None).mentions == ()
    until(lambda: band.mentions("").mentions)
    [first] = band.mentions("").mentions
    time.sleep(0.05)
    assert band.mentions("").mentions == (first,)
    assert not band.exhausted
    reply = band.publish(first, "Some blues.", ("/tmp/blues.mp3",), "one")  # noqa: S108 (printed only)
    until(lambda: band.exhausted or len(band.mentions("").mentions) == 2)
    second = band.mentions("").mentions[1]
    assert (first.text, second.text, second.reply_to) == ("some blues", "again, but faster", reply)
    assert printed.getvalue() == "Some blues.\n  /tmp/blues.mp3\n\n"
    assert band.exhausted


def test_a_line_that_nobody_answers_holds_up_the_others_for_a_while_only() -> None:
    now = [0.0]
    band = ConsolePlatform(io.StringIO("one\ntwo\n"), io.StringIO(), patience_seconds=60.0, clock=lambda: now[0])
    until(lambda: band.mentions("").mentions)
    time.sleep(0.05)
    assert len(band.mentions("").mentions) == 1
    now[0] = 60.0
    assert [mention.text for mention in band.mentions("").mentions] == ["one", "two"]


def test_another_conversation_has_other_names() -> None:
    bands = [ConsolePlatform(io.StringIO("jazz\n"), io.StringIO()) for _ in range(2)]
    cursor = bands[0].mentions(None).cursor
    for band in bands:
        until(lambda band=band: band.mentions(cursor).mentions)  # type: ignore[misc]
    heard = [band.mentions(cursor).mentions[0] for band in bands]
    assert heard[0].post_id != heard[1].post_id


def test_only_files_can_be_attached(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        ConsolePlatform(io.StringIO(), io.StringIO()).upload(Upload(tmp_path / "none", "audio/mpeg", ""))

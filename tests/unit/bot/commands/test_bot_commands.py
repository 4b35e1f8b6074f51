import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.staffing
from bot.cli import run
from bot.platforms.base import Author, Mention, MentionPage
from bot.queue.inbox import Inbox
from bot.rehearsal import rehearse_any, write_down
from bot.settings import read_settings


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    opened = bot.staffing.open_inbox(read_settings())
    yield opened
    opened.close()


def mention(number: int) -> Mention:
    return Mention("x", str(number), Author(f"{number}", "ann"), "jazz", datetime.now(UTC))


def test_the_queue_lists_what_is_open_and_counts_the_rest(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    inbox.store("x", MentionPage((mention(1), mention(2), mention(3)), "3"))
    inbox.bury("x:2", "publish/1", "publish", "refused: too long")
    inbox.finish("x:3", "done", "")
    assert run("houseband", ["bot", "queue"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["x:1", "x:2"]
    assert lines[1].endswith("refused: too long")
    assert lines[-1] == "waiting 1, going 0, resting 0, dead 1, done 1, ignored 0"
    assert run("houseband", ["bot", "queue", "--all"]) == 0
    assert "x:3" in capsys.readouterr().out


def test_a_dead_letter_is_sent_round_again(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    inbox.store("x", MentionPage((mention(1), mention(2)), "2"))
    for name in ("x:1", "x:2"):
        inbox.bury(name, "publish/1", "publish", "refused")
    assert run("houseband", ["bot", "retry", "x:1"]) == 0
    assert inbox.counts()["dead"] == 1
    assert run("houseband", ["bot", "retry", "--all"]) == 0
    assert inbox.counts()["dead"] == 0
    assert capsys.readouterr().out == "sent round again: 1\nsent round again: 1\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["retry", "x:9"], "'x:9' was not given up"),
        (["retry"], "nothing to retry was named"),
        (["run", "--platform", "mastadon"], "did you mean 'mastodon'"),
        (["run", "--platform", "x"], "HOUSEBAND_X"),
        (["run"], "--platform"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    inbox: Inbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET"):
        monkeypatch.delenv(f"HOUSEBAND_X_{name}", raising=False)
    assert inbox.counts()["dead"] == 0
    assert run("houseband", ["bot", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_the_demo_answers_what_is_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    monkeypatch.setattr("bot.bootstrap.compose_for_real", rehearse_any)
    monkeypatch.setattr("bot.bootstrap._render", lambda composition, formats, folder, stem, _font: write_down(composition, formats, folder, stem))
    monkeypatch.setattr("bot.bootstrap._soundfont", lambda _formats, _font: "")
    monkeypatch.setattr("sys.stdin", io.StringIO("some jazz in D minor please\na limerick\n"))
    assert run("houseband", ["bot", "demo"]) == 0
    said = capsys.readouterr().out
    assert "D minor" in said
    assert ".mp3" in said
    assert {"la", "doo", "bop", "wah", "dum"} & set(said.partition(".mp3")[2].split())  # the second line was answered after the first
    assert len(list((tmp_path / "pieces").glob("*/*.mp3"))) == 1

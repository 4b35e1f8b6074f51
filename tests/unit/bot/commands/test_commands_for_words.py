import json
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.bootstrap
from bot import cli
from bot.bootstrap import open_history
from bot.rehearsal import rehearsal_band
from bot.service import Band
from bot.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line as typed, by the band that rehearses: exit code, stdout, stderr."""
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bot.bootstrap, "real_band", _rehearsing)
    monkeypatch.setattr("bot.restoring.real_band", _rehearsing)

    def typed(*arguments: str) -> tuple[int, str, str]:
        first, *rest = arguments
        code = cli.run("compose", rest) if first == "compose" else cli.run("houseband", [first, *rest])
        return code, *capsys.readouterr()

    return typed


def _rehearsing(settings: Settings) -> Band:
    return rehearsal_band(lambda: open_history(settings))


LIMERICK = ("compose", "--genre", "limerick", "--seed", "7")


def test_the_text_alone_goes_to_stdout_and_one_line_about_it_to_stderr(run: Run) -> None:
    code, out, err = run(*LIMERICK, "--prompt", "There was a young band", "--length", "2 lines")
    assert code == 0
    assert out.startswith("There was a young band ")
    assert out.count("\n") == 2
    assert err.count("\n") == 1
    assert err.startswith(
        "Scat 7 · limerick, 2 lines, 14 words · as asked: prompt · original: at most 4 characters".replace("as asked", "✓ as asked")
    )
    assert "seed 7 · houseband replay " in err
    assert err.endswith(" · out/limerick-scat-7-7.txt\n")
    assert Path("out/limerick-scat-7-7.txt").is_file()


def test_json_says_what_it_is_and_what_it_says(run: Run) -> None:
    code, out, err = run(*LIMERICK, "--json", "--prompt", "🥁 שלום", "--length", "30", "--theme", "rain", "--format", "txt,png", "--count", "2")
    assert (code, err) == (0, "")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["kind"], first["seconds"], first["notes"]) == ("text", 0.0, 0)
    assert first["text"].startswith("🥁 שלום")
    assert first["originality"] == {"longest_match_characters": 4, "human_p95": 30, "nearest": "", "ok": True}
    assert first["asked"] == {"genre": "limerick", "seed": 7, "prompt": "🥁 שלום", "length": "30 words", "theme": "rain"}
    assert first["checked"]["prompt"]["ok"] is True
    assert list(first["files"]) == ["png", "txt"]
    assert second["seed"] == 8


def test_an_empty_line_stands_between_several_texts(run: Run) -> None:
    out = run(*LIMERICK, "--length", "1 line", "--count", "3")[1]
    assert [bool(line) for line in out.split("\n")] == [True, False, True, False, True, False]


def test_quiet_prints_the_paths_alone(run: Run) -> None:
    assert run(*LIMERICK, "--quiet") == (0, "out/limerick-scat-7-7.txt\n", "")


def test_a_text_is_listed_found_shown_printed_replayed_and_exported(run: Run, tmp_path: Path) -> None:
    run("compose", "--genre", "jazz", "--seed", "1", "--format", "midi")
    run(*LIMERICK, "--prompt", "A marmalade moon", "--length", "12 words")
    assert run("history", "list", "--genre", "limerick")[1].rstrip().endswith("limerick  14 words  Scat 7")
    assert "Scat 7" in run("history", "search", "marmalade MOON")[1]
    text = (tmp_path / "out" / "limerick-scat-7-7.txt").read_text().removeprefix("txt\n")
    shown = run("history", "show", "last")[1]
    assert "limerick, 3 lines, 14 words" in shown
    assert shown.endswith("\n\n" + text + "\n")
    assert run("history", "play", "last") == (0, text + "\n", "")
    replayed = json.loads(run("replay", "last", "--json", "--out", "again")[1])
    assert replayed["same"] == {"txt": True}
    assert run("history", "export", "last", "--out", "shelf", "--format", "png")[1] == "shelf/limerick-scat-7-7.png\n"
    assert json.loads(run("history", "show", "last", "--json")[1])["text"] == text


def test_a_long_lyric_is_shown_short_where_all_that_was_asked_is_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("rain on the road\n" * 40)
    assert run("compose", "--genre", "jazz", "--seed", "1", "--format", "midi", "--lyrics", "words.txt")[0] == 0
    shown = run("history", "show", "last")[1]
    assert "rain on the road" in shown
    assert max(map(len, shown.splitlines())) < 200


BAD = [
    (("--prompt", ""), ["empty", "--prompt"]),
    (("--prompt", "x" * 10_000), ["10,000", "1,000", "--prompt"]),
    (("--prompt", "ding\x07"), ["U+0007", "--prompt"]),
    (("--prompt", "caf\udce9"), ["UTF-8", "--prompt"]),
    (("--theme", "x" * 101), ["100", "--theme"]),
    (("--theme", " "), ["--theme"]),
    (("--length", "0"), ["'0'", "1 to 2000", "--length"]),
    (("--length", "1000000"), ["'1000000'", "1 to 2000", "--length"]),
    (("--length", "1,000,000 characters"), ["10000", "--length"]),
    (("--length", "-3 lines"), ["--length"]),
    (("--length", "2.5 lines"), ["--length"]),
    (("--length", "12 parsecs"), ["12 lines", "--length"]),
    (("--length", "a tweet"), ["280 characters", "--length"]),
    (("--length", ""), ["--length"]),
    (("--length", "nan"), ["--length"]),
    (("--length", "9" * 100_000), ["--length"]),
    (("--lyrics", "missing.txt"), ["missing.txt", "--lyrics"]),
    (("--format", "midi"), ["'midi'", "txt, png", "--format"]),
    (("--temperature", "3"), ["0.05 to 2", "--temperature"]),
]


@pytest.mark.parametrize(("arguments", "mentions"), BAD, ids=[" ".join(arguments)[:40].encode("ascii", "replace").decode() for arguments, _ in BAD])
def test_what_can_not_be_met_is_one_line_and_exit_code_2(run: Run, tmp_path: Path, arguments: tuple[str, ...], mentions: list[str]) -> None:
    code, out, err = run(*LIMERICK, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert len(err) < 400
    for mention in mentions:
        assert mention in err
    assert not list(tmp_path.glob("out/*"))

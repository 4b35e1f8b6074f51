import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest

import bot.bootstrap
from bot import cli
from bot.bootstrap import open_history
from bot.commands.table import COMMANDS, load_command
from bot.rehearsal import rehearsal_band, rehearse
from bot.service import Band
from bot.settings import Settings, read_settings
from bot.version import software_version
from corpora.errors import AskerError
from generators.compositions import Composition
from generators.requests import Request

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line as typed, by the band that rehearses: exit code, stdout, stderr."""
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HOUSEBAND_DEBUG", raising=False)
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


def test_a_piece_is_announced_on_stdout_and_nothing_on_stderr(run: Run) -> None:
    code, out, err = run("compose", "--genre", "jazz", "--seed", "7", "--format", "midi")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("Scale 7 · jazz in C major")
    assert "out/jazz-scale-7-7.midi" in out
    assert Path("out/jazz-scale-7-7.midi").is_file()


def test_json_is_one_object_a_line(run: Run) -> None:
    code, out, err = run("compose", "--json", "--seed", "7", "--count", "3", "--bars", "8", "--key", "Dm", "--format", "midi,png")
    pieces = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [piece["seed"] for piece in pieces] == [7, 8, 9]
    assert pieces[0]["request"]["key"] == "D minor"
    assert pieces[0]["asked"] == {"genre": "jazz", "seed": 7, "key": "D minor", "bars": 8}
    assert list(pieces[0]["files"]) == ["midi", "png"]


def test_quiet_prints_the_paths_alone(run: Run) -> None:
    assert run("compose", "--quiet", "--seed", "7", "--format", "midi,png") == (0, "out/jazz-scale-7-7.midi\nout/jazz-scale-7-7.png\n", "")


def test_defaults_come_from_the_settings(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "config" / "bot.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[compose]\ngenre = "folk"\nformats = ["musicxml"]\nout = "elsewhere"\n')
    assert run("compose", "--quiet", "--seed", "1") == (0, "elsewhere/folk-scale-1-1.musicxml\n", "")


def test_the_history_is_browsed_replayed_and_forgotten(run: Run, tmp_path: Path) -> None:
    run("compose", "--seed", "7", "--format", "midi", "--count", "2")
    listed = run("history")[1].splitlines()
    identifiers = [line.split()[0] for line in listed]
    assert [line.split()[-1] for line in listed] == ["8", "7"]
    assert run("history", "list", "--limit", "1", "--before", identifiers[0])[1].split()[0] == identifiers[1]
    assert run("history", "search", "SCALE 7", "jazz")[1].split()[0] == identifiers[1]
    assert "by      rehearsal" in run("history", "show", "last")[1]
    assert json.loads(run("history", "show", identifiers[1], "--json")[1])["seed"] == 7
    assert json.loads(run("history", "stats", "--json")[1])["pieces"] == 2
    replayed = json.loads(run("replay", "last", "--json", "--out", "again")[1])
    assert replayed["same"] == {"midi": True}
    assert (tmp_path / "again" / "jazz-scale-8-8.midi").read_bytes() == (tmp_path / "out" / "jazz-scale-8-8.midi").read_bytes()
    assert run("history", "export", "last", "--out", "shelf")[1] == "shelf/jazz-scale-8-8.midi\n"
    assert run("history", "delete", "last", "--yes", "--files")[0] == 0
    assert not (tmp_path / "out" / "jazz-scale-8-8.midi").exists()
    assert run("history", "show", identifiers[0])[0] == 2


def test_a_file_changed_since_is_not_deleted(run: Run, tmp_path: Path) -> None:
    run("compose", "--seed", "7", "--format", "midi")
    path = tmp_path / "out" / "jazz-scale-7-7.midi"
    path.write_text("mine now")
    code, _, err = run("history", "delete", "last", "--yes", "--files")
    assert (code, path.read_text()) == (0, "mine now")
    assert "kept" in err


def test_deleting_without_an_answer_is_interrupted_and_deletes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("compose", "--seed", "7", "--format", "midi")
    monkeypatch.setattr("click.termui.visible_prompt_func", _no_answer)
    assert run("history", "delete", "last")[0] == 130
    assert "Scale 7" in run("history")[1]


def _no_answer(_prompt: str = "") -> str:
    raise EOFError


def test_a_history_that_takes_nothing_is_said_and_the_piece_stays(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_text("no database at all " * 100)
    monkeypatch.setenv("HOUSEBAND_DATABASE", f"sqlite:///{tmp_path}/broken.db")
    code, out, err = run("compose", "--quiet", "--seed", "7", "--format", "midi")
    assert (code, out) == (2, "out/jazz-scale-7-7.midi\n")
    assert err.count("\n") == 1
    assert "written but not remembered" in err


def _raising(error: BaseException) -> Callable[[Settings], Band]:
    def compose(_request: Request) -> Composition:
        raise error

    return lambda settings: replace(_rehearsing(settings), compose=compose)


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (AskerError("too\nmuch"), 2), (RuntimeError("a bug"), 1), (OSError(28, "full"), 2)]
)
def test_whatever_goes_wrong_is_one_line_and_an_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    monkeypatch.setattr(bot.bootstrap, "real_band", _raising(error))
    found, out, err = run("compose", "--seed", "7")
    assert (found, out) == (code, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert list(Path("out").iterdir()) == []


def test_a_fault_of_ours_leaves_its_details_in_the_log(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bot.bootstrap, "real_band", _raising(RuntimeError("a bug")))
    log = tmp_path / "home" / "faults.log"
    assert str(log) in run("compose", "--seed", "7")[2]
    assert "RuntimeError: a bug" in log.read_text()
    monkeypatch.setenv("HOUSEBAND_DEBUG", "1")
    assert "Traceback" in run("compose", "--seed", "7")[2]


def test_the_log_of_faults_is_put_aside_when_it_is_long(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bot.bootstrap, "real_band", _raising(RuntimeError("a bug")))
    log = tmp_path / "home" / "faults.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        log.write_text("old" * 500_000)
        run("compose", "--seed", "7")
        assert "RuntimeError: a bug" in log.read_text()
        assert log.stat().st_size < 100_000
    assert sorted(path.name for path in log.parent.glob("faults*")) == ["faults.log", "faults.log.1"]


@pytest.mark.parametrize(
    "arguments", [("no-such-command",), ("compose", "--no-such-flag"), ("compose", "--bars"), ("compose", "stray"), ("history", "show")]
)
def test_a_mistyped_command_line_is_one_line_and_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_interruption_that_a_c_extension_reports_as_something_else_is_one_all_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def importing(_settings: Settings) -> Band:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ImportError("initialization failed") from error
        raise AssertionError("not interrupted")

    monkeypatch.setattr(bot.bootstrap, "real_band", importing)
    assert run("compose", "--seed", "7") == (130, "", "compose: interrupted; nothing half-written was left behind\n")


def test_signals_are_handled_as_before_when_a_command_is_done(run: Run) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    run("compose", "--bars", "0")
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = load_command(name)
    assert isinstance(command, click.Command)
    assert cli.run(name, ["--help"]) == 0


def test_the_table_says_what_the_commands_say_of_themselves() -> None:
    for name, (_, summary) in COMMANDS.items():
        assert (load_command(name).help or "").strip().startswith(summary.split(":")[0].rstrip(".")[:12])


def test_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"\n  {name} " in out for name in COMMANDS)
    assert "_HOUSEBAND_COMPLETE=bash_source" in out


def test_a_shell_completes_genres(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_COMPOSE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "compose --genre ja")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert run("compose") == (0, "plain,jazz\n", "")


HEAVY = {"onnxruntime", "torch", "music21", "sqlalchemy", "pydantic", "symusic", "numpy", "av", "PIL", "verovio", "scipy", "matplotlib"}


@pytest.mark.parametrize(
    ("program", "allowed"),
    [
        ("from bot import cli; cli.run('houseband', ['--help'])", set()),
        ("from bot import cli; cli.run('compose', ['--help'])", set()),
        ("from bot import cli; cli.run('houseband', ['history'])", {"sqlalchemy"}),
        ("from bot import cli; cli.run('houseband', ['genres'])", {"pydantic"}),
    ],
)
def test_light_commands_import_nothing_heavy(tmp_path: Path, program: str, allowed: set[str]) -> None:
    environment = {**os.environ, "HOUSEBAND_HOME": str(tmp_path)}
    script = f"{program}\nimport sys; print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)  # noqa: S603 (our own program)
    modules = set(done.stdout.rpartition("MODULES")[2].split())
    assert modules & HEAVY <= allowed


def test_the_real_band_is_picked_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    settings = read_settings()
    band = bot.bootstrap.real_band(settings)
    assert band.soundfont(["midi", "png"]) == ""
    assert band.soundfont(["mp3"]).endswith(" bytes")
    assert band.software_version == software_version()
    assert rehearse(Request("jazz", 1)).title == "Scale 1"

"""What lies in deploy/ is read the way its readers read it, and what it names is there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from bot.commands.table import houseband
from bot.operating.settings import OperatingSettings
from bot.platforms.catalogue import PLATFORMS
from corpora.config import HOME_VARIABLE

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "houseband@.service"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
EXAMPLE = (DEPLOY / "bot.env.example").read_text(encoding="utf-8")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")) + (ROOT / "corpora" / "config.py").read_text(
    encoding="utf-8"
)
NAMES = "--platform mastodon"


def unit() -> dict[str, list[str]]:
    """Every setting of the unit, with all that is given for it."""
    lines = (line.partition("=") for line in UNIT.read_text(encoding="utf-8").splitlines() if line and line[0] not in "#[")
    found: dict[str, list[str]] = {}
    for name, _, value in lines:
        found.setdefault(name, []).append(value)
    return found


def parsed(command: str) -> dict[str, object]:
    """What houseband understands of a command line that begins with its name."""
    name, *arguments = shlex.split(command)
    assert Path(name).name == "houseband"
    context = houseband.make_context("houseband", arguments)
    while isinstance(context.command, click.Group):
        name, below, rest = context.command.resolve_command(context, [*context._protected_args, *context.args])
        assert below is not None
        context = below.make_context(name, rest, parent=context)
    return context.params


def exec_of(dockerfile: str) -> str:
    """The command line that the image's shell gives its place to."""
    line = re.search(r'^CMD \["sh", "-c", "exec (.*)"\]$', dockerfile, re.MULTILINE)
    assert line is not None
    return re.sub(r"\$\{HOUSEBAND_PLATFORMS:\?[^}]*\}", NAMES, line.group(1))


@pytest.mark.parametrize("command", [unit()["ExecStart"][0].replace("$HOUSEBAND_PLATFORMS", NAMES), exec_of(DOCKERFILE)], ids=["systemd", "docker"])
def test_the_command_is_one_that_houseband_knows(command: str) -> None:
    assert parsed(command)["names"] == ("mastodon",)


def test_the_image_is_asked_where_the_page_is() -> None:
    assert f"127.0.0.1:{OperatingSettings().page_port}/healthz" in DOCKERFILE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/opt/houseband/venv/bin/houseband", sys.executable)
    copy = tmp_path / "houseband@.service"
    copy.write_text(text, encoding="utf-8")
    program = [str(shutil.which("systemd-analyze")), "verify", "--man=no", str(copy)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 (systemd's own)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_is_hardened_and_stops_in_time() -> None:
    said = unit()
    hardened = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": ""}
    assert {name: said[name] for name in hardened} == {name: [value] for name, value in hardened.items()}
    assert said["TimeoutStopSec"] == ["15"]
    assert said["Restart"] == ["always"]
    assert said["EnvironmentFile"] == ["/etc/houseband/bot.env"]
    assert f"{HOME_VARIABLE}=/var/lib/{said['StateDirectory'][0]}" in said["Environment"][0].split()


def test_the_unit_waits_for_notices_that_are_sent() -> None:
    notices = (ROOT / "bot" / "operating" / "notices.py").read_text(encoding="utf-8")
    assert unit()["Type"] == ["notify"]
    assert all(notice in notices for notice in ("READY=1", "WATCHDOG=1", "STOPPING=1"))


def test_every_path_that_the_image_copies_is_there_and_not_ignored() -> None:
    copied = [path for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for path in line.split()[:-1]]
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(copied) >= 8
    assert [path for path in copied if not (ROOT / path).exists() or f"!{path}" not in let_in] == []
    assert {"pyproject.toml", "README.md", "LICENSE"} <= set(copied), "the build backend reads them"


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    instructions = re.findall(r"^([A-Z]+) ", DOCKERFILE, re.MULTILINE)
    assert "FROM python:3.11-slim" in DOCKERFILE
    assert instructions.index("USER") < instructions.index("CMD")
    user = re.search(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)
    assert user is not None
    assert user.group(1) == "houseband"
    home = re.search(rf"{HOME_VARIABLE}=(\S+)", DOCKERFILE)
    assert home is not None
    assert f"VOLUME {home.group(1)}" in DOCKERFILE
    assert "/healthz" in DOCKERFILE


def test_the_check_of_the_image_is_python() -> None:
    check = re.search(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)
    assert check is not None
    compile(check.group(1), "HEALTHCHECK", "exec")


def test_two_workers_share_a_database_and_a_home() -> None:
    worker, database = COMPOSE["services"]["worker"], COMPOSE["services"]["database"]
    assert worker["deploy"]["replicas"] == 2
    assert (DEPLOY / worker["build"]["context"]).resolve() == ROOT
    assert (ROOT / worker["build"]["dockerfile"]).is_file()
    assert worker["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in database
    volumes = [line.partition(":")[0] for service in (worker, database) for line in service["volumes"]]
    assert set(volumes) == set(COMPOSE["volumes"])
    assert worker["stop_grace_period"] == "15s"
    assert "@database/" in worker["environment"]["HOUSEBAND_DATABASE"]


def test_no_secret_lies_in_these_files() -> None:
    filled = re.findall(r"^#?(\w*(?:SECRET|TOKEN|PASSWORD|KEY)\w*)=(\S+)", EXAMPLE, re.MULTILINE)
    assert filled == []
    assert "${HOUSEBAND_POSTGRES_PASSWORD:?" in COMPOSE["services"]["database"]["environment"]["POSTGRES_PASSWORD"]


def test_every_variable_of_the_example_is_read_by_something() -> None:
    names = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE)
    readers = SOURCES + UNIT.read_text(encoding="utf-8") + DOCKERFILE + (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert len(names) > 8
    assert [name for name in names if name not in readers and not name.startswith("AWS_")] == []


def test_every_credential_that_a_network_reads_is_in_the_example() -> None:
    read = set(
        re.findall(r"[\"'](HOUSEBAND_\w+)[\"']", "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "platforms").glob("*.py")))
    )
    assert PLATFORMS
    assert {name for name in read if not name.endswith("_BASE_URL")} <= set(re.findall(r"^#?(HOUSEBAND_\w+)=", EXAMPLE, re.MULTILINE))

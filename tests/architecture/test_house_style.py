"""What the house asks of every file, measured on the files themselves."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tracked import PACKAGES, ROOT, name_of, package_files, python_files, tracked_files, tree_of

MOST_LINES = 400
MOST_FUNCTION_LINES = 50
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def calls_of(path: Path, name: str) -> list[int]:
    found = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    return [call.lineno for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def test_the_project_was_found() -> None:
    assert len(package_files()) > 100
    assert {name_of(path).partition("/")[0] for path in package_files()} == set(PACKAGES)


def test_every_module_says_what_it_is() -> None:
    without = [name_of(path) for path in package_files() if not ast.get_docstring(tree_of(path))]
    assert without == []


def test_every_public_function_and_class_of_the_packages_says_what_it_does() -> None:
    public = ((path, node) for path in package_files() for node in tree_of(path).body if isinstance(node, ast.ClassDef | Function))
    without = [f"{name_of(path)}: {node.name}" for path, node in public if not node.name.startswith("_") and not ast.get_docstring(node)]
    assert without == []


def test_files_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_functions_are_short() -> None:
    lengths = {f"{name_of(path)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1 for path in python_files() for node in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_FUNCTION_LINES} == {}


def test_package_files_hold_nothing_but_a_docstring() -> None:
    full = [name_of(path) for path in package_files() if path.name == "__init__.py" and len(tree_of(path).body) != 1]
    assert full == []


def test_no_module_hides_behind_a_vague_name() -> None:
    assert [name_of(path) for path in python_files() if VAGUE_NAMES & set(path.stem.split("_"))] == []


def test_only_the_commands_talk_to_people() -> None:
    """Scripts run by ``python -m`` print their figures; everything else answers with values."""
    allowed = re.compile(r"(bot/console\.py|benchmarks/.*|docs/.*|tests/.*|generators/band/learn_.*\.py)")
    printing = [f"{name_of(path)}:{line}" for path in python_files() if not allowed.fullmatch(name_of(path)) for line in calls_of(path, "print")]
    assert printing == []


def test_nothing_is_left_undone() -> None:
    undone = re.compile("|".join((r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"raise Not" + "ImplementedError")))  # in halves: this file is read too
    found = [f"{name_of(path)}: {match.group()}" for path in python_files() for match in undone.finditer(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_error_is_swallowed_whole() -> None:
    """No bare ``except``, and no handler for every exception that only passes."""
    handlers = ((path, node) for path in package_files() for node in ast.walk(tree_of(path)) if isinstance(node, ast.ExceptHandler))
    bad = [
        f"{name_of(path)}:{node.lineno}"
        for path, node in handlers
        if node.type is None
        or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"} and isinstance(node.body[0], ast.Pass))
    ]
    assert bad == []


def test_packages_raise_and_do_not_assert() -> None:
    asserts = [f"{name_of(path)}:{node.lineno}" for path in package_files() for node in ast.walk(tree_of(path)) if isinstance(node, ast.Assert)]
    assert asserts == []


def test_no_machine_of_ours_and_no_secret_is_in_any_file() -> None:
    patterns = {
        "a path of one machine": r"(?<![\w.])/(?:work|root|tmp/hb|Users/\w+|home/\w+)/",
        "a private host": r"\b(?:10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|\w+\.(?:internal|corp|lan))\b",
        "a package index": r"(?:--(?:extra-)?index-url|PIP_INDEX_URL|file:///)",
        "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
        "a token": r"\b(?:ghp_|github_pat_|glpat-|xox[bap]-|sk-[A-Za-z0-9]{20}|AKIA[0-9A-Z]{16}|AAAAAAAAAAAAAAAAAAAAA)",
        "a password in an address": r"\w+://[^/\s:@'\"{}<>]+:(?!secret@)[^/\s:@'\"{}<>]+@",
    }
    here = name_of(Path(__file__))
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content or name_of(path) == here:
            continue
        text = content.decode("utf-8")
        found += [f"{name_of(path)}: {what}: {match.group()}" for what, pattern in patterns.items() for match in re.finditer(pattern, text)]
    assert found == []


def test_no_large_file_lies_in_the_repository() -> None:
    megabytes = {name_of(path): path.stat().st_size / 1e6 for path in tracked_files()}
    assert {name: size for name, size in megabytes.items() if size > 20} == {}


@pytest.mark.parametrize("arguments", [("check", "--no-cache", "."), ("format", "--no-cache", "--check", ".")], ids=["lint", "layout"])
def test_ruff_is_content(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "ruff", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 (our own tool)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_types_are_sound() -> None:
    """As ``make types``: 20 seconds of a processor's time from nothing, three once the cache is warm."""
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

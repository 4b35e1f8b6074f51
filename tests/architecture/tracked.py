"""The files of the project, as the tests of this folder go through them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "corpora", "generators")
IGNORED = {"build", "dist", "out", "runs", "node_modules"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project that is there; without git (an unpacked archive) every file but what tools make."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 (any git will do)
    if listing.returncode == 0 and listing.stdout:
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        found = [
            path for path in ROOT.rglob("*") if not any(part in IGNORED or part.startswith((".", "__")) for part in path.relative_to(ROOT).parts[:-1])
        ]
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the project."""
    return tuple(path for path in tracked_files() if path.suffix == ".py")


@cache
def package_files() -> tuple[Path, ...]:
    """The Python files of the packages, without tests and scripts."""
    return tuple(path for path in python_files() if path.relative_to(ROOT).parts[0] in PACKAGES)


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A file's place in the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()

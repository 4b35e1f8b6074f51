"""The machine and the software a figure was measured with: without them it means nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "onnxruntime", "symusic", "av", "tinysoundfont", "verovio", "torch", "transformers", "music21")


def machine_lines() -> list[str]:
    """Processor, memory, system, Python and libraries, a Markdown list item each."""
    load = os.getloadavg()
    return [
        f"* processor: {_processor()}, {os.cpu_count()} cores; load average of the last minute at the start {load[0]:.1f}",
        f"* memory: {_memory_gib():.0f} GiB",
        f"* system: {_system()}; Python {platform.python_version()}",
        f"* libraries: {', '.join(_installed())}",
    ]


def commit() -> str:
    """The commit measured, with a mark where files differ from it; empty outside a checkout."""
    described = _git("rev-parse", "--short=10", "HEAD")
    return described + (" with local changes" if described and _git("status", "--porcelain", "--untracked-files=no") else "")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])  # noqa: S603, S607
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _processor() -> str:
    names = _fields(Path("/proc/cpuinfo"), "model name")
    return names[0] if names else platform.processor() or platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _fields(path: Path, name: str) -> list[str]:
    if not path.is_file():
        return []
    return [line.partition(":")[2].strip() for line in path.read_text().splitlines() if line.startswith(name)]


def _installed() -> list[str]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return found

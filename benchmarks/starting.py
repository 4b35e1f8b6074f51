"""From a cold start: a fresh interpreter for each figure, from its start to its end, with the files of the system warm in memory.

Beside it stands a bare probe in the same run: a script that loads the same model with ONNX Runtime, draws 1,000 tokens and writes a MIDI file,
which is the least that composing with it can take. The last rows count packages that playing must never import.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from benchmarks.scale import progress
from benchmarks.table import Row, Target, at_most, not_measured, rounded
from corpora.config import HOME_VARIABLE, home_folder

GENRE = "jazz"
WORDS_GENRE = "limerick"
ROUNDS = 7
VIDEO_ROUNDS = 3
NEVER_IMPORTED = ("torch", "transformers", "music21", "scipy", "matplotlib")
_COMPOSE = "from bot.cli import compose_main; compose_main()"
_NAME_IMPORTS = """
import sys
from bot.cli import run
code = run("compose", sys.argv[2:])
print(*(name for name in sys.argv[1].split(",") if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""
_LIBRARIES_ALONE = "import click, numpy, onnxruntime"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process used."""

    seconds: float
    """Wall time."""
    processor_seconds: float
    peak_mb: float
    """Largest resident set, in MB of 10^6 bytes."""


def run(rounds: int = ROUNDS, video_rounds: int = VIDEO_ROUNDS) -> list[Row]:
    """Seconds and memory of ``compose`` from nothing to each kind of file, the bare probe, and what was imported on the way."""
    with tempfile.TemporaryDirectory() as folder, _home(Path(folder)) as environment:
        place = Path(folder) / "out"
        play = ["-c", _COMPOSE, "--genre", GENRE, "--quiet", "--out", str(place)]
        try:
            # One round first: the files are then in memory, for the probe as for us.
            _run([*play, "--seed", "1", "--format", "midi"], environment)
        except ChildFailedError as error:
            return [not_measured(f"compose --genre {GENRE} --format midi", str(error))]
        rows = _beside_the_probe(play, place, environment, rounds)
        rows += _words(place, environment, rounds)
        rows += _files(play, environment, "mp3", rounds, at_most(2.5))
        rows += _files(play, environment, "mp4", video_rounds, at_most(12.0))
        return [*rows, *_imports(place, environment)]


def _beside_the_probe(play: Sequence[str], place: Path, environment: dict[str, str], rounds: int) -> list[Row]:
    """``compose`` to MIDI, the probe and the libraries alone, taking turns so that a busy neighbour disturbs all alike."""
    probe = ["-m", "benchmarks.probe", GENRE, str(place / "probe.mid")]
    composed, probed, imported = [], [], []
    for seed in range(rounds):
        composed.append(_run([*play, "--seed", str(seed), "--format", "midi"], environment))
        probed.append(_run(probe, environment))
        imported.append(_run(["-c", _LIBRARIES_ALONE], environment))
    ours, bare, libraries = (statistics.median(taken.seconds for taken in many) for many in (composed, probed, imported))
    name = f"compose --genre {GENRE} --format midi"
    return [
        Row(f"{name}: wall time", ours, "s", note=_spread(composed), target=at_most(0.8)),
        Row(f"{name}: peak memory", max(taken.peak_mb for taken in composed), "MB", note="the largest of all rounds", target=at_most(250)),
        Row("bare probe: load, 1,000 tokens, MIDI", bare, "s", ours / bare, _spread(probed)),
        Row("bare probe: peak memory", max(taken.peak_mb for taken in probed), "MB"),
        Row("importing click, numpy and onnxruntime alone", libraries, "s", ours / libraries, _spread(imported)),
    ]


def _words(place: Path, environment: dict[str, str], rounds: int) -> list[Row]:
    """A limerick, to the letters in a file."""
    progress("  limerick")
    play = ["-c", _COMPOSE, "--genre", WORDS_GENRE, "--quiet", "--out", str(place)]
    name = f"compose --genre {WORDS_GENRE}"
    try:
        _run([*play, "--seed", "1000"], environment)
        taken = [_run([*play, "--seed", str(seed)], environment) for seed in range(rounds)]
    except ChildFailedError as error:
        return [not_measured(f"{name}: wall time", str(error), at_most(0.6))]
    return [
        Row(f"{name}: wall time", statistics.median(each.seconds for each in taken), "s", note=_spread(taken), target=at_most(0.6)),
        Row(f"{name}: peak memory", max(each.peak_mb for each in taken), "MB", note="the largest of all rounds"),
    ]


def _files(play: Sequence[str], environment: dict[str, str], kind: str, rounds: int, target: Target) -> list[Row]:
    progress(f"  {kind}")
    taken = [_run([*play, "--seed", str(seed), "--seconds", "60", "--format", kind], environment) for seed in range(rounds)]
    name = f"compose --genre {GENRE} --seconds 60 --format {kind}"
    return [
        Row(f"{name}: wall time", statistics.median(each.seconds for each in taken), "s", note=_spread(taken), target=target),
        Row(f"{name}: peak memory", max(each.peak_mb for each in taken), "MB"),
    ]


def _imports(place: Path, environment: dict[str, str]) -> list[Row]:
    rows = []
    for kind in ("midi", "mp3", "mp4"):
        arguments = ["-c", _NAME_IMPORTS, ",".join(NEVER_IMPORTED), "--genre", GENRE, "--seed", "1", "--bars", "8", "--quiet", "--format", kind]
        said: list[str] = []
        _run([*arguments, "--out", str(place)], environment, said)
        found = said[-1].split() if said else []
        note = ", ".join(found) or f"none of {', '.join(NEVER_IMPORTED)}"
        rows.append(Row(f"heavy packages imported by compose --format {kind}", len(found), "packages", note=note, target=at_most(0)))
    return rows


def _spread(taken: Sequence[Taken]) -> str:
    seconds = sorted(each.seconds for each in taken)
    busy = statistics.median(each.processor_seconds for each in taken)
    return f"{rounded(seconds[0])}-{rounded(seconds[-1])} s over {len(seconds)} rounds; {rounded(busy)} s of processor time"


class ChildFailedError(RuntimeError):
    """A measured process ended badly."""


def _run(arguments: Sequence[str], environment: dict[str, str], said: list[str] | None = None) -> Taken:
    """Run Python with arguments and wait for it; its lines on stderr are added to ``said``.

    Raises:
        ChildFailedError: when it ends with another code than 0.
    """
    began = time.perf_counter()
    with Popen([sys.executable, *arguments], env=environment, cwd=Path(__file__).parents[1], stdout=DEVNULL, stderr=PIPE, text=True) as child:  # noqa: S603
        lines = child.stderr.read().strip().splitlines() if child.stderr else []
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    taken = Taken(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)
    if child.returncode:
        raise ChildFailedError(lines[-1] if lines else f"exit code {child.returncode}")
    if said is not None:
        said += lines
    return taken


@contextmanager
def _home(folder: Path) -> Iterator[dict[str, str]]:
    """An environment whose home is a fresh one with the person's generators: no history grows by a benchmark."""
    home = folder / "home"
    home.mkdir()
    models = home_folder() / "models"
    if models.is_dir():
        (home / "models").symlink_to(models.resolve())
    yield {**os.environ, HOME_VARIABLE: str(home), "OMP_WAIT_POLICY": "passive"}


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")

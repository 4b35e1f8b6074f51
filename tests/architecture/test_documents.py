"""The documents say what is so: generated pages, links, names, tables, and the README's commands, which are run."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path

import click
import pytest
from tracked import ROOT, name_of, tracked_files

from bot.commands.table import houseband, load_command
from corpora.catalogue import CATALOGUE, corpus
from corpora.config import config_names
from corpora.formats.midi_writing import midi_bytes
from corpora.pieces import TICKS_PER_QUARTER, Key, Meter, Note, Part, Score, Tempo
from generators.genres import Genre, load_genre
from generators.registry import META, generator_folders

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRAINING = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
PAGES = [path for path in tracked_files() if path.suffix == ".md"]
SHIPPED = generator_folders()[1]
SCALE = (62, 64, 66, 67, 69, 71, 73, 74)
MINUTES_LONG = ("train", "evaluate")


def shell_lines(text: str) -> list[list[str]]:
    """Every command of the ``sh`` blocks, split as a shell would, without its comment."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [words for block in blocks for line in block.splitlines() if (words := shlex.split(line, comments=True))]


COMMANDS = [words for words in shell_lines(README) + shell_lines(TRAINING) if words[0] in {"compose", "houseband"}]


def is_cheap(words: list[str]) -> bool:
    """Whether a command takes a second or so: MIDI only, a look at something, and a generator that is in this checkout."""
    if words[0] == "compose":
        given = dict(pairwise(words))
        return given.get("--format") == "midi" and (SHIPPED / load_genre(given["--genre"]).generator / META).is_file()
    return words[1] not in {*MINUTES_LONG, "corpora", "bot"} and (words[1] == "genres" or (SHIPPED / "leadsheet-lstm" / META).is_file())


def test_the_list_of_commands_is_up_to_date() -> None:
    location = ROOT / "docs" / "generate_commands.py"
    spec = spec_from_file_location("generate_commands", location)
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == script.page(), "run `make docs`"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_commands_in_the_documents_are_understood(words: list[str]) -> None:
    command, arguments = (load_command("compose"), words[1:]) if words[0] == "compose" else (houseband, words[1:])
    context = command.make_context(words[0], list(arguments))
    while isinstance(context.command, click.Group) and context._protected_args:
        name, below, rest = context.command.resolve_command(context, [*context._protected_args, *context.args])
        assert below is not None
        context = below.make_context(name, rest, parent=context)


@pytest.mark.timeout(600)  # a dozen processes; seconds on an idle machine
def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    notes = tuple(Note(place * TICKS_PER_QUARTER, pitch, TICKS_PER_QUARTER) for place, pitch in enumerate(SCALE))
    tune = Score(
        parts=(Part("fiddle", 40, notes),),
        tempos=(Tempo(0, 120.0),),
        meters=(Meter(0, 4, 4),),
        keys=(Key(0, 2, "major"),),
        length_ticks=8 * TICKS_PER_QUARTER,
    )
    (here / "tune.mid").write_bytes(midi_bytes(tune))
    environment = {**os.environ, "HOUSEBAND_HOME": str(home), "PYTHONPATH": str(ROOT)}
    cheap = [words for words in shell_lines(README) if words[0] in {"compose", "houseband"} and is_cheap(words)]
    assert cheap
    for words in cheap:
        program = [sys.executable, "-c", "import sys; from bot.cli import run; sys.exit(run(sys.argv[1], sys.argv[2:]))", *words]
        done = subprocess.run(program, cwd=here, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 (our own)
        assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr}"
        assert done.stdout


def test_links_lead_somewhere() -> None:
    link = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
    targets = [(page, target) for page in PAGES for target in link.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert targets
    assert [f"{name_of(page)}: {target}" for page, target in targets if not (page.parent / target).exists()] == []


def test_the_picture_and_the_sound_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "media").glob("jazz.*")]
    assert len(sizes) == 2
    assert sum(sizes) < 3_000_000


def test_files_named_in_the_documents_are_there() -> None:
    pattern = re.compile(r"`((?:bot|corpora|generators|config|docs|tests|benchmarks)/[\w/.-]+\w)`")
    made = ("generators/pretrained", "benchmarks/RESULTS.md", "docs/media")
    named = {(name_of(page), name) for page in PAGES for name in pattern.findall(page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert sorted(f"{page}: {name}" for page, name in named if not name.startswith(made) and not (ROOT / name).exists()) == []


def test_the_readme_lists_every_genre() -> None:
    table = README.partition("\n## Genres")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| ([\w-]+) \|", table, re.MULTILINE)
    assert sorted(set(listed) - {"genre"}) == sorted(config_names("genres"))


@pytest.mark.parametrize("name", [name for name in CATALOGUE if corpus(name).rights == "ship"])
def test_the_readme_credits_every_corpus_that_weights_may_be_published_of(name: str) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    licence = corpus(name).licence.split(";")[0]
    assert licence in rows[0]


def test_the_genre_of_the_training_guide_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"^```toml\n(.*?)^```", TRAINING, re.DOTALL | re.MULTILINE)
    assert block is not None
    assert tomllib.loads(block.group(1))["generator"] == "polka"
    (tmp_path / "genres").mkdir()
    (tmp_path / "genres" / "polka.toml").write_text(block.group(1), encoding="utf-8")
    monkeypatch.setenv("HOUSEBAND_CONFIG", str(tmp_path))
    load_genre.cache_clear()
    polka = load_genre("polka")
    load_genre.cache_clear()
    assert isinstance(polka, Genre)
    assert polka.told_as == "other"
    assert polka.structure == ("AABB",)

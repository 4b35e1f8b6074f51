"""Who may import whom: the contracts of pyproject.toml, and the rules that follow from a table."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from generators.catalogue import FAMILIES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "generators", "corpora", exclude_type_checking_imports=True, cache_dir=None)


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_family_imports_another(imports: grimp.ImportGraph) -> None:
    homes = {name: target.partition(":")[0] for name, target in FAMILIES.items()}
    for name, home in homes.items():
        for other in set(homes.values()) - {home}:
            chain = imports.find_shortest_chain(home, other)
            assert chain is None, f"family {name} reaches another: {' -> '.join(chain or ())}"


def test_only_the_bootstrap_and_commands_choose_adapters(imports: grimp.ImportGraph) -> None:
    """The spine and the nouns see no real history and no real renderer, only how a file is put in its place."""
    for inner in ("bot.service", "bot.messages"):
        reached = {module for module in imports.find_upstream_modules(inner) if module.startswith(("bot.rendering.", "bot.history."))}
        assert reached <= {"bot.rendering.files"}, f"{inner} reaches {sorted(reached)}"


def test_messages_stand_below_everything_in_the_bot(imports: grimp.ImportGraph) -> None:
    own = {module for module in imports.find_modules_directly_imported_by("bot.messages") if module.startswith("bot")}
    assert own == set()

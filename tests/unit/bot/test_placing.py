from dataclasses import replace
from pathlib import Path

import pytest

from bot.placing import place_files, stem_of
from bot.rehearsal import rehearse
from generators.requests import Request


def _staged(folder: Path, content: str = "new") -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    files = {"midi": folder / "tune.mid", "mp3": folder / "tune.mp3"}
    for path in files.values():
        path.write_text(content)
    return files


def test_numbers_count_up_past_every_taken_name(tmp_path: Path) -> None:
    (tmp_path / "tune.mid").write_text("other")
    (tmp_path / "tune-2.mp3").write_text("other")
    placed = place_files(_staged(tmp_path / "stage"), tmp_path)
    assert [path.name for path in placed.values()] == ["tune-3.mid", "tune-3.mp3"]
    assert place_files(_staged(tmp_path / "stage"), tmp_path) == placed


def test_a_folder_of_that_name_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "tune.mid").mkdir()
    assert place_files(_staged(tmp_path / "stage"), tmp_path)["midi"].name == "tune-2.mid"


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Blue Lantern", "jazz-blue-lantern-7"),
        ("Señorita / ..\\evil\0", "jazz-senorita-evil-7"),
        ("", "jazz-7"),
        ("東京", "jazz-7"),
        ("x" * 300, f"jazz-{'x' * 60}-7"),
    ],
)
def test_stems_are_plain_file_names(title: str, stem: str) -> None:
    assert stem_of(replace(rehearse(Request("jazz", 7)), title=title)) == stem

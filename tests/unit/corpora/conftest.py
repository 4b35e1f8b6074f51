"""A cache of its own for every test that asks for one, and a folder for the corpus of ``tiny_corpora``."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HOUSEBAND_CORPORA", raising=False)
    return tmp_path / "cache" / "houseband"


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf" / "tiny"
    (folder / "tunes").mkdir(parents=True)
    (folder / "tunes" / "one.txt").write_text("60 62 64 65 67", encoding="utf-8")
    (folder / "tunes" / "two.txt").write_text("67 65 64 62 60", encoding="utf-8")
    (folder / "notes.md").write_text("not part of it", encoding="utf-8")
    return folder

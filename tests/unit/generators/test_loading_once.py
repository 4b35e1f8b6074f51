"""A process that composes again and again loads each generator once, and again only when its weights changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators import compose_music


def test_players_are_kept_until_the_weights_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded: list[Path] = []
    monkeypatch.setattr(compose_music, "Player", lambda folder: loaded.append(folder) or object())
    compose_music.player_of.cache_clear()
    first = compose_music.player_of(tmp_path, "a" * 64)
    assert compose_music.player_of(tmp_path, "a" * 64) is first
    assert compose_music.player_of(tmp_path, "b" * 64) is not first
    assert loaded == [tmp_path, tmp_path]
    compose_music.player_of.cache_clear()

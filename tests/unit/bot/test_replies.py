import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.history.store import History
from bot.messages import Order, Played
from bot.rehearsal import rehearsal_band
from bot.replies import in_words, one_line_of_json, piece_as_json, shown_path
from bot.service import answer
from generators.requests import Request


@pytest.fixture
def played(tmp_path: Path) -> Played:
    request = Request("jazz", 7, tonic=2, mode="minor", bars=4, instruments=("tenor sax", "piano"))
    return answer(Order(request, ("midi",), tmp_path), rehearsal_band(lambda: History("sqlite://")))


def test_a_person_reads_what_was_played(played: Played) -> None:
    lines = in_words(played)
    assert lines[0] == "Scale 7 · jazz in D minor, 4/4, 120 bpm, 4 bars, 0:08, tenor sax, piano"
    assert "human pieces share 14" in lines[2]
    assert lines[-1].endswith(f"seed 7 · houseband replay {played.piece.id}")


def test_a_control_that_was_missed_is_said(played: Played) -> None:
    checks = {"key": {"asked": "D minor", "got": "F major", "ok": False}, "bars": {"asked": "4", "got": "4", "ok": True}}
    lines = in_words(replace(played, piece=replace(played.piece, checks=dict(checks))))
    assert "as asked: bars" in lines[1]
    assert "key: asked D minor, got F major" in lines[1]


def test_a_program_reads_one_object_with_every_documented_field(played: Played) -> None:
    fields = json.loads(one_line_of_json(piece_as_json(played.piece, played.timing_ms)))
    documented = "id kind genre title generator weights seed request checked originality seconds notes text files timing_ms"
    assert set(documented.split()) <= set(fields)
    assert fields["weights"].startswith("sha256:")
    assert Path(fields["files"]["midi"]).is_file()
    assert fields["checked"]["key"] == {"asked": None, "got": "D minor", "ok": True}


def test_paths_below_the_current_folder_are_shown_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(str(tmp_path / "out" / "a.mid")) == "out/a.mid"
    assert shown_path("/elsewhere/a.mid") == "/elsewhere/a.mid"

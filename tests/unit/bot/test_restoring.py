from dataclasses import replace
from pathlib import Path

import pytest

from bot import restoring
from bot.history.store import History
from bot.messages import Order, PieceRecord
from bot.rehearsal import rehearsal_band, rehearse
from bot.service import Band, answer
from bot.settings import read_settings
from corpora.errors import AskerError
from generators.compositions import Composition
from generators.requests import Request

REQUEST = Request("jazz", 7, tonic=3, mode="dorian", beats_per_minute=91.7, bars=5, meter=(6, 8), instruments=("violin", "violin 2"))


@pytest.fixture
def band(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Band:
    band = rehearsal_band(lambda: History(f"sqlite:///{tmp_path}/history.db"))
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    monkeypatch.setattr(restoring, "real_band", lambda _settings: band)
    return band


@pytest.fixture
def piece(tmp_path: Path, band: Band) -> PieceRecord:
    return answer(Order(REQUEST, ("midi", "png"), tmp_path / "first"), band).piece


def test_a_replay_is_the_same_byte_for_byte(tmp_path: Path, band: Band, piece: PieceRecord) -> None:
    again = restoring.replay(piece, ["midi", "png"], tmp_path / "second", band)
    assert again.same == {"midi": True, "png": True}
    assert again.differences == ()
    for file in piece.files:
        assert again.files[file.format].read_bytes() == Path(file.path).read_bytes()


def test_a_format_of_which_nothing_is_remembered_is_not_compared(tmp_path: Path, band: Band, piece: PieceRecord) -> None:
    assert restoring.replay(piece, ["svg"], tmp_path / "second", band).same == {}


def test_other_weights_and_another_version_are_said(tmp_path: Path, band: Band, piece: PieceRecord) -> None:
    def retrained(request: Request) -> Composition:
        return replace(rehearse(replace(request, seed=8)), weights_sha256="f" * 64)

    later = replace(band, compose=retrained, software_version="9.9")
    again = restoring.replay(piece, ["midi"], tmp_path / "second", later)
    assert again.same == {"midi": False}
    assert [difference.split()[0] for difference in again.differences] == ["weights", "houseband"]


def test_kept_files_are_copied_and_lost_or_changed_ones_are_made_again(tmp_path: Path, piece: PieceRecord) -> None:
    kept, changed = (Path(file.path) for file in piece.files)
    original = changed.read_bytes()
    changed.write_text("scribbled over")
    files = restoring.restored_files(piece, ["midi", "png"], tmp_path / "export", read_settings())
    assert [path.parent for path in files] == [tmp_path / "export"] * 2
    assert files[0].read_bytes() == kept.read_bytes()
    assert files[1].read_bytes() == original
    assert changed.read_text() == "scribbled over"


def test_exporting_into_the_folder_it_lies_in_keeps_the_file(piece: PieceRecord) -> None:
    lies = Path(piece.files[0].path)
    assert restoring.restored_files(piece, ["midi"], lies.parent, read_settings()) == [lies]
    assert lies.is_file()


def test_a_request_nobody_understands_any_more_is_refused(tmp_path: Path, band: Band, piece: PieceRecord) -> None:
    with pytest.raises(AskerError):
        restoring.replay(replace(piece, asked={**piece.asked, "key": "H purple"}), ["midi"], tmp_path, band)

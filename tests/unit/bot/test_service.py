from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.history.errors import HistoryError
from bot.history.store import History
from bot.messages import Order, PieceRecord, PromptFile
from bot.rehearsal import rehearsal_band, rehearse
from bot.service import answer
from corpora.errors import AskerError
from generators.compositions import Composition
from generators.requests import Request

REQUEST = Request("jazz", 7, bars=4)


def order(folder: Path, *formats: str) -> Order:
    return Order(REQUEST, formats or ("midi", "png"), folder / "out")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(f"sqlite:///{tmp_path}/history.db")


def test_a_piece_is_written_and_remembered(tmp_path: Path, history: History) -> None:
    played = answer(order(tmp_path), rehearsal_band(lambda: history))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["jazz-scale-7-7.midi", "jazz-scale-7-7.png"]
    assert played.not_remembered is None
    assert history.get("last") == played.piece
    assert played.piece.files[0].bytes == (tmp_path / "out" / "jazz-scale-7-7.midi").stat().st_size


def test_the_file_it_continues_is_kept_with_it(tmp_path: Path, history: History) -> None:
    prompt = PromptFile("tune.mid", b"MThd")
    answer(replace(order(tmp_path), prompt=prompt), rehearsal_band(lambda: history))
    assert history.get("last").prompt == prompt
    assert history.get("last").request["continue"] == "tune.mid"


def test_the_same_piece_twice_is_one_set_of_files(tmp_path: Path, history: History) -> None:
    band = rehearsal_band(lambda: history)
    assert answer(order(tmp_path), band).piece.files == answer(order(tmp_path), band).piece.files
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert history.stats().pieces == 2


def test_files_of_somebody_else_are_never_written_over(tmp_path: Path, history: History) -> None:
    other = tmp_path / "out" / "jazz-scale-7-7.png"
    other.parent.mkdir()
    other.write_text("a holiday picture")
    files = answer(order(tmp_path), rehearsal_band(lambda: history)).piece.files
    assert other.read_text() == "a holiday picture"
    assert [Path(file.path).name for file in files] == ["jazz-scale-7-7-2.midi", "jazz-scale-7-7-2.png"]


def test_a_history_that_takes_nothing_costs_no_piece(tmp_path: Path) -> None:
    class Full:
        def remember(self, piece: PieceRecord) -> None:
            raise HistoryError(f"no room for {piece.title}")

    played = answer(order(tmp_path), rehearsal_band(Full))
    assert played.not_remembered == "no room for Scale 7"
    assert all(Path(file.path).is_file() for file in played.piece.files)


def test_a_history_that_does_not_open_costs_no_piece(tmp_path: Path) -> None:
    def fail() -> History:
        raise HistoryError("locked")

    assert answer(order(tmp_path), rehearsal_band(fail)).not_remembered == "locked"


@pytest.mark.parametrize("trouble", [AskerError("no"), KeyboardInterrupt(), RuntimeError("bug")])
def test_whatever_happens_while_rendering_nothing_is_left_behind(tmp_path: Path, history: History, trouble: BaseException) -> None:
    def half_render(_composition: Composition, _formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
        (folder / f"{stem}.midi").write_bytes(b"half")
        raise trouble

    with pytest.raises(type(trouble)):
        answer(order(tmp_path), replace(rehearsal_band(lambda: history), render=half_render))
    assert list((tmp_path / "out").iterdir()) == []
    assert history.page() == []


def test_a_folder_that_can_not_be_made_is_refused_before_anything_is_composed(tmp_path: Path, history: History) -> None:
    (tmp_path / "out").write_text("a file")

    def never(request: Request) -> Composition:
        pytest.fail(f"composed {request}")

    with pytest.raises(AskerError, match="--out"):
        answer(order(tmp_path), replace(rehearsal_band(lambda: history), compose=never))
    assert (tmp_path / "out").read_text() == "a file"


def test_what_a_killed_run_left_is_swept_by_the_next_and_what_a_living_one_uses_is_not(tmp_path: Path, history: History) -> None:
    dead, alive = tmp_path / "out" / ".houseband-999999999-x", tmp_path / "out" / ".houseband-1-x"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
    answer(order(tmp_path), rehearsal_band(lambda: history))
    assert not dead.exists()
    assert alive.exists()


def test_checks_and_originality_are_remembered_as_found(tmp_path: Path, history: History) -> None:
    piece = answer(order(tmp_path), rehearsal_band(lambda: history)).piece
    composition = rehearse(REQUEST)
    assert {name: check.got for name, check in composition.checks.items()} == {name: check["got"] for name, check in piece.checks.items()}  # type: ignore[index,call-overload]
    assert piece.originality == {"longest_match_notes": 4, "human_p95": 14, "nearest": "", "ok": True}
    assert piece.seconds == pytest.approx(8.0)

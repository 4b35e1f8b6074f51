from dataclasses import replace
from pathlib import Path

from bot.history.identifiers import new_identifier
from bot.kept_pieces import piece_as_text, piece_from_text
from bot.lately import Lately
from bot.messages import FileRecord, Order
from bot.rehearsal import rehearsal_band, rehearse_any
from bot.service import piece_of
from generators.compositions import Finished
from generators.requests import Length, Request


def test_a_piece_is_composed_once_until_it_is_forgotten() -> None:
    composed: list[int] = []

    def compose(request: Request) -> Finished:
        composed.append(request.seed)
        return rehearse_any(request)

    lately = Lately(compose, 2)
    first = lately(Request("jazz", 1))
    assert lately(Request("jazz", 1)) is first
    for seed in (2, 3):
        lately(Request("jazz", seed))
    assert lately(Request("jazz", 1)) == first
    assert composed == [1, 2, 3, 1]


def test_a_record_is_read_back_as_it_was(tmp_path: Path) -> None:
    band = replace(rehearsal_band(lambda: None), new_identifier=new_identifier)  # type: ignore[arg-type, return-value]
    for request in (Request("jazz", 7, tonic=2, mode="minor", bars=4), Request("limerick", 3, theme="rain", length=Length(5, "lines"))):
        piece = piece_of(rehearse_any(request), Order(request, (), tmp_path), band)
        whole = replace(piece, files=(FileRecord("mp3", "/a.mp3", "0" * 64, 12),), title="Ünï — 🎷")
        assert piece_from_text(piece_as_text(whole)) == whole

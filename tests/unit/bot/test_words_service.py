from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap import _render
from bot.history.store import History
from bot.messages import Order
from bot.rehearsal import rehearsal_band, rehearse, rehearse_words
from bot.replies import in_one_line, in_words, piece_in_words, set_plainly
from bot.restoring import replay
from bot.service import answer
from corpora.errors import AskerError
from generators.compositions import Composition, Finished, TextOriginality
from generators.requests import Length, Request

LIMERICK = Request("limerick", 7, words="A band\nof  two", length=Length(12, "words"))
LYRIC = "Rain on the road\n\nLa la"


def sung(request: Request) -> Composition:
    return replace(rehearse(request), lyric=LYRIC, words_originality=TextOriginality(12, 30, "a song"))


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(f"sqlite:///{tmp_path}/history.db")


def test_a_text_is_written_remembered_and_the_same_again(tmp_path: Path, history: History) -> None:
    band = rehearsal_band(lambda: history)
    piece = answer(Order(LIMERICK, ("txt",), tmp_path / "out"), band).piece
    assert history.get("last") == piece
    assert (piece.kind, piece.seconds, piece.notes) == ("text", 0.0, 0)
    assert (piece.text or "").startswith("A band\nof  two ")
    again = replay(piece, ["txt"], tmp_path / "again", band)
    assert again.same == {"txt": True}
    assert again.differences == ()


def test_a_song_is_music_with_words_to_it(tmp_path: Path, history: History) -> None:
    band = replace(rehearsal_band(lambda: history), compose=sung)
    played = answer(Order(Request("jazz", 7, bars=4), ("midi",), tmp_path / "out"), band)
    piece = history.get("last")
    assert (piece.kind, piece.text) == ("music", LYRIC)
    assert piece.seconds > 0
    assert piece.originality is not None
    assert piece.originality["longest_match_notes"] == 4
    assert piece.originality["words"] == {"longest_match_characters": 12, "human_p95": 30, "nearest": "a song", "ok": True}
    said = in_words(played)
    assert said[:4] == [*LYRIC.split("\n"), ""]
    assert [line.strip()[0] for line in said if "in a row" in line] == ["✓", "✓"]


def test_a_song_writes_its_words_and_a_tune_without_words_says_so(tmp_path: Path) -> None:
    files = _render(sung(Request("jazz", 1, bars=4)), ["txt", "midi"], tmp_path, "song", None)
    assert files["txt"].read_text(encoding="utf-8") == LYRIC + "\n"
    with pytest.raises(AskerError, match="--format"):
        _render(rehearse(Request("jazz", 1, bars=4)), ["txt"], tmp_path, "tune", None)
    assert not (tmp_path / "tune.txt").exists()


def test_a_text_is_rendered_as_words(tmp_path: Path) -> None:
    composition: Finished = rehearse_words(LIMERICK)
    files = _render(composition, ["txt", "png"], tmp_path, "words", None)
    assert files["txt"].read_bytes() == (rehearse_words(LIMERICK).text + "\n").encode()
    assert files["png"].read_bytes()[:4] == b"\x89PNG"


def test_what_is_said_of_a_text_is_one_line(tmp_path: Path, history: History) -> None:
    played = answer(Order(LIMERICK, ("txt",), tmp_path / "out"), rehearsal_band(lambda: history))
    assert "\n" not in in_one_line(played)
    copied = replace(
        played, piece=replace(played.piece, originality={"longest_match_characters": 90, "human_p95": 30, "nearest": "Ode", "ok": False})
    )
    assert "NOT ORIGINAL: at most 90 characters in a row stand in the training texts (Ode)" in in_one_line(copied)
    assert piece_in_words(played.piece)[0] == "Scat 7 · limerick, 4 lines, 15 words"


def test_a_text_is_set_plainly_for_a_terminal() -> None:
    assert set_plainly("a\x1b[31m\n\n\tb\x07") == ["a[31m", "", "\tb"]
    assert set_plainly("one two three four\n\nfive", 9) == ["one two", "three", "four", "", "five"]
    assert set_plainly("aaaaaaaaaaaaaaaa b", 9) == ["aaaaaaaaaaaaaaaa", "b"]

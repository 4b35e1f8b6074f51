from pathlib import Path

import pytest

from bot.messages import PromptFile
from bot.prompts import LARGEST_PROMPT_BYTES, read_prompt, score_of
from corpora.errors import UnreadableFileError
from corpora.formats.midi_writing import midi_bytes
from corpora.pieces import Note, Part, Score

TUNE = Score((Part("piano", 0, (Note(0, 60, 480), Note(480, 64, 480))),))


def test_a_prompt_is_kept_whole_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "tune.mid").write_bytes(midi_bytes(TUNE))
    prompt = read_prompt(tmp_path / "tune.mid")
    assert prompt == PromptFile("tune.mid", (tmp_path / "tune.mid").read_bytes())
    assert [note.pitch for note in score_of(prompt).parts[0].notes] == [60, 64]


def _prompt(*parts: Part) -> PromptFile:
    return PromptFile("tune.mid", midi_bytes(Score(parts)))


def test_parts_without_a_name_are_called_by_their_instrument_and_silent_ones_left_out() -> None:
    notes = TUNE.parts[0].notes
    score = score_of(_prompt(Part("", 40, notes), Part("", 0, notes, is_drum=True), Part("Lead", 0, notes), Part("nobody", 0, ())))
    assert sorted(part.name for part in score.parts) == ["Lead", "drums", "violin"]


def test_more_parts_than_channels_are_refused() -> None:
    tracks = b"".join(b"MTrk\x00\x00\x00\x0c\x00\x90\x3c\x50\x60\x80\x3c\x00\x00\xff\x2f\x00" for _ in range(17))
    with pytest.raises(UnreadableFileError, match=r"17 parts.*at most 16"):
        score_of(PromptFile("tune.mid", b"MThd\x00\x00\x00\x06\x00\x01\x00\x11\x01\xe0" + tracks))


def test_a_file_too_large_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.mid"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_PROMPT_BYTES * 1000)  # sparse
    with pytest.raises(UnreadableFileError, match="larger than 4 MB"):
        read_prompt(path)


@pytest.mark.parametrize("name", ["nothing.mid", ".", "/dev/null/x.mid"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match="--continue"):
        read_prompt(tmp_path / name)


def test_the_refusal_names_the_persons_file_and_no_temporary_one() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        score_of(PromptFile("tune.mid", b"no MIDI"))
    assert "tune.mid" in str(refused.value)
    assert "/tmp" not in str(refused.value)  # noqa: S108 (no file is made there)


def test_a_name_from_elsewhere_stays_inside_the_temporary_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        score_of(PromptFile(f"{tmp_path}/../evil.mid", b"x"))
    assert not (tmp_path.parent / "evil.mid").exists()

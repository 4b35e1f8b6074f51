import pytest

from bot.kinds import formats_for, kind_of_genre, kind_of_record
from bot.settings import ComposeDefaults
from corpora.errors import AskerError

DEFAULTS = ComposeDefaults()


def test_a_genre_is_music_or_words() -> None:
    assert kind_of_genre("bebop") == "music"
    assert kind_of_genre("limericks") == "text"
    with pytest.raises(AskerError, match="--genre"):
        kind_of_genre("limrik")


def test_a_remembered_piece_with_notes_and_words_is_a_song() -> None:
    assert [kind_of_record("music", None), kind_of_record("music", "la"), kind_of_record("text", "la")] == ["music", "song", "text"]


def test_each_kind_has_its_usual_formats() -> None:
    assert formats_for(None, "music", DEFAULTS) == ("midi", "mp3", "png")
    assert formats_for(None, "song", DEFAULTS) == ("midi", "mp3", "png", "txt")
    assert formats_for(None, "text", DEFAULTS) == ("txt",)
    assert formats_for(None, "text", DEFAULTS, ["png"]) == ("png",)
    assert formats_for("PNG, txt", "text", DEFAULTS, ["txt"]) == ("png", "txt")
    assert formats_for("xml,txt", "song", DEFAULTS) == ("musicxml", "txt")


@pytest.mark.parametrize(("asked", "kind"), [("midi", "text"), ("txt,mp3", "text"), ("txt", "music"), ("docx", "text"), (",", "text")])
def test_a_format_of_the_other_kind_is_refused(asked: str, kind: str) -> None:
    with pytest.raises(AskerError, match="--format") as refused:
        formats_for(asked, kind, DEFAULTS)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)

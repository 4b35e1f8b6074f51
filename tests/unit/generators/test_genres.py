import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from corpora.config import config_file, shipped_config_folder
from corpora.errors import AskerError
from generators import genres
from generators.genres import Genre, TextGenre, genre, genre_names, load_genre, music_genre, text_genre

SHIPPED = sorted(path.stem for path in (shipped_config_folder() / "genres").glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_genre_is_read_as_if_it_were_checked(name: str) -> None:
    path = shipped_config_folder() / "genres" / f"{name}.toml"
    content = {**tomllib.loads(path.read_text(encoding="utf-8")), "name": name}
    assert repr(genres._trusted(content)) == repr(genres._validated(content, path))


def test_reading_one_imports_no_validator() -> None:
    program = "from generators.genres import genre; genre('jazz'), genre('limerick'); import sys; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (our own program)
    assert done.stdout.strip() == "False"


def test_music_and_words_are_told_apart() -> None:
    assert isinstance(genre("bebop"), Genre)
    assert isinstance(genre("limericks"), TextGenre)
    assert "limerick" in genre_names("text")
    assert "limerick" not in genre_names("music")
    with pytest.raises(AskerError, match="--genre"):
        music_genre("limerick")
    with pytest.raises(AskerError, match="--genre"):
        text_genre("jazz")


GOOD = config_file("genres", "limerick").read_text(encoding="utf-8")


def _with(key: str, value: str) -> str:
    return re.sub(rf"^{key} = .*$", f"{key} = {value}", GOOD, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "says"),
    [("title = 1\n" + GOOD.replace("title", "titel", 1), "skiffle.toml"), (GOOD + "colour = 'blue'\n", "colour"),
     (_with("candidates", "65"), "candidates"), (_with("candidates", "'many'"), "candidates"),
     (_with("temperature", "9.0"), "temperature"), ('kind = "dance"\n', "kind"), ("= 1", "TOML")],
)  # fmt: skip
def test_a_genre_of_ones_own_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.setenv("HOUSEBAND_CONFIG", str(tmp_path))
    (tmp_path / "genres").mkdir()
    (tmp_path / "genres" / "skiffle.toml").write_text(text)
    genres.forget_genres()
    with pytest.raises(AskerError, match="skiffle") as refused:
        load_genre("skiffle")
    assert says in str(refused.value)
    genres.forget_genres()

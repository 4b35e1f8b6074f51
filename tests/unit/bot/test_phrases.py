import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cli
from bot.phrases import parse_lyrics, parse_prompt, parse_theme, read_lyrics
from corpora.errors import AskerError


@pytest.mark.parametrize(
    "text", ["There was a young band", "  two spaces ", "🥁🎺", "שלום עולם", "مرحبا", "日本語", "a\nb\n", "tab\there", "?", "x" * 1000]
)
def test_a_prompt_is_kept_to_the_letter(text: str) -> None:
    assert parse_prompt(text) == text


def test_line_ends_of_other_systems_become_ours() -> None:
    assert parse_prompt("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), (" \n\t ", "empty"), ("\u200b", "empty"), ("x" * 10_000, "10,000 characters: at most 1,000"), ("bell\x07", "U+0007"),
     ("nul\0", "U+0000"), ("esc\x1b[31m", "U+001B"), ("c1 \x9b", "U+009B"), ("half \udce9", "not valid UTF-8"), ("\ud83d", "not valid UTF-8")],
)  # fmt: skip
def test_a_prompt_that_is_no_text_is_refused_in_one_line(text: str, says: str) -> None:
    for parse, flag in ((parse_prompt, "--prompt"), (parse_theme, "--theme"), (parse_lyrics, "--lyrics")):
        if len(text) > 1000 and parse is not parse_prompt:
            continue
        with pytest.raises(AskerError) as refused:
            parse(text)
        assert says in str(refused.value)
        assert flag in str(refused.value)
        assert "\n" not in str(refused.value)


@given(st.text(max_size=1200))
def test_whatever_is_typed_is_kept_or_refused_in_one_line(text: str) -> None:
    try:
        assert parse_prompt(text) == text.replace("\r\n", "\n").replace("\r", "\n")
    except AskerError as error:
        refusal = str(error)
    else:
        return
    assert refusal.isprintable()
    assert len(refusal) < 200


def test_a_theme_is_one_line() -> None:
    assert parse_theme("  a ship\nat   sea ") == "a ship at sea"
    assert parse_theme("blorbet fnurgle") == "blorbet fnurgle"
    with pytest.raises(AskerError, match="at most 100"):
        parse_theme("rain " * 30)


def test_lyrics_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff\n\nRain on the röad  \r\n\r\nla\n\n".encode())
    assert read_lyrics(path) == "Rain on the röad\n\nla"


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"\n\n", "empty"), (b"12 34\n--", "no words"), (b"MThd\x00\x00", "U+0000"), (b"\xff\xfe\x00", "UTF-8"), (b"caf\xe9", "UTF-8"),
     (b"la " * 7000, "at most 20,000"), ("é".encode() * 30_000, "at most 20,000"), ("🥁".encode() * 50_000, "at most 20,000"),
     (b"a" + "🥁".encode() * 50_000, "at most 20,000")],
)  # fmt: skip
def test_lyrics_that_can_not_be_sung_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(AskerError) as refused:
        read_lyrics(path)
    assert says in str(refused.value)
    assert "--lyrics" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_lyrics_that_are_not_there_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt", Path("nul\0"), Path("/proc/self/mem")):
        with pytest.raises(AskerError, match="--lyrics"):
            read_lyrics(path)


SLUR = codecs.decode("avttre", "rot13")


@pytest.mark.parametrize(("parse", "flag"), [(parse_prompt, "--prompt"), (parse_theme, "--theme"), (parse_lyrics, "--lyrics")])
def test_a_slur_is_refused_and_never_repeated(parse: Callable[[str], str], flag: str) -> None:
    with pytest.raises(AskerError, match=flag) as refused:
        parse(f"There was a {SLUR}s band")
    assert SLUR not in str(refused.value)


def test_no_refusal_repeats_a_slur(capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--genre", "--key", "--mood", "--length", "--lyrics", "--out"):
        assert cli.run("compose", ["--genre", "limerick", flag, f"/dev/null/{SLUR}"]) == 2
        assert SLUR not in "".join(capsys.readouterr())

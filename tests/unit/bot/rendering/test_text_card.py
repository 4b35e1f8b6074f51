from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.rendering import serif
from bot.rendering.base import TextJob
from bot.rendering.formats import render_text
from bot.rendering.serif import Face, is_right_to_left, width_of
from bot.rendering.text_card import INK, PAPER, WIDTH, alt_text, draw_card
from bot.rendering.text_lines import broken, height_of, in_two
from bot.rendering.text_setting import Strip, set_text
from bot.rendering.typography import typeset
from corpora.errors import AskerError

LIMERICK = TextJob(
    "There was a young band from the shore,\nWho played till the neighbours said more!\nThey fiddled,\nThey drummed,\nAnd left.", "Band", "limerick"
)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [('"Come back," he said.', "“Come back,” he said."), ("'Tis the cat's", "’Tis the cat’s"), ("o'er the hill", "o’er the hill"),
     ("he said 'no' twice", "he said ‘no’ twice"), ("so -- it goes--on...", "so—it goes—on…"), ("(\"why?\")", "(“why?”)"), ("in '97", "in ’97"),
     ("the boys' drum", "the boys’ drum"), ("a\n\"b\"\n", "a\n“b”\n"), ("gone--", "gone—"),
     ('"I never--" he said', "“I never—” he said"), ('"Yes"--"no"', "“Yes”—“no”"), ('and -- "why?"', "and—“why?”"),
     ("it's 'neath 'em", "it’s ’neath ’em"), ("", "")],
)  # fmt: skip
def test_typed_signs_become_printed_ones(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@given(st.text(max_size=80))
def test_nothing_but_signs_changes(text: str) -> None:
    assert [letter for letter in typeset(text) if letter.isalnum()] == [letter for letter in text if letter.isalnum()]
    assert typeset(text).count("\n") == text.count("\n")


def test_a_limerick_has_its_short_lines_indented() -> None:
    setting = set_text(LIMERICK)
    assert (setting.kind, setting.title) == ("verse", "Band")
    assert [strip.indent > 0 for strip in setting.strips] == [False, False, True, True, False]


def test_a_text_called_by_its_first_words_has_no_title_above_them() -> None:
    called = TextJob(LIMERICK.text, "There Was a Young Band", "limerick")
    assert set_text(called).title == ""
    assert alt_text(called) == LIMERICK.text
    assert set_text(TextJob("Rain fell.", "Rain and Fall", "poem")).title == "Rain and Fall"


def test_each_genre_has_its_own_setting() -> None:
    drama = set_text(TextJob("FIRST LORD:\nCome, the drum.\nAgain.\n\nQUEEN:\nNo.", "", "drama"))
    assert [strip.spans[0][1] for strip in drama.strips] == ["caps", "plain", "plain", "caps", "plain"]
    assert drama.strips[0].spans[0][0] == "FIRST LORD"
    recipe = set_text(TextJob("PLUM PUDDING.\nIngredients: 1 lb. of plums.\nTime: 5 hours.", "x", "recipe"))
    assert recipe.title == "Plum pudding"
    assert recipe.strips[0].spans == (("Ingredients", "caps"), ("  1 lb. of plums.", "plain"))
    entry = set_text(TextJob("FIDDLE, n. An instrument.\nHe scraped,\nShe wept.", "x", "definition"))
    assert (entry.title, entry.strips[0].spans[0]) == ("Fiddle", ("n.", "italic"))
    assert len(entry.strips) == 3
    assert set_text(TextJob("A drum sounds.", "x", "proverb")).title == ""
    assert set_text(TextJob("word " * 40, "x", "unheard-of")).kind == "prose"


def test_lines_are_no_wider_than_they_may_be_and_keep_every_word() -> None:
    strip = Strip((("bold words", "bold"), (" and plain ones " * 6, "plain")), 1.0, 2.0)
    lines = broken((strip,), 30, 300.0)
    assert all(line.right <= 301 for line in lines)
    assert " ".join("".join(text for text, _ in line.spans) for line in lines).split() == ("bold words" + " and plain ones " * 6).split()
    assert [line.x for line in lines[:2]] == [30.0, 60.0]


def test_a_word_wider_than_the_card_is_broken() -> None:
    lines = broken((Strip((("a" * 200, "plain"),)),), 30, 300.0)
    assert len(lines) > 5
    assert "".join(text for line in lines for text, _ in line.spans) == "a" * 200


def test_columns_are_even_and_never_end_with_a_heading() -> None:
    strips = tuple(Strip(((f"Line {number}", "plain"),), space=0.75 if number % 4 == 0 else 0.0, keeps_next=number % 4 == 0) for number in range(16))
    left, right = in_two(broken(strips, 30, 500.0), 30)
    assert (len(left), len(right)) == (8, 8)
    assert height_of(left, 30) == height_of(right, 30)


def test_a_card_is_wide_and_its_ink_stays_inside() -> None:
    image = draw_card(LIMERICK)
    assert image.size == (WIDTH, 675)
    inner = image.crop((0, 20, WIDTH, 600))
    assert INK in {colour for _, colour in inner.getcolors(100_000)}  # type: ignore[union-attr]
    for edge in ((0, 20, 60, 675), (WIDTH - 60, 20, WIDTH, 675)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), PAPER)]


def test_a_long_text_makes_a_tall_card_with_nothing_cut_off() -> None:
    image = draw_card(TextJob("\n".join(f"And this is verse number {number} of a winding lay," for number in range(200)), "Lay", "poem"))
    assert image.height > 1500
    assert image.crop((0, image.height - 30, WIDTH, image.height)).getcolors() == [(WIDTH * 30, PAPER)]


@pytest.mark.parametrize(
    "text", ["🥁", "שלום עולם", "مرحبا", "日本語", "👩‍👩‍👧", "a\u0301\u200d", "\u202e", "\ue000", "", "\n\n", "a" * 2000, "\t", "𝄞"]
)
def test_letters_no_font_has_are_no_error(text: str) -> None:
    for genre in ("poem", "proverb", "recipe", "definition", "drama", "tale"):
        assert draw_card(TextJob(text, text[:40], genre)).width == WIDTH


def test_a_letter_no_font_has_is_seen() -> None:
    assert width_of("\ue000", Face("plain", 40)) > 5
    assert is_right_to_left("«שלום» ok")
    assert not is_right_to_left("ok שלום")


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["poem", "drama", "tale", "definition"]))
def test_any_text_can_be_drawn(text: str, genre: str) -> None:
    assert draw_card(TextJob(text, "", genre)).width == WIDTH


def test_the_description_is_the_text_and_never_too_long() -> None:
    assert alt_text(LIMERICK) == "Band\n\n" + LIMERICK.text
    long = alt_text(TextJob("word " * 1000, "", "tale"))
    assert len(long) <= 1000
    assert long.endswith("word…")


def test_a_text_is_written_to_files(tmp_path: Path) -> None:
    files = render_text(LIMERICK, ["txt", "png"], tmp_path, "limerick-band-1")
    assert files["txt"].read_text(encoding="utf-8") == LIMERICK.text + "\n"
    with Image.open(files["png"]) as image:
        assert image.format == "PNG"
    assert files["png"].stat().st_size < 1_000_000
    with pytest.raises(AskerError, match="--format"):
        render_text(LIMERICK, ["midi"], tmp_path, "x")


@pytest.fixture
def _no_serif(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cached = (serif._own, serif._is_serif, serif._reference_width)
    monkeypatch.setattr(serif, "_folder", lambda: None)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


@pytest.mark.usefixtures("_no_serif")
def test_without_its_font_a_card_has_other_letters() -> None:
    assert draw_card(LIMERICK).width == WIDTH
    assert draw_card(TextJob("“é” — 🥁 שלום", "", "drama")).width == WIDTH

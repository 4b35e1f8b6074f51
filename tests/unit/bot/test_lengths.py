import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lengths import BLUESKY_LIMIT, MASTODON_LIMIT, X_LIMIT, bluesky_length, cut_to, mastodon_length, x_length


@pytest.fixture(scope="module", autouse=True)
def _data_of_packages() -> None:
    """twitter-text-parser reads its list of emoji through a module that setuptools no longer has."""
    found = find_spec("twitter_text")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "regexp"
    module = ModuleType("pkg_resources")
    module.resource_string = lambda _package, name: (folder / name).read_bytes()  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pkg_resources", module)
        import twitter_text  # noqa: F401 (read here, while the stand-in is there)


def counted_by_x(text: str) -> int:
    from twitter_text import parse_tweet

    return int(parse_tweet(text).weightedLength)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "a\r\nb", "日本語", "e\u0301", "é", "‘tis’ — “so” …", "שלום", "☃ ♭ ♯", "x" * 300, "#1 *", "see https://example.com/a?b=c. ok",
     "(https://example.com/x)", "http://x", "https://" + "x" * 300, "https://a.example.org/" + "y" * 200, "go to example.com now", "end.Then"],
)  # fmt: skip
def test_x_counts_as_its_own_library(text: str) -> None:
    assert x_length(text) >= counted_by_x(text)
    if "end.Then" not in text:
        assert x_length(text) == counted_by_x(text)


def test_every_emoji_counts_as_x_counts_it() -> None:
    counted_by_x("")
    emoji = list(sys.modules["twitter_text.regexp.emoji"].emoji_dict)
    assert len(emoji) > 3000
    assert {each: x_length(each) for each in emoji if x_length(each) != counted_by_x(each)} == {}
    some = "Play " + " ".join(emoji[::50]) + "!"
    assert x_length(some) == counted_by_x(some)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=40))
def test_x_counts_any_letters_as_its_own_library(text: str) -> None:
    assert x_length(text) >= counted_by_x(text)


def test_bluesky_and_mastodon_count_what_a_reader_takes_for_a_letter() -> None:
    assert bluesky_length("👩‍👩‍👧🇩🇪e\u0301a") == 4
    assert mastodon_length("https://example.com/a/very/long/address/indeed/it/is 👩‍👩‍👧") == 25
    assert (X_LIMIT, BLUESKY_LIMIT, MASTODON_LIMIT) == (280, 300, 500)


VERSE = "There was a young band from the shore,\nWho played till the neighbours said more!\nThey fiddled and drummed,"


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut_to(VERSE, 280, x_length) == VERSE


def test_it_is_cut_behind_a_line() -> None:
    assert cut_to(VERSE, 100, len) == "\n".join(VERSE.split("\n")[:2])
    assert cut_to(VERSE, 79, len) == VERSE.split("\n")[0]


def test_it_is_cut_behind_a_sentence_and_behind_no_abbreviation() -> None:
    prose = 'Dr. Smith plays 1 lb. of brass. "Does he?" said I. He does not stop, whatever we do.'
    assert cut_to(prose, 60, len) == 'Dr. Smith plays 1 lb. of brass. "Does he?" said I.'
    assert cut_to(prose, 49, len) == 'Dr. Smith plays 1 lb. of brass. "Does he?"'
    assert cut_to(prose, 35, len) == "Dr. Smith plays 1 lb. of brass."
    assert cut_to(prose, 25, len) is None


def test_where_not_even_one_line_fits_there_is_nothing() -> None:
    assert cut_to("a" * 300, 280, x_length) is None
    assert cut_to("\n\n" + "a" * 300, 280, x_length) is None


@given(st.text("ab .!?\n…\"'日", max_size=200), st.integers(1, 60), st.sampled_from([x_length, bluesky_length, mastodon_length]))
def test_what_is_kept_is_a_beginning_that_fits_and_breaks_no_word(text: str, limit: int, count: object) -> None:
    assert callable(count)
    kept = cut_to(text, limit, count)
    if kept is None:
        return
    assert text.startswith(kept)
    assert count(kept) <= limit
    assert kept == text or text[len(kept)].isspace()

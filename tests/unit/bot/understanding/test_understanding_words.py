import pytest

from bot.understanding import change_words, genre_words, music_words
from bot.understanding.intents import intent_of, is_a_remark, is_only_small_talk
from bot.understanding.spelling import corrected, edits, real_words
from bot.understanding.vocabulary import vocabulary
from corpora.instruments import INSTRUMENTS
from generators.genres import genre_names, load_genre
from generators.moods import MOODS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("jaz", "jazz"), ("jaaaazz", "jazz"), ("blus", "blues"), ("bluse", "blues"), ("limmerick", "limerick"), ("ragtme", "ragtime"),
    ("clasical", "classical"),
     ("claranet", "clarinet"), ("peom", "poem"), ("bluegras", "bluegrass"), ("sloow", "slow"), ("mellancholic", "melancholic")],
)  # fmt: skip
def test_misspelt_words(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize("word", ["table", "take", "past", "rocks", "fold", "lock", "song", "sand", "train", "world", "vous", "nicht", "zzzz", "x"])
def test_words_of_their_own_stay(word: str) -> None:
    assert corrected(word) == word


def test_no_real_word_is_one_of_ours() -> None:
    assert len(real_words()) > 1000


@pytest.mark.parametrize(
    ("first", "second", "count"), [("jazz", "jazz", 0), ("jazz", "jaz", 1), ("peom", "poem", 1), ("blues", "rock", 5), ("", "abc", 3)]
)
def test_edits(first: str, second: str, count: int) -> None:
    assert edits(first, second) == edits(second, first) == count


def test_every_genre_is_understood_by_its_name() -> None:
    for name in genre_names():
        assert ("genre", name) in vocabulary().phrases[name.replace("-", " ")]


def test_every_alias_of_a_genre_is_known_or_left_out_on_purpose() -> None:
    for name in genre_names():
        for alias in load_genre(name).aliases:
            spoken = " ".join(alias.replace("'", "'").split("-"))
            assert spoken in vocabulary().phrases or alias in genre_words.NOT_A_NAME, alias


def test_the_tables_name_only_what_there_is() -> None:
    genres = set(genre_names())
    assert {name.replace(" ", "-") for name in genre_words.NAMES} <= genres
    assert set(genre_words.STRANGERS.values()) <= genres
    assert {name for meanings in genre_words.FORMS.values() for kind, name in meanings if kind in {"genre", "hint"}} <= genres
    assert set(music_words.MOODS) | set(music_words.MOOD_COMPARISONS) <= set(MOODS)
    assert set(music_words.INSTRUMENTS) <= set(INSTRUMENTS)
    assert set(music_words.EMOJI_GENRES.values()) | set(music_words.LIKELY_GENRES.values()) <= genres
    assert set(music_words.EMOJI_MOODS.values()) <= set(MOODS)
    assert all(float(factor) for table in (change_words.PACES, change_words.SIZES, change_words.SHIFTS) for factor in table)


@pytest.mark.parametrize(
    "said",
    [
        "stop",
        "stop it please",
        "leave me alone",
        "unsubscribe",
        "please stop replying to me",
        "arrete",
        "lass mich in ruhe",
        "go away",
        "ok stop now please",
        "how do i make you stop",
    ],
)
def test_stopping_is_heard(said: str) -> None:
    assert intent_of(said, names_a_piece=False) == "stop"


@pytest.mark.parametrize("said", ["don't stop", "non stop", "bus stop", "never stop playing", "stop motion"])
def test_stopping_is_not_heard_where_nobody_means_it(said: str) -> None:
    assert intent_of(said, names_a_piece=False) != "stop"


def test_stopping_is_heard_beside_a_genre_but_not_inside_a_theme() -> None:
    assert intent_of("stop sending me jazz", names_a_piece=True) == "stop"
    assert intent_of("stop talking and play jazz", names_a_piece=True) is None
    assert intent_of("a song about leave me alone", names_a_piece=True, is_about=True) is None


def test_help_and_resume() -> None:
    assert intent_of("what can you play ?", names_a_piece=False) == "help"
    assert intent_of("help me", names_a_piece=True) is None or intent_of("help me", names_a_piece=False) == "help"
    assert intent_of("start again please", names_a_piece=False) == "resume"


def test_praise_asks_for_nothing() -> None:
    assert is_a_remark("that was so sad")
    assert not is_a_remark("that was nice , now play it again")
    assert is_only_small_talk("thanks !")
    assert not is_only_small_talk("thanks , jazz")

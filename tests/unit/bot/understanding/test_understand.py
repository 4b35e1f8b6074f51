import pytest
from requests_scoring import LIMITS, PREVIOUS

from bot.settings import BotSettings
from bot.understanding.understand import understand
from bot.understanding.understood import Understood


def answer(text: str, previous: str | None = None, luck: str = "") -> Understood:
    return understand(text, "houseband", PREVIOUS[previous] if previous else None, LIMITS, luck)


def test_everything_in_one_sentence() -> None:
    got = answer("@houseband could you play some slow, sad jazz in D minor, like 90 bpm, with a clarinet? 🎷")
    assert got.kind == "piece"
    assert got.asked is not None
    assert (got.asked.genre, got.asked.key, got.asked.tempo, got.asked.mood) == ("jazz", "D minor", "90", "sad")
    assert got.asked.instruments == "clarinet, piano, acoustic bass, drums"
    assert got.unmet == ()
    assert not got.surprise


def test_our_own_name_is_no_part_of_the_request() -> None:
    assert understand("rock", "rock", None, LIMITS).kind == "nothing"
    assert understand("Rock blues", "rock", None, LIMITS).asked == answer("blues").asked


def test_a_free_choice_is_drawn_by_luck_and_by_nothing_else() -> None:
    chosen = {got.asked.genre for luck in range(40) if (got := answer("surprise me", luck=str(luck))).asked}
    assert len(chosen) > 4
    assert answer("surprise me", luck="7") == answer("surprise me", luck="7")
    assert answer("surprise me").surprise


def test_what_is_ruled_out_is_never_chosen() -> None:
    for luck in range(30):
        got = answer("anything but jazz", luck=str(luck))
        assert got.asked is not None
        assert got.asked.genre != "jazz"


def test_a_change_keeps_the_seed_and_the_rest_of_what_was_played() -> None:
    got = answer("again, but faster", "jazz")
    assert got.asked is not None
    assert (got.asked.seed, got.asked.key, got.asked.bars, got.asked.tempo) == ("1234", "D minor", "16", "150")
    assert got.changes == ("tempo",)


def test_once_more_changes_nothing_and_another_has_a_new_seed() -> None:
    assert answer("again", "jazz").changes == ()
    same, another = answer("again", "jazz").asked, answer("another one", "jazz").asked
    assert same is not None
    assert another is not None
    assert (same.seed, another.seed) == ("1234", None)


def test_a_genre_of_the_same_kind_can_be_changed_to() -> None:
    got = answer("same thing as blues", "jazz")
    assert got.kind == "again"
    assert got.asked is not None
    assert (got.asked.genre, got.asked.seed, got.asked.key) == ("blues", "1234", None)
    assert "genre" in got.changes


def test_words_cannot_be_made_of_music() -> None:
    got = answer("same thing as a limerick about frogs", "jazz")
    assert got.kind == "piece"
    assert got.asked is not None
    assert (got.asked.genre, got.asked.seed) == ("limerick", None)


def test_a_genre_we_do_not_play_is_a_wish_of_its_own_unless_it_is_to_be_made_of_the_piece_before() -> None:
    haiku, metal, made = answer("a haiku about cats", "jazz"), answer("death metal please", "jazz"), answer("make it death metal", "jazz")
    assert [(got.kind, got.asked.genre, got.asked.seed) for got in (haiku, metal, made) if got.asked] == [
        ("piece", "poem", None),
        ("piece", "rock", None),
        ("again", "rock", "1234"),
    ]
    assert haiku.unmet == ("genre: haiku",)


def test_words_that_cannot_be_faster_are_not_said_again() -> None:
    faster, again = answer("again, but faster", "limerick"), answer("again", "limerick")
    assert faster.asked is not None
    assert again.asked is not None
    assert (faster.asked.seed, faster.unmet, again.asked.seed) == (None, ("tempo: words have none",), "1234")


def test_without_a_piece_before_a_change_can_only_be_asked_about() -> None:
    assert answer("again, but faster") == Understood("nothing", unmet=("piece: which",))


FLOODS = ("a" * 10_000, "@x " * 5000, "🎷" * 5000, "j̷a̸z̵z " * 2000, "(" * 10_000, ". " * 5000, "a.b" * 3000, "1/" * 5000, '"' * 9999, "\n" * 9999)


@pytest.mark.parametrize("flood", FLOODS, ids=[flood[:3].encode("unicode_escape").decode() for flood in FLOODS])
def test_floods_are_no_trouble(flood: str) -> None:
    assert answer(flood).kind in {"nothing", "piece"}


def test_a_slur_is_refused_in_our_words() -> None:
    word = "".join(chr(ord(letter) - 1) for letter in "gbhhpu")  # written so that nobody need read it
    got = answer(f"a limerick about a {word}")
    assert got == Understood("nothing", unmet=("words: not decent",))


def test_nothing_can_be_asked_beyond_the_limits_an_operator_sets() -> None:
    small = BotSettings(most_seconds=20.0, most_bars=8, most_words=30, most_lines=4, most_candidates=2, usual_seconds=10.0)
    music = understand("ten minutes of jazz with 60 candidates", "houseband", None, small).asked
    assert music is not None
    assert (music.seconds, music.candidates) == ("20", "2")
    bars = understand("100 bars of slow blues", "houseband", None, small).asked
    assert bars is not None
    assert bars.bars is not None
    assert int(bars.bars) <= 8
    words = understand("a tale of 500 words", "houseband", None, small).asked
    assert words is not None
    assert words.length == "30 words"
    assert understand("jazz", "houseband", None, small).asked is not None


@pytest.mark.parametrize(
    ("text", "unmet"),
    [
        ("reggae", ("genre: reggae",)),
        ("ten minutes of jazz", ("seconds: at most 90",)),
        ("a limerick in D minor", ("key: words have none",)),
        ("blues with a kazoo", ("instrument: kazoo",)),
        ("jazz in 17/4", ("meter: from 1/4 to 8/4",)),
        ("rock about cars", ("theme: music without words",)),
        ("jazz mixed with rock", ("genres: rock",)),
        ("happy, sad jazz", ("mood: sad",)),
        ("jazz with a wibblephone", ()),
    ],
)
def test_what_cannot_be_met_is_named_in_our_words(text: str, unmet: tuple[str, ...]) -> None:
    assert answer(text).unmet == unmet


@pytest.mark.parametrize(
    ("text", "players"),
    [
        ("swap the sax for a flute", "flute, piano, acoustic bass, drums"),
        ("replace the piano with a guitar", "tenor sax, acoustic guitar, acoustic bass, drums"),
        ("with a violin instead of the sax", "violin, piano, acoustic bass, drums"),
        ("remove the bass", "tenor sax, piano, drums"),
        ("just piano and bass please", "piano, acoustic bass"),
        ("add trumpet and trombone", "trumpet, trombone, piano, acoustic bass, drums"),
    ],
)
def test_players_come_and_go(text: str, players: str) -> None:
    got = answer(text, "jazz")
    assert got.asked is not None
    assert got.asked.instruments == players
    assert got.changes == ("instruments",)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("a tale about a girl, a wolf and a basket", "girl, a wolf and a basket"),
        ("a poem about love in the time of cholera", "love in the time of cholera"),
        ("song about new york in spring in G major", "new york in spring"),
        ("recipe: pancakes", "pancakes"),
        ("a speech in praise of cats", "cats"),
        ("a cat limerick", "cat"),
        ("what does ennui mean?", "ennui"),
        ("a song about a walk with my dog, with banjo", "walk with my dog"),
    ],
)
def test_themes(text: str, theme: str) -> None:
    got = answer(text)
    assert got.asked is not None
    assert got.asked.theme == theme


@pytest.mark.parametrize(
    "text", ["something is wrong with my computer", "my phone number changed", "see you in 5 minutes", "I'm so sad today", "my table is late"]
)
def test_talk_is_no_request(text: str) -> None:
    assert answer(text).kind == "nothing"

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests_scoring import LIMITS, record, sentences

from bot import phrasing
from bot.lengths import BLUESKY_LIMIT, MASTODON_LIMIT, X_LIMIT, bluesky_length, mastodon_length, x_length
from bot.messages import Played
from bot.platforms.base import Limits
from bot.understanding.understand import understand
from bot.understanding.understood import Understood
from bot.unmet_words import in_plain_english
from bot.wording import ReplyText, busy_reply, compose_daily, compose_reply, help_reply, nothing_reply, refusal_reply, resumed_reply, stopped_reply
from corpora.errors import AskerError


def limits_of(characters: int, count: Callable[[str], int]) -> Limits:
    return Limits(characters, count, 200, ("video/mp4",), 140.0, 10**6, 300, 100, 100)


X, BLUESKY, MASTODON = limits_of(X_LIMIT, x_length), limits_of(BLUESKY_LIMIT, bluesky_length), limits_of(MASTODON_LIMIT, mastodon_length)
NETWORKS = pytest.mark.parametrize("limits", [X, BLUESKY, MASTODON], ids=["x", "bluesky", "mastodon"])
GOT = {"key": "D minor", "tempo": "90", "meter": "4/4", "bars": "16", "instruments": "clarinet, piano, acoustic bass, drums"}
LIMERICK = (
    "There was an old person of Rome,\nWho never could find his way home;\nHe sat in the rain\nAnd awaited a train,\nThat foolish old person of Rome."
)
LONG_POEM = "\n\n".join(["The rain upon the window pane\nIs falling as it fell before,"] * 12)
PIECE = Understood("piece")


def music(title: str = "Evening on the Stairs", *, ok: bool = True, **changes: object) -> Played:
    checks = {name: {"asked": None, "got": value, "ok": True} for name, value in GOT.items()}
    found = {"longest_match_notes": 9 if ok else 19, "human_p95": 14, "nearest": "Somebody's Reel", "ok": ok}
    return Played(replace(record("music", "jazz"), title=title, checks=checks, originality=found, seconds=42.7, **changes), {})  # type: ignore[arg-type]


def words(text: str, genre: str = "limerick", **changes: object) -> Played:
    found = {"longest_match_characters": 22, "human_p95": 31, "nearest": "", "ok": True}
    return Played(replace(record("text", genre, text), title="A Title", originality=found, seconds=0.0, **changes), {})  # type: ignore[arg-type]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@NETWORKS
def test_what_was_played_is_said(limits: Limits) -> None:
    reply = compose_reply(music(), PIECE, limits, rng())
    for fact in (
        '"Evening on the Stairs"',
        "Jazz in D minor",
        "4/4",
        "90 bpm",
        "16 bars",
        "0:43",
        "seed 1234",
        "clarinet, piano, acoustic bass and drums",
    ):
        assert fact in reply.text
    assert "9 notes" in reply.text
    assert "Somebody's Reel" not in reply.text
    assert "clarinet" in reply.alt_text
    assert limits.length_of(reply.text) <= limits.characters


def test_what_is_not_original_is_not_called_so() -> None:
    reply = compose_reply(music(ok=False), PIECE, X, rng())
    assert "Original:" not in reply.text
    assert "Honestly: 19 notes" in reply.text


def test_a_tempo_is_said_as_people_say_it() -> None:
    played = music()
    checks = {**played.piece.checks, "tempo": {"asked": None, "got": "66.6667", "ok": True}}
    assert "66.7 bpm" in compose_reply(replace(played, piece=replace(played.piece, checks=checks)), PIECE, X, rng()).text


@NETWORKS
def test_what_was_not_met_is_said_in_plain_english(limits: Limits) -> None:
    reply = compose_reply(music(), Understood("piece", None, ("genre: reggae", "seconds: at most 90")), limits, rng())
    assert "We don't do reggae (yet)" in reply.text
    assert "at most 90 seconds" in reply.text


def test_where_there_is_no_room_facts_come_before_regrets() -> None:
    many = ("genre: hip hop", "instrument: kazoo", "seconds: at most 90", "mood: dark", "cover", "theme: music without words")
    reply = compose_reply(music(), Understood("piece", None, many), X, rng())
    assert "Jazz in D minor, 4/4, 90 bpm, 16 bars (0:43), seed 1234." in reply.text
    assert "hip hop" in reply.text
    assert x_length(reply.text) <= X_LIMIT


@NETWORKS
def test_a_short_text_is_the_reply_to_the_letter(limits: Limits) -> None:
    reply = compose_reply(words(LIMERICK), PIECE, limits, rng())
    assert LIMERICK in reply.text
    assert not reply.on_card
    assert "Limerick, 29 words, seed 1234." in reply.text


@NETWORKS
def test_a_long_text_goes_on_a_card_with_a_teaser(limits: Limits) -> None:
    reply = compose_reply(words(LONG_POEM, "poem"), PIECE, limits, rng())
    assert reply.on_card
    assert "It begins: The rain upon the window pane" in reply.text
    assert "card" in reply.text
    assert reply.alt_text.startswith("A card with a poem:\nThe rain")
    assert len(reply.alt_text) <= limits.alt_characters
    assert limits.length_of(reply.text) <= limits.characters


def test_the_same_words_again_are_said_in_another_way() -> None:
    """A poem that fills the whole post leaves no room for an opening: the second time it goes on a card."""
    length = next(size for size in range(300, 0, -1) if not compose_reply(words("la " * (size // 3)), PIECE, X, rng()).on_card)
    full = words("la " * (length // 3))
    assert compose_reply(full, PIECE, X, rng(1)).text == compose_reply(full, PIECE, X, rng(2)).text
    again = [compose_reply(full, Understood("again"), X, rng(seed)) for seed in range(30)]
    assert all(each.on_card for each in again)
    assert len({each.text for each in again}) > 10


def test_what_the_asker_wrote_is_not_repeated_as_a_title_or_a_teaser() -> None:
    begun = words("Vote for Bob\n" + LONG_POEM, "poem", asked={"prompt": "Vote for Bob"})
    reply = compose_reply(replace(begun, piece=replace(begun.piece, title="Vote for Bob")), PIECE, X, rng())
    assert "Vote" not in reply.text


def test_no_name_tag_or_link_comes_out_of_a_text() -> None:
    reply = compose_reply(words("Ask @bob or #carol at https://spam.example/x or example.com today."), PIECE, X, rng())
    assert "@" not in reply.text
    assert "#" not in reply.text
    assert "http" not in reply.text
    assert re.search(r"\w\.\w", reply.text) is None


def test_the_handle_stands_in_front_where_the_network_wants_it() -> None:
    assert compose_reply(music(), PIECE, MASTODON, rng(), "ann@example.org").text.startswith("@ann@example.org ")
    assert "@" not in compose_reply(music(), PIECE, X, rng()).text


SAYINGS: dict[str, Callable[[Limits, np.random.Generator], ReplyText]] = {
    "help": help_reply,
    "busy": busy_reply,
    "stopped": stopped_reply,
    "resumed": resumed_reply,
    "nothing": lambda limits, draws: nothing_reply(Understood("nothing"), limits, draws),
    "which": lambda limits, draws: nothing_reply(Understood("nothing", None, ("piece: which",)), limits, draws),
    "slur": lambda limits, draws: nothing_reply(Understood("nothing", None, ("words: not decent",)), limits, draws),
    "remark": lambda limits, draws: nothing_reply(Understood("nothing", remark=True), limits, draws),
    "refused": lambda limits, draws: refusal_reply(AskerError("--key"), limits, draws),
}
SELDOM = ("stopped", "resumed")


@pytest.mark.parametrize("name", SAYINGS)
def test_hardly_two_sayings_are_the_same(name: str) -> None:
    """A network that refuses what was said within a day must not run dry of any of them."""
    draws = rng(1)
    said = {SAYINGS[name](X, draws).text for _ in range(200)}
    assert len(said) > (60 if name in SELDOM else 190)
    assert all(x_length(text) <= X_LIMIT for text in said)


def test_the_same_seed_says_the_same() -> None:
    assert compose_reply(music(), PIECE, X, rng(3)) == compose_reply(music(), PIECE, X, rng(3))
    assert len({compose_reply(music(), PIECE, X, rng(seed)).text for seed in range(60)}) > 20


def test_stopping_says_how_to_start_again() -> None:
    assert all('"resume"' in stopped_reply(X, rng(seed)).text for seed in range(30))


def test_the_sayings_fit_together() -> None:
    assert len(phrasing.MUSIC_OPENINGS) >= 24
    for openings in (phrasing.MUSIC_OPENINGS, phrasing.TEXT_OPENINGS, phrasing.AGAIN_OPENINGS, phrasing.DAILY_OPENINGS):
        assert len(set(openings)) == len(openings)
        assert all(each[-1] in ":?" for each in openings)


def test_what_helps_are_requests_we_understand() -> None:
    for example in phrasing.HELP_EXAMPLES:
        got = understand(example, "houseband", None, LIMITS)
        assert got.kind == "piece", example
        assert got.unmet == (), example


@pytest.mark.parametrize(
    ("unmet", "said"),
    [(("words: not decent",), phrasing.NOT_THAT), (("piece: which",), phrasing.WHICH), ((), phrasing.UNSURE)],
    ids=["slur", "which", "unread"],
)
def test_why_nothing_is_played(unmet: tuple[str, ...], said: tuple[str, ...]) -> None:
    for seed in range(20):
        assert nothing_reply(Understood("nothing", None, unmet), X, rng(seed)).text.startswith(said)


@pytest.mark.parametrize(
    "message", ["a limerick of 9 lines is not possible: it has 5 lines (change --length)", "none of 24 candidates was fit to play: try", "'EVIL' oh"]
)
def test_a_refusal_quotes_nobody_and_names_no_flag(message: str) -> None:
    text = refusal_reply(AskerError(message), X, rng()).text
    assert "--" not in text
    assert "EVIL" not in text
    assert text[-1] in ".?"


def test_every_thing_the_parser_misses_has_a_sentence() -> None:
    for sentence in sentences():
        for unmet in sentence.answer().unmet:
            assert in_plain_english([unmet]), unmet


def test_unknown_misses_are_left_out_and_what_words_lack_is_said_once() -> None:
    assert in_plain_english(["nonsense: x", "tempo: 20 to 400"]) == ["Our tempos go from 20 to 400 bpm."]
    assert len(in_plain_english(["key: words have none", "tempo: words have none", "meter: words have none"])) == 1


@given(st.text(max_size=400), st.text(max_size=80), st.integers(0, 99), st.sampled_from([X, BLUESKY, MASTODON]))
@settings(max_examples=60, deadline=None)
def test_any_text_and_title_fit(text: str, title: str, seed: int, limits: Limits) -> None:
    for played in (words(text, "tale"), music(title)):
        reply = compose_reply(replace(played, piece=replace(played.piece, title=title)), PIECE, limits, rng(seed))
        assert limits.length_of(reply.text) <= limits.characters
        assert len(reply.alt_text) <= limits.alt_characters
        assert reply.text.strip()
        assert "@" not in reply.text


def test_the_tune_of_the_day_is_announced_as_such() -> None:
    texts = {compose_daily(music(), X, rng(seed)).text for seed in range(40)}
    assert len(texts) >= 8
    assert all("Jazz in D minor" in text for text in texts)

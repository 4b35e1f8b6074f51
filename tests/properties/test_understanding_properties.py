"""Whatever strangers write: no crash, nothing beyond the limits, and always a request that the band takes."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st
from requests_scoring import LIMITS, PREVIOUS, sentences

from bot.requests import Asked, understood
from bot.understanding.understand import understand
from bot.understanding.understood import Understood
from generators.genres import TextGenre, genre
from generators.planning import make_plan
from generators.words.forms import form
from generators.words.planning import make_text_plan

ANYTHING = st.text(st.characters(), max_size=300)  # lone surrogates and control characters too
PIECES = st.sampled_from(
    [
        *("jazz", "blues", "limerick", "a song", "poem", "proverb", "recipe", "in D minor", "in 6/8", "in 17/13", "at 900 bpm", "5 bpm", "90 bpm"),
        *("slow", "very fast", "largo", "10000 bars", "12 bars", "3 seconds", "two hours", "half a minute", "500 words", "9 lines", "about the sea"),
        *("with a clarinet", "for string quartet", "no drums", "without piano", "100 violins", "seed 5", "sad", "happy", "again", "faster", "longer"),
        *(
            "another one",
            "up a fourth",
            "same",
            "but",
            "not",
            "surprise me",
            '"row the boat"',
            "beginning with",
            "sing",
            "🎷",
            "@bob",
            "help",
            "stop",
        ),
        *("reggae", "kazoo", "short", "long", "twice as long", "half speed", "in minor", "as a waltz", "make it rock", "and", "or", "please"),
    ]
)
REQUESTS = st.lists(PIECES, min_size=1, max_size=9).map(" ".join)
BEFORE = st.sampled_from([None, *PREVIOUS.values()])


def assert_bounded(got: Understood) -> None:
    if got.asked is None:
        return
    request = understood(got.asked)  # never raises: what is asked is always possible
    if isinstance(genre(request.genre), TextGenre):
        plan = make_text_plan(request)
        form(plan.genre.form).accept(plan)
        most = {"words": LIMITS.most_words, "lines": LIMITS.most_lines, "characters": 7 * LIMITS.most_words}
        assert plan.length is None or plan.length.amount <= most[plan.length.unit]
        return
    music = make_plan(request)
    per_bar = music.meter.bar_ticks(480) / music.meter.beat_ticks(480)
    bar_seconds = per_bar * 60 / music.beats_per_minute
    assert music.bars * bar_seconds <= LIMITS.most_seconds + bar_seconds
    assert (request.bars or 0) <= LIMITS.most_bars
    assert (request.candidates or 0) <= LIMITS.most_candidates


@given(ANYTHING, BEFORE)
@settings(max_examples=150, deadline=None)
def test_any_text_at_all(text: str, previous: object) -> None:
    assert_bounded(understand(text, "houseband", previous, LIMITS))  # type: ignore[arg-type]


@given(REQUESTS, BEFORE, st.integers(0, 5))
@settings(max_examples=250, deadline=None)
def test_any_mixture_of_wishes(text: str, previous: object, luck: int) -> None:
    got = understand(text, "houseband", previous, LIMITS, str(luck))  # type: ignore[arg-type]
    assert_bounded(got)
    assert got == understand(text, "houseband", previous, LIMITS, str(luck))  # type: ignore[arg-type]


def test_every_sentence_leads_to_a_piece_that_can_be_planned() -> None:
    for sentence in sentences():
        assert_bounded(sentence.answer())


@given(ANYTHING)
@settings(max_examples=100, deadline=None)
def test_nothing_but_theme_and_lyrics_is_in_the_askers_words(text: str) -> None:
    marked = f"jazz with a {text} wibblewobble in wibblewobble minor for wibblewobble"
    got = understand(marked, "houseband", None, LIMITS)
    assert not any("wibble" in each for each in got.unmet)
    if got.asked is not None:
        own = {"theme", "words", "lyrics"}
        values = [getattr(got.asked, each.name) for each in fields(Asked) if each.name not in own]
        assert not any("wibble" in value for value in values if value)

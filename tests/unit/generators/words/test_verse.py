from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.encodings.subwords import SubwordEncoding
from corpora.encodings.text import LINE
from generators.words.end_words import EndWords
from generators.words.limerick import STANZA
from generators.words.measures import Measure, backward_tables
from generators.words.rhyme import rhymes, scheme_of
from generators.words.stanzas import Stanza, begun_with, is_whole, said_first
from generators.words.verse import draw_verse
from generators.words.verse_lines import as_printed, brought_to_an_end, capitalised, continued, syllable_count, without_open_quotes
from generators.words.voice import Voice
from tests.unit.generators.untrained import untrained_player

RHYMING = (
    *("day", "play", "stay", "way", "say", "may", "ray", "gray", "night", "light", "bright", "sight", "right", "white", "kite", "flight"),
    *("tree", "sea", "me", "free", "bee", "key", "knee", "tea", "boat", "coat", "goat", "float", "note", "moon", "spoon", "soon", "June"),
)


class SmallLexicon:
    """A lexicon of a few words."""

    def __contains__(self, word: object) -> bool:
        return word in RHYMING

    def rhyming_words(self, word: str) -> tuple[str, ...]:
        return tuple(each for each in RHYMING if rhymes(each, word))

    def entry(self, word: str) -> None:
        """Nothing is known."""

    def rhymable_words(self, fewest: int) -> tuple[str, ...]:
        return tuple(each for each in RHYMING if len(self.rhyming_words(each)) >= fewest)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    encoding = SubwordEncoding()
    folder: Path = tmp_path_factory.mktemp("words")
    likely = [token for word in (*RHYMING, "the", "a", "of", "and", "with") for token in encoding.word_tokens(word)]
    return Voice(untrained_player(folder, len(encoding.vocabulary), [*likely, LINE]), encoding, "limerick", 0.9, 0.95, 12)


@pytest.fixture(scope="module")
def end_words(voice: Voice) -> EndWords:
    return EndWords(SmallLexicon(), voice.encoding)


@pytest.mark.parametrize("seed", range(4))
def test_limericks_rhyme_whatever_the_weights(voice: Voice, end_words: EndWords, seed: int) -> None:
    found = draw_verse(voice, STANZA.lines(5), end_words, np.random.default_rng(seed))
    assert found
    for candidate in found:
        lines = candidate.text.split("\n")
        assert scheme_of(lines) == "AABBA"
        assert len(set(lines)) == 5


def test_the_same_seed_writes_the_same_verse(voice: Voice, end_words: EndWords) -> None:
    lines = Stanza.read("ABAB 4343", "iamb").lines(4)
    first, second, other = (draw_verse(voice, lines, end_words, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first == second
    assert first != other


@pytest.mark.parametrize("measure", [Measure("iamb", 4), Measure("anapest", 3), Measure("anapest", 2)])
def test_syllables_are_counted_while_a_line_is_drawn(voice: Voice, measure: Measure) -> None:
    streams = voice.begin(backwards=True)
    streams.draw(voice.drawing(backward_tables(voice.encoding, measure), 40), [()] * len(streams), np.random.default_rng(1))
    counted = [sum(map(int, _syllables(voice)[list(lines[-1])])) for lines, alive in zip(streams.lines, streams.alive, strict=True) if alive]
    assert counted
    assert set(counted) <= set(measure.lengths)


def _syllables(voice: Voice) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    from generators.words.tokens import token_sounds

    return token_sounds(voice.encoding).syllables


@pytest.mark.parametrize("prompt", ["There was a young band", "There was a young ba", "There was a ", "O 🎷 שלום"])
def test_a_begun_line_is_gone_on_with_to_the_letter(voice: Voice, end_words: EndWords, prompt: str) -> None:
    lines = begun_with(STANZA.lines(5), prompt)
    assert lines[0].begun == prompt
    for candidate in draw_verse(voice, lines, end_words, np.random.default_rng(2)):
        assert said_first(prompt, candidate.text).startswith(prompt)
        assert len(candidate.text.split("\n")) == 5


def test_whole_lines_of_the_asker_stay_and_are_rhymed_with(voice: Voice, end_words: EndWords) -> None:
    prompt = "There was an old man with a kite,\nWho flew it by day and by night;\n"
    lines = begun_with(STANZA.lines(5), prompt)
    assert [line.given is not None for line in lines] == [True, True, False, False, False]
    for candidate in draw_verse(voice, lines, end_words, np.random.default_rng(2)):
        text = said_first(prompt, candidate.text)
        assert text.startswith(prompt)
        assert scheme_of(text.split("\n")) == "AABBA"


def test_a_line_is_whole_when_it_has_its_beats() -> None:
    first = STANZA.lines(5)[0]
    assert is_whole("There was an old man with a beard", first)
    assert not is_whole("There was an old man", first)
    assert syllable_count("There was an old man with a beard,") == 8


def test_empty_lines_of_a_prompt_stay() -> None:
    assert said_first("One\n\n\nTwo", "One\n\nTwo and more\nThree") == "One\n\n\nTwo and more\nThree"
    assert said_first("\nOne\n", "One\nTwo") == "\nOne\nTwo"
    assert said_first("", "One") == "One"


def test_a_short_last_stanza_rhymes_in_couplets() -> None:
    lines = Stanza.read("ABAB 4343", "iamb").lines(6)
    assert [line.rhymes_with for line in lines] == [None, None, 0, 1, None, 4]
    assert [line.after_gap for line in lines] == [False] * 4 + [True, False]


def test_articles_and_quotes_are_put_right() -> None:
    assert as_printed("a hour with an band", lambda _word: False) == "An hour with a band"
    assert without_open_quotes(['He said, "Go', "she said"], [True, True]) == ["He said, Go", "she said"]
    assert without_open_quotes(['He said, "Go', 'she "said'], [True, True]) == ['He said, "Go', 'she "said']
    assert without_open_quotes(['He said, "Go', "so"], [False, True]) == ['He said, "Go', "so"]


def test_lines_begin_with_a_capital() -> None:
    assert capitalised('"and so') == '"And so'
    assert as_printed("there was an Old Man of Peru. He", {"old", "man", "he"}.__contains__) == "There was an Old Man of Peru. He"
    assert as_printed("there was an Old Man of Peru. He", lambda word: word in {"Old", "Man", "He"}) == "There was an old man of Peru. He"
    assert continued("There was a ", "There was a man") == "There was a man"
    assert continued("There was a  ", "There was a man") == "There was a  man"


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        ("And men may rise,", "And men may rise."),
        ("Why not?", "Why not?"),
        ('"So be it!"', '"So be it!"'),
        ("The end --", "The end."),
        ("Then", "Then."),
    ],
)
def test_the_last_line_comes_to_an_end(line: str, ended: str) -> None:
    assert brought_to_an_end(line) == ended

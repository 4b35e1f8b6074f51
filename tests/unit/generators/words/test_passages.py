from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.encodings.subwords import SubwordEncoding
from corpora.encodings.text import END
from generators.words.lengths import measured
from generators.words.passages import Span, draw_passages
from generators.words.text_quality import degenerate, echoes
from generators.words.tokens import token_table
from generators.words.voice import Voice
from tests.unit.generators.untrained import untrained_player


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    encoding = SubwordEncoding()
    folder: Path = tmp_path_factory.mktemp("words")
    likely = [token for word in ("the", "cat", "sat", "on", "a", "mat", "and", "saw", "man") for token in encoding.word_tokens(word)]
    likely += [token for token, spelt in enumerate(token_table(encoding).spelt) if spelt == "."] + [END]
    return Voice(untrained_player(folder, len(encoding.vocabulary), likely), encoding, "tale", 0.9, 0.95, 12)


@pytest.mark.parametrize("span", [Span(17, 20), Span(85, 100), Span(4, 8), Span(238, 280, "characters"), Span(26, 30, "characters")])
@pytest.mark.parametrize("given", ["", "Once upon", "שלום 🎷 Once"])
def test_a_length_is_kept_while_drawing(voice: Voice, span: Span, given: str) -> None:
    found = draw_passages(voice, [given], span, np.random.default_rng(1))
    assert found
    for candidate in found:
        assert candidate.text.startswith(given)
        assert span.fewest <= measured(candidate.text, span.unit) <= span.most
        assert candidate.text.rstrip("\"')")[-1] in ".!?"


def test_given_lines_stay_and_count(voice: Voice) -> None:
    for candidate in draw_passages(voice, ["One two three.", "", "Four"], Span(17, 20), np.random.default_rng(1)):
        assert candidate.text.startswith("One two three.\n\nFour")
        assert 17 <= measured(candidate.text, "words") <= 20


def test_one_paragraph_is_one_line(voice: Voice) -> None:
    assert all("\n" not in each.text for each in draw_passages(voice, [], Span(5, 30), np.random.default_rng(2), paragraphs=False))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no words"),
        ("... !", "no words"),
        ("go " * 5, "the same word five times running"),
        ("a b\n" * 3, "the same line three times"),
        ("A tale.", None),
    ],
)
def test_stuck_texts_are_refused(text: str, why: str | None) -> None:
    assert degenerate(text) == why


def test_a_refrain_may_return() -> None:
    assert degenerate("Sing, my love\n" * 3, repeats_lines=True) is None
    assert echoes("to be or not to be") == 0.0
    assert echoes("row the boat row the boat row the boat") > 0.5

from __future__ import annotations

import pytest

from corpora.errors import AskerError
from generators.words.metre import (
    IAMBIC_PENTAMETER,
    IAMBIC_TETRAMETER,
    IAMBIC_TRIMETER,
    LIMERICK_LONG,
    LIMERICK_SHORT,
    METRES,
    STANZAS,
    TROCHAIC_TETRAMETER,
    best_scansion,
    fits,
    line_stresses,
    metre_named,
)


def beats(line: str, name: str) -> str:
    return "".join("/" if beat else "x" for beat in best_scansion(line, METRES[name]))


@pytest.mark.parametrize(
    ("line", "name", "scansion"),
    [
        ("There was a young girl from the Tyne", "limerick long", "x/xx/xx/"),
        ("There once was a man from Nantucket", "limerick long", "x/xx/xx/x"),
        ("And the kettle sang loud", "limerick short", "xx/xx/"),
        ("Because I could not stop for Death", "iambic tetrameter", "x/x/x/x/"),
        ("Shall I compare thee to a summer's day", "iambic pentameter", "x/x/x/x/x/"),
        ("Tell me not in mournful numbers", "trochaic tetrameter", "/x/x/x/x"),
        ("He kindly stopped for me", "iambic trimeter", "x/x/x/"),
    ],
)
def test_scansions(line: str, name: str, scansion: str) -> None:
    assert beats(line, name) == scansion
    assert fits(line, METRES[name]) > 0.6


@pytest.mark.parametrize("line", ["A terribly talkative tortoise from Tring", "Beautiful", "one", "The committee's recommendation was unanimous"])
def test_what_does_not_fit_a_limerick(line: str) -> None:
    assert fits(line, LIMERICK_SHORT) < 0.3


def test_a_stress_on_the_wrong_syllable_costs() -> None:
    assert fits("Because I could not stop for Death", IAMBIC_TETRAMETER) > 1.5 * fits("Never does Mary visit Canton", IAMBIC_TETRAMETER)
    assert fits("The curfew tolls the knell of parting day", IAMBIC_PENTAMETER) > fits("Tolling curfews ring the knell of evening", IAMBIC_PENTAMETER)


def test_scores_are_shares() -> None:
    for metre in METRES.values():
        for line in ("", "?!", "a", "o'er the hills and far away", "word " * 60):
            assert 0.0 <= fits(line, metre) <= 1.0
            assert len(best_scansion(line, metre)) <= 14
    assert fits("", LIMERICK_LONG) == 0.0
    assert best_scansion("word " * 60, LIMERICK_LONG) == ()


def test_the_flexible_syllables_of_a_line() -> None:
    assert line_stresses("The beautiful cat") == ("w100s",)
    assert set(line_stresses("every cat")) == {"100s", "10s"}
    assert len(line_stresses("every fire every fire every fire every fire every fire")) == 16
    assert line_stresses("") == ("",)


def test_stanzas_name_a_metre_for_each_line() -> None:
    assert [metre.beats for metre in STANZAS["limerick"]] == [3, 3, 2, 2, 3]
    assert [metre.beats for metre in STANZAS["common metre"]] == [4, 3, 4, 3]
    assert metre_named("iambic trimeter") is IAMBIC_TRIMETER
    assert TROCHAIC_TETRAMETER.beats == 4
    with pytest.raises(AskerError, match="iambic trimeter"):
        metre_named("iambic trimetre")

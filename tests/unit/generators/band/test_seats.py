from __future__ import annotations

import pytest

from corpora.instruments import parse_instruments
from generators.band.seats import seated


@pytest.mark.parametrize(
    ("line_up", "jobs"),
    [
        ("tenor sax, piano, acoustic bass, drums", "lead chords bass drums"),
        ("piano, acoustic bass, drums", "lead bass drums"),
        ("piano, tenor sax", "chords lead"),
        ("jazz guitar, piano, acoustic bass", "lead chords bass"),
        ("violin, viola, cello", "lead second bass"),
        ("violin, violin, viola, cello", "lead second second bass"),
        ("flute, clarinet", "lead second"),
        ("flute, oboe, clarinet", "lead second bass"),
        ("flute, strings, piano, electric bass", "lead pad chords bass"),
        ("acoustic bass", "lead"),
        ("acoustic bass, drums", "lead drums"),
        ("drums", "drums"),
        ("fiddle, banjo, acoustic guitar, acoustic bass", "lead chords chords bass"),
        ("trumpet, clarinet, trombone, tuba, drums", "lead second second bass drums"),
        ("soprano voice, alto voice, tenor voice, bass voice", "lead second second bass"),
    ],
)
def test_everybody_gets_the_job_a_bandleader_would_give(line_up: str, jobs: str) -> None:
    assert [seat.job for seat in seated(parse_instruments(line_up)).seats] == jobs.split()


def test_a_lone_piano_accompanies_itself_and_a_lone_flute_does_not() -> None:
    assert seated(parse_instruments("piano")).seats[0].alone
    assert seated(parse_instruments("piano, acoustic bass")).seats[0].alone
    assert not seated(parse_instruments("flute")).seats[0].alone
    assert not seated(parse_instruments("jazz guitar, piano")).seats[0].alone


def test_keyboards_comp_before_guitars() -> None:
    stand = seated(parse_instruments("tenor sax, jazz guitar, piano, acoustic bass"))
    assert {seat.instrument.name: seat.nth for seat in stand.of("chords")} == {"jazz guitar": 1, "piano": 0}


def test_soloists_take_turns() -> None:
    stand = seated(parse_instruments("trumpet, tenor sax, piano, acoustic bass, drums"))
    assert [seat.instrument.name for seat in stand.soloists] == ["trumpet", "tenor sax", "piano"]
    assert stand.intro_player is not None
    assert stand.intro_player.instrument.name == "piano"

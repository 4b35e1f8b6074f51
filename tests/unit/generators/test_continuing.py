from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpora.encodings.ensemble import ensemble_vocabulary
from corpora.encodings.leadsheet import leadsheet_vocabulary
from corpora.encodings.vocabulary import END
from corpora.errors import AskerError
from corpora.pieces import Key, Meter, Note, Part, Score, Tempo
from generators.checks import check_piece, keeps
from generators.continuing import joined, opening_of
from generators.ensemble_pipeline import play_ensemble
from generators.lead_pipeline import play_lead_sheet
from generators.planning import make_plan
from generators.players.autoregressive import Player
from generators.requests import Request
from tests.unit.generators.untrained import untrained_player


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory) -> Player:
    folder: Path = tmp_path_factory.mktemp("leads")
    return untrained_player(folder, len(leadsheet_vocabulary()))


@pytest.fixture(scope="module")
def ensembles(tmp_path_factory: pytest.TempPathFactory) -> Player:
    folder: Path = tmp_path_factory.mktemp("ensembles")
    return untrained_player(folder, len(ensemble_vocabulary()), [END, *ensemble_vocabulary().ids("bar")])


def tune(ticks_per_quarter: int = 384, bars: int = 4, program: int = 73) -> Score:
    """A tune in A at an odd resolution, with a note off every grid."""
    scale = (69, 71, 73, 74, 76, 78, 80, 81)
    notes = [Note(place * ticks_per_quarter, scale[place % 8], ticks_per_quarter - 1, 50 + place) for place in range(bars * 3)]
    notes[1] = replace(notes[1], start_ticks=notes[1].start_ticks + 7)
    return Score(
        (Part("Tune", program, tuple(notes)),),
        ticks_per_quarter=ticks_per_quarter,
        tempos=(Tempo(0, 97.0),),
        meters=(Meter(0, 3, 4),),
        keys=(Key(0, 9, "major"),),
    )


def continued(prompt: Score, player: Player, genre: str, **asked: object) -> tuple[Score, Score, dict]:  # type: ignore[type-arg]
    request = Request(genre, 4, prompt=prompt, candidates=3, **asked)  # type: ignore[arg-type]
    opening = opening_of(prompt)
    plan = make_plan(request, opening.rules)
    arrangement = play_lead_sheet(plan, player, player, opening) if genre == "folk" else play_ensemble(plan, player, opening)
    whole = joined(opening, arrangement)
    return whole.written, whole.performed, check_piece(plan, whole.written, whole.performed, prompt)


@pytest.mark.parametrize("ticks_per_quarter", [96, 384, 480, 960, 1024, 25000])
def test_the_given_notes_stand_unchanged(leads: Player, ticks_per_quarter: int) -> None:
    prompt = tune(ticks_per_quarter)
    written, performed, checks = continued(prompt, leads, "folk", bars=4)
    assert keeps(prompt, written)
    assert keeps(prompt, performed)
    assert checks["continue"].ok
    assert checks["bars"].got == "4 given + 4 new"


def test_the_piece_goes_on_after_the_prompt_in_its_meter_and_tempo(leads: Player) -> None:
    prompt = tune()
    written, _, checks = continued(prompt, leads, "folk", bars=8)
    assert len(list(written.bars())) == 12
    assert {str(bar.meter) for bar in written.bars()} == {"3/4"}
    assert written.tempos == (Tempo(0, 97.0),)
    new = [note for part in written.parts for note in part.notes if note.start_ticks >= 4 * 3 * written.ticks_per_quarter]
    assert new
    assert all(check.ok for name, check in checks.items() if name != "key")


def test_the_tune_stays_with_its_instrument(leads: Player) -> None:
    written, _, _ = continued(tune(program=73), leads, "folk", bars=4)
    assert [part.name for part in written.parts].count("Tune") == 1
    assert len(written.parts[0].notes) > 12


def test_an_ensemble_goes_on_part_by_part(ensembles: Player) -> None:
    two = tune(480)
    low = Part("Low", 42, tuple(replace(note, pitch=note.pitch - 24) for note in two.parts[0].notes))
    prompt = replace(two, parts=(*two.parts, low))
    written, performed, checks = continued(prompt, ensembles, "classical", bars=3)
    assert [part.name for part in written.parts] == ["Tune", "Low"]
    assert keeps(prompt, performed)
    assert checks["bars"].ok


def test_a_prompt_of_drums_alone_is_refused() -> None:
    drums = Score((Part("Drums", 0, (Note(0, 38, 120),), is_drum=True),))
    with pytest.raises(AskerError, match="no pitched notes"):
        opening_of(drums)


def test_a_long_prompt_is_heard_from_its_last_bars() -> None:
    opening = opening_of(tune(480, bars=100))
    assert len(list(opening.heard.bars())) == 48
    assert len(opening.prompt.parts[0].notes) == 300


def test_a_changed_note_is_noticed() -> None:
    prompt = tune()
    part = prompt.parts[0]
    assert not keeps(prompt, replace(prompt, parts=(replace(part, notes=part.notes[1:]),)))

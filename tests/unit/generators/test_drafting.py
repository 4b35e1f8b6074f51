from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.encodings.base import Controls
from corpora.encodings.ensemble import EnsembleEncoding, ensemble_tables, ensemble_vocabulary, program_tokens
from corpora.encodings.grammar import DRAWN, FORBIDDEN
from corpora.encodings.leadsheet import LeadsheetEncoding, bar_header_tokens, duration_token, leadsheet_tables, leadsheet_vocabulary
from corpora.encodings.vocabulary import END, header_tokens
from generators.drafting import Draft, DraftPlan, draw_drafts, stage_ends
from generators.players.autoregressive import Player
from generators.structure import lay_out
from tests.unit.generators.untrained import untrained_player

METERS = [(4, 4), (3, 4), (6, 8), (5, 4), (7, 8)]


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory) -> Player:
    folder: Path = tmp_path_factory.mktemp("leads")
    return untrained_player(folder, len(leadsheet_vocabulary()))


@pytest.fixture(scope="module")
def ensembles(tmp_path_factory: pytest.TempPathFactory) -> Player:
    folder: Path = tmp_path_factory.mktemp("ensembles")
    return untrained_player(folder, len(ensemble_vocabulary()), [END, *ensemble_vocabulary().ids("bar")])


def lead_plan(letters: str, bars: int, meter: tuple[int, int] = (4, 4), given: tuple[tuple[int, ...], ...] = ()) -> DraftPlan:
    layout = lay_out(letters, bars)
    header = tuple(header_tokens(leadsheet_vocabulary(), Controls("jazz", "major", meter, 120.0, 5.0)))
    tables = leadsheet_tables(meter, range(bars, 0, -1), layout.section_bars_left, given_chords=bool(given))
    return DraftPlan(header, tables, bars, layout.copy_from, given, candidates=4)


def drawn(player: Player, plan: DraftPlan, seed: int = 1) -> list[Draft]:
    drafts = draw_drafts(player, plan, np.random.default_rng(seed))
    assert drafts
    return drafts


def test_a_stage_ends_before_a_bar_whose_source_is_not_there_yet() -> None:
    assert stage_ends(lay_out("AABB", 32).copy_from, 32) == [8, 24, 32]
    assert stage_ends(lay_out("AABA", 32).copy_from, 32) == [8, 32]
    assert stage_ends((), 5) == [5]


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("bars", [1, 2, 7, 16])
def test_bars_and_meter_are_exact_whatever_the_weights(leads: Player, meter: tuple[int, int], bars: int) -> None:
    for draft in drawn(leads, lead_plan("", bars, meter)):
        score = LeadsheetEncoding().decode(draft.tokens)
        assert len(list(score.bars())) == bars
        assert (score.meters[0].numerator, score.meters[0].denominator) == meter
        assert score.sounding_end_ticks <= score.end_ticks == bars * score.meters[0].bar_ticks(480)


def test_repeated_sections_are_the_same_notes(leads: Player) -> None:
    for draft in drawn(leads, lead_plan("AABA", 16)):
        melody = LeadsheetEncoding().decode(draft.tokens).parts[0].notes

        def bars(start: int, count: int, melody: tuple = melody) -> list[tuple[int, int]]:  # type: ignore[type-arg]
            return [(note.start_ticks - start * 1920, note.pitch) for note in melody if start * 1920 <= note.start_ticks < (start + count) * 1920]

        assert bars(4, 3) == bars(0, 3) == bars(12, 3)
        assert bars(0, 3)


def test_no_note_sounds_across_the_end_of_a_section(leads: Player) -> None:
    for draft in drawn(leads, lead_plan("AABA", 16)):
        for note in LeadsheetEncoding().decode(draft.tokens).parts[0].notes:
            assert note.end_ticks <= (note.start_ticks // 7680 + 1) * 7680


def test_given_chords_are_played_and_no_others(leads: Player) -> None:
    changes = [((0, 0, "7"),), ((0, 5, "7"), (24, 7, "m7")), ((0, 0, "7"),), ((0, 0, "7"),)]
    given = tuple(tuple(bar_header_tokens(bar, 1)[1:]) for bar in changes)
    for draft in drawn(leads, lead_plan("", 4, given=given)):
        chords = LeadsheetEncoding().decode(draft.tokens).chords
        assert [(chord.start_ticks, chord.root, chord.quality) for chord in chords] == [(0, 0, "7"), (1920, 5, "7"), (2880, 7, "m7"), (3840, 0, "7")]


def test_a_repeated_bar_takes_its_own_chords(leads: Player) -> None:
    changes = [((0, bar % 12, "7"),) for bar in range(12)]
    given = tuple(tuple(bar_header_tokens(bar, 1)[1:]) for bar in changes)
    for draft in drawn(leads, lead_plan("AAB", 12, given=given)):
        score = LeadsheetEncoding().decode(draft.tokens)
        assert [chord.root for chord in score.chords] == list(range(12))
        first, second = (
            [(note.start_ticks % 7680, note.pitch) for note in score.parts[0].notes if note.start_ticks // 1920 in range(a, a + 3)] for a in (0, 4)
        )
        assert first == second


@pytest.mark.parametrize("meter", METERS)
def test_ensembles_have_their_bars_and_their_instruments(ensembles: Player, meter: tuple[int, int]) -> None:
    programs = (40, 42, 128)
    layout = lay_out("AAB", 6)
    header = (*header_tokens(ensemble_vocabulary(), Controls("rock", "minor", meter)), *program_tokens(programs))
    tables = ensemble_tables(meter, programs, range(6, 0, -1), layout.section_bars_left)
    for draft in drawn(ensembles, DraftPlan(header, tables, 6, layout.copy_from, candidates=4)):
        score = EnsembleEncoding().decode(draft.tokens)
        assert len(list(score.bars())) == 6
        assert [128 if part.is_drum else part.program for part in score.parts] == list(programs)
        bar = score.meters[0].bar_ticks(480)
        first, second = (
            [
                (place, note.start_ticks % (2 * bar), note.pitch)
                for place, part in enumerate(score.parts)
                for note in part.notes
                if note.start_ticks // bar == at
            ]
            for at in (0, 2)
        )
        assert first == second


def test_the_same_seed_draws_the_same_drafts(leads: Player) -> None:
    assert drawn(leads, lead_plan("AABA", 16), 5) == drawn(leads, lead_plan("AABA", 16), 5)
    assert drawn(leads, lead_plan("AABA", 16), 5) != drawn(leads, lead_plan("AABA", 16), 6)


def test_dictated_tokens_do_not_count_as_surprise(leads: Player) -> None:
    """A head whose second half repeats the first is as surprising as its own notes, not half as much."""
    once, twice = (drawn(leads, lead_plan(letters, 8), 2)[0].nats_per_token for letters in ("", "AA"))
    assert twice == pytest.approx(once, rel=0.35)


def test_durations_are_dictated_while_pitches_and_chords_are_drawn(leads: Player) -> None:
    rhythm = [12, 6, 6, 24]
    given = tuple((DRAWN, DRAWN, *(token for steps in rhythm for token in (DRAWN, duration_token(steps)))) for _ in range(4))
    tables = leadsheet_tables((4, 4), range(4, 0, -1), range(4, 0, -1), given_chords=True, needs_chords=True)
    silence = leadsheet_vocabulary().span("event")
    tables.phase_mask[:, silence] = FORBIDDEN
    header = tuple(header_tokens(leadsheet_vocabulary(), Controls("jazz", "major", (4, 4), 120.0, 4.0)))
    for draft in drawn(leads, DraftPlan(header, tables, 4, (None, None, 0, None), given, candidates=4)):
        score = LeadsheetEncoding().decode(draft.tokens)
        assert [note.duration_ticks // 40 for note in score.parts[0].notes] == rhythm * 4
        pitches = [note.pitch for note in score.parts[0].notes]
        assert pitches[8:12] == pitches[:4]
        assert draft.bars[2][1:] == draft.bars[0][1:]
        assert np.isfinite(draft.nats_per_token)

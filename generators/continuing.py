"""Going on from a prompt: its notes are dictated to the generator, and stand unchanged at the start of the finished piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import lcm

import numpy as np

from corpora.encodings.base import EncodedPiece
from corpora.encodings.ensemble import TRACKS, EnsembleEncoding, ensemble_tables, sounding_parts
from corpora.encodings.grid import longest_span
from corpora.encodings.leadsheet import LeadsheetEncoding, leadsheet_tables, leadsheet_vocabulary
from corpora.encodings.vocabulary import END, header_tokens
from corpora.errors import AskerError
from corpora.key_finding import key_of
from corpora.pieces import Key, Meter, Part, Score, Section, Tempo
from generators import ensembles, lead
from generators.band.arrange import Arrangement
from generators.drafting import Draft, DraftPlan, draw_drafts
from generators.planning import ROUNDS, Plan, Rules, no_candidate, stage_rng
from generators.players.autoregressive import Player
from generators.selection import Wish, rank

MOST_HEARD_BARS = 48
"""The generator hears at most so many of the prompt's last bars; all of them stand in the piece."""
LAST_KEYBOARD = 7
"""General MIDI programs 0-7 are keyboards."""
SPLIT = 60
"""Where hands part: middle C."""
FINEST_RESOLUTION = 32767
"""Ticks a quarter a MIDI file can state."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A prompt, and what the piece takes over from it."""

    prompt: Score
    heard: Score
    """Its last stretch in one meter, from a bar line, at 480 ticks a quarter, tonic at C."""
    key: Key
    meter: Meter
    quarters_per_minute: float

    @property
    def rules(self) -> Rules:
        """What the plan keeps."""
        melody = next(part for part in self.prompt.parts if part.notes and not part.is_drum)
        return Rules(self.meter, self.key, self.quarters_per_minute, melody.program)


def opening_of(prompt: Score) -> Opening:
    """Read a prompt.

    Raises:
        AskerError: when it has no pitched notes to go on from.
    """
    if not any(part.notes and not part.is_drum for part in prompt.parts):
        raise AskerError("the prompt has no pitched notes to go on from: give a file with a melody (--continue)")
    key = replace(key_of(prompt), start_ticks=0)
    heard = _last_stretch(prompt).at_resolution(480)
    heard = replace(heard.transposed((6 - key.tonic) % 12 - 6), keys=(Key(0, 0, key.mode),))
    return Opening(prompt, heard, key, replace(prompt.meters[-1], start_ticks=0), prompt.tempos[-1].quarters_per_minute)


def _last_stretch(prompt: Score) -> Score:
    """The last bars in the last meter, at most :data:`MOST_HEARD_BARS`, moved to begin at 0."""
    bars = list(prompt.bars())
    last_meter_start = prompt.meters[-1].start_ticks
    kept = [bar for bar in bars if bar.start_ticks >= last_meter_start][-MOST_HEARD_BARS:]
    start = kept[0].start_ticks if kept else 0
    pickup = kept[0].length_ticks if kept and kept[0].number == 0 else 0

    def moved(part: Part) -> Part:
        return replace(
            part,
            notes=tuple(replace(note, start_ticks=note.start_ticks - start) for note in part.notes if note.start_ticks >= start),
            lyrics=(),
        )

    return replace(
        prompt,
        parts=tuple(moved(part) for part in prompt.parts),
        tempos=(replace(prompt.tempos[-1], start_ticks=0),),
        meters=(replace(prompt.meters[-1], start_ticks=0),),
        keys=(),
        chords=tuple(replace(chord, start_ticks=chord.start_ticks - start) for chord in prompt.chords if chord.start_ticks >= start),
        sections=(),
        pickup_ticks=pickup,
        length_ticks=prompt.end_ticks - start,
    )


def continued_lead(plan: Plan, player: Player, opening: Opening) -> Score:
    """A lead sheet of the new bars alone, in C, that goes on from the prompt's melody."""
    density = plan.density(plan.genre.notes_per_bar)
    controls = plan.told(plan.genre.told_as, density)
    encoded = LeadsheetEncoding(with_chords=bool(opening.heard.chords)).encode(opening.heard, controls)
    given = _bars(encoded)
    lefts = _bars_left(len(given), plan.bars, opening.heard.pickup_ticks > 0)
    no_chords = plan.genre.harmony != "composed"
    tables = leadsheet_tables(controls.meter, lefts, _section_left(len(given), plan.bars), given_chords=no_chords)
    new_bar = ((leadsheet_vocabulary().first["nochord"],) if no_chords else (),)
    header = tuple(header_tokens(leadsheet_vocabulary(), controls))
    draft_plan = DraftPlan(
        header=header,
        tables=tables,
        bar_count=len(given) + plan.bars,
        given=(*given, *(new_bar * plan.bars)),
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
        judge=partial(lead.judged, header, plan.key.mode),
        judge_every=lead.JUDGE_EVERY,
    )
    return _best_continuation(plan, player, draft_plan, lambda draft: LeadsheetEncoding().decode(_new_tokens(draft, len(given))), density)


def continued_ensemble(plan: Plan, player: Player, opening: Opening) -> Score:
    """A score of the new bars alone, in C, for the prompt's own parts."""
    heard = with_two_hands(opening.heard)
    parts = sounding_parts(heard, longest_span(heard))
    if len([part for part in opening.prompt.parts if part.notes]) > TRACKS:
        raise AskerError(f"the prompt has {len(opening.prompt.parts)} parts: at most {TRACKS} can be continued; remove some (--continue)")
    density = plan.density(plan.genre.notes_per_bar)
    controls = plan.told(plan.genre.told_as, density)
    encoded = EnsembleEncoding().encode(heard, controls)
    given = _bars(encoded)
    programs = [128 if part.is_drum else part.program for part in parts]
    header = tuple(encoded.tokens[: encoded.header_length].tolist())
    draft_plan = DraftPlan(
        header=header,
        tables=ensemble_tables(
            controls.meter, programs, _bars_left(len(given), plan.bars, heard.pickup_ticks > 0), _section_left(len(given), plan.bars)
        ),
        bar_count=len(given) + plan.bars,
        given=given,
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
        judge=partial(ensembles.judged, header, plan.key.mode),
        judge_every=1,
    )
    names = [part.name for part in parts]
    return _best_continuation(
        plan, player, draft_plan, lambda draft: _named(EnsembleEncoding().decode(_new_tokens(draft, len(given))), names), density
    )


def with_two_hands(score: Score) -> Score:
    """A lone keyboard part as two, right hand and left: so the generator knows keyboard music."""
    pitched = [part for part in score.parts if part.notes and not part.is_drum]
    if len(pitched) != 1 or pitched[0].program > LAST_KEYBOARD:
        return score
    hands = [tuple(note for note in pitched[0].notes if (note.pitch >= SPLIT) is right) for right in (True, False)]
    if not all(hands):
        return score
    return replace(score, parts=(*(replace(pitched[0], notes=hand) for hand in hands), *(part for part in score.parts if part.is_drum)))


def _named(score: Score, names: Sequence[str]) -> Score:
    """Parts by their players' names; the hands of one player come together again."""
    by_name: dict[str, Part] = {}
    for part, name in zip(score.parts, names, strict=True):
        held = by_name.get(name)
        by_name[name] = replace(part, name=name, notes=tuple(sorted((*(held.notes if held else ()), *part.notes))))
    return replace(score, parts=tuple(by_name.values()))


def _bars(encoded: EncodedPiece) -> tuple[tuple[int, ...], ...]:
    """Tokens of each bar without its bar token."""
    edges = [*encoded.bar_starts.tolist(), len(encoded.tokens)]
    return tuple(tuple(token for token in encoded.tokens[start + 1 : stop].tolist() if token != END) for start, stop in pairwise(edges))


def _bars_left(heard: int, new: int, has_pickup: bool) -> list[int]:
    lefts = list(range(heard + new, 0, -1))
    return [0, *lefts[1:]] if has_pickup else lefts


def _section_left(heard: int, new: int) -> list[int]:
    """The prompt is one section: nothing dictated sounds into the new bars."""
    return [*range(heard, 0, -1), *range(new, 0, -1)]


def _new_tokens(draft: Draft, heard: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([*draft.header, *(token for bar in draft.bars[heard:] for token in bar)], np.int64)


def _best_continuation(plan: Plan, player: Player, draft_plan: DraftPlan, read: Callable[[Draft], Score], density: float) -> Score:
    """The best of the candidates; where every one is degenerate, more are drawn."""
    wish = Wish(Key(0, 0, plan.key.mode), density)
    for nth, boldness in enumerate(ROUNDS):
        bolder = replace(draft_plan, temperature=draft_plan.temperature * boldness)
        drafts = draw_drafts(player, bolder, stage_rng(plan.request.seed, "head", nth))
        scores = [_exact(plan, read(draft)) for draft in drafts]
        order = rank(scores, [draft.nats_per_token for draft in drafts], wish)
        if order:
            return scores[order[0]]
    raise no_candidate(plan)


def _exact(plan: Plan, score: Score) -> Score:
    return replace(
        score,
        tempos=(Tempo(0, plan.quarters_per_minute),),
        meters=(plan.meter,),
        keys=(Key(0, 0, plan.key.mode),),
        sections=(Section(0, "Continuation"),),
        length_ticks=plan.bars * plan.meter.bar_ticks(480),
    )


def joined(opening: Opening, arrangement: Arrangement) -> Arrangement:
    """The prompt, and after its last bar line the new music, part to part by instrument."""
    return Arrangement(_appended(opening.prompt, arrangement.written), _appended(opening.prompt, arrangement.performed))


def _appended(prompt: Score, new: Score) -> Score:
    common = lcm(prompt.ticks_per_quarter, new.ticks_per_quarter)
    resolution = common if common <= FINEST_RESOLUTION else prompt.ticks_per_quarter
    first, second = prompt.at_resolution(resolution), new.at_resolution(resolution)
    start = first.end_ticks
    parts = list(first.parts)
    for part in second.parts:
        later = tuple(replace(note, start_ticks=note.start_ticks + start) for note in part.notes)
        place = _same_player(parts, first.parts, part)
        if place is None:
            parts.append(replace(part, notes=later))
        else:
            parts[place] = replace(parts[place], notes=(*parts[place].notes, *later))
    same_tempo = first.tempos[-1].quarters_per_minute == second.tempos[0].quarters_per_minute
    return replace(
        first,
        parts=tuple(parts),
        tempos=first.tempos if same_tempo else (*first.tempos, replace(second.tempos[0], start_ticks=start)),
        keys=first.keys or second.keys,
        chords=(*first.chords, *(replace(chord, start_ticks=chord.start_ticks + start) for chord in second.chords)),
        sections=(*first.sections, *(replace(section, start_ticks=section.start_ticks + start) for section in second.sections)),
        length_ticks=start + second.end_ticks,
    )


def _same_player(parts: Sequence[Part], prompt_parts: Sequence[Part], new: Part) -> int | None:
    """The prompt's part that the new one goes on: the same name, else the same instrument; none twice."""
    free = [(place, part) for place, part in enumerate(prompt_parts) if len(parts[place].notes) == len(part.notes) and part.is_drum == new.is_drum]
    named = [place for place, part in free if part.name == new.name]
    alike = [place for place, part in free if new.is_drum or part.program == new.program]
    return next(iter([*named, *alike]), None)

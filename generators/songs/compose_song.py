"""Composing a song: words written or given, set to rhythms, a tune found for them, the band playing it. Read :func:`compose_song` first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpora.errors import AskerError
from corpora.instruments import Instrument
from corpora.pieces import Key, Score
from generators.band.arrange import Arrangement, perform
from generators.band.seats import seated
from generators.band.styles import Style, load_style
from generators.checks import best_in_key, check_piece
from generators.compose_music import Clock, originality_of, player_of, understood
from generators.compositions import Check, Composition
from generators.planning import ROUNDS, Plan, make_plan, nearest_shift, no_candidate, stage_rng, tempo_range
from generators.players.autoregressive import Player
from generators.registry import TrainedGenerator, load_generator
from generators.requests import Request
from generators.songs.measuring import notes_begun, stress_on_strong_beats
from generators.songs.registers import in_voice
from generators.songs.setting import WordsNeedBarsError, set_words
from generators.songs.sheet import Setting, lead_sheet
from generators.songs.singing import for_the_singer, under_the_voice, with_words
from generators.songs.strains import Strain
from generators.songs.sung_words import SungLyric
from generators.songs.tune import TuneWish, compose_tunes
from generators.songs.words import SongWords, again, shorter, words_of_song

_TRIED, _TRIED_IF_ASKED = 1, 8
"""Tunes arranged at most until key finders hear the key in one: more where a person asked for the key."""
_INTRO_BARS = 4
"""Kept free when a song is sung several times over to fill the bars asked for."""
_FASTEST = 1.3
"""How far above the genre's fastest tempo a song may be sung to get its words into the seconds asked for."""
_TWO_CHORDS_CHANCE = 0.5
"""Of the bar before a line's last, and of that last bar, to change its chord in the middle."""


@dataclass(frozen=True, slots=True)
class Song:
    """Everything decided and composed."""

    plan: Plan
    lyric: SungLyric
    """The words that are sung."""
    lead: Score
    """In the song's key, with its words."""
    arrangement: Arrangement


def compose_song(request: Request) -> Composition:
    """Compose a song.

    The words are the request's own (``lyrics``) or written on its theme; the same request and weights give the same song.

    Raises:
        AskerError: when the request can't be met; the message says what is possible and what to change.
    """
    clock = Clock()
    plan = _plan(request)
    generator = _lead_sheet_generator(plan)
    player = player_of(generator.folder, generator.weights_sha256)
    clock.lap("load")
    words = words_of_song(plan)
    clock.lap("words")
    song = _sing(plan, words, player)
    clock.lap("compose")
    title = words.lyric.title
    written, performed = (replace(score, title=title, composer="houseband") for score in (song.arrangement.written, song.arrangement.performed))
    composition = Composition(
        request=understood(request, song.plan),
        title=title,
        written=written,
        performed=performed,
        generator=generator.name,
        weights_sha256=generator.weights_sha256,
        checks={**check_piece(song.plan, written, performed), **_sung_checks(song.lyric, words.left_out, written)},
        originality=originality_of(generator, replace(song.lead, parts=song.lead.parts[:1])),
        lyric=song.lyric.text,
        words_originality=words.originality,
    )
    clock.lap("check")
    return replace(composition, timing_ms=clock.laps)


def _plan(request: Request) -> Plan:
    """The plan, with whoever carries the tune first in the line-up."""
    if request.prompt is not None:
        raise AskerError("a song can't go on from a file: leave --continue out, or choose another genre (such as folk)")
    plan = make_plan(request)
    lead = seated(plan.line_up)
    singer = next((seat.instrument for seat in lead.of("lead")), None)
    if singer is None:
        raise AskerError("nobody in this line-up can carry a song's tune: add a voice or another melodic instrument (--instruments)")
    line_up = (singer, *(player for player in plan.line_up if player.name != singer.name))
    return replace(plan, line_up=line_up)


def _lead_sheet_generator(plan: Plan) -> TrainedGenerator:
    generator = load_generator(plan.generator)
    if generator.meta.encoding != "leadsheet":
        raise AskerError(f"{generator.name} writes no lead sheets, so it can't compose a song's tune: leave --generator out")
    return generator


def _sing(plan: Plan, words: SongWords, player: Player) -> Song:
    """Set the words, compose the tune, have the band play it."""
    plan, setting, strains, lyric = _set(plan, words)
    style = replace(load_style(plan.style or "song"), phrasing=0.0)  # the words have their places
    songs = (_performed(plan, setting, tune, style, lyric) for tune in _tunes(plan, setting, strains, player))
    return best_in_key(plan.key, songs, lambda song: song.arrangement.written)


def _set(plan: Plan, words: SongWords) -> tuple[Plan, Setting, list[Strain], SungLyric]:
    """The words in time, in the bars or seconds asked for; of words the band wrote as many as have room.

    Raises:
        AskerError: when there is no room for the words.
    """
    request = plan.request
    asked = plan.bars if request.bars is not None or request.seconds is not None else None
    accompanied = any(not each.is_drum for each in plan.line_up[1:])
    refused: WordsNeedBarsError | None = None
    for lyric in [words.lyric] if words.given else shorter(words.lyric):
        plans = [plan]
        while plans:
            trying = plans.pop()
            bars = asked if trying is plan else trying.bars
            try:
                setting, strains = set_words(trying, lyric, stage_rng(request.seed, "setting"), bars=bars, accompanied=accompanied)
                times = (setting.bars - _INTRO_BARS) // setting.sung_bars if bars is not None else 1
                if times > 1:
                    lyric = again(lyric, times)
                    setting, strains = set_words(trying, lyric, stage_rng(request.seed, "setting"), bars=bars, accompanied=accompanied)
                return replace(trying, bars=setting.bars), setting, strains, lyric
            except WordsNeedBarsError as short:
                refused = refused or short
                faster = _faster(trying, short.needed) if trying is plan else None
                plans += [faster] if faster is not None else []
    raise refused or AskerError("the lyrics hold no words: give at least one line that can be sung (--lyrics)")


def _faster(plan: Plan, bars: int) -> Plan | None:
    """The plan with more bars in the seconds asked for, where the tempo is free and stays one that can be sung."""
    request = plan.request
    if request.seconds is None or request.bars is not None or request.beats_per_minute is not None:
        return None
    beats = bars * plan.meter.bar_ticks(480) / plan.meter.beat_ticks(480) * 60 / request.seconds
    if beats > _FASTEST * tempo_range(plan.genre, plan.meter).high:
        return None
    return replace(make_plan(replace(request, bars=bars)), request=request, line_up=plan.line_up)


def _tunes(plan: Plan, setting: Setting, strains: Sequence[Strain], player: Player) -> list[tuple[Strain, ...]]:
    """The best tunes for the words.

    Raises:
        NoUsableCandidateError: when no round of drawing finished one.
    """
    rng = stage_rng(plan.request.seed, "tune")
    wish = TuneWish(
        strains=tuple(strains),
        grid=setting.grid,
        key=setting.key,
        told_as=plan.genre.told_as,
        quarters_per_minute=plan.quarters_per_minute,
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
        double_chords=_double_chords(strains, setting, rng),
    )
    for boldness in ROUNDS:
        tunes = compose_tunes(player, replace(wish, temperature=plan.temperature * boldness), rng)
        if tunes:
            return tunes[: _TRIED if plan.request.tonic is None else _TRIED_IF_ASKED]
    raise no_candidate(plan)


def _double_chords(strains: Sequence[Strain], setting: Setting, rng: np.random.Generator) -> tuple[bool, ...]:
    """Bars whose chord changes in the middle: some of those before a line's end, in meters that have a middle."""
    flags = []
    for strain in strains:
        for line in strain.lines:
            near_end = [line.bars - 2 if line.bars > 2 else line.bars - 1]
            flags += [setting.grid.leans > 1 and bar in near_end and bool(rng.random() < _TWO_CHORDS_CHANCE) for bar in range(line.bars)]
        flags[-1] = False
    return tuple(flags)


def _performed(plan: Plan, setting: Setting, tune: Sequence[Strain], style: Style, lyric: SungLyric) -> Song:
    sheet = lead_sheet(setting, tune)
    shift = nearest_shift(plan.key.tonic)
    singer: Instrument = plan.line_up[0]
    lead = replace(in_voice(sheet, singer, shift).transposed(shift), keys=(Key(0, plan.key.tonic, plan.key.mode),))
    arrangement = perform(for_the_singer(lead), style, plan.line_up, stage_rng(plan.request.seed, "band"))
    return Song(plan, lyric, lead, under_the_voice(with_words(arrangement, lead)))


def _sung_checks(lyric: SungLyric, left_out: int, written: Score) -> dict[str, Check]:
    """What only a song has: its syllables, and where its stresses fall."""
    asked, got = lyric.syllable_count, notes_begun(written)
    hits, stressed = stress_on_strong_beats(written)
    share = 100.0 * hits / stressed if stressed else 100.0
    checks = {
        "syllables": Check(f"{asked}", f"{got} begin with a note of their own", got == asked),
        "stress": Check(None, f"{share:.0f}% of {stressed} stressed syllables on strong beats", True),
    }
    if left_out:
        checks["lyrics"] = Check("every sign sung", f"{left_out} signs that can't be sung left out", True)
    return checks

"""Words in time: every section's lines set to rhythms, verses to one tune, the chorus to another, and the form around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpora.errors import AskerError
from corpora.pieces import Key
from generators.planning import MOST_BARS, Plan
from generators.songs.form import SongForm, exact_form, natural_form
from generators.songs.lines import SetLine, natural_pickup, set_section
from generators.songs.metre import Grid, grid_of
from generators.songs.rhythm import Taste, choose_bars, taste_of
from generators.songs.sheet import Setting, SungPassage
from generators.songs.strains import Strain, strain_of
from generators.songs.sung_words import SungLyric, SungSection

_MOST_STRAIN_LINES = 8
_CHORUS_BREADTH = 1.35
"""How much more time a chorus line takes than a verse line with as many stresses."""


class WordsNeedBarsError(AskerError):
    """The words don't fit into the bars."""

    def __init__(self, message: str, needed: int) -> None:
        super().__init__(message)
        self.needed = needed
        """Bars they would fit into."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The sections to set, and which tune each is sung to."""

    sections: tuple[SungSection, ...]
    tune_of: tuple[int, ...]
    """For each section the place of its tune among ``kinds``."""
    kinds: tuple[str, ...]


def set_words(plan: Plan, lyric: SungLyric, rng: np.random.Generator, *, bars: int | None, accompanied: bool) -> tuple[Setting, list[Strain]]:
    """Set all words of a lyric.

    Args:
        plan: gives meter, mode and tempo.
        lyric: the words in the order they are sung.
        rng: draws the taste of each tune, and the form.
        bars: whole bars the song shall have; None = as is natural.
        accompanied: whether somebody plays while nobody sings.

    Raises:
        WordsNeedBarsError: when the words need more bars than there are.
    """
    grid = grid_of(plan.meter)
    kinds = tuple(dict.fromkeys(section.kind for section in lyric.sections))
    words = _Words(lyric.sections, tuple(kinds.index(section.kind) for section in lyric.sections), kinds)
    lean_seconds = grid.lean_slots * grid.slot_ticks / 480 * 60 / plan.quarters_per_minute
    seeds = [int(rng.integers(1 << 31)) for _ in kinds]
    smallest = 0
    for squeeze in (1.0, 0.7, 0.5, 0.35) if bars is not None else (1.0,):
        tastes = [_taste(grid, lean_seconds, kind, squeeze, seed) for kind, seed in zip(kinds, seeds, strict=True)]
        passages, strains = _Setter(words, grid, tastes).set_all(rng)
        needed = sum(passage.bars for passage in passages)
        if bars is None or needed <= bars:
            form = _form(passages, strains, bars, rng, accompanied=accompanied)
            return Setting(grid, Key(0, 0, plan.key.mode), plan.quarters_per_minute, tuple(passages), form), strains
        smallest = needed
    raise WordsNeedBarsError(
        f"these words need at least {smallest} bars of {plan.meter}, not {bars}: ask for more bars or seconds, or give fewer words", smallest
    )


def _taste(grid: Grid, lean_seconds: float, kind: str, squeeze: float, seed: int) -> Taste:
    breadth = (_CHORUS_BREADTH if kind == "chorus" else 1.0) * squeeze
    return taste_of(grid, lean_seconds, breadth, np.random.default_rng(seed))


def _form(passages: Sequence[SungPassage], strains: Sequence[Strain], bars: int | None, rng: np.random.Generator, *, accompanied: bool) -> SongForm:
    kinds = [strains[passage.strain].kind for passage in passages]
    sung = sum(passage.bars for passage in passages)
    if bars is not None:
        return exact_form(kinds, bars - sung)
    form = natural_form(kinds, strains[0].lines[0].bars, rng, accompanied=accompanied)
    if form.intro + form.ending + sum(form.interludes) + sung > MOST_BARS:
        raise AskerError(f"these words would take {sung} bars: at most {MOST_BARS} can be played; give fewer words (--lyrics)")
    return form


class _Setter:
    """Sets every section, tune by tune."""

    def __init__(self, words: _Words, grid: Grid, tastes: Sequence[Taste]) -> None:
        self.words, self.grid, self.tastes = words, grid, tastes
        self.models = [self._model(kind) for kind in words.kinds]
        self.bars = [self._bars(tune) for tune in range(len(words.kinds))]
        self.pickups = [self._first_pickup(place) for place in range(len(words.sections))]

    def _model(self, kind: str) -> int:
        """The section that a tune is made for: the longest of its kind, the first of those."""
        places = [place for place, section in enumerate(self.words.sections) if section.kind == kind]
        return max(places, key=lambda place: (len(self.words.sections[place].lines), -place))

    def tune_lines(self, tune: int) -> int:
        """Lines of a tune: those of its model, or a part of them that comes round again."""
        count = len(self.words.sections[self.models[tune]].lines)
        if count <= _MOST_STRAIN_LINES:
            return count
        return next((part for part in (8, 6, 4) if count % part == 0), 4)

    def models_of(self, place: int) -> list[int]:
        """For each line of a section, the line of the tune it is sung to; its last line always has the tune's last."""
        count, lines = self.tune_lines(self.words.tune_of[place]), len(self.words.sections[place].lines)
        return [nth % count if nth + 1 < lines else count - 1 for nth in range(lines)]

    def _bars(self, tune: int) -> list[int]:
        """Bars of each line of a tune: enough for every section's words."""
        bars = [0] * self.tune_lines(tune)
        for place in [each for each, of in enumerate(self.words.tune_of) if of == tune]:
            section = self.words.sections[place]
            chosen = choose_bars([line.weights for line in section.lines], self.grid, self.tastes[tune])
            for model, count in zip(self.models_of(place), chosen, strict=True):
                bars[model] = max(bars[model], count)
        return bars

    def _first_pickup(self, place: int) -> int:
        tune = self.words.tune_of[place]
        line = self.words.sections[place].lines[0]
        return min(natural_pickup(line, self.grid, self.tastes[tune], self.bars[tune][0]), self.grid.lean_slots)

    def _after(self, place: int) -> int:
        """Slots before its end that whatever follows a section of this tune begins, in the song or where the tunes are composed in a row."""
        tune = self.words.tune_of[place]
        following = [each + 1 for each, of in enumerate(self.words.tune_of) if of == tune and each + 1 < len(self.words.sections)]
        return max((self.pickups[each] for each in [*following, *self.models[tune + 1 : tune + 2]]), default=0)

    def set_all(self, rng: np.random.Generator) -> tuple[list[SungPassage], list[Strain]]:
        """Every section in order, and the tunes as rhythms."""
        strains = []
        for tune, model in enumerate(self.models):
            lines = self._set(model, self.tune_lines(tune), ())
            strains.append(strain_of(self.words.sections[model].kind, lines, self.grid, self._after(model), rng))
        passages = [self._passage(place, strains[self.words.tune_of[place]]) for place in range(len(self.words.sections))]
        return passages, strains

    def _passage(self, place: int, strain: Strain) -> SungPassage:
        models = self.models_of(place)
        wanted = [strain.lines[model].set_line for model in models]
        lines = self._set(place, len(models), wanted)
        return SungPassage(self.words.tune_of[place], tuple(lines), tuple(models))

    def _set(self, place: int, count: int, models: Sequence[SetLine]) -> list[SetLine]:
        """A section's first lines set; lines with the words of their model keep its rhythm."""
        tune = self.words.tune_of[place]
        lines = self.words.sections[place].lines[:count]
        if models and [model.words for model in models] == list(lines):
            return list(models)
        bars = [self.bars[tune][model] for model in self.models_of(place)[:count]]
        if not models:
            bars = self.bars[tune][:count]
        return set_section(lines, self.grid, self.tastes[tune], before=self.pickups[place], after=self._after(place), models=models, bars=bars)

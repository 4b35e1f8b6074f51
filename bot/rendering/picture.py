"""The whole piece as one picture: a piano roll in rows, coloured by instrument, with bars, chords, sections and a legend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageDraw import ImageDraw as Drawing

from bot.rendering.base import RenderJob, Take
from bot.rendering.lettering import Colour, fitting, letters, write
from bot.rendering.roll import (
    BACKGROUND,
    CHORD_INK,
    FAINT,
    INK,
    LINE,
    PANEL,
    SOFT_INK,
    DrawnNotes,
    Lanes,
    beat_lines,
    chord_labels,
    drawn_notes,
    lanes,
    note_colour,
    part_colours,
)
from corpora.pieces import Bar, Score

WIDTH = 1600
MARGIN = 56
_HEADER = 168
_ROLL = 216
"""Height of one row's roll, pixels."""
_ABOVE = 44
"""Room above each row for sections and chords."""
_BELOW = 30
_BARS_A_ROW = 8
_MOST_ROWS = 10
_SHARPNESS = 2
"""Shapes are drawn this many times larger and scaled down, for smooth edges."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the picture."""

    bars: tuple[Bar, ...]
    top: float
    """Of its roll, pixels."""
    ticks_across: int
    """Ticks between the margins; rows share it so that time runs equally fast in all."""

    @property
    def start(self) -> int:
        return self.bars[0].start_ticks

    @property
    def end(self) -> int:
        return self.bars[-1].end_ticks

    def x(self, ticks: float) -> float:
        """Pixels from the left edge of the picture."""
        return MARGIN + (WIDTH - 2 * MARGIN) * (ticks - self.start) / self.ticks_across


def write_png(take: Take, target: Path) -> None:
    """The picture as PNG."""
    take.once(draw_piece).save(target, format="PNG", optimize=False, compress_level=6)


def draw_piece(job: RenderJob) -> Image.Image:
    """The picture of the performance."""
    score = job.performed
    rows = _rows(score)
    height = _HEADER + len(rows) * (_ABOVE + _ROLL + _BELOW) + MARGIN // 2
    large = Image.new("RGB", (WIDTH * _SHARPNESS, height * _SHARPNESS), BACKGROUND)
    drawing = ImageDraw.Draw(large)
    positions, notes, colours = lanes(score, _ROLL), drawn_notes(score), part_colours(score.parts)
    for row in rows:
        _draw_grid(drawing, row, positions, score.ticks_per_quarter)
        _draw_notes(drawing, row, positions, notes, colours, score)
    image = large.reduce(_SHARPNESS)
    drawing = ImageDraw.Draw(image)
    _draw_header(drawing, job, colours)
    for row in rows:
        _draw_words(drawing, row, score)
    return image


def _rows(score: Score) -> list[_Row]:
    bars = list(score.bars()) or [Bar(1, 0, score.meters[0].bar_ticks(score.ticks_per_quarter), score.meters[0])]
    pickup = bars[0].number == 0
    whole = len(bars) - pickup
    a_row = max(_BARS_A_ROW, -(-whole // _MOST_ROWS))
    if whole > a_row and 0 < whole % a_row < 3:  # no row of one or two bars at the end
        a_row = -(-whole // (whole // a_row))
    first = a_row + pickup  # the pickup stands before the first row's bars
    groups = [bars[:first], *(bars[start : start + a_row] for start in range(first, len(bars), a_row))]
    across = max(group[-1].end_ticks - group[0].start_ticks for group in groups)
    return [_Row(tuple(group), _HEADER + _ABOVE + index * (_ABOVE + _ROLL + _BELOW), across) for index, group in enumerate(groups)]


def _box(left: float, top: float, right: float, foot: float) -> tuple[float, float, float, float]:
    return left * _SHARPNESS, top * _SHARPNESS, right * _SHARPNESS, foot * _SHARPNESS


def _draw_grid(drawing: Drawing, row: _Row, positions: Lanes, ticks_per_quarter: int) -> None:
    drawing.rounded_rectangle(_box(row.x(row.start), row.top, row.x(row.end), row.top + _ROLL), 6 * _SHARPNESS, fill=PANEL)
    for pitch in range(positions.lowest, positions.highest + 1):
        if pitch % 12 in {1, 3, 6, 8, 10}:  # the black keys' lanes are a shade darker
            top = row.top + positions.top(pitch, False)
            drawing.rectangle(_box(row.x(row.start), top, row.x(row.end), top + positions.step), fill=(17, 19, 34))
    for bar in row.bars:
        lines = [(bar.start_ticks, LINE, 2), *((beat, FAINT, 1) for beat in beat_lines(bar, ticks_per_quarter))]
        for ticks, colour, width in lines:
            drawing.line(_box(row.x(ticks), row.top, row.x(ticks), row.top + _ROLL), fill=colour, width=_SHARPNESS * width)
    x = row.x(row.end)
    drawing.line(_box(x, row.top, x, row.top + _ROLL), fill=LINE, width=2 * _SHARPNESS)


def _draw_notes(drawing: Drawing, row: _Row, positions: Lanes, notes: DrawnNotes, colours: list[Colour], score: Score) -> None:
    early = score.ticks_per_quarter // 8  # a humanised note may begin a little before its bar line: it is drawn at the line
    inside = np.flatnonzero((notes.start_ticks < row.end - early) & (notes.end_ticks > row.start + early))
    # The first part leads: it is drawn last, over the others.
    for index in inside[np.argsort(-notes.part[inside], kind="stable")].tolist():
        part = int(notes.part[index])
        drum = score.parts[part].is_drum
        thickness = positions.thickness(drum)
        left = row.x(max(int(notes.start_ticks[index]), row.start))
        right = left + thickness * 0.9 if drum else max(row.x(min(int(notes.end_ticks[index]), row.end)) - 1, left + 3)
        lane = positions.drum_height / len(positions.drums) if drum else positions.step
        top = row.top + positions.top(int(notes.pitch[index]), drum) + (lane - thickness) / 2
        radius = min(thickness, right - left) / 2 * (1.0 if drum else 0.6) * _SHARPNESS
        drawing.rounded_rectangle(_box(left, top, right, top + thickness), radius, fill=note_colour(colours[part], int(notes.velocity[index])))


def _draw_header(drawing: Drawing, job: RenderJob, colours: list[Colour]) -> None:
    write(drawing, (MARGIN, 74), fitting(job.title or "Untitled", 44, WIDTH - 2 * MARGIN, bold=True), 44, INK, bold=True)
    write(drawing, (MARGIN, 110), fitting(job.subtitle, 20, WIDTH - 2 * MARGIN), 20, SOFT_INK)
    draw_legend(drawing, job.performed, colours, (MARGIN, 148), WIDTH - 2 * MARGIN)


def draw_legend(drawing: Drawing, score: Score, colours: list[Colour], place: tuple[float, float], width: float) -> None:
    """The instruments' names beside their colours, on one line; those that don't fit are left out."""
    x, y = place
    for part, colour in zip(score.parts, colours, strict=True):
        if x + 24 + letters(16).getlength(part.name) > place[0] + width:
            return
        drawing.rounded_rectangle((x, y - 13, x + 16, y + 1), 4, fill=colour)
        x += 24 + write(drawing, (x + 24, y), part.name, 16, SOFT_INK) + 26


def _draw_words(drawing: Drawing, row: _Row, score: Score) -> None:
    busy = row.ticks_across / max(1, len(row.bars))
    every = max(1, round(34 / max(1.0, row.x(row.start + busy) - MARGIN)))
    for bar in row.bars:
        if bar.number and (bar.number - row.bars[0].number) % every == 0:
            write(drawing, (row.x(bar.start_ticks) + 2, row.top + _ROLL + 18), str(bar.number), 13, SOFT_INK)
    free = 0.0
    for ticks, name in chord_labels(score):
        x = row.x(ticks) + 2
        if row.start <= ticks < row.end and x >= free:
            free = x + write(drawing, (x, row.top - 8), name, 16, CHORD_INK) + 6
    for section in score.sections:
        if row.start <= section.start_ticks < row.end:
            write(drawing, (row.x(section.start_ticks) + 2, row.top - 27), section.name, 14, INK, bold=True)

"""One measured figure and the table that shows many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure."""

    name: str
    """What was measured."""
    figure: float
    unit: str
    ratio: float | None = None
    """Against what it is compared with in the same run: houseband's figure over this row's; None where nothing is compared."""
    note: str = ""
    """What a reader must know: files, notes, conditions."""


def markdown_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, columns padded so that the source reads as well as the page."""
    cells = [("measure", "figure", "unit", "ours / this", "note")]
    cells += [(row.name, _rounded(row.figure), row.unit, "" if row.ratio is None else f"{_rounded(row.ratio)} x", row.note) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def _rounded(figure: float) -> str:
    """Three significant digits, thousands apart."""
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.3g}"

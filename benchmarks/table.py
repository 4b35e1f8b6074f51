"""One measured figure, what it should reach, and the table that shows many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

NOT_MEASURED = nan
"""The figure of a row whose benchmark lacks something; the note says what."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure, inclusive."""

    bound: float
    at_least: bool
    """True where more is better."""

    def met_by(self, figure: float) -> bool:
        """Whether a figure keeps the bound."""
        return figure >= self.bound if self.at_least else figure <= self.bound

    def written(self, places: int | None = None) -> str:
        """The bound with its sign, rounded as the figure is."""
        return f"{'≥' if self.at_least else '≤'} {rounded(self.bound, places)}"

    def __str__(self) -> str:
        return self.written()


def at_least(bound: float) -> Target:
    """The figure is to reach ``bound``."""
    return Target(bound, at_least=True)


def at_most(bound: float) -> Target:
    """The figure is not to pass ``bound``."""
    return Target(bound, at_least=False)


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
    target: Target | None = None
    places: int | None = None
    """Decimal places of the figure and its bound; None = three significant digits."""

    @property
    def measured(self) -> bool:
        """False where the benchmark lacked something."""
        return not isnan(self.figure)

    @property
    def missed(self) -> bool:
        """Whether there is a target, and it was not reached."""
        return self.target is not None and not self.target.met_by(self.figure)


def not_measured(name: str, why: str, target: Target | None = None) -> Row:
    """A row that says what is missing."""
    return Row(name, NOT_MEASURED, "", note=why, target=target)


def markdown_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, columns padded so that the source reads as well as the page; columns that hold nothing are left out."""
    cells = [("measure", "figure", "unit", "target", "met", "ours / this", "note"), *(_cells(row) for row in rows)]
    shown = [column for column in range(len(cells[0])) if any(line[column] for line in cells[1:])]
    widths = [max(len(line[column]) for line in cells) for column in shown]
    lines = ["| " + " | ".join(line[column].ljust(width) for column, width in zip(shown, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    met = "" if row.target is None or not row.measured else "met" if row.target.met_by(row.figure) else "**not met**"
    figure = rounded(row.figure, row.places) if row.measured else "–"
    ratio = "" if row.ratio is None else f"{rounded(row.ratio)} x"
    target = row.target.written(row.places) if row.target else ""
    return row.name, figure, row.unit, target, met, ratio, row.note.replace("|", "/").replace("\n", " ")


def rounded(figure: float, places: int | None = None) -> str:
    """Three significant digits, thousands apart; or so many decimal places."""
    if places is not None:
        return f"{figure:,.{places}f}"
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.3g}"

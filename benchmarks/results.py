"""``RESULTS.md``: a section for each benchmark. Running some of them again rewrites their sections and keeps the others as they were."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import commit, machine_lines
from benchmarks.table import Row, markdown_table

RESULTS = Path(__file__).with_name("RESULTS.md")
_TITLE = "# What was measured\n\nWritten by `make bench`; each section says when, on what and at which commit it was measured. Figures are medians.\n"
_SECTION = re.compile(r"^## ", re.MULTILINE)


def section(title: str, about: str, rows: Sequence[Row], seconds: float) -> str:
    """One benchmark as Markdown, without its heading's mark."""
    measured = f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC in {seconds:.0f} s at commit {commit() or 'unknown'}."
    return "\n".join([title, "", about, "", markdown_table(rows), measured, "", *machine_lines(), ""])


def with_section(document: str, title: str, text: str, order: Sequence[str]) -> str:
    """A document with the section of that title replaced or added; sections stand in ``order``, unknown ones last."""
    sections = {part.partition("\n")[0].strip(): part for part in _SECTION.split(document)[1:]}
    sections[title] = text
    known = [name for name in order if name in sections]
    names = [*known, *(name for name in sections if name not in known)]
    return _TITLE + "".join(f"\n## {sections[name].strip()}\n" for name in names)


def record(title: str, text: str, order: Sequence[str], path: Path = RESULTS) -> None:
    """Put a section into the file."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(with_section(before, title, text, order), encoding="utf-8")
    unfinished.replace(path)

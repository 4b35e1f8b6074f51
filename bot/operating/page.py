"""The page for people: what runs, what waits, what it cost, what was played last. Without scripts, forms or anything a stranger wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from bot.operating.overview import Overview

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid #ddd}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}.ill{color:#a00}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}th,td{border-color:#444}.ill{color:#f77}}"
)


def page_of(seen: Overview, version: str) -> str:
    """The page."""
    state = "The band plays." if seen.healthy else f'<span class="ill">This worker can\'t work: {escape(_why(seen))}.</span>'
    paused = f'<p class="ill">Paused: {escape(", ".join("everything" if name == "*" else name for name in seen.paused))}.</p>' if seen.paused else ""
    money = [(name, f"{cents / 100:.2f} of {seen.budget_cents / 100:.2f} $") for name, cents in sorted(seen.spent_cents.items())]
    pieces = [(f"{piece.at:%Y-%m-%d %H:%M}", piece.genre, piece.title, piece.id) for piece in seen.pieces]
    silent = "".join(f'<p class="ill">{escape(name)} {_silence(seconds)}.</p>' for name, seconds in sorted(seen.silent.items()))
    parts = (
        f"<h1>houseband</h1><p>{state}</p>{paused}{silent}",
        f"<p>Worker {escape(seen.worker)}, houseband {escape(version)}; workers alive: {seen.workers}.</p>",
        _table("Mentions", ("state", "number"), ((state, str(count)) for state, count in seen.waiting.items())),
        _table("Spent today", ("network", "dollars"), money),
        _table("Last pieces", ("when (UTC)", "genre", "title", "piece"), pieces),
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="15"><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}<title>houseband</title></head><body>{"".join(parts)}</body></html>\n'


def health_of(seen: Overview) -> str:
    """The same for machines: one JSON object."""
    return json.dumps(
        {
            "healthy": seen.healthy,
            "why": "" if seen.healthy else _why(seen),
            "worker": seen.worker,
            "workers": seen.workers,
            "queue": seen.open,
            "dead_letters": seen.waiting.get("dead", 0),
            "paused": list(seen.paused),
            "silent": {name: None if seconds is None else round(seconds) for name, seconds in seen.silent.items()},
        }
    )


def _why(seen: Overview) -> str:
    return f"the database does not answer ({seen.trouble})" if seen.trouble else "its signs of life do not reach the database"


def _silence(seconds: float | None) -> str:
    return "has not answered yet" if seconds is None else f"has not answered for {seconds / 60.0:.0f} minutes"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    if not lines:
        return ""
    return f"<h2>{title}</h2><table><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>{lines}</table>"


def _cell(value: str) -> str:
    return f'<td class="n">{escape(value)}</td>' if value.isdigit() else f"<td>{escape(value)}</td>"

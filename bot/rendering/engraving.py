"""The written score engraved by verovio: one tall SVG for screens, A4 pages as PDF for music stands, a PNG for showing.

All systems stand in one tall SVG (a score too tall for verovio is stacked from several pages). A band of more than six parts is engraved
as a lead sheet: its first pitched part under the chord symbols.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.rendering.base import RenderJob, Take
from bot.rendering.engraved_page import MUSIC_FONT, read_page
from bot.rendering.pdf import pdf_bytes
from corpora.errors import AskerError
from corpora.formats.musicxml_writing import musicxml_text
from corpora.pieces import Score

MOST_PARTS = 6
"""More than these are unreadable on one page."""
_TALLEST = 60_000
"""Verovio's own limit of a page's height, in tenths of a millimetre."""
_OPTIONS = {
    "pageWidth": 2100, "pageMarginLeft": 130, "pageMarginRight": 130, "pageMarginTop": 120, "pageMarginBottom": 120,
    "scale": 100, "header": "auto", "footer": "none", "svgViewBox": True, "smuflTextFont": "none", "xmlIdSeed": 1,
    "spacingSystem": 12, "spacingStaff": 10, "justificationSystem": 0.5, "lyricTopMinMargin": 3.0,
}  # fmt: skip
TALL = {**_OPTIONS, "pageHeight": _TALLEST, "adjustPageHeight": True}
SHEETS = {**_OPTIONS, "pageHeight": 2970, "adjustPageHeight": False, "justifyVertically": False}
_SIGNS = str.maketrans({
    "\uea63": "𝄫", "\uea64": "♭", "\uea65": "♮", "\uea66": "♯", "\ue260": "♭", "\ue261": "♮", "\ue262": "♯",
    "\ueca3": "𝅗𝅥", "\ueca5": "♩", "\ueca7": "♪", "\ueca9": "𝅘𝅥𝅯", "\uecb7": ".", "\ue870": "°", "\ue871": "ø", "\ue872": "+", "\ue873": "Δ",
    "\ue520": "p", "\ue521": "m", "\ue522": "f",
})  # fmt: skip
"""Signs of the music font within words, as the characters a reader's own fonts have."""


def write_svg(take: Take, target: Path) -> None:
    """All systems in one tall SVG."""
    target.write_text(svg_text(engraved(take.once(readable_musicxml), TALL)), encoding="utf-8")


def write_pdf(take: Take, target: Path) -> None:
    """A4 pages."""
    pages = [read_page(page) for page in engraved(take.once(readable_musicxml), sheets_for(len(readable(take.job.written).parts)))]
    target.write_bytes(pdf_bytes(pages, take.job.title))


def sheets_for(parts: int) -> dict[str, object]:
    """Verovio's options for A4 pages: the more parts, the smaller the notes, as in printed scores, so that systems fill the page."""
    factor = 1.0 if parts <= 2 else 1.25 if parts <= 3 else 1.45
    return {**SHEETS, "pageWidth": round(2100 * factor), "pageHeight": round(2970 * factor)}


def readable_musicxml(job: RenderJob) -> str:
    """MusicXML of what is engraved: the whole score, or a lead sheet where it has more than :data:`MOST_PARTS` parts."""
    text = musicxml_text(replace(readable(job.written), title=job.title))
    # Verovio prints a chord's altered degrees behind its symbol, where they stand already: E7b9(b9).
    return re.sub(r"<degree\b.*?</degree>\s*", "", text, flags=re.DOTALL)


def readable(score: Score) -> Score:
    """The score as far as one page can show it."""
    if len(score.parts) <= MOST_PARTS:
        return score
    lead = next((part for part in score.parts if not part.is_drum), score.parts[0])
    return replace(score, parts=(lead,))


def engraved(musicxml: str, options: dict[str, object] | None = None) -> list[str]:
    """Each page as SVG, drawn by verovio.

    Raises:
        AskerError: verovio can't read the score.
    """
    import verovio  # 40 ms, and only engraving needs it

    verovio.enableLog(verovio.LOG_OFF)  # its complaints belong to us, not on the user's terminal
    toolkit = verovio.toolkit()
    toolkit.setOptions(options or SHEETS)
    if not toolkit.loadData(musicxml):
        raise AskerError(f"the score can't be engraved: {toolkit.getLog().strip() or 'unreadable MusicXML'} (leave out svg and pdf)")
    return [str(toolkit.renderToSVG(page)) for page in range(1, toolkit.getPageCount() + 1)]


def svg_text(pages: Sequence[str]) -> str:
    """The pages as one SVG on white, one below the other, musical signs in words written as ordinary characters."""
    bodies, top, width = [], 0.0, 0.0
    for page in pages:
        page_width, page_height = _size(page)
        body = page[page.index("<svg") :].replace("<svg ", f'<svg y="{top:g}" width="{page_width:g}" height="{page_height:g}" ', 1)
        bodies.append(_with_plain_signs(_with_anchors_on_text(body)))
        top, width = top + page_height, max(width, page_width)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {top:g}" width="{width:g}" height="{top:g}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, '<rect width="100%" height="100%" fill="white"/>', *bodies, "</svg>\n"])


def _size(page: str) -> tuple[float, float]:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', page)
    if box is None:
        raise ValueError("a page drawn by verovio has no size")
    return float(box[1]), float(box[2])


def _with_plain_signs(page: str) -> str:
    def plain(match: re.Match[str]) -> str:
        text = match[2].translate(_SIGNS)
        # The music font draws small in its em: its signs are 720 units where the words around them are 405.
        return f'<tspan font-size="{float(match[1]) * 405 / 720:g}px">{text}</tspan>'

    return re.sub(rf'<tspan font-family="{MUSIC_FONT}" font-size="([\d.]+)px">([^<]*)</tspan>', plain, page)


def _with_anchors_on_text(page: str) -> str:
    """Heads of a page with their place on ``<text>`` itself: some viewers (resvg, librsvg) don't look for it on an inner ``<tspan>``."""

    def split(match: re.Match[str]) -> str:
        starts = [place.start() for place in re.finditer(r'<tspan [^>]*\bx="', match[1])]
        if not starts:
            return match[0]
        texts, place = [], {"x": "0", "y": "0"}
        for start, stop in zip(starts, [*starts[1:], len(match[1])], strict=True):
            tag, rest = match[1][start:stop].split(">", 1)
            place |= dict(re.findall(r'\b(x|y|text-anchor)="([^"]*)"', tag))
            attributes = "".join(f' {name}="{value}"' for name, value in place.items())
            texts.append(f'<text{attributes} font-size="0px">{re.sub(_PLACE, "", tag)}>{rest}</text>')
        return "".join(texts)

    return re.sub(r'<text font-size="0px">(.*?)</text>', split, page, flags=re.DOTALL)


_PLACE = re.compile(r'\s(x|y|text-anchor)="[^"]*"')

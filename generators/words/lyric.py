"""Lyrics: verses and a chorus that returns to the letter, every verse with the same beats so that one melody fits them."""

from __future__ import annotations

from dataclasses import replace

from generators.compositions import Check
from generators.words.job import Form, Job
from generators.words.planning import TextPlan
from generators.words.poem import CHARACTERS_PER_BEAT, WORDS_PER_BEAT, accept, fitted
from generators.words.rhyme import lines_rhyme
from generators.words.stanzas import Stanza, begun_with, said_first
from generators.words.titles import first_line_title
from generators.words.verse import VerseLine, draw_verse
from generators.words.voice import Candidate

SECTIONS = ("verse", "chorus", "verse", "chorus")


def section_sizes(plan: TextPlan, stanza: Stanza) -> tuple[tuple[str, int], ...]:
    """Kind and lines of each section."""
    lines = _line_count(plan, stanza)
    if lines < 4:
        return (("verse", lines),)
    if lines < 8:
        return (("verse", lines // 2), ("chorus", lines - lines // 2))
    size, rest = divmod(lines, 4)
    sizes = [(kind, size) for kind in SECTIONS]
    return tuple(sizes if not rest else [*sizes[:3], ("bridge", rest), sizes[3]])


def _line_count(plan: TextPlan, stanza: Stanza) -> int:
    if plan.length is None:
        return 4 * len(stanza.scheme)
    if plan.length.unit == "lines":
        return plan.length.amount
    beats = sum(stanza.beats) / len(stanza.beats)
    per_line = beats * (CHARACTERS_PER_BEAT if plan.length.unit == "characters" else WORDS_PER_BEAT)
    return max(1, round(0.94 * plan.length.amount / per_line))


def song_lines(sections: tuple[tuple[str, int], ...], stanza: Stanza) -> list[VerseLine]:
    """The lines of the sections; a later chorus repeats the first."""
    lines: list[VerseLine] = []
    chorus: int | None = None
    first_verse: int | None = None
    for kind, size in sections:
        start = len(lines)
        for place, line in enumerate(stanza.lines(size)):
            source = None if line.rhymes_with is None else start + line.rhymes_with
            like = first_verse + place if kind == "verse" and first_verse is not None else None
            copies = chorus + place if kind == "chorus" and chorus is not None else None
            lines.append(replace(line, rhymes_with=source, after_gap=place == 0 and start > 0, copies=copies, sung_as=like))
        chorus = start if kind == "chorus" and chorus is None else chorus
        first_verse = start if kind == "verse" and first_verse is None else first_verse
    return lines


def lines_of(plan: TextPlan) -> list[VerseLine]:
    """The lines to be written."""
    stanza = Stanza.read(plan.stanza, plan.genre.foot)
    return begun_with(song_lines(section_sizes(plan, stanza), stanza), plan.prompt)


def draw(job: Job) -> list[Candidate]:
    """Lyrics, the best first."""
    found = draw_verse(job.voice, lines_of(job.plan), job.end_words, job.rng)
    made = [Candidate(said_first(job.plan.prompt, each.text), each.nats_per_token, each.faults) for each in found]
    return [each for one in made if (each := fitted(one, job.plan)) is not None]


def check(plan: TextPlan, text: str) -> Check:
    """Sections, rhymes, and that the chorus returns."""
    planned = lines_of(plan)
    lines = [line for line in text.split("\n") if line.strip()]
    pairs = [(place, line.rhymes_with) for place, line in enumerate(planned[: len(lines)]) if line.rhymes_with is not None]
    rhyming = sum(lines_rhyme(lines[first], lines[second]) for first, second in pairs)
    copies = [(place, line.copies) for place, line in enumerate(planned[: len(lines)]) if line.copies is not None]
    returns = all(lines[first] == lines[second] for first, second in copies)
    sections = section_sizes(plan, Stanza.read(plan.stanza, plan.genre.foot))
    said = f"{len(sections)} sections, {rhyming} of {len(pairs)} rhymes" + (", the chorus returns" if copies and returns else "")
    own = sum(line.given is not None or line.begun is not None for line in planned)
    return Check(" ".join(kind for kind, _ in sections), said, returns and rhyming >= len(pairs) - own)


FORM = Form(draw, check, accept, first_line_title, repeats_lines=True)

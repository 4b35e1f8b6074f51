"""MusicXML to :class:`Score`: parts and staves, the exact resolution, and the bars all parts share."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import zip_longest
from math import gcd, lcm
from pathlib import Path
from xml.etree.ElementTree import Element

from corpora.errors import UnreadableFileError
from corpora.formats.mode_from_notes import mode_of
from corpora.formats.musicxml_measures import UNNAMED_MODE, PartReader, positive_divisions
from corpora.formats.written import WrittenBar, WrittenPart, played_score
from corpora.formats.xml_source import read_xml_root
from corpora.pieces import TICKS_PER_QUARTER, Key, Meter, Note, Part, Score

ONE_PLAYER_FIELD = "houseband:one-player"
"""Name of the ``<miscellaneous-field>`` that lists parts written on two staves for one player; they are read as one part again."""
_HANDS = {1: ("",), 2: (" (right hand)", " (left hand)")}


def read_musicxml(source: Path | bytes) -> Score:
    """The score in a MusicXML file (.xml, .musicxml, .mxl) or in its bytes.

    Repeats, endings and jumps are unfolded, ties joined, transposing instruments read at sounding pitch. A part with two staves becomes two
    parts named ``... (right hand)`` and ``... (left hand)``. Grace and cue notes are dropped; so is the shorter of two voices in unison.

    Raises:
        UnreadableFileError: when it is no readable MusicXML.
    """
    root = read_xml_root(source)
    if root.tag not in {"score-partwise", "score-timewise"}:
        raise UnreadableFileError(f"this XML file is a <{root.tag}>, not a MusicXML score (<score-partwise>)")
    try:
        return _read_document(root)
    except (ValueError, KeyError, OverflowError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(f"this MusicXML holds a value that makes no sense ({error}); export the score again") from error


def _read_document(root: Element) -> Score:
    measures_by_part = _measures_by_part(root)
    if not measures_by_part or not any(measures_by_part.values()):
        raise UnreadableFileError("this MusicXML score has no part with a measure in it")
    resolution = _exact_resolution(measures_by_part)
    parts, readers = _parts_and_readers(root, measures_by_part, resolution)
    bars = _read_bars(list(measures_by_part.values()), readers, resolution)
    score = played_score(bars, parts, resolution, title=_title(root), composer=_composer(root))
    return _hands_joined(_modes_named(score), root, readers)


def _measures_by_part(root: Element) -> dict[str, list[Element]]:
    """Part id -> its measures, whichever way the document nests them."""
    if root.tag == "score-partwise":
        return {part.get("id", str(index)): part.findall("measure") for index, part in enumerate(root.iterfind("part"))}
    parts: dict[str, list[Element]] = {}
    for measure in root.iterfind("measure"):
        for part in measure.iterfind("part"):
            part.attrib.update(number=measure.get("number", ""), implicit=measure.get("implicit", "no"))
            parts.setdefault(part.get("id", ""), []).append(part)
    return parts


def _exact_resolution(measures_by_part: dict[str, list[Element]]) -> int:
    """The smallest multiple of 480 ticks a quarter at which every duration in the document is whole."""
    resolution = TICKS_PER_QUARTER
    for measures in measures_by_part.values():
        divisions, common = 1, 0
        for measure in measures:
            for element in measure.iter():
                if element.tag == "divisions":
                    resolution = lcm(resolution, divisions // gcd(divisions, common))
                    divisions, common = positive_divisions(element.text or ""), 0
                elif element.tag in {"duration", "offset"} and (element.text or "").strip().lstrip("-").isdigit():
                    common = gcd(common, int(element.text or 0))
        resolution = lcm(resolution, divisions // gcd(divisions, common))
    return resolution


def _parts_and_readers(root: Element, measures_by_part: dict[str, list[Element]], resolution: int) -> tuple[list[WrittenPart], list[PartReader]]:
    declared = {part.get("id", ""): part for part in root.iterfind("part-list/score-part")}
    parts: list[WrittenPart] = []
    readers: list[PartReader] = []
    for number, (identifier, measures) in enumerate(measures_by_part.items(), 1):
        description = declared.get(identifier)
        staves = max((int(text) for measure in measures for text in [measure.findtext("attributes/staves")] if text), default=1)
        staves = min(max(staves, 1), 8)
        is_drum = _is_drum(description, measures)
        name = _part_name(description) or f"Part {number}"
        readers.append(PartReader(len(parts), staves, resolution, _drum_keys(description), is_drum))
        hands = _HANDS.get(staves) or tuple(f" (staff {staff})" for staff in range(1, staves + 1))
        parts.extend(WrittenPart(name + hand, _program(description), is_drum) for hand in hands)
    pitched = [reader for reader in readers if not reader.is_drum] or readers
    for reader in readers:
        reader.reads_controls = reader is pitched[0]
    return parts, readers


def _part_name(description: Element | None) -> str:
    if description is None:
        return ""
    name = description.findtext("part-name") or description.findtext("score-instrument/instrument-name") or ""
    return " ".join(name.split())


def _program(description: Element | None) -> int:
    text = description.findtext("midi-instrument/midi-program") if description is not None else None
    return min(max(int(text) - 1, 0), 127) if text and text.strip().isdigit() else 0


def _is_drum(description: Element | None, measures: list[Element]) -> bool:
    channel = description.findtext("midi-instrument/midi-channel") if description is not None else None
    if channel is not None and channel.strip() == "10":
        return True
    return any(measure.find("note/unpitched") is not None for measure in measures)


def _drum_keys(description: Element | None) -> dict[str, int]:
    keys: dict[str, int] = {}
    for instrument in description.iterfind("midi-instrument") if description is not None else ():
        text = instrument.findtext("midi-unpitched")
        if text and text.strip().isdigit() and 1 <= int(text) <= 128:
            keys[instrument.get("id", "")] = int(text) - 1  # MusicXML counts from 1
    return keys


def _read_bars(measures_by_part: list[list[Element]], readers: list[PartReader], resolution: int) -> list[WrittenBar]:
    bars: list[WrittenBar] = []
    for row in zip_longest(*measures_by_part):
        bar = WrittenBar()
        for reader, measure in zip(readers, row, strict=True):
            if measure is not None:
                reader.read_measure(measure, bar)
        numbers = {measure.get("number", "") for measure in row if measure is not None}
        bar.marks.starts_movement = bool(bars) and bool(numbers & {"0", "1"}) and bars[-1].length_ticks > 0 and len(bars) > 2
        if bar.length_ticks == 0:
            whole = Meter(0, *bar.meter).bar_ticks(resolution)
            rest = max(reader.full_rest for reader in readers)
            bar.length_ticks = min(rest, whole) if rest else whole
        bars.append(bar)
    return bars


def _title(root: Element) -> str:
    return " ".join((root.findtext("work/work-title") or root.findtext("movement-title") or "").split())


def _composer(root: Element) -> str:
    for creator in root.iterfind("identification/creator"):
        if creator.get("type") == "composer":
            return " ".join((creator.text or "").split())
    return ""


def _modes_named(score: Score) -> Score:
    """Keys whose mode the file left open, decided from the notes that sound under them."""
    if all(key.mode != UNNAMED_MODE for key in score.keys):
        return score
    starts = [key.start_ticks for key in score.keys]
    under: list[list[Note]] = [[] for _ in starts]
    for part in score.parts:
        for note in part.notes if not part.is_drum else ():
            under[max(0, bisect_right(starts, note.start_ticks) - 1)].append(note)
    keys = tuple(_named(key, notes) if key.mode == UNNAMED_MODE else key for key, notes in zip(score.keys, under, strict=True))
    return replace(score, keys=keys)


def _named(key: Key, notes: list[Note]) -> Key:
    mode = mode_of(notes, key.tonic)
    return Key(key.start_ticks, key.tonic if mode == "major" else (key.tonic + 9) % 12, mode)


def _hands_joined(score: Score, root: Element, readers: list[PartReader]) -> Score:
    """The two staves of a part that one player part was written on, as one part again."""
    joined: set[str] = set()
    for entry in root.iterfind("identification/miscellaneous/miscellaneous-field"):
        if entry.get("name") == ONE_PLAYER_FIELD:
            joined.update((entry.text or "").split())
    if not joined:
        return score
    identifiers = [part.get("id", "") for part in root.iterfind("part")]
    parts: list[Part] = []
    for identifier, reader in zip(identifiers, readers, strict=True):
        staves = score.parts[reader.first_part : reader.first_part + reader.staves]
        parts.extend([_one_part(staves)] if identifier in joined and len(staves) > 1 else staves)
    return replace(score, parts=tuple(parts))


def _one_part(staves: tuple[Part, ...]) -> Part:
    notes = tuple(sorted(note for staff in staves for note in staff.notes))
    lyrics = tuple(sorted(lyric for staff in staves for lyric in staff.lyrics))
    return replace(staves[0], name=staves[0].name.removesuffix(_HANDS[2][0]), notes=notes, lyrics=lyrics)

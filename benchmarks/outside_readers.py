"""Our files as others read them: MIDI by four libraries, MusicXML by its schema, by music21 and by verovio.

Each function gives the faults it found, as text; none is a file that all agree on.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from corpora.pieces import Score

_XLINK = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
    <xs:attribute name="href" type="xs:anyURI"/><xs:attribute name="type" type="xs:string"/><xs:attribute name="role" type="xs:string"/>
    <xs:attribute name="title" type="xs:string"/><xs:attribute name="show" type="xs:string"/><xs:attribute name="actuate" type="xs:string"/>
    </xs:schema>"""
_XML = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
    <xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:string"/></xs:schema>"""
_IMPORTS = {"xml.xsd": _XML, "xlink.xsd": _XLINK}
"""What the MusicXML schema imports, in little: attributes that houseband never writes."""

Fault = str | None


def midi_fault(data: bytes, score: Score, reader: str) -> Fault:
    """What is wrong with a MIDI file in the eyes of ``symusic``, ``mido``, ``pretty_midi`` or ``music21``: unreadable, or other notes than ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            counted = _NOTE_COUNTS[reader](data)
    except Exception as error:  # every library has errors of its own, and each of them is the finding
        return f"{reader}: {type(error).__name__}: {error}"
    # music21 writes drum notes across a bar line as two without a tie, so it may count more; none may fail us.
    whole = counted >= score.note_count if reader == "music21" else counted == score.note_count
    return None if whole else f"{reader}: {counted} notes, not {score.note_count}"


def _symusic(data: bytes) -> int:
    import symusic

    file: Any = symusic.Score.from_midi(data)
    return sum(len(track.notes) for track in file.tracks)


def _mido(data: bytes) -> int:
    import mido  # type: ignore[import-untyped]

    file = mido.MidiFile(file=io.BytesIO(data))
    return sum(1 for track in file.tracks for message in track if message.type == "note_on" and message.velocity > 0)


def _pretty_midi(data: bytes) -> int:
    import pretty_midi

    return sum(len(instrument.notes) for instrument in pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments)


def _music21(data: bytes) -> int:
    from music21 import converter

    # It joins what sounds together into chords and splits notes at bar lines into tied ones.
    parsed: Any = converter.parseData(data, format="midi", quantizePost=False)
    notes = (note for element in parsed.recurse().notes for note in (element.notes if hasattr(element, "notes") else (element,)))
    return sum(1 for note in notes if note.tie is None or note.tie.type == "start")


_NOTE_COUNTS: dict[str, Callable[[bytes], int]] = {"symusic": _symusic, "mido": _mido, "pretty_midi": _pretty_midi, "music21": _music21}
QUICK_READERS = ("symusic", "mido", "pretty_midi")
"""Fast enough for every file; music21 reads a sample."""


def schema_name() -> str:
    """What :func:`musicxml_fault` checks against, in words."""
    return "MusicXML 4.0's XSD" if _schema() is not None else "its structure only: the packages lxml and musicxml (which brings the XSD) are missing"


def musicxml_fault(text: str) -> Fault:
    """What is wrong with a MusicXML file: not well-formed, not valid against the schema, or measures that do not add up."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (our own text)
    except ElementTree.ParseError as error:
        return f"not well-formed: {error}"
    return _schema_fault(text) or _structure_fault(root)


def _schema_fault(text: str) -> Fault:
    schema = _schema()
    if schema is None:
        return None
    from lxml import etree  # type: ignore[import-untyped]

    if schema.validate(etree.fromstring(text.encode())):
        return None
    first = schema.error_log[0]
    return f"line {first.line}: {first.message}"


@lru_cache(maxsize=1)
def _schema() -> Any:
    """The XSD of MusicXML 4.0 that the package ``musicxml`` carries, compiled; None without it or lxml."""
    package = find_spec("musicxml")
    if find_spec("lxml") is None or package is None or package.origin is None:
        return None
    from lxml import etree

    class Nearby(etree.Resolver):  # type: ignore[misc] # lxml has no types
        def resolve(self, url: str, _identifier: str, context: Any) -> Any:
            content = _IMPORTS.get(url.rpartition("/")[2])
            return None if content is None else self.resolve_string(content, context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Nearby())
    path = Path(package.origin).parent / "generate_classes" / "musicxml_4_0.xsd"
    return etree.XMLSchema(etree.parse(str(path), parser))


def _structure_fault(root: ElementTree.Element) -> Fault:
    """Every part as many measures, and in each measure every voice no longer than the meter says."""
    if root.tag != "score-partwise":
        return f"root is {root.tag}"
    named = [part.get("id") for part in root.findall("part-list/score-part")]
    if named != [part.get("id") for part in root.findall("part")]:
        return "part-list and parts differ"
    if len({len(part.findall("measure")) for part in root.findall("part")}) != 1:
        return "parts have different numbers of measures"
    for part in root.findall("part"):
        fault = _measures_fault(part)
        if fault:
            return fault
    return None


def _measures_fault(part: ElementTree.Element) -> Fault:
    divisions, length = 1, 0
    for measure in part.findall("measure"):
        divisions = int(measure.findtext("attributes/divisions", str(divisions)))
        beats, unit = measure.findtext("attributes/time/beats"), measure.findtext("attributes/time/beat-type")
        if beats and unit:
            length = int(beats) * divisions * 4 // int(unit)
        at, furthest = 0, 0
        for element in measure:
            step = int(element.findtext("duration", "0"))
            if element.tag in {"note", "forward"} and element.find("chord") is None:
                at += step
            elif element.tag == "backup":
                at -= step
            furthest = max(furthest, at)
        if length and furthest != length and measure.get("implicit") != "yes":
            return f"part {part.get('id')} measure {measure.get('number')}: {furthest} of {length} divisions"
    return None


def music21_fault(text: str) -> Fault:
    """What music21 makes of a MusicXML file: unreadable, or no notes."""
    from music21 import converter

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed: Any = converter.parseData(text, format="musicxml")
    except Exception as error:  # its errors are of many kinds, and each of them is the finding
        return f"music21: {type(error).__name__}: {error}"
    return None if len(parsed.recurse().notes) else "music21: no notes"


def verovio_fault(text: str) -> Fault:
    """The first warning or error of verovio while it reads and draws a MusicXML file."""
    import verovio

    said: list[str] = []
    with _native_stderr(said):
        verovio.enableLog(verovio.LOG_WARNING)
        toolkit = verovio.toolkit()
        loaded = toolkit.loadData(text)
        for page in range(1, toolkit.getPageCount() + 1) if loaded else ():
            toolkit.renderToSVG(page)
        said += str(toolkit.getLog()).splitlines()
        verovio.enableLog(verovio.LOG_OFF)
    lines = [line.strip() for line in said if line.strip()]
    if not loaded:
        return f"verovio: {lines[0] if lines else 'not loaded'}"
    return f"verovio: {lines[0]}" if lines else None


@contextlib.contextmanager
def _native_stderr(said: list[str]) -> Iterator[None]:
    """Catch what native code writes to the process's stderr while inside, line by line."""
    kept = os.dup(2)
    try:
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), 2)
            try:
                yield
            finally:
                os.dup2(kept, 2)
                file.seek(0)
                said += file.read().decode(errors="replace").splitlines()
    finally:
        os.close(kept)

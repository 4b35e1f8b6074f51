"""The MusicXML elements of notes, chord symbols and directions, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from corpora.chords import NO_CHORD
from corpora.formats.musicxml_chords import QUALITY_KINDS
from corpora.formats.musicxml_drums import drum_sign
from corpora.formats.notation_grid import NOTE_TYPES, Piece, note_value
from corpora.formats.notation_spelling import root_place, spelling
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note

_ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
DEFAULT_VELOCITY = 80
"""Notes as loud as this carry no loudness of their own."""


def plain(text: str) -> str:
    """Text for an element: escaped, and without the control characters XML can't hold."""
    return escape("".join(character for character in text if character >= " "))


@dataclass(frozen=True, slots=True)
class NoteStyle:
    """Where and how a note, chord or rest is written."""

    voice: int
    staff: int | None
    """None where the part has one staff."""
    beams: tuple[str, ...] = ()
    """Per beam from the outermost: begin, continue, end, forward hook, backward hook."""
    starts_bracket: bool = False
    ends_bracket: bool = False
    shows_bracket: bool = True
    ties_back: bool = False
    ties_on: bool = False
    stem: str = ""
    extends: bool = False
    """Its syllable is sung on the notes that follow, too."""
    slurs: tuple[str, ...] = ()
    """Of a melisma: ``start``, ``stop``."""


@dataclass(frozen=True, slots=True)
class NoteHead:
    """One note of a chord with its spelling."""

    note: Note
    place: int
    """On the line of fifths."""
    shows_accidental: bool


def rest_element(piece: Piece, style: NoteStyle, whole_bar: bool, hidden: bool) -> str:
    """A rest; ``whole_bar`` centred in its bar, ``hidden`` where another voice already shows what happens."""
    visibility = ' print-object="no"' if hidden else ""
    if whole_bar:
        head = f'<note{visibility}><rest measure="yes"/><duration>{piece.length}</duration><voice>{style.voice}</voice>'
        return f"{head}{_staff(style)}</note>\n"
    body = f"<rest/><duration>{piece.length}</duration><voice>{style.voice}</voice>{_value(piece)}{_staff(style)}{_notations(style, piece)}"
    return f"<note{visibility}>{body}</note>\n"


def chord_elements(piece: Piece, heads: Sequence[NoteHead], style: NoteStyle, lyrics: Sequence[Lyric], drum_prefix: str = "") -> str:
    """The notes of one chord (or the one note); ``drum_prefix`` is the part's id where it is a drum part."""
    elements = []
    for index, head in enumerate(heads):
        velocity = head.note.velocity
        loudness = "" if velocity == DEFAULT_VELOCITY else f' dynamics="{velocity / 0.9:.2f}"'
        ties = ('<tie type="stop"/>' if style.ties_back else "") + ('<tie type="start"/>' if style.ties_on else "")
        parts = [
            f"<note{loudness}>",
            "<chord/>" if index else "",
            _drum_pitch(head.note.pitch) if drum_prefix else _pitch(head),
            f"<duration>{piece.length}</duration>{ties}",
            f'<instrument id="{drum_prefix}-I{head.note.pitch + 1}"/>' if drum_prefix else "",
            f"<voice>{style.voice}</voice>",
            _value(piece, None if drum_prefix or not head.shows_accidental else spelling(head.place)[1]),
            f"<stem>{style.stem}</stem>" if style.stem else "",
            _notehead(head.note.pitch) if drum_prefix else "",
            _staff(style),
            "" if index else "".join(f'<beam number="{number}">{beam}</beam>' for number, beam in enumerate(style.beams, 1)),
            _notations(style, piece, is_first=index == 0),
            "" if index else "".join(_lyric(lyric, style.extends) for lyric in lyrics),
            "</note>\n",
        ]
        elements.append("".join(parts))
    return "".join(elements)


def _pitch(head: NoteHead) -> str:
    step, alter = spelling(head.place)
    octave = (head.note.pitch - alter) // 12 - 1
    altered = f"<alter>{alter}</alter>" if alter else ""
    return f"<pitch><step>{step}</step>{altered}<octave>{octave}</octave></pitch>"


def _drum_pitch(key: int) -> str:
    sign = drum_sign(key)
    return f"<unpitched><display-step>{sign.step}</display-step><display-octave>{sign.octave}</display-octave></unpitched>"


def _notehead(key: int) -> str:
    sign = drum_sign(key)
    return "" if sign.notehead == "normal" else f"<notehead>{sign.notehead}</notehead>"


def _value(piece: Piece, alteration: int | None = None) -> str:
    """Type, dots, accidental and time modification, in the order the schema wants."""
    value = note_value(piece.printed_length)
    if value is None:
        raise ValueError(f"no note value is {piece.printed_length} units long")
    accidental = "" if alteration is None else f"<accidental>{_ACCIDENTALS[alteration]}</accidental>"
    modification = ""
    if piece.bracket is not None:
        normal = NOTE_TYPES[piece.bracket[1] // 2]
        modification = (
            f"<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes><normal-type>{normal}</normal-type></time-modification>"
        )
    return f"<type>{value[0]}</type>{'<dot/>' * value[1]}{accidental}{modification}"


def _staff(style: NoteStyle) -> str:
    return "" if style.staff is None else f"<staff>{style.staff}</staff>"


def _notations(style: NoteStyle, piece: Piece, is_first: bool = True) -> str:
    tied = ('<tied type="stop"/>' if style.ties_back else "") + ('<tied type="start"/>' if style.ties_on else "")
    tuplet = ""
    if is_first and piece.bracket is not None:
        shown = "yes" if style.shows_bracket else "no"
        tuplet += f'<tuplet type="start" number="1" bracket="{shown}"/>' if style.starts_bracket else ""
        tuplet += '<tuplet type="stop" number="1"/>' if style.ends_bracket else ""
    slurred = "".join(f'<slur type="{kind}" number="1"/>' for kind in style.slurs) if is_first else ""
    return f"<notations>{tied}{slurred}{tuplet}</notations>" if tied or slurred or tuplet else ""


def _lyric(lyric: Lyric, extends: bool) -> str:
    line = "<extend/>" if extends and lyric.syllabic in {"single", "end"} else ""  # within a word the hyphens show it
    return f'<lyric number="{lyric.verse}"><syllabic>{lyric.syllabic}</syllabic><text>{plain(lyric.text)}</text>{line}</lyric>'


def harmony_element(chord: ChordSymbol, fifths: int, offset: int) -> str:
    """A chord symbol, ``offset`` units after where it stands."""
    later = f"<offset>{offset}</offset>" if offset else ""
    if chord.quality == NO_CHORD:
        return f'<harmony><root><root-step text="">C</root-step></root><kind text="N.C.">none</kind>{later}</harmony>\n'
    kind, degrees = QUALITY_KINDS[chord.quality]
    root = _letter("root", root_place(chord.root, fifths))
    bass = "" if chord.bass is None else f"<bass>{_letter('bass', root_place(chord.bass, fifths))}</bass>"
    added = "".join(
        f'<degree print-object="no"><degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter><degree-type>add</degree-type></degree>'
        for value, alter in degrees
    )
    return f"<harmony><root>{root}</root><kind text={quoteattr(chord.quality)}>{kind}</kind>{bass}{added}{later}</harmony>\n"


def _letter(prefix: str, place: int) -> str:
    step, alter = spelling(place)
    return f"<{prefix}-step>{step}</{prefix}-step>" + (f"<{prefix}-alter>{alter}</{prefix}-alter>" if alter else "")


def tempo_element(quarters_per_minute: float, meter: Meter, offset: int, is_shown: bool) -> str:
    """A tempo; shown as a metronome mark of the meter's felt beat, or only sounding."""
    later = f"<offset>{offset}</offset>" if offset else ""
    sound = f'tempo="{quarters_per_minute!r}"' if isinstance(quarters_per_minute, float) else f'tempo="{quarters_per_minute}"'
    if not is_shown:
        return f"<sound {sound}>{later}</sound>\n" if offset else f"<sound {sound}/>\n"
    beat_quarters = meter.beat_ticks(480) / 480
    unit, dots = note_value(round(beat_quarters * 24)) or ("quarter", 0)
    if unit not in {"half", "quarter", "eighth", "whole"}:
        unit, dots, beat_quarters = "quarter", 0, 1.0
    shown = f"{quarters_per_minute / beat_quarters:.1f}".removesuffix(".0")
    mark = f"<metronome><beat-unit>{unit}</beat-unit>{'<beat-unit-dot/>' * dots}<per-minute>{shown}</per-minute></metronome>"
    return f'<direction placement="above"><direction-type>{mark}</direction-type>{later}<sound {sound}/></direction>\n'


def rehearsal_element(name: str, offset: int) -> str:
    """The name of a section."""
    later = f"<offset>{offset}</offset>" if offset else ""
    return f'<direction placement="above"><direction-type><rehearsal>{plain(name)}</rehearsal></direction-type>{later}</direction>\n'


def key_element(key: Key) -> str:
    """A key signature."""
    return f"<key><fifths>{key.fifths}</fifths><mode>{key.mode}</mode></key>"


def time_element(meter: Meter) -> str:
    """A time signature."""
    return f"<time><beats>{meter.numerator}</beats><beat-type>{meter.denominator}</beat-type></time>"

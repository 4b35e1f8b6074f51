"""Chord symbols in MusicXML: ``<harmony>`` elements to :class:`ChordSymbol` and the kinds and degrees to write one."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from corpora.chords import NO_CHORD, QUALITIES, nearest_quality
from corpora.pieces import ChordSymbol

_KIND_SPELLINGS = {
    "major": "", "minor": "m", "augmented": "aug", "diminished": "dim", "dominant": "7", "major-seventh": "maj7", "minor-seventh": "m7",
    "diminished-seventh": "dim7", "augmented-seventh": "aug7", "half-diminished": "m7b5", "major-minor": "mMaj7", "major-sixth": "6",
    "minor-sixth": "m6", "dominant-ninth": "9", "major-ninth": "maj9", "minor-ninth": "m9", "dominant-11th": "11", "major-11th": "maj9",
    "minor-11th": "m11", "dominant-13th": "13", "major-13th": "maj13", "minor-13th": "m13", "suspended-second": "sus2",
    "suspended-fourth": "sus4", "Neapolitan": "", "Italian": "7", "French": "7#11", "German": "7", "pedal": "5", "power": "5",
    "Tristan": "m7b5", "none": NO_CHORD,
}  # fmt: skip
"""Every kind MusicXML 4.0 knows but ``other``, spelt as a lead sheet would."""

_COMBINED = {
    ("", "add9"): "add9", ("", "add2"): "add9", ("", "add6"): "6", ("6", "add9"): "69", ("m6", "add9"): "m6", ("", "add7"): "maj7",
    ("", "addb7"): "7",    ("sus4", "add7"): "7sus4", ("sus4", "addb7"): "7sus4", ("m", "add9"): "m", ("dim", "addb7"): "m7b5",
    ("7", "sub3 add4"): "7sus4",
    ("", "sub3 add4"): "sus4", ("", "sub3"): "5",
}  # fmt: skip

QUALITY_KINDS: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "": ("major", ()), "m": ("minor", ()), "dim": ("diminished", ()), "aug": ("augmented", ()), "sus4": ("suspended-fourth", ()),
    "sus2": ("suspended-second", ()), "5": ("power", ()), "6": ("major-sixth", ()), "m6": ("minor-sixth", ()), "69": ("major-sixth", ((9, 0),)),
    "add9": ("major", ((9, 0),)), "7": ("dominant", ()), "maj7": ("major-seventh", ()), "m7": ("minor-seventh", ()), "mMaj7": ("major-minor", ()),
    "m7b5": ("half-diminished", ()), "dim7": ("diminished-seventh", ()), "aug7": ("augmented-seventh", ()), "7sus4": ("suspended-fourth", ((7, -1),)),
    "9": ("dominant-ninth", ()), "m9": ("minor-ninth", ()), "maj9": ("major-ninth", ()), "7b9": ("dominant", ((9, -1),)),
    "7#9": ("dominant", ((9, 1),)),    "7#11": ("dominant", ((11, 1),)), "13": ("dominant-13th", ()), NO_CHORD: ("none", ()),
}  # fmt: skip
"""Each quality of :data:`corpora.chords.QUALITIES` as a MusicXML kind and added degrees (value, alteration)."""

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def read_harmony(element: Element) -> ChordSymbol | None:
    """The chord of a ``<harmony>`` element, at tick 0; None where it names no root (a function or a numeral)."""
    kind = element.find("kind")
    kind_name = (kind.text or "").strip() if kind is not None else ""
    if kind_name == "none":
        return ChordSymbol(0, 0, NO_CHORD)
    root = _pitch_class(element.find("root"), "root")
    if root is None:
        return None
    bass = _pitch_class(element.find("bass"), "bass")
    text = (kind.get("text") or "") if kind is not None else ""
    return ChordSymbol(0, root, _quality(kind_name, text, _degrees(element)), None if bass == root else bass)


def _pitch_class(element: Element | None, prefix: str) -> int | None:
    step = (element.findtext(f"{prefix}-step") or "").strip().upper() if element is not None else ""
    if element is None or step not in _STEPS:
        return None
    return (_STEPS[step] + round(float(element.findtext(f"{prefix}-alter") or 0))) % 12


def _degrees(element: Element) -> list[str]:
    """Degrees as lead sheets spell them: ``b9``, ``add9``, ``sub3``."""
    degrees = []
    for degree in element.findall("degree"):
        value = (degree.findtext("degree-value") or "").strip()
        sign = {-1: "b", 1: "#"}.get(round(float(degree.findtext("degree-alter") or 0)), "")
        action = {"subtract": "sub", "add": "add"}.get((degree.findtext("degree-type") or "add").strip(), "")
        degrees.append(f"{action}{sign}{value}")
    return degrees


def _quality(kind: str, text: str, degrees: list[str]) -> str:
    if kind not in _KIND_SPELLINGS:  # "other": what is printed decides
        return nearest_quality(text)
    base = _KIND_SPELLINGS[kind]
    if not degrees:
        return nearest_quality(base)
    combined = _COMBINED.get((base, " ".join(degrees)))
    if combined is not None:
        return combined
    plain = [degree.removeprefix("add") for degree in degrees if not degree.startswith("sub")]
    # A plain triad takes no added seventh by an added ninth: Cadd9 with more degrees stays a triad.
    if base in {"", "m"} and not any("7" in degree for degree in plain):
        return nearest_quality(base + "".join(degree for degree in plain if "5" in degree))
    quality = nearest_quality(base + "".join(plain))
    return quality if quality in QUALITIES else nearest_quality(base)

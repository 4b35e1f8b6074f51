"""Every instrument the band can name: its General MIDI program, its playable range, and the words people use for it.

Ranges are sounding (concert) pitch and the comfortable ones of a good player, not the record: what is written inside them sounds like the
instrument. All 128 General MIDI programs are reachable; the ones a band really uses have hand-set ranges, the rest their family's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from corpora.errors import AskerError, nearest_names, unknown_name

LEAD, CHORDS, BASS, DRUMS, PAD = "lead", "chords", "bass", "drums", "pad"
ROLES = (LEAD, CHORDS, BASS, DRUMS, PAD)
"""What an instrument can do in a band: carry the tune, play chords, hold the bass, keep time, sustain behind the others."""

MOST_INSTRUMENTS = 16
"""Parts in one piece: a MIDI port has sixteen channels."""
MOST_PITCHED = 15
"""Of which one is kept for drums."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument of the band."""

    name: str
    """Canonical, lower case; a second player of the same instrument is ``violin 2``."""
    program: int
    """General MIDI program 0-127; 0 for drums, where it means nothing."""
    family: str
    """Such as ``reed``, ``brass``, ``strings``, ``voice``, ``drums``."""
    low: int
    """Lowest comfortable MIDI note."""
    high: int
    """Highest comfortable MIDI note."""
    roles: frozenset[str]
    """Of :data:`ROLES`; what it can do in a band."""
    is_drum: bool = False
    pan: float = 0.0
    """Where it sits on a stage: -1 left to 1 right."""
    aliases: tuple[str, ...] = ()


def instrument(name: str) -> Instrument:
    """The instrument a person means: ``Tenor-Saxophone``, ``upright bass``, ``vibes``, ``violins``, ``violin 2``.

    Raises:
        AskerError: when no instrument is called so; the nearest names are offered.
    """
    found = _look_up(name)
    if found is not None:
        return found
    numbered = re.fullmatch(r"(.*\D)\s*(\d{1,2})", name.strip())
    if numbered is not None and 1 <= int(numbered.group(2)) <= MOST_INSTRUMENTS:
        first = _look_up(numbered.group(1))
        if first is not None:
            return _nth_player(first, int(numbered.group(2)))
    spellings = _by_spelling().values()
    known = {known_name for each in spellings for known_name in (each.name, *each.aliases)}
    offered = known if nearest_names(name, known) else _COMMON
    raise unknown_name("instrument", name, offered, flag="--instruments")


def parse_instruments(text: str) -> tuple[Instrument, ...]:
    """The players of a line-up such as ``"tenor sax, piano, bass & drums"``, ``"2 violins and cello"`` or ``"string quartet"``.

    Repeated instruments become distinct players (``violin``, ``violin 2``). A ``bass`` among nothing but voices is the voice.

    Raises:
        AskerError: for an empty list, an unknown instrument, or more players than a MIDI file has channels.
    """
    players = [each for phrase in _phrases(text) for each in _players(phrase)]
    if not players:
        raise AskerError(f"no instrument in {text!r}: name at least one, such as 'piano' or 'tenor sax, piano, bass, drums' (change --instruments)")
    pitched = sum(not each.is_drum for each in players)
    if len(players) > MOST_INSTRUMENTS or pitched > MOST_PITCHED:
        raise AskerError(f"{len(players)} instruments are too many: at most {MOST_PITCHED} and drums, one MIDI channel each (shorten --instruments)")
    return tuple(_distinct(_bass_among_voices(players)))


def line_up_of(names: Iterable[str]) -> tuple[Instrument, ...]:
    """The players of names that stand one by one; repeated instruments become distinct players (``violin``, ``violin 2``).

    Raises:
        AskerError: for an unknown instrument.
    """
    return tuple(_distinct([instrument(name) for name in names]))


def by_program(program: int) -> Instrument:
    """The instrument of a General MIDI program.

    Raises:
        AskerError: when ``program`` is not 0-127.
    """
    found = _by_program().get(program)
    if found is None:
        raise AskerError(f"General MIDI program {program} does not exist: 0-127 are possible (change the program)")
    return found


def _phrases(text: str) -> list[str]:
    parts = re.split(r"[,;&+\n/]|\band\b|\bwith\b", text, flags=re.IGNORECASE)
    return [part.strip() for part in parts if part.strip()]


_NUMBERS = {"one": 1, "a": 1, "an": 1, "the": 1, "solo": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNTED = re.compile(rf"^(\d{{1,4}}|{'|'.join(_NUMBERS)})\s*(?:x\s+|×\s*|\s+)(.+)$", re.IGNORECASE)


def _players(phrase: str) -> list[Instrument]:
    """The one or more players of ``two violins``, ``string quartet`` or ``piano``."""
    ensemble = ENSEMBLES.get(_folded(phrase))
    if ensemble is not None:
        return [instrument(name) for name in ensemble]
    counted = _COUNTED.match(phrase)
    if counted is None or _look_up(phrase) is not None:
        return [instrument(phrase)]
    number = counted.group(1).casefold()
    count = _NUMBERS.get(number) or int(number)
    if not 1 <= count <= MOST_INSTRUMENTS:
        raise AskerError(f"{phrase!r}: 1 to {MOST_INSTRUMENTS} players are possible (change --instruments)")
    return _players(counted.group(2)) if count == 1 else [instrument(counted.group(2))] * count


def _bass_among_voices(players: list[Instrument]) -> list[Instrument]:
    others = [each for each in players if each.name != "acoustic bass"]
    if others and len(others) < len(players) and all(each.family == "voice" for each in others):
        return [each if each.family == "voice" else INSTRUMENTS["bass voice"] for each in players]
    return players


def _distinct(players: list[Instrument]) -> Iterator[Instrument]:
    taken: set[str] = set()
    for player in players:
        number, candidate = 1, player
        while candidate.name in taken:
            number += 1
            candidate = _nth_player(INSTRUMENTS[re.sub(r" \d+$", "", player.name)] if player.name not in INSTRUMENTS else player, number)
        taken.add(candidate.name)
        yield candidate


def _nth_player(first: Instrument, number: int) -> Instrument:
    """The second, third... player: same instrument, own name, sitting a little further out."""
    if number == 1:
        return first
    step = 0.2 * (number // 2) * (-1 if number % 2 == 0 else 1)
    return replace(first, name=f"{first.name} {number}", pan=round(max(-1.0, min(1.0, first.pan + step)), 2))


def _folded(name: str) -> str:
    """A spelling with case, spaces, hyphens and brackets taken out, and saxophones shortened."""
    return re.sub(r"[^a-z0-9]", "", name.casefold()).replace("saxophone", "sax")


def _look_up(name: str) -> Instrument | None:
    table, folded = _by_spelling(), _folded(name)
    singulars = (folded, folded.removesuffix("s"), folded.removesuffix("es"), re.sub("ies$", "y", folded), folded.replace("spiano", "piano"))
    return next((table[each] for each in singulars if each in table), None)


@cache
def _by_spelling() -> dict[str, Instrument]:
    names = {_folded(each.name): each for each in INSTRUMENTS.values()}
    aliases = {_folded(alias): each for each in INSTRUMENTS.values() for alias in each.aliases}
    return aliases | names


@cache
def _by_program() -> dict[int, Instrument]:
    found: dict[int, Instrument] = {}
    for each in INSTRUMENTS.values():
        if not each.is_drum:
            found.setdefault(each.program, each)
    return found


ENSEMBLES: dict[str, tuple[str, ...]] = {
    "satb": ("soprano voice", "alto voice", "tenor voice", "bass voice"),
    "stringquartet": ("violin", "violin", "viola", "cello"),
    "stringtrio": ("violin", "viola", "cello"),
    "pianotrio": ("piano", "acoustic bass", "drums"),
    "jazztrio": ("piano", "acoustic bass", "drums"),
    "jazzquartet": ("tenor sax", "piano", "acoustic bass", "drums"),
    "jazzquintet": ("trumpet", "tenor sax", "piano", "acoustic bass", "drums"),
    "rhythmsection": ("piano", "acoustic bass", "drums"),
    "brassquintet": ("trumpet", "trumpet", "french horn", "trombone", "tuba"),
    "windquintet": ("flute", "oboe", "clarinet", "french horn", "bassoon"),
    "saxquartet": ("soprano sax", "alto sax", "tenor sax", "baritone sax"),
    "rockband": ("overdriven guitar", "electric guitar", "electric bass", "drums"),
    "bluegrassband": ("fiddle", "banjo", "mandolin", "acoustic guitar", "acoustic bass"),
}
"""Line-ups by folded name, so that ``string quartet`` may be asked for in a word."""

_COMMON = (
    "acoustic bass", "acoustic guitar", "alto sax", "banjo", "cello", "choir", "clarinet", "drums", "electric bass", "electric guitar",
    "electric piano", "fiddle", "flute", "jazz guitar", "organ", "piano", "strings", "tenor sax", "trombone", "trumpet", "vibraphone", "violin",
)  # fmt: skip

# name, program, family, low, high, roles (l c b p), pan, aliases
_Row = tuple[str, int, str, int, int, str, float, str]

_PLAYED: tuple[_Row, ...] = (
    ("piano", 0, "piano", 21, 108, "lcb", -0.15, "grand piano, acoustic piano, acoustic grand piano, pianoforte, upright piano"),
    ("bright piano", 1, "piano", 21, 108, "lcb", -0.15, "bright acoustic piano"),
    ("electric grand piano", 2, "piano", 21, 108, "lcb", -0.15, "electric grand"),
    ("honky tonk piano", 3, "piano", 21, 108, "lcb", -0.15, "honky tonk, saloon piano, tack piano, barrelhouse piano"),
    ("electric piano", 4, "piano", 28, 103, "lcb", -0.15, "rhodes, fender rhodes, wurlitzer, e piano, electric piano 1, keyboard, keys"),
    ("fm electric piano", 5, "piano", 28, 103, "lcb", -0.15, "electric piano 2, dx piano"),
    ("harpsichord", 6, "piano", 29, 89, "lcb", -0.1, "cembalo"),
    ("clavinet", 7, "piano", 36, 96, "lcb", 0.15, "clavi, clav"),
    ("celesta", 8, "mallets", 60, 108, "lc", 0.2, "celeste"),
    ("glockenspiel", 9, "mallets", 79, 108, "l", 0.25, "bells, orchestra bells"),
    ("music box", 10, "mallets", 60, 96, "lc", 0.1, ""),
    ("vibraphone", 11, "mallets", 53, 89, "lc", 0.3, "vibes, vibraharp"),
    ("marimba", 12, "mallets", 45, 96, "lcb", 0.25, ""),
    ("xylophone", 13, "mallets", 65, 108, "l", 0.25, ""),
    ("tubular bells", 14, "mallets", 60, 77, "l", 0.2, "chimes"),
    ("dulcimer", 15, "mallets", 50, 86, "lc", 0.2, "hammered dulcimer, cimbalom"),
    ("organ", 19, "organ", 36, 96, "lcbp", 0.0, "church organ, pipe organ"),
    ("hammond organ", 16, "organ", 36, 96, "lcbp", 0.2, "drawbar organ, jazz organ, hammond, b3, electric organ"),
    ("percussive organ", 17, "organ", 36, 96, "lcbp", 0.2, ""),
    ("rock organ", 18, "organ", 36, 96, "lcbp", 0.2, ""),
    ("reed organ", 20, "organ", 36, 89, "lcbp", 0.1, "harmonium, pump organ"),
    ("accordion", 21, "organ", 53, 93, "lcp", 0.2, "squeezebox, piano accordion"),
    ("harmonica", 22, "organ", 60, 96, "l", 0.1, "mouth organ, blues harp"),
    ("concertina", 23, "organ", 55, 91, "lc", 0.2, "bandoneon, tango accordion"),
    ("classical guitar", 24, "guitar", 40, 83, "lc", 0.25, "nylon guitar, acoustic guitar nylon, spanish guitar, nylon string guitar"),
    ("acoustic guitar", 25, "guitar", 40, 83, "lc", 0.25, "guitar, steel guitar, acoustic guitar steel, folk guitar, steel string guitar"),
    ("jazz guitar", 26, "guitar", 40, 84, "lc", 0.3, "electric guitar jazz, archtop guitar, hollow body guitar"),
    ("electric guitar", 27, "guitar", 40, 86, "lc", 0.3, "clean guitar, electric guitar clean"),
    ("muted guitar", 28, "guitar", 40, 79, "lc", 0.35, "electric guitar muted, palm muted guitar"),
    ("overdriven guitar", 29, "guitar", 40, 86, "lc", -0.35, "overdrive guitar, rock guitar, lead guitar"),
    ("distortion guitar", 30, "guitar", 40, 86, "lc", 0.35, "distorted guitar, metal guitar"),
    ("guitar harmonics", 31, "guitar", 52, 88, "l", 0.3, ""),
    ("acoustic bass", 32, "bass", 28, 60, "b", 0.0, "double bass, upright bass, bass, string bass, contrabass, standup bass, bass fiddle, bass viol"),
    ("electric bass", 33, "bass", 28, 60, "b", 0.0, "bass guitar, fingered bass, electric bass finger, finger bass"),
    ("picked bass", 34, "bass", 28, 60, "b", 0.0, "electric bass pick, pick bass"),
    ("fretless bass", 35, "bass", 28, 60, "b", 0.0, ""),
    ("slap bass", 36, "bass", 28, 60, "b", 0.0, "slap bass 1"),
    ("popped bass", 37, "bass", 28, 60, "b", 0.0, "slap bass 2"),
    ("synth bass", 38, "bass", 24, 60, "b", 0.0, "synth bass 1"),
    ("rubber bass", 39, "bass", 24, 60, "b", 0.0, "synth bass 2"),
    ("violin", 40, "strings", 55, 93, "l", -0.3, "solo violin"),
    ("viola", 41, "strings", 48, 84, "l", 0.1, "viole"),
    ("cello", 42, "strings", 36, 76, "lb", 0.3, "violoncello, celli"),
    ("bowed bass", 43, "strings", 28, 60, "b", 0.4, "arco bass, orchestral bass, gm contrabass"),
    ("tremolo strings", 44, "strings", 36, 93, "lcp", 0.0, ""),
    ("pizzicato strings", 45, "strings", 36, 88, "lcb", 0.0, "pizzicato"),
    ("harp", 46, "strings", 31, 96, "lcb", 0.3, "orchestral harp, concert harp"),
    ("timpani", 47, "percussive", 38, 57, "b", 0.1, "kettledrums"),
    ("strings", 48, "ensemble", 36, 93, "lcbp", 0.0, "string ensemble, string section, string orchestra, string ensemble 1, orchestra"),
    ("slow strings", 49, "ensemble", 36, 93, "lcp", 0.0, "string ensemble 2"),
    ("synth strings", 50, "ensemble", 36, 93, "lcp", 0.0, "synth strings 1"),
    ("warm synth strings", 51, "ensemble", 36, 93, "lcp", 0.0, "synth strings 2"),
    ("choir", 52, "voice", 41, 81, "lcp", 0.0, "choir aahs, chorus, voices, singers"),
    ("soprano voice", 52, "voice", 60, 81, "l", -0.3, "soprano"),
    ("alto voice", 52, "voice", 55, 74, "l", -0.1, "alto, contralto"),
    ("tenor voice", 52, "voice", 48, 69, "l", 0.1, "tenor"),
    ("bass voice", 52, "voice", 40, 62, "lb", 0.3, "basso"),
    ("baritone voice", 52, "voice", 43, 65, "l", 0.2, "baritone"),
    ("voice", 53, "voice", 48, 79, "lp", 0.0, "voice oohs, vocals, vocal, singer, singing, oohs"),
    ("synth voice", 54, "voice", 48, 84, "lp", 0.0, "synth choir, vocoder"),
    ("orchestra hit", 55, "ensemble", 36, 84, "c", 0.0, ""),
    ("trumpet", 56, "brass", 54, 84, "l", -0.25, "bb trumpet"),
    ("cornet", 56, "brass", 54, 82, "l", -0.25, ""),
    ("flugelhorn", 56, "brass", 52, 79, "l", -0.25, "fluegelhorn"),
    ("trombone", 57, "brass", 40, 74, "l", 0.3, "bone"),
    ("tuba", 58, "brass", 26, 58, "b", 0.1, "sousaphone"),
    ("muted trumpet", 59, "brass", 54, 82, "l", -0.25, "harmon mute trumpet"),
    ("french horn", 60, "brass", 41, 77, "lp", 0.2, "horn, f horn"),
    ("brass", 61, "brass", 36, 82, "lcp", 0.2, "brass section, horn section"),
    ("synth brass", 62, "brass", 36, 84, "lcp", 0.2, "synth brass 1"),
    ("soft synth brass", 63, "brass", 36, 84, "lcp", 0.2, "synth brass 2"),
    ("soprano sax", 64, "reed", 56, 88, "l", -0.2, ""),
    ("alto sax", 65, "reed", 49, 81, "l", -0.2, ""),
    ("tenor sax", 66, "reed", 44, 76, "l", 0.15, "sax, tenor saxophone, tenor horn"),
    ("baritone sax", 67, "reed", 36, 69, "lb", 0.25, "bari sax"),
    ("oboe", 68, "reed", 58, 89, "l", -0.1, "hautbois"),
    ("english horn", 69, "reed", 52, 81, "l", 0.1, "cor anglais"),
    ("bassoon", 70, "reed", 34, 72, "lb", 0.2, "fagott"),
    ("clarinet", 71, "reed", 50, 89, "l", -0.15, "bb clarinet"),
    ("bass clarinet", 71, "reed", 38, 72, "lb", 0.2, ""),
    ("piccolo", 72, "flute", 74, 108, "l", -0.2, "piccolo flute"),
    ("flute", 73, "flute", 60, 93, "l", -0.2, "concert flute"),
    ("recorder", 74, "flute", 60, 91, "l", -0.1, "block flute"),
    ("pan flute", 75, "flute", 60, 91, "l", 0.1, "panpipes"),
    ("bottle", 76, "flute", 55, 84, "l", 0.1, "blown bottle, jug"),
    ("shakuhachi", 77, "flute", 57, 86, "l", 0.1, ""),
    ("whistle", 78, "flute", 62, 98, "l", 0.1, "tin whistle, penny whistle, irish whistle"),
    ("ocarina", 79, "flute", 60, 89, "l", 0.1, ""),
    ("sitar", 104, "plucked", 48, 81, "l", 0.2, ""),
    ("banjo", 105, "plucked", 48, 86, "lc", -0.3, "five string banjo, tenor banjo"),
    ("mandolin", 105, "plucked", 55, 88, "lc", 0.35, "bouzouki"),
    ("ukulele", 24, "plucked", 60, 81, "lc", 0.25, "uke"),
    ("shamisen", 106, "plucked", 50, 79, "l", 0.2, ""),
    ("koto", 107, "plucked", 43, 84, "lc", 0.2, ""),
    ("kalimba", 108, "plucked", 55, 84, "l", 0.2, "thumb piano, mbira"),
    ("bagpipe", 109, "reed", 55, 81, "l", 0.0, "bag pipe, pipes, uilleann pipes"),
    ("fiddle", 110, "strings", 55, 88, "l", -0.25, "country fiddle, bluegrass fiddle"),
    ("shanai", 111, "reed", 58, 84, "l", 0.0, "shehnai"),
    ("steel drums", 114, "percussive", 52, 84, "lc", 0.25, "steel pan, steelpan"),
)

_SYNTH_LEADS = ("square lead", "saw lead", "calliope", "chiff lead", "charang", "voice lead", "fifths lead", "bass and lead")
_SYNTH_LEAD_ALIASES = (
    "square wave, chiptune",
    "sawtooth lead, synth, synth lead, synthesizer, synthesiser",
    "steam organ",
    "",
    "",
    "",
    "",
    "bass lead",
)
_SYNTH_PADS = ("new age pad", "warm pad", "polysynth", "choir pad", "bowed pad", "metallic pad", "halo pad", "sweep pad")
_SYNTH_PAD_ALIASES = ("fantasia", "pad, synth pad", "poly synth", "space voice", "bowed glass", "metal pad", "", "")
_SYNTH_EFFECTS = ("rain", "soundtrack", "crystal", "atmosphere", "brightness", "goblins", "echoes", "sci fi")
_PERCUSSIVE = {112: "tinkle bell", 113: "agogo", 115: "woodblock", 116: "taiko", 117: "melodic tom", 118: "synth drum", 119: "reverse cymbal"}
_SOUNDS = ("guitar fret noise", "breath noise", "seashore", "bird tweet", "telephone ring", "helicopter", "applause", "gunshot")
_ROLE_LETTERS = {"l": LEAD, "c": CHORDS, "b": BASS, "p": PAD}


def _synths() -> Iterator[_Row]:
    """Programs 80-103: all sixteen leads and pads and the eight effects, with their family's range."""
    for offset, (name, aliases) in enumerate(zip(_SYNTH_LEADS, _SYNTH_LEAD_ALIASES, strict=True)):
        yield name, 80 + offset, "synth lead", 36, 96, "lcb", 0.1, f"lead {offset + 1}, {aliases}"
    for offset, (name, aliases) in enumerate(zip(_SYNTH_PADS, _SYNTH_PAD_ALIASES, strict=True)):
        yield name, 88 + offset, "synth pad", 36, 96, "lcp", 0.0, f"pad {offset + 1}, {aliases}"
    for offset, name in enumerate(_SYNTH_EFFECTS):
        yield name, 96 + offset, "synth effect", 36, 96, "lcp", 0.0, f"fx {offset + 1}"


def _noises() -> Iterator[_Row]:
    """Programs 112-127 that are struck or merely heard; they take any pitch but suit no role but a lead."""
    for program, name in _PERCUSSIVE.items():
        yield name, program, "percussive", 48, 84, "l", 0.2, ""
    for offset, name in enumerate(_SOUNDS):
        yield name, 120 + offset, "sound effect", 48, 84, "l", 0.0, ""


def _from_row(row: _Row) -> Instrument:
    name, program, family, low, high, roles, pan, aliases = row
    return Instrument(
        name=name,
        program=program,
        family=family,
        low=low,
        high=high,
        roles=frozenset(_ROLE_LETTERS[letter] for letter in roles),
        pan=pan,
        aliases=tuple(alias.strip() for alias in aliases.split(",") if alias.strip()),
    )


_DRUM_KIT = Instrument(
    name="drums",
    program=0,
    family="drums",
    low=35,
    high=81,
    roles=frozenset({DRUMS}),
    is_drum=True,
    aliases=("drum kit", "drum set", "kit", "percussion", "drum", "trap set", "drummer", "standard kit"),
)

INSTRUMENTS: dict[str, Instrument] = {each.name: each for each in (*map(_from_row, (*_PLAYED, *_synths(), *_noises())), _DRUM_KIT)}
"""Every instrument by its canonical name."""

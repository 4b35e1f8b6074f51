"""Keys in a request: English, German and solfège names, with and without a mode, told from the words they look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.controls import parse_key
from bot.understanding.spelling import edits
from bot.understanding.tokens import Token
from corpora.errors import AskerError
from corpora.pieces import Key

_MODES = {
    "minor": "minor", "min": "minor", "moll": "minor", "menor": "minor", "mineur": "minor", "minore": "minor", "minir": "minor", "mineure": "minor",
    "major": "major", "maj": "major", "dur": "major", "mayor": "major", "majeur": "major", "maggiore": "major", "majeure": "major",
    "dorian": "dorian", "dorisch": "dorian", "phrygian": "phrygian", "lydian": "lydian", "mixolydian": "mixolydian", "mixo": "mixolydian",
    "locrian": "locrian", "aeolian": "minor", "ionian": "major",
}  # fmt: skip
_SIGNS = {"flat": "b", "bemol": "b", "sharp": "#", "sostenido": "#", "diese": "#", "#": "#"}
_GERMAN = frozenset({"h", "cis", "des", "dis", "es", "fis", "ges", "gis", "as", "ais", "ces", "eis"})
_SOLFEGE = frozenset({"do", "ut", "re", "mi", "fa", "sol", "la", "si"})
_LETTER = re.compile(r"^([A-Ga-g])(##?|bb?|is|es)?(m|min|maj|M|moll|dur)?$")
_BEFORE = frozenset({"in", "en", "key", "of", "to", "into", ":", "=", "tonart", "tonalite", "tonalidad", "is", "from", "auf", "nach"})
_ENDS = frozenset({"", ".", ",", "!", "?", ";", ")", "please", "pls", "plz", "thanks", "thx", "bitte", "and", "with", "at", "but", "instead",
"now", "this", "then",
                   "for", "por", "porfa", "svp", "stp", "s'il", "mit", "con", "avec", "time", "again", "or", '"', "/", "y", "et", "und"})  # fmt: skip
_KEY_NOUNS = frozenset({"key", "keys", "scale", "mode", "tonality", "mood", "feel", "vibe"})
_NOUNS = frozenset(
    {*_KEY_NOUNS, "tune", "piece", "song", "melody", "blues", "jazz", "chorale", "waltz", "sonata", "thing", "rock", "folk", "one", "number"}
)

Found = tuple[str, int, int]
"""The key, and the first and the last token of it (exclusive)."""


def find_key(tokens: Sequence[Token]) -> Found | None:
    """The first key that is named: ``D minor``, or a mode alone."""
    alone: Found | None = None
    for place in range(len(tokens)):
        found = _key_at(tokens, place)
        if found is not None:
            return found
        alone = alone or _mode_alone(tokens, place)
    return alone


def _key_at(tokens: Sequence[Token], place: int) -> Found | None:
    read = _note(tokens[place])
    if read is None:
        return None
    note, mode, sure = read
    before, stop = _word(tokens, place - 1), place + 1
    sign = _SIGNS.get(_word(tokens, stop), "")
    if (sign and not note.endswith(("#", "b"))) or (sign and note in {"b", "B"}):
        note, stop, sure = note + sign, stop + 1, True
    named = "" if mode else _mode(_word(tokens, stop))
    if named:
        mode, stop = named, stop + 1
        if _is_an_article(tokens, place, stop, before):
            return None
    elif not sure and not (note[1:] in {"b", "#"} and _word(tokens, stop) in _NOUNS) and not (before in _BEFORE and _fits_alone(tokens, place, stop)):
        return None
    german = note in _GERMAN or (note in {"b", "B"} and _word(tokens, stop - 1) in {"dur", "moll"})
    key = _spelt(note.lower() if german else note, mode, german=german)
    return None if key is None else (key, place - 1 if before in {"in", "en"} else place, stop)


def _mode(word: str) -> str:
    """The mode that a word after a note is or is nearly: ``minro``."""
    if word in _MODES or len(word) < _FEWEST_MISSPELT:
        return _MODES.get(word, "")
    return next((mode for name, mode in _MODES.items() if len(name) >= _FEWEST_MISSPELT and edits(word, name) == 1), "")


_FEWEST_MISSPELT = 4


def _note(token: Token) -> tuple[str, str, bool] | None:
    """The note a token may name, the mode written with it, and whether it can't be another word."""
    match = _LETTER.match(token.shown)
    if match is not None and not (match[2] in {"is", "es"} and not match[3]):
        sign, mode = match[2] or "", match[3] or ""
        capital = match[1].isupper()
        named = {"m": "minor", "min": "minor", "moll": "minor"}.get(mode, "major" if mode else "")
        return match[1] + sign, named, ((capital or "#" in sign) and bool(sign)) or (capital and bool(mode))
    if token.word in _GERMAN or token.word in _SOLFEGE or (token.word[:-1] in _SOLFEGE and token.word[-1:] == "#"):
        return token.word, "", token.word[-1:] == "#"
    return None


def _is_an_article(tokens: Sequence[Token], place: int, stop: int, before: str) -> bool:
    """Whether ``a minor`` goes on as in ``a minor key``."""
    after = _word(tokens, stop)
    if tokens[place].shown != "a":
        return False
    return after in _KEY_NOUNS if before in _BEFORE else after not in _ENDS


def _fits_alone(tokens: Sequence[Token], place: int, stop: int) -> bool:
    token, after = tokens[place], _word(tokens, stop)
    if token.word in _GERMAN:
        return False
    if token.word in _SOLFEGE or token.shown == "a" or _word(tokens, place - 1) not in {"in", "en", "key", "of"}:
        return after in _ENDS
    return len(token.word) <= 2


def _mode_alone(tokens: Sequence[Token], place: int) -> Found | None:
    word, before, after = tokens[place].word, _word(tokens, place - 1), _word(tokens, place + 1)
    mode = _MODES.get(word)
    if mode is None or word in {"min", "maj"}:
        return None
    if (
        after in _NOUNS
        or before in {"in", "en", "to", "into"}
        or (after in _ENDS and before in {"a", "the", "", ",", "now", "but", "same", "again", "it", "aber", "maintenant"})
    ):
        return mode, place - 1 if before in {"in", "en"} else place, place + 1
    return None


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].word if 0 <= place < len(tokens) else ""


def _spelt(note: str, mode: str, *, german: bool) -> str | None:
    """The key as the rest of the band spells it; in German and solfège too."""
    said = f"{note} {'moll' if mode == 'minor' else 'dur'}" if german else f"{note} {mode or 'major'}"
    try:
        tonic, read_mode = parse_key(said)
    except AskerError:
        return None
    return None if tonic is None else str(Key(0, tonic, read_mode or "major"))


def moved(key: str, semitones: int) -> str:
    """A key some semitones higher or lower."""
    tonic, mode = parse_key(key)
    return key if tonic is None else str(Key(0, (tonic + semitones) % 12, mode or "major"))

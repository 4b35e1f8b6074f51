"""Words under ABC music (w: lines): syllables onto notes."""

from __future__ import annotations

import re

from corpora.formats.abc_voice import AbcNote

_SYLLABLE = re.compile(r"(?:\\-|[^\s\-_*|])+|-|_|\*|\||\s+")


def align_words(text: str, notes: list[tuple[int, AbcNote]], verse: int) -> None:
    """Put the syllables of one w: line under the notes (bar number, note) of the line of music above it.

    ``-`` divides a word, ``_`` holds a syllable over one more note, ``*`` leaves a note without one, ``~`` is a space inside a syllable,
    ``|`` goes on to the next bar. Syllables beyond the last note are dropped.
    """
    position = 0
    last: AbcNote | None = None
    in_word = False
    symbols = _SYLLABLE.findall(text)
    for index, symbol in enumerate(symbols):
        if symbol == "|":
            bar = notes[position - 1][0] if 0 < position <= len(notes) else 0
            while position < len(notes) and notes[position][0] <= bar:
                position += 1
        elif symbol in {"_", "*"}:
            position += 1
        elif symbol == "-":
            if index and symbols[index - 1] == "-":  # a second hyphen skips a note
                position += 1
            in_word = last is not None
        elif symbol.isspace():
            in_word = in_word and index > 0 and symbols[index - 1] == "-"
        elif position < len(notes):
            last = notes[position][1]
            goes_on = (index + 1 < len(symbols) and symbols[index + 1] == "-") or (symbols[index + 1 : index + 3] == ["_", "-"])
            syllabic = {(False, False): "single", (False, True): "begin", (True, True): "middle", (True, False): "end"}[in_word, goes_on]
            last.lyrics.append((verse, syllabic, symbol.replace("\\-", "-").replace("~", " ")))
            position += 1
            in_word = False

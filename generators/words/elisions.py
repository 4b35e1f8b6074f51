"""The shortened words of verse: ``o'er``, ``heav'n``, ``wand'ring``, ``turn'd``."""

from __future__ import annotations

from collections.abc import Iterator

from generators.words.phonemes import is_vowel

Phonemes = tuple[str, ...]


def _table(text: str) -> dict[str, tuple[Phonemes, ...]]:
    """Lines ``word PH ON EMES | PH ON EMES`` as a table."""
    rows = (line.partition(" ") for line in text.strip().splitlines())
    return {word: tuple(tuple(way.split()) for way in ways.split("|")) for word, _, ways in rows}


ELISIONS = _table("""\
o'er AO1 R | OW1 R
e'er EH1 R
ne'er N EH1 R
ere EH1 R
where'er W EH0 R EH1 R
whene'er W EH0 N EH1 R
howe'er HH AW0 EH1 R
whate'er W AH0 T EH1 R
whoe'er HH UW0 EH1 R
e'en IY1 N
ta'en T EY1 N
th' DH AH0
'gainst G EH1 N S T | G EY1 N S T
'neath N IY1 TH
'mid M IH1 D
'mongst M AH1 NG S T
'twixt T W IH1 K S T
'twere T W ER1
'twill T W IH1 L
'twould T W UH1 D
'er ER0
ev'n IY1 V AH0 N | IY1 V N
ma'am M AE1 M
fo'c'sle F OW1 K S AH0 L
ha'penny HH EY1 P AH0 N IY0
ha'pence HH EY1 P AH0 N S
shan't SH AE1 N T
o'clock AH0 K L AA1 K
doth D AH1 TH
wind W AY1 N D
again AH0 G EY1 N
against AH0 G EY1 N S T
been B IY1 N
ay AY1
aye AY1
bade B AE1 D | B EY1 D
wert W ER1 T
wouldst W UH1 D S T
couldst K UH1 D S T
shouldst SH UH1 D S T
didst D IH1 D S T
hadst HH AE1 D S T
canst K AE1 N S T
mayst M EY1 S T
seest S IY1 AH0 S T | S IY1 S T
beest B IY1 S T
quoth K W OW1 TH
ye Y IY1
yon Y AA1 N
sate S AE1 T | S EY1 T
spake S P EY1 K
runcible R AH1 N S AH0 B AH0 L""")
"""Words whose sound can't be derived, and further ways of verse to say words that the dictionary has in one way only."""

_DROPPED = ("e", "i", "o", "a", "u", "ve", "th")
_SHORT_ENDINGS = {"'d": ("ed", "d"), "'st": ("est",), "'t": ("ed",)}


def full_spellings(plain: str) -> Iterator[tuple[str, bool]]:
    """Words that a shortened one may stand for, with True where both have as many syllables."""
    if plain.endswith("e'd"):  # as written with an accent: the ending sounds
        return
    for ending, full_endings in _SHORT_ENDINGS.items():
        if plain.endswith(ending):
            for full in full_endings:
                yield plain.removesuffix(ending) + full, True
    place = plain.find("'", 1, len(plain) - 1)
    if place > 0:
        for letters in _DROPPED:
            yield plain[:place] + letters + plain[place + 1 :], False
    if plain.startswith("'"):
        for letters in ("a", "be", "i", "un", "a", "e"):
            yield letters + plain[1:], False


def without_a_syllable(phonemes: Phonemes, plain: str, full: str) -> Phonemes:
    """The phonemes of ``full`` less the unstressed vowel that the apostrophe of ``plain`` drops, R kept: ``wandering`` to ``wand'ring``."""
    weak = [index for index, phoneme in enumerate(phonemes) if is_vowel(phoneme) and phoneme.endswith("0")]
    if not weak:
        return phonemes
    at = plain.find("'") / max(1, len(full) - 1) * (len(phonemes) - 1)
    place = min(weak, key=lambda index: abs(index - at))
    kept = ("R",) if phonemes[place] == "ER0" else ()
    return (*phonemes[:place], *kept, *phonemes[place + 1 :])

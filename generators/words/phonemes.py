"""How one word is said: phonemes in ARPABET as the CMU Pronouncing Dictionary writes them, a digit on each vowel for its stress."""

from __future__ import annotations

from dataclasses import dataclass

ONSETS = frozenset(
    """B CH D DH F G HH JH K L M N P R S SH T TH V W Y Z ZH
    BL BR DR DW FL FR GL GR GW HHW KL KR KW PL PR SHR SK SL SM SN SP ST SW TR TW THR THW SF VL
    BY FY GY HHY KY LY MY NY PY SY TY VY DY THY ZY
    SKR SKW SPL SPR STR SKL SKY SPY STY""".split()  # noqa: SIM905 - a table of words reads best so
)
"""Consonants that can begin an English syllable, their phonemes joined."""

_BEFORE_R = {"AE": "EH", "IY": "IH", "UW": "UH"}
_OBSTRUENTS = frozenset({"B", "CH", "D", "DH", "F", "G", "JH", "K", "P", "S", "SH", "T", "TH", "V", "Z", "ZH"})
_BACK_CONSONANTS = frozenset({"G", "NG"})


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """One way to say a word."""

    phonemes: tuple[str, ...]
    """``("R", "EH1", "D")``: vowels carry 1 (primary stress), 2 (secondary) or 0 (none)."""

    @property
    def stresses(self) -> str:
        """One digit a syllable: ``"0102"``."""
        return "".join(phoneme[-1] for phoneme in self.phonemes if is_vowel(phoneme))

    @property
    def syllable_count(self) -> int:
        """Vowels, each the heart of a syllable."""
        return sum(is_vowel(phoneme) for phoneme in self.phonemes)

    @property
    def stressed_index(self) -> int:
        """Place in ``phonemes`` of the last primary-stressed vowel, else of the last secondary-stressed one, else of the last vowel; -1 without."""
        for stress in "12":
            for index in range(len(self.phonemes) - 1, -1, -1):
                if self.phonemes[index].endswith(stress):
                    return index
        return self.last_vowel_index

    @property
    def last_vowel_index(self) -> int:
        """Place in ``phonemes`` of the last vowel; -1 without."""
        return max((index for index, phoneme in enumerate(self.phonemes) if is_vowel(phoneme)), default=-1)

    @property
    def rhyme_key(self) -> str:
        """What a perfect rhyme shares: the phonemes from the last stressed vowel on, as :func:`sound_key` writes them."""
        return sound_key(self.phonemes[self.stressed_index :]) if self.phonemes else ""

    @property
    def last_syllable_key(self) -> str:
        """The phonemes from the last vowel on, as :func:`sound_key` writes them."""
        return sound_key(self.phonemes[self.last_vowel_index :]) if self.phonemes else ""


def is_vowel(phoneme: str) -> bool:
    """True for a phoneme that carries a syllable."""
    return phoneme[-1].isdigit()


def sound_key(phonemes: tuple[str, ...]) -> str:
    """Phonemes without their stress, joined by spaces; sounds between which the dictionary wavers are written as one.

    Those are the vowels before R (``here``, ``near``), the o before G and NG (``fog``, ``dog``), unstressed IH and AH (``habit``, ``rabbit``),
    and the vowel that verse drops before a last N (``heav'n``, ``seven``).
    """
    if phonemes[-1:] == ("N",) and len(phonemes) > 2 and phonemes[-2] in _OBSTRUENTS:
        phonemes = (*phonemes[:-1], "AH0", "N")
    plain = []
    for index, phoneme in enumerate(phonemes):
        vowel = phoneme.rstrip("012")
        following = phonemes[index + 1] if index + 1 < len(phonemes) else ""
        if following == "R":
            vowel = _BEFORE_R.get(vowel, vowel)
        elif vowel == "AA" and following in _BACK_CONSONANTS:
            vowel = "AO"
        elif vowel == "IH" and phoneme.endswith("0"):
            vowel = "AH"
        plain.append(vowel)
    return " ".join(plain)


def onset_before(phonemes: tuple[str, ...], vowel_index: int) -> tuple[str, ...]:
    """The consonants that begin the syllable of a vowel: as many of those before it as English lets a syllable begin with."""
    start = vowel_index
    while start > 0 and not is_vowel(phonemes[start - 1]) and "".join(phonemes[start - 1 : vowel_index]) in ONSETS:
        start -= 1
    return phonemes[start:vowel_index]

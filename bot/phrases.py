"""What people say in words of their own: how a text shall begin, what it is about, the lyrics a song shall sing.

Each function hands the words back to the letter or refuses them with one line, which never repeats words the band won't sing.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from bot.controls import shown
from corpora.errors import AskerError, UnreadableFileError

MOST_PROMPT_CHARACTERS = 1000
MOST_THEME_CHARACTERS = 100
MOST_LYRICS_CHARACTERS = 20_000

_LAYOUT = {"\n", "\t"}
"""Control characters that are part of a text's layout."""


def parse_prompt(text: str) -> str:
    """The words a text shall begin with, to the letter; line ends of other systems become ours.

    Raises:
        AskerError: when they are empty, too many, or no text.
    """
    return _plain_words(text, "prompt", "--prompt", MOST_PROMPT_CHARACTERS)


def parse_theme(text: str) -> str:
    """A word or a few that a text is about, on one line; any words are legal.

    Raises:
        AskerError: when they are empty, too many, or no text.
    """
    return " ".join(_plain_words(text, "theme", "--theme", MOST_THEME_CHARACTERS).split())


def read_lyrics(path: Path) -> str:
    """The words of a song from a text file.

    Raises:
        UnreadableFileError: when there is no such file, or it is no text, or empty.
        AskerError: when it is too long.
    """
    try:
        if path.is_dir():
            raise UnreadableFileError(f"{shown(str(path))} is a folder: name a text file (change --lyrics)")
        with path.open("rb") as stream:
            content = stream.read(4 * MOST_LYRICS_CHARACTERS + 4)  # four bytes a character at most, and a mark in front
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UnreadableFileError(f"{shown(str(path))} can't be read ({reason}): name a text file (change --lyrics)") from error
    return parse_lyrics(_decoded(content, path))


def parse_lyrics(text: str) -> str:
    """The words of a song: a line a phrase, sections an empty line apart.

    Raises:
        AskerError: when they are empty, too many, or no text.
    """
    words = _plain_words(text, "lyric", "--lyrics", MOST_LYRICS_CHARACTERS)
    if not any(letter.isalpha() for letter in words):
        raise AskerError("the lyric has no words, only signs or numbers: write words to sing (change --lyrics)")
    return "\n".join(line.rstrip() for line in words.split("\n")).strip("\n")


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end == len(content) and len(content) > 4 * MOST_LYRICS_CHARACTERS:  # cut inside its last letter: it is too long, and said to be
            return content.decode("utf-8-sig", errors="ignore")
        raise UnreadableFileError(f"{shown(str(path))} is no text in UTF-8: save it as plain text (change --lyrics)") from error


def _plain_words(text: str, what: str, flag: str, most: int) -> str:
    """Words to the letter, if they are some."""
    from corpora.decency import is_decent  # its lists are needed only where somebody's words are

    words = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(words) > most:
        raise AskerError(f"the {what} has {len(words):,} characters: at most {most:,} are possible (shorten {flag})")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in words):  # Python's stand-in for a byte that is no UTF-8
        raise AskerError(f"the {what} is not valid UTF-8: type it as plain text (change {flag})")
    control = next((letter for letter in words if unicodedata.category(letter) == "Cc" and letter not in _LAYOUT), None)
    if control is not None:
        raise AskerError(f"the {what} holds the control character U+{ord(control):04X}: use letters and line ends only (change {flag})")
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in words):
        raise AskerError(f"the {what} is empty: say a few words, or leave {flag} out")
    if not is_decent(words):
        raise AskerError(f"the {what} holds a slur, which the band won't sing: say it in other words (change {flag})")
    return words

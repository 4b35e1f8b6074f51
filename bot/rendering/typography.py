"""Real typography for text that was typed: curly quotes, apostrophes, dashes, ellipses, fractions. Letters and line ends stay as they are."""

from __future__ import annotations

import re

_ELIDED = (
    "tis|twas|twere|twill|twould|twixt|tween|twon|em|im|er|gainst|mongst|midst|neath|cross|cause|bout|round|til|till|n|gan|pon|scape|un|way|fore"
)
"""Words that begin with an apostrophe where letters have gone: ``'tis``."""

_ELISION = re.compile(rf"(?<!\w)'(?=(?:{_ELIDED})\b|\d)", re.IGNORECASE)
_FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
_FRACTION = re.compile(r"(?<![\d/])[13]/[24](?![\d/])")
_OPENING = r"(?:^|(?<=[\s(\[{—–\-\"“‘]))"
_CLOSING_AHEAD = re.compile(r"'(?!\w)")


def typeset(text: str) -> str:
    """The text as a printer would set it.

    A single quote opens a quotation only where its line has another that closes one; else it stands for letters left out.
    """
    return "\n".join(_typeset_line(line) for line in text.split("\n"))


def _typeset_line(line: str) -> str:
    line = re.sub(r"\s*-{2,3}\s*", "—", line).replace("...", "…")
    line = _FRACTION.sub(lambda found: _FRACTIONS.get(found.group(), found.group()), line)
    line = _ELISION.sub("’", line)
    line = re.sub(_OPENING + r'"(?=\S)', "“", line).replace('"', "”")
    line = re.sub(_OPENING + "'", lambda found: "‘" if _CLOSING_AHEAD.search(line, found.end()) else "’", line)
    return line.replace("'", "’")

"""A single line as tokens: the ``leadsheet`` encoding of a piece whose bars say "no chord"."""

from __future__ import annotations

from corpora.encodings.leadsheet import LeadsheetEncoding


def MelodyEncoding() -> LeadsheetEncoding:  # noqa: N802 - named as the class it stands for in the catalogue
    """The melody encoding."""
    return LeadsheetEncoding(name="melody", with_chords=False)

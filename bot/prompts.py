"""The file a piece continues: read once, kept whole, so that a replay reads the very same bytes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bot.messages import PromptFile
from corpora.errors import AskerError, UnreadableFileError
from corpora.instruments import MOST_INSTRUMENTS, by_program
from corpora.pieces import Part, Score

LARGEST_PROMPT_BYTES = 4_000_000
"""A MIDI file of 100,000 notes takes less than one million."""


def read_prompt(path: Path) -> PromptFile:
    """The bytes of the file somebody wants continued.

    Raises:
        UnreadableFileError: when there is no such file, or it can't be read or is too large.
    """
    try:
        if path.is_dir():
            raise UnreadableFileError(f"{str(path)!r} is a folder: name a MIDI, MusicXML or ABC file (change --continue)")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_PROMPT_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"{str(path)!r} can't be read ({reason}): name a MIDI, MusicXML or ABC file (change --continue)") from error
    if len(content) > LARGEST_PROMPT_BYTES:
        raise UnreadableFileError(f"{str(path)!r} is larger than {LARGEST_PROMPT_BYTES // 1_000_000} MB: name a shorter piece (change --continue)")
    return PromptFile(path.name, content)


def score_of(prompt: PromptFile) -> Score:
    """The music of a prompt.

    Raises:
        UnreadableFileError: when its bytes are not what its name says, or hold no notes.
    """
    from corpora.formats.files import read_score  # the readers of every format; needed only where something is continued

    with tempfile.TemporaryDirectory(prefix="houseband-") as folder:
        copy = Path(folder) / Path(prompt.name).name
        copy.write_bytes(prompt.content)
        try:
            score = read_score(copy)
        except AskerError as error:
            reason = str(error).replace(str(copy), prompt.name)
            named = reason if prompt.name in reason else f"{prompt.name!r}: {reason}"
            raise UnreadableFileError(f"{named} (change --continue)") from error
    parts = tuple(_named(part) for part in score.parts if part.notes)
    if not parts:
        raise UnreadableFileError(f"{prompt.name!r} holds no notes: name a file with music in it (change --continue)")
    if len(parts) > MOST_INSTRUMENTS:
        raise UnreadableFileError(
            f"{prompt.name!r} has {len(parts)} parts with notes: at most {MOST_INSTRUMENTS} can be continued, one MIDI channel each; "
            "merge or delete some (change --continue)"
        )
    return replace(score, parts=parts)


def _named(part: Part) -> Part:
    """The part, called by its instrument where the file gives it no name."""
    if part.name.strip():
        return part
    return replace(part, name="drums" if part.is_drum else by_program(part.program).name)

"""What kind of files a person's own folder holds, as far as a recipe has to know before they are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpora.corpus import Kind
from corpora.errors import AskerError
from corpora.formats.plain_text import read_text

MIDI_ENDINGS = (".mid", ".midi")
MUSIC_ENDINGS = (*MIDI_ENDINGS, ".mxl", ".musicxml", ".xml", ".abc")
TEXT_ENDINGS = (".txt",)
_FILES_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class FolderKind:
    """What a look into a folder tells."""

    kind: Kind
    is_verse: bool = False
    is_english: bool = True


def look_into(folder: Path) -> FolderKind:
    """The kind of a folder's files: music where it holds any, else texts; of texts also whether they are verse, and in English letters."""
    texts = [] if files_below(folder, MUSIC_ENDINGS) else files_below(folder, TEXT_ENDINGS)
    if not texts:
        return FolderKind("music")
    from corpora.own_texts import is_english, is_verse  # brings the readers of books

    read = [text for path in texts[:_FILES_LOOKED_AT] if (text := _read(path))]
    return FolderKind("text", is_verse(read), is_english(read))


def files_below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files below a folder by the ends of their names, sorted."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in endings and path.is_file())


def _read(path: Path) -> str:
    """The text of a file; empty where it can't be read (whoever learns from it says so)."""
    try:
        return read_text(path)
    except AskerError:
        return ""

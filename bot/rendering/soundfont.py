"""Which SoundFont the band plays: the one named, else the best one installed, else the small one that comes with pretty_midi."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from corpora.errors import AskerError

VARIABLE = "HOUSEBAND_SOUNDFONT"
FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"), Path("/usr/share/soundfonts"), Path("/usr/local/share/soundfonts"))
PREFERRED = ("FluidR3_GM.sf2", "GeneralUser-GS.sf2", "GeneralUser GS.sf2", "GeneralUser_GS.sf2", "FluidR3Mono_GM.sf3", "TimGM6mb.sf2")
"""Best first. Uncompressed fonts load in milliseconds; a ``.sf3`` is decompressed whole, which takes 1 to 2 s each time."""


def find_soundfont(named: Path | None = None) -> Path:
    """The SoundFont to play with.

    Raises:
        AskerError: the file named by the caller or by ``HOUSEBAND_SOUNDFONT`` is missing, or there is none at all.
    """
    asked = named or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if asked is not None:
        if not asked.is_file():
            raise AskerError(f"no soundfont at {str(asked)!r}: name an existing .sf2 or .sf3 file (change {VARIABLE})")
        return asked
    found = next(installed_soundfonts(), None)
    if found is None:
        raise AskerError(f"no soundfont found: install pretty_midi or a GM soundfont, or name one (set {VARIABLE})")
    return found


def installed_soundfonts() -> Iterator[Path]:
    """Every General MIDI SoundFont found on this machine, best first; the one in the pretty_midi wheel last."""
    for name in PREFERRED:
        for folder in FOLDERS:
            if (folder / name).is_file():
                yield folder / name
    yield from _bundled()


def _bundled() -> Iterator[Path]:
    # Located without importing pretty_midi, which would cost more than the whole rest of the start.
    spec = find_spec("pretty_midi")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        font = Path(folder) / "TimGM6mb.sf2"
        if font.is_file():
            yield font

"""Where configuration lies: the files that ship, with a person's own folder laid over them.

Configuration is data in TOML: ``genres/<genre>.toml``, ``bands/<style>.toml``, ``recipes/<generator>.toml``. A file of the person's own with
the same name replaces the shipped one; a new name adds to them. All floors find their configuration here.
"""

from __future__ import annotations

import os
from pathlib import Path

from corpora.errors import AskerError, unknown_name

HOME_VARIABLE = "HOUSEBAND_HOME"
CONFIG_VARIABLE = "HOUSEBAND_CONFIG"
CORPORA_VARIABLE = "HOUSEBAND_CORPORA"

_ROOT = Path(__file__).resolve().parents[1]


def home_folder() -> Path:
    """The folder of the person's own: history, trained generators, configuration. It need not exist yet."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs  # only where the home is not named: a few milliseconds saved on every start of the bot's workers

    return Path(platformdirs.user_data_dir("houseband", appauthor=False))


def corpora_folder() -> Path | None:
    """The folder of downloaded corpora that ``HOUSEBAND_CORPORA`` names; None where it names none.

    Raises:
        AskerError: when what it names is no folder.
    """
    named = os.environ.get(CORPORA_VARIABLE)
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise AskerError(f"{CORPORA_VARIABLE} names {str(folder)!r}, which is no folder: name one that holds the corpora, or unset it")
    return folder


def shipped_config_folder() -> Path:
    """``config/`` of a checkout; in an installed wheel the copy inside the package ``bot``."""
    bundled = _ROOT / "bot" / "config"  # asked first: beside an installed package, ``config`` may be somebody else's
    return bundled if bundled.is_dir() else _ROOT / "config"


def own_config_folder() -> Path:
    """The person's own configuration: ``HOUSEBAND_CONFIG``, else ``config`` in the home folder. It need not exist.

    Raises:
        AskerError: when ``HOUSEBAND_CONFIG`` names no folder.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    if not named:
        return home_folder() / "config"
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise AskerError(f"{CONFIG_VARIABLE} names {str(folder)!r}, which is no folder: name one laid out like the shipped config, or unset it")
    return folder


def config_folders() -> tuple[Path, ...]:
    """Folders searched for configuration, the first that has a file wins: the person's own, then what ships."""
    return own_config_folder(), shipped_config_folder()


def config_names(kind: str) -> list[str]:
    """Names of every configuration of a kind (``genres``, ``bands``, ``recipes``, ``recipes/debug``), sorted."""
    return sorted({path.stem for folder in config_folders() for path in (folder / kind).glob("*.toml")})


def config_file(kind: str, name: str) -> Path:
    """The file of a configuration, the person's own before the shipped one.

    Raises:
        AskerError: when no folder has it; the message offers the nearest names.
    """
    for folder in config_folders():
        path = folder / kind / f"{name}.toml"
        # The name must be one plain file name: "../x" would leave the folder.
        if Path(name).name == name and path.is_file():
            return path
    raise unknown_name(
        kind.removesuffix("s"), name, config_names(kind), f"the name, or add {own_config_folder() / kind / (Path(name).name + '.toml')}"
    )

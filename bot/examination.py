"""Looking at everything ``compose`` needs and everything that is nice to have, without ever failing at it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Literal

from bot.bootstrap import open_history
from bot.settings import Settings, read_settings
from bot.version import software_version
from corpora.config import config_names, corpora_folder, own_config_folder, shipped_config_folder
from corpora.errors import AskerError

State = Literal["ok", "missing", "optional"]
"""``missing``: ``compose`` can't work. ``optional``: it can, and something more could be had."""

NEEDED = {
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "symusic": "symusic",
    "sqlalchemy": "sqlalchemy",
    "alembic": "alembic",
    "pydantic": "pydantic",
}
"""Package -> the module it brings; without these nothing plays."""
FOR_FORMATS = {
    "av": ("av", "mp3 and mp4", "pip install av"),
    "tinysoundfont": ("tinysoundfont", "wav, mp3 and mp4", "pip install --no-deps tinysoundfont  (its dependency pyaudio is not needed)"),
    "pyloudnorm": ("pyloudnorm", "wav, mp3 and mp4", "pip install pyloudnorm"),
    "pillow": ("PIL", "png and mp4", "pip install pillow"),
    "verovio": ("verovio", "svg and pdf", "pip install verovio"),
    "pretty_midi": ("pretty_midi", "the soundfont that comes with it", "pip install pretty_midi"),
}
"""Package -> its module, what it is for, how to get it."""
OPTIONAL = {
    "font-source-serif-pro": ("font_source_serif_pro", "good letters on cards of words", "pip install font-source-serif-pro"),
    "regex": ("regex", "counting letters as networks do", "pip install regex"),
    "torch": ("torch", "training generators", "pip install 'houseband[train]'"),
    "music21": ("music21", "training on its bundled corpora", "pip install 'houseband[train]'"),
    "onnx": ("onnx", "exporting trained generators", "pip install 'houseband[train]'"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    state: State
    found: str
    advice: str = ""
    """What to do about it; empty where nothing needs doing."""


def examine() -> list[Finding]:
    """Look at everything; what can't even be looked at is a finding too."""
    return list(_findings())


def _findings() -> Iterator[Finding]:
    yield Finding("houseband", "ok", f"{software_version()}, Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    yield from (_package(name, module, "missing", "everything", f"pip install {name}") for name, module in NEEDED.items())
    yield from (_package(name, module, "missing", what, advice) for name, (module, what, advice) in FOR_FORMATS.items())
    try:
        settings = read_settings()
    except AskerError as error:
        yield Finding("settings", "missing", str(error))
        return
    for what, look in _LOOKS.items():
        try:
            yield from look(settings)
        except AskerError as error:
            yield Finding(what, "missing", str(error))
    yield from (_package(name, module, "optional", what, advice) for name, (module, what, advice) in OPTIONAL.items())
    yield from _accelerator()


def _package(name: str, module: str, otherwise: State, what: str, advice: str) -> Finding:
    try:
        installed = version(name) if find_spec(module) else None
    except (PackageNotFoundError, ValueError):
        installed = "version unknown"
    if installed is not None:
        return Finding(name, "ok", installed)
    return Finding(name, otherwise, f"not installed; needed for {what}", advice)


def _soundfont(settings: Settings) -> Iterator[Finding]:
    from bot.rendering.soundfont import find_soundfont

    path = find_soundfont(settings.soundfont)
    plain = path.name == "TimGM6mb.sf2"
    advice = "a fuller one: apt install fluid-soundfont-gm, or set HOUSEBAND_SOUNDFONT to an .sf2 file" if plain else ""
    yield Finding("soundfont", "ok", f"{path} ({path.stat().st_size / 1e6:.0f} MB)", advice)


def _database(settings: Settings) -> Iterator[Finding]:
    store = open_history(settings)
    yield Finding("history", "ok", f"{store.place} ({store.stats().pieces} pieces)")
    store.close()


def _configuration(_settings: Settings) -> Iterator[Finding]:
    names = config_names("genres")
    state: State = "ok" if names else "missing"
    yield Finding("configuration", state, f"{shipped_config_folder()} ({len(names)} genres)", "" if names else "install houseband again")
    own = own_config_folder()
    if own.is_dir():
        yield Finding("your own", "ok", f"{own}, laid over it")
    else:
        yield Finding("your own", "optional", f"{own} is not there", "make it to change settings or add genres")


def _generators(_settings: Settings) -> Iterator[Finding]:
    from generators.genres import genre, genre_names
    from generators.registry import generator_names, load_generator

    names = generator_names()
    for name in names:
        found = load_generator(name)
        yield Finding("generator", "ok", f"{name} ({found.meta.family}, {found.meta.parameters:,} parameters) in {found.folder}")
    silent = sorted(each for each in genre_names() if genre(each).generator not in names)
    if silent:
        state: State = "optional" if len(silent) < len(genre_names()) else "missing"
        yield Finding("generators", state, f"none trained for {', '.join(silent)}", "houseband train --recipe NAME, or install houseband again")


def _corpora(_settings: Settings) -> Iterator[Finding]:
    folder = corpora_folder()
    if folder is None:
        yield Finding("corpora", "optional", "HOUSEBAND_CORPORA is not set; needed for training only", "houseband corpora fetch NAME")
    else:
        yield Finding("corpora", "ok", str(folder))


def _home(settings: Settings) -> Iterator[Finding]:
    yield Finding("home", "ok", str(settings.home) + ("" if settings.home.is_dir() else " (made when needed)"))


_LOOKS: dict[str, Callable[[Settings], Iterator[Finding]]] = {
    "home": _home,
    "configuration": _configuration,
    "generators": _generators,
    "history": _database,
    "soundfont": _soundfont,
    "corpora": _corpora,
}


def _accelerator() -> Iterator[Finding]:
    if not find_spec("torch"):
        return
    import torch  # slow to import, and nobody waits for a doctor

    if torch.cuda.is_available():
        yield Finding("accelerator", "ok", f"{torch.cuda.device_count()} x {torch.cuda.get_device_name()}, for training")
    else:
        yield Finding("accelerator", "optional", f"none; training uses {torch.get_num_threads()} CPU threads (composing never needs one)")
    sys.stdout.flush()

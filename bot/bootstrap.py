"""The one place that picks the real things: which composer, which renderer, which history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service import Band
from bot.settings import Settings
from generators.compositions import Composition
from generators.requests import Request

if TYPE_CHECKING:
    from bot.history.store import History

# Everything heavy is imported inside the function that needs it, so that `--help` and `history` start without a model runtime.


def real_band(settings: Settings) -> Band:
    """The band that plays: trained generators, real files, the history on disk."""
    return Band(
        compose=_compose,
        render=lambda composition, formats, folder, stem: _render(composition, formats, folder, stem, settings.soundfont),
        history=lambda: open_history(settings),
        new_identifier=_new_identifier,
        software_version=software_version(),
        soundfont_sha256=lambda formats: _soundfont_sha256(formats, settings.soundfont),
    )


def open_history(settings: Settings) -> History:
    """The history the settings name.

    Raises:
        AskerError: when it can't be opened.
    """
    from bot.history.store import History

    return History(settings.database_url, settings.history.busy_timeout_seconds)


def software_version() -> str:
    """The installed version of houseband."""
    try:
        return version("houseband")
    except PackageNotFoundError:  # run from a source tree that nobody installed
        return "unknown"


def _compose(request: Request) -> Composition:
    from generators.compose import compose

    return compose(request)


def _new_identifier(moment: datetime) -> str:
    from bot.history.identifiers import new_identifier

    return new_identifier(moment)


def _render(composition: Composition, formats: Sequence[str], folder: Path, stem: str, soundfont: Path | None) -> dict[str, Path]:
    from bot.rendering.base import RenderJob
    from bot.rendering.formats import render

    job = RenderJob(composition.written, composition.performed, composition.title, _subtitle(composition), soundfont)
    return render(job, formats, folder, stem)


def _subtitle(composition: Composition) -> str:
    got = [composition.checks[name].got for name in ("key", "meter", "tempo") if name in composition.checks]
    return " · ".join([composition.request.genre, *got])


def _soundfont_sha256(formats: Sequence[str], soundfont: Path | None) -> str:
    from bot.placing import sha256_of
    from bot.rendering.soundfont import find_soundfont

    return sha256_of(find_soundfont(soundfont)) if {"wav", "mp3", "mp4"} & set(formats) else ""

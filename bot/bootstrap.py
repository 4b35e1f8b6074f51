"""The one place that picks the real things: which composer, which renderer, which history. What the bot works with: ``bot.staffing``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.meanwhile import Meanwhile
from bot.service import Band, Memory
from bot.settings import Settings
from bot.version import software_version
from generators.compositions import Composition, Finished, TextComposition
from generators.requests import Request

if TYPE_CHECKING:
    from bot.history.store import History

# Everything heavy is imported inside the function that needs it, so that `--help` and `history` start without a model runtime.


def real_band(settings: Settings) -> Band:
    """The band that plays: trained generators, real files, the history on disk, opened while the first piece is composed."""
    history = Meanwhile(lambda: open_memory(settings))

    def compose_meanwhile(request: Request) -> Finished:
        history.begin()
        try:
            return compose_for_real(request)
        except BaseException:
            history.settle()  # nobody will ask for it: a database half opened must not outlive the command
            raise

    return Band(
        compose=compose_meanwhile,
        render=lambda composition, formats, folder, stem: _render(composition, formats, folder, stem, settings.soundfont),
        history=history.result,
        new_identifier=_new_identifier,
        software_version=software_version(),
        soundfont=lambda formats: _soundfont(formats, settings.soundfont),
    )


def open_memory(settings: Settings) -> Memory:
    """The history the settings name, for taking pieces: by the quickest way that is open.

    Raises:
        AskerError: when it can't be opened.
    """
    from bot.history.pen import pen_for

    return pen_for(settings.database_url, settings.history.busy_timeout_seconds) or open_history(settings)


def open_history(settings: Settings) -> History:
    """The history the settings name.

    Raises:
        AskerError: when it can't be opened.
    """
    from bot.history.store import History

    return History(settings.database_url, settings.history.busy_timeout_seconds)


def compose_for_real(request: Request) -> Finished:
    """A piece by the trained generators."""
    from generators.compose import compose

    return compose(request)


def _new_identifier(moment: datetime) -> str:
    from bot.history.identifiers import new_identifier

    return new_identifier(moment)


def _render(composition: Finished, formats: Sequence[str], folder: Path, stem: str, soundfont: Path | None) -> dict[str, Path]:
    from bot.rendering.base import RenderJob, TextJob
    from bot.rendering.formats import render, render_text

    if isinstance(composition, TextComposition):
        return render_text(TextJob(composition.text, composition.title, composition.request.genre), formats, folder, stem)
    job = RenderJob(composition.written, composition.performed, composition.title, _subtitle(composition), soundfont, composition.lyric)
    return render(job, formats, folder, stem)


def _subtitle(composition: Composition) -> str:
    got = [composition.checks[name].got for name in ("key", "meter", "tempo") if name in composition.checks]
    return " · ".join([composition.request.genre, *got])


SOUNDING_FORMATS = frozenset({"wav", "mp3", "ogg", "mp4"})


def _soundfont(formats: Sequence[str], named: Path | None) -> str:
    from bot.rendering.soundfont import find_soundfont

    if SOUNDING_FORMATS.isdisjoint(formats):
        return ""
    path = find_soundfont(named)
    # Not its digest: that of a font of 140 MB takes a third of a second, for every piece.
    return f"{path.name}, {path.stat().st_size} bytes"

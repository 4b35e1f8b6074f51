"""The one place that picks the real things: which composer, which renderer, which history, which queue, which networks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
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
    from bot.conversation import Heard
    from bot.crew import Crew, Understanding
    from bot.history.store import History
    from bot.messages import PieceRecord
    from bot.platforms.base import Limits, Mention, Platform
    from bot.queue.durable import DbosQueue
    from bot.queue.inbox import Inbox
    from bot.queue.outbox import Outbox
    from bot.queue.steps import Workplace
    from bot.worker import Office

# Everything heavy is imported inside the function that needs it, so that `--help` and `history` start without a model runtime.


def real_band(settings: Settings) -> Band:
    """The band that plays: trained generators, real files, the history on disk, opened while the first piece is composed."""
    history = Meanwhile(lambda: open_memory(settings))

    def compose_meanwhile(request: Request) -> Finished:
        history.begin()
        try:
            return _compose(request)
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


def _compose(request: Request) -> Finished:
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


def open_office(settings: Settings, platforms: Sequence[Platform], worker: str) -> Office:
    """Everything that one worker process works with; ``worker`` is its name among the workers.

    Raises:
        AskerError: when the database can't be opened or can't be shared.
    """
    from bot.databases import Database
    from bot.queue.durable import DbosQueue
    from bot.queue.heartbeats import Heartbeats
    from bot.queue.inbox import Inbox
    from bot.queue.outbox import Outbox
    from bot.worker import Office

    history = open_history(settings)
    database = Database(history.engine)
    inbox, outbox = Inbox(database, time.time), Outbox(database, time.time)
    queue = DbosQueue(settings.database_url, worker, settings.queue.at_once)
    band = _band_of_a_worker(settings, history)
    return Office(
        crews={each.name: _crew(settings, each, band, history, inbox, outbox) for each in platforms},
        queue=queue,
        inbox=inbox,
        heartbeats=Heartbeats(database, time.time),
        workplace=_workplace(settings, queue, inbox),
        poll_seconds={each.name: _poll_seconds(each) for each in platforms},
    )


def open_inbox(settings: Settings) -> Inbox:
    """The mentions in the database that the settings name.

    Raises:
        AskerError: when it can't be opened.
    """
    from bot.databases import Database
    from bot.queue.inbox import Inbox

    return Inbox(Database(open_history(settings).engine), time.time)


def _band_of_a_worker(settings: Settings, history: History) -> Band:
    from bot.lately import Lately

    band = real_band(settings)
    return replace(band, compose=Lately(_compose, 2 * settings.queue.at_once), history=lambda: history)


def _crew(settings: Settings, platform: Platform, band: Band, history: History, inbox: Inbox, outbox: Outbox) -> Crew:
    from bot.crew import Crew
    from bot.databases import Database
    from bot.guards.gate import Gate
    from bot.guards.guarded_platform import GuardedPlatform
    from bot.guards.judging import Circumstances, Guards
    from bot.speaking import Speaking

    database = Database(history.engine)
    gate = Gate(database, platform.name, platform.limits, settings.guards, settings.budget)
    circumstances = Circumstances(platform.me, lambda: inbox.authors_waiting(platform.name), time.time)
    guards = Guards(database, gate, settings.guards, circumstances)
    guards.begin()
    return Crew(
        platform=GuardedPlatform(platform, gate, guards, time.time),
        understanding=_understanding(settings),
        guards=guards,
        band=band,
        wording=Speaking(),
        outbox=outbox,
        library=history,
        storage=_OneMachine(),
        pieces=settings.pieces,
        clock=time.time,
    )


def _understanding(settings: Settings) -> Understanding:
    from bot.conversation import Heard
    from bot.understanding.understand import understand

    def heard(mention: Mention, handle: str, previous: PieceRecord | None, limits: Limits) -> Heard:
        bounds = replace(settings.bot, most_seconds=min(settings.bot.most_seconds, limits.media_seconds))
        found = understand(mention.text, handle, previous, bounds, mention.post_id)
        return Heard(found.kind, found.asked, found.unmet, found.changes, found.surprise)

    return heard


def _workplace(settings: Settings, queue: DbosQueue, inbox: Inbox) -> Workplace:
    import logging
    import threading

    import numpy as np

    from bot.queue.steps import Patience, Workplace

    log = logging.getLogger("bot.queue")
    players = threading.Semaphore(settings.queue.players)
    return Workplace(
        queue=queue,
        inbox=inbox,
        patience=Patience(settings.queue.deaths, settings.queue.faults, settings.queue.patience_hours),
        clock=time.time,
        rng=np.random.default_rng(),
        report=lambda name, step, error: log.warning("%s: %s failed: %s", name, step, error, exc_info=error),
        gates={"compose": players, "render": players},
    )


def _poll_seconds(platform: Platform) -> float:
    """As often as the network allows for half of the published limit, once a second at most."""
    return max(1.0, 2.0 * _WINDOW_SECONDS / platform.limits.reads_per_15_minutes)


_WINDOW_SECONDS = 900.0


class _OneMachine:
    """Rendered files stay where they are."""

    def keep(self, path: Path) -> None:
        """Nothing to do: it is here."""

    def fetch(self, path: Path) -> bool:  # noqa: ARG002 (the port's)
        """It is not kept anywhere else."""
        return False

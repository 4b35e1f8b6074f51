"""The band of a fast day: every so-manieth piece, and the first of each genre, is real; the others are rehearsed, their films in stock."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simulators.x.clips import Clip, write_clip

from bot import bootstrap
from bot.rehearsal import rehearse_any
from bot.service import Band
from bot.settings import Settings
from generators.compositions import Finished
from generators.requests import Request

FILM_BYTES = 300_000
_REHEARSED = "rehearsal"


def day_band(settings: Settings, folder: Path, one_real_in: int) -> Band:
    """A band whose pieces are real where their seed says so: the same ones however often they are asked for. ``one_real_in`` 0 = none is."""
    real = bootstrap.real_band(settings)
    stock = write_clip(Clip(), folder / "stock.mp4").read_bytes()
    numbers = itertools.count()
    first: dict[str, int] = {}

    def compose(request: Request) -> Finished:
        """For the same request always by the same players, however often it is asked for."""
        is_real = one_real_in and (first.setdefault(request.genre, request.seed) == request.seed or request.seed % one_real_in == 0)
        return bootstrap.compose_for_real(request) if is_real else rehearse_any(request)

    def render(composition: Finished, formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
        if composition.generator != _REHEARSED or formats != ("mp4",):
            return dict(real.render(composition, formats, folder, stem))
        path = folder / f"{stem}.mp4"
        path.write_bytes(stock + _padding(FILM_BYTES - len(stock), next(numbers)))
        return {"mp4": path}

    return replace(real, compose=compose, render=render)


def _padding(size: int, number: int) -> bytes:
    """A box that players skip, so that films are as large as films are and no two are the same."""
    return size.to_bytes(4, "big") + b"free" + number.to_bytes(8, "big") + os.urandom(64) + bytes(size - 80)

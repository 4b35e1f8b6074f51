from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bot.rendering.base import RenderJob
from bot.rendering.canvas import Canvas
from bot.rendering.frames import HEIGHT, WIDTH, Film
from bot.rendering.newest import Newest
from corpora.pieces import Note, Part, Score


def test_what_is_kept_is_made_once_and_the_oldest_goes() -> None:
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return str(number)

    newest = Newest[int, str](2)
    assert [newest.get(number, lambda number=number: make(number)) for number in (1, 2, 1, 3, 2, 1)] == ["1", "2", "1", "3", "2", "1"]  # type: ignore[misc]
    assert made == [1, 2, 3, 1]


def test_threads_that_want_the_same_get_the_same() -> None:
    newest, made, together = Newest[str, object](2), [], Barrier(4)

    def make() -> object:
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        together.wait()
        return newest.get("tile", make)

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(ask, range(4)))
    assert got == made * 4


def test_a_film_is_gone_when_nobody_holds_it() -> None:
    score = Score((Part("Piano", 0, (Note(0, 60, 480),)),))
    film = Film(RenderJob(score, score, "Short"))
    film.draw(Canvas(WIDTH, HEIGHT), 3)
    seen = weakref.ref(film), weakref.ref(film.strip)
    gc.disable()
    try:
        del film
        assert [found() for found in seen] == [None, None]
    finally:
        gc.enable()

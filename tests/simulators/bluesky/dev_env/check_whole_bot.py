"""``houseband bot run --platform bluesky`` at Bluesky's own servers: everybody is answered once, although a worker is killed on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from simulators.bluesky.dev_env.dev_stand import DevGround, DevStand

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(600)]
RUN = [sys.executable, "-c", "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))", "bot", "run", "--platform", "bluesky"]
PATIENCE_SECONDS = 240.0
SETTINGS = """
[guards]
most_an_hour_for_one_author = 1000
[schedule]
tune_of_the_day_genres = []
[operating]
page_port = 0
"""
ASKED = [
    "a limerick about rain",
    "a proverb",
    "a haiku about the sea",
    "play some slow, sad jazz in D minor, like 90 bpm 🎷",
    "a definition of silence",
]


@pytest.fixture
def stand(dev_ground: DevGround) -> Iterator[DevStand]:
    made = DevStand(dev_ground)
    yield made
    made.close()


def start(home: Path, stand: DevStand) -> subprocess.Popen[bytes]:
    given = {**os.environ, **stand.environment(), "HOUSEBAND_HOME": str(home), "HOUSEBAND_DATABASE": f"sqlite:///{home / 'history.db'}"}
    with (home / "log").open("ab") as log:
        return subprocess.Popen(RUN, env=given, stdout=log, stderr=log)  # noqa: S603 (our own)


def rows(database: sa.Engine, query: str) -> list[Any]:
    try:
        with database.connect() as connection:
            return list(connection.execute(sa.text(query)))
    except sa.exc.DatabaseError:  # it is only being made
        return []


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_everybody_is_answered_once(stand: DevStand, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "bot.toml").write_text(SETTINGS)
    database = sa.create_engine(f"sqlite:///{tmp_path / 'history.db'}", poolclass=sa.NullPool)
    worker = start(tmp_path, stand)
    try:
        until(lambda: rows(database, "SELECT 1 FROM cursors WHERE cursor IS NOT NULL"))
        asked = stand.say_all(ASKED)
        until(lambda: stand.network.records(stand.us.did))
        worker.kill()
        worker.wait()
        worker = start(tmp_path, stand)
        asked.append(stand.say("beep", by_bot=True))
        until(lambda: [state for (state,) in rows(database, "SELECT state FROM inbox") if state in {"done", "dead", "ignored"}][len(asked) - 1 :])
        worker.terminate()
        assert worker.wait(30.0) == 0, (tmp_path / "log").read_text()
    finally:
        worker.kill()
        worker.wait()
    answers = [stand.replies(post_id) for post_id in asked]
    assert [len(replies) for replies in answers] == [1] * len(ASKED) + [0], rows(database, "SELECT post_id, state, reason FROM inbox")
    film = answers[ASKED.index(next(text for text in ASKED if "jazz" in text))][0]
    assert "D minor" in film.text
    assert film.alt_texts
    assert stand.environment()["HOUSEBAND_BLUESKY_APP_PASSWORD"] not in (tmp_path / "log").read_text()

"""The simulated X as a server: what it keeps, and that a misspelt order is no silent one."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from simulators.x.running import SimulatedX

from bot.platforms.x import XPlatform

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_it_keeps_everything_over_a_restart(tmp_path: Path) -> None:
    with SimulatedX(database=tmp_path / "x.sqlite", seed=1) as first:
        x, port = XPlatform.from_environment(first.environment), int(first.base_url.rpartition(":")[2])
        first.write("@houseband jazz", "ann")
        cursor = x.mentions(None).cursor
        first.write("@houseband blues", "ben")
        x.publish(x.mentions(cursor).mentions[0], "Blues.", (), "key")
    with SimulatedX(database=tmp_path / "x.sqlite", port=port, spelling="new") as second:
        (mention,) = x.mentions(cursor).mentions
        assert x.find_reply(mention, "key") == second.published()[0]["id"]
        second.write("@houseband more", "cid")
        truth = second.truth()
        assert (truth["expected"], truth["answered"], truth["lost"], truth["own_posts"]) == (3, 1, 2, 1)
        assert truth["cents_by"] == {"mentions read": 0.3, "post": 1.0, "tweets read": 0.1}


def test_a_misspelt_order_is_refused(simulated_x: SimulatedX) -> None:
    for order in ({"chances": {"publish": {"dropt": 1.0}}}, {"chances": {"posting": {"dropped": 1.0}}}, {"bursts": [{"kind": "x", "calls": 1}]}):
        with pytest.raises(ValueError, match="no such fault"):
            simulated_x.faults(**order)
    for settings in ({"speling": "new"}, {"spelling": "newest"}, {"limits": {"posts": 3}}):
        with pytest.raises(ValueError, match="no such"):
            simulated_x.set(**settings)


def test_calls_that_nobody_signed_are_refused(simulated_x: SimulatedX) -> None:
    with requests.Session() as session:
        session.trust_env = False
        for method, route in (
            ("GET", "/2/users/me"),
            ("POST", "/2/tweets"),
            ("GET", "/2/media/upload?media_id=1"),
            ("POST", "/2/media/upload/initialize"),
        ):
            answer = session.request(method, simulated_x.base_url + route, json={"text": "Hello."}, timeout=5)
            assert (answer.status_code, answer.json()["title"]) == (401, "Unauthorized")
    assert simulated_x.published() == []

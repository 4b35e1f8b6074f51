"""What goes wrong on purpose: failures before and after the work is done, in bursts, by chance, or for a while."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from .settings import ROUTES

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KINDS = ("server_error", "rate_limited", "forbidden", "unauthorized", "refused", "timeout", "dropped", "hung", "slow")
"""``timeout`` never does the work; ``dropped`` and ``hung`` do it and lose the answer; ``refused`` closes the connection at once."""
DISTURBANCES = ("repeat", "disorder")


@dataclass
class Burst:
    kind: str
    endpoint: str
    calls: int


@dataclass
class Faults:
    """What was ordered over ``POST /_simulator/faults``."""

    seed: int = 0
    chances: dict[str, dict[str, float]] = field(default_factory=dict)
    """Probability by endpoint (``*`` = every one) and kind; ``repeat`` and ``disorder`` stand under ``mentions``."""
    bursts: list[Burst] = field(default_factory=list)
    down_until: float = 0.0
    timeout_s: float = 3.0
    slow_s: float = 0.5
    rate_limited_s: float = 1.0
    """How far away the end of an invented 429 is."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 (a simulation)

    def draw(self, endpoint: str) -> str | None:
        """What happens to this call."""
        if time.monotonic() < self.down_until:
            return "refused"
        for burst in self.bursts:
            if burst.calls > 0 and burst.endpoint in (endpoint, "*"):
                burst.calls -= 1
                return burst.kind
        dice = self.random.random()
        for name in (endpoint, "*"):
            for kind in KINDS:
                dice -= self.chances.get(name, {}).get(kind, 0.0)
                if dice < 0:
                    return kind
        return None

    def strikes(self, disturbance: str) -> bool:
        chance = self.chances.get("mentions", {}).get(disturbance, 0.0)
        return chance > 0 and self.random.random() < chance

    def disturbed(self, page: list[sqlite3.Row], older: list[sqlite3.Row]) -> list[sqlite3.Row]:
        """A page with repeated posts and out of order, where that was ordered."""
        shown = [*page, *(row for row in page if self.strikes("repeat")), *older]
        if self.strikes("disorder"):
            self.random.shuffle(shown)
        return shown


def faults_from(order: dict[str, Any]) -> Faults:
    """Check an order; a misspelt kind would be a test that tests nothing."""
    chances = order.get("chances", {})
    known = {*KINDS, *DISTURBANCES}
    wrong = [kind for kinds in chances.values() for kind in kinds if kind not in known] + [
        each["kind"] for each in order.get("bursts", []) if each["kind"] not in KINDS
    ]
    wrong += [name for name in [*chances, *(each.get("endpoint", "*") for each in order.get("bursts", []))] if name not in (*ROUTES, "*")]
    if wrong:
        raise ValueError(f"no such fault: {wrong}; there are {sorted(known)} at {ROUTES} and *")
    bursts = [Burst(each["kind"], each.get("endpoint", "*"), int(each["calls"])) for each in order.get("bursts", [])]
    down = time.monotonic() + float(order["down_s"]) if order.get("down_s") else 0.0
    rest = {name: order[name] for name in ("seed", "timeout_s", "slow_s", "rate_limited_s") if name in order}
    return Faults(chances=chances, bursts=bursts, down_until=down, **rest)


def abort(send: Send) -> None:
    """Close the connection without an answer. uvicorn's ``send`` is a method of the request, which knows its connection."""
    send.__self__.transport.abort()  # type: ignore[attr-defined]


async def lose_the_answer(app: App, scope: Scope, receive: Receive) -> int:
    """Do the work and keep the answer back; its status."""
    statuses: list[int] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(message["status"]))
        await asyncio.sleep(0)

    await app(scope, receive, keep)
    return statuses[0] if statuses else 0

"""What tests do behind X's back: people write posts, things break, and the truth is told. Unsigned, under ``/_simulator``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from .faults import faults_from
from .settings import OUR_HANDLE, OUR_ID, Settings
from .simulation import Simulation
from .store import NewPost
from .truth import reply_seconds, truth

router = APIRouter(prefix="/_simulator")


def _simulation(request: Request) -> Simulation:
    simulation: Simulation = request.app.state.simulation
    return simulation


@router.get("/health")
async def health() -> JSONResponse:
    return JSONResponse({"ok": True})


@router.post("/reset")
async def reset(request: Request) -> JSONResponse:
    """Empty the database, take faults and limits away, and set what the body says."""
    simulation = _simulation(request)
    try:
        settings = Settings().changed(**await request.json())
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 400)
    simulation.store.clear()
    simulation.forget(settings)
    return JSONResponse({"ok": True})


@router.post("/settings")
async def change(request: Request) -> JSONResponse:
    simulation = _simulation(request)
    try:
        simulation.change(await request.json())
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse(asdict(simulation.settings))


@router.post("/faults")
async def break_things(request: Request) -> JSONResponse:
    try:
        _simulation(request).faults = faults_from(await request.json())
    except (ValueError, KeyError) as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({"ok": True})


@router.post("/posts")
async def write(request: Request) -> JSONResponse:
    """People write: a list of ``{text, handle, reply_to, expects}``; who names us mentions us."""
    simulation = _simulation(request)
    store, settings = simulation.store, simulation.settings
    made: list[str] = []
    store.run("BEGIN")
    for order in await request.json():
        text = str(order["text"])
        mentions = bool(order.get("mentions", f"@{OUR_HANDLE}" in text.casefold()))
        author = store.user(str(order.get("handle", "fan")), settings.now())
        reply_to = int(order["reply_to"]) if order.get("reply_to") else None
        late = store.random.random() < settings.late_share
        post = NewPost(author, text, in_reply_to=reply_to, mentions_us=mentions, expects=bool(order.get("expects", mentions)))
        made.append(str(store.add_post(post, settings.now(), settings.now() + settings.late_s if late else None)))
    store.run("COMMIT")
    return JSONResponse(made)


@router.post("/delete")
async def delete(request: Request) -> JSONResponse:
    """Somebody deletes their posts: a list of identifiers."""
    for post_id in await request.json():
        _simulation(request).store.run("UPDATE posts SET deleted = 1 WHERE id = ?", (int(post_id),))
    return JSONResponse({"ok": True})


@router.get("/truth")
async def tell(request: Request) -> JSONResponse:
    return JSONResponse(truth(_simulation(request).store))


@router.get("/seconds")
async def seconds(request: Request) -> JSONResponse:
    return JSONResponse(reply_seconds(_simulation(request).store))


@router.get("/published")
async def published(request: Request) -> JSONResponse:
    """Everything the bot published, oldest first."""
    rows = _simulation(request).store.all("SELECT * FROM posts WHERE author = ? ORDER BY id", (OUR_ID,))
    return JSONResponse([_shown(dict(row)) for row in rows])


@router.get("/media")
async def media(request: Request) -> JSONResponse:
    rows = _simulation(request).store.all("SELECT * FROM media ORDER BY id")
    return JSONResponse([{**dict(row), "id": str(row["id"]), "facts": json.loads(row["facts"])} for row in rows])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    named = {name: str(row[name]) if row[name] else None for name in ("id", "in_reply_to", "conversation")}
    return {**row, **named, "media": json.loads(row["media"]), "made_with_ai": bool(row["made_with_ai"])}

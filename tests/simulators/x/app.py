"""The simulated X: its routes, and what stands before them: faults, signatures, limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from . import admin
from .faults import App, Receive, Scope, Send, abort, lose_the_answer
from .posting import publish
from .problems import ProblemError, invalid, plain, too_many, unauthorized
from .settings import OUR_HANDLE, OUR_ID
from .signatures import SignedCall
from .simulation import Simulation
from .timelines import asked, timeline

_FORM = "application/x-www-form-urlencoded"
_HEADERS = {"api-version": "2.167", "cache-control": "no-cache, no-store, max-age=0", "x-access-level": "read-write"}


def endpoint_of(method: str, path: str) -> str:
    """What a call is named in settings, faults and counts."""
    parts = path.strip("/").split("/")
    if parts[:2] == ["2", "users"]:
        return "me" if parts[2:] == ["me"] else parts[-1]
    if path == "/2/tweets":
        return "publish"
    return "status" if method == "GET" else parts[-1]


async def signed(request: Request) -> AsyncIterator[Simulation]:
    """Every call to X: signed, and within the limits."""
    simulation: Simulation = request.app.state.simulation
    settings = simulation.settings
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    form = (await request.body()).decode() if kind == _FORM else ""
    host = f"http://{request.headers.get('host', '')}"
    call = SignedCall(request.method, request.url.path, request.url.query, form, request.headers.get("authorization", ""), host)
    simulation.signatures.check(call, settings.now(), settings.timestamp_tolerance_s)
    endpoint = endpoint_of(request.method, request.url.path)
    allowed, headers = simulation.rates.count(endpoint, settings) if endpoint in settings.limits else (True, {})
    request.state.headers = {**_HEADERS, **headers}
    if not allowed:
        raise too_many()
    yield simulation


X = Annotated[Simulation, Depends(signed)]


def create_app(simulation: Simulation) -> App:
    """The server; faults stand before everything else."""
    app = FastAPI(title="A simulated X", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.simulation = simulation
    app.include_router(admin.router)
    app.add_exception_handler(ProblemError, _refuse)
    _add_reading(app)
    _add_writing(app)
    return _before(app, simulation)


def _add_reading(app: FastAPI) -> None:
    @app.get("/2/users/me")
    async def me(request: Request, _: X) -> JSONResponse:
        return _answer(request, {"data": {"id": OUR_ID, "name": OUR_HANDLE.title(), "username": OUR_HANDLE}})

    @app.get("/2/users/{user_id}/{kind}")
    async def read(request: Request, user_id: str, kind: str, simulation: X) -> JSONResponse:
        if kind not in ("mentions", "tweets"):
            raise plain(404, "Not Found")
        if user_id != OUR_ID:
            raise invalid(f"The `id` query parameter value [{user_id}] is not ours", id=user_id)
        wanted = asked(dict(request.query_params), simulation.settings)
        return _answer(request, timeline(simulation.store, simulation.settings, simulation.faults, kind, wanted))

    @app.get("/2/media/upload")
    async def status(request: Request, simulation: X) -> JSONResponse:
        return _answer(request, simulation.uploads.status(dict(request.query_params), simulation.settings))


def _add_writing(app: FastAPI) -> None:
    @app.post("/2/tweets")
    async def create(request: Request, simulation: X) -> JSONResponse:
        return _answer(request, publish(simulation.store, simulation.settings, await _json(request)), 201)

    @app.post("/2/media/upload/initialize")
    async def initialize(request: Request, simulation: X) -> JSONResponse:
        return _answer(request, simulation.uploads.initialize(await _json(request), simulation.settings))

    @app.post("/2/media/upload/{media_id}/append")
    async def append(request: Request, media_id: str, simulation: X) -> JSONResponse:
        if request.headers.get("content-type", "").startswith("application/json"):
            return _answer(request, simulation.uploads.append_json(media_id, await _json(request), simulation.settings))
        async with request.form() as form:
            part = form.get("media")
            content = b"" if part is None or isinstance(part, str) else await part.read()
            return _answer(request, simulation.uploads.append(media_id, form.get("segment_index"), content, simulation.settings))

    @app.post("/2/media/upload/{media_id}/finalize")
    async def finalize(request: Request, media_id: str, simulation: X) -> JSONResponse:
        if simulation.settings.strict_finalize and not isinstance(await _json(request), dict):
            raise invalid("Request body must be a JSON object.")
        return _answer(request, simulation.uploads.finalize(media_id, simulation.settings))

    @app.post("/2/media/metadata")
    async def metadata(request: Request, simulation: X) -> JSONResponse:
        return _answer(request, simulation.uploads.describe(await _json(request)))


class _Escaped(JSONResponse):
    """JSON in plain letters: half of a letter can only be sent as an escape."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


def _answer(request: Request, body: dict[str, Any], status: int = 200) -> JSONResponse:
    return _Escaped(body, status, headers=request.state.headers)


async def _refuse(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ProblemError)
    return JSONResponse(problem.body, problem.status, headers=getattr(request.state, "headers", _HEADERS))


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _before(app: App, simulation: Simulation) -> App:
    """Let the ordered faults happen, and count every call by what came of it."""

    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_simulator"):
            await app(scope, receive, send)
            return
        endpoint = endpoint_of(scope["method"], scope["path"])
        fault = simulation.faults.draw(endpoint)
        if fault in (None, "slow"):
            await asyncio.sleep(simulation.faults.slow_s if fault else 0)
            await _passed_on(app, scope, receive, send, lambda outcome: simulation.store.count_call(endpoint, outcome))
        elif fault in ("server_error", "rate_limited", "forbidden", "unauthorized"):
            simulation.store.count_call(endpoint, fault)
            await _invented(fault, simulation)(scope, receive, send)
        else:
            done = f" after {await lose_the_answer(app, scope, receive)}" if fault in ("dropped", "hung") else ""
            simulation.store.count_call(endpoint, fault + done)
            await asyncio.sleep(simulation.faults.timeout_s if fault in ("timeout", "hung") else 0)
            abort(send)
            await asyncio.sleep(0.01)  # let the server notice, or it would answer 500 for us

    return faulty


async def _passed_on(app: App, scope: Scope, receive: Receive, send: Send, count: Callable[[str], None]) -> None:
    """One call as it should be, counted before its answer leaves."""

    async def noted(message: Any) -> None:
        if message["type"] == "http.response.start":
            count(str(message["status"]))
        await send(message)

    await app(scope, receive, noted)


def _invented(fault: str, simulation: Simulation) -> Response:
    """An answer without any work; of server errors one in three is no JSON, as when a proxy gives it."""
    if fault == "rate_limited":
        reset = int(simulation.settings.now() + simulation.faults.rate_limited_s) + 1
        headers = {**_HEADERS, "x-rate-limit-limit": "0", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
        return JSONResponse(too_many().body, 429, headers=headers)
    if fault == "unauthorized":
        return JSONResponse(unauthorized().body, 401)
    if fault == "forbidden":
        return JSONResponse(plain(403, "Forbidden", "You are not permitted to perform this action.").body, 403)
    dice = simulation.faults.random.random()
    if dice < 1 / 3:
        return Response("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, media_type="text/html")
    if dice < 2 / 3:
        return JSONResponse(plain(503, "Service Unavailable").body, 503)
    return JSONResponse(plain(500, "Internal Server Error").body, 500)

"""The server: pages, the trainer's pace as server-sent events, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import socket
import sys
import traceback
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from quizgen import __version__
from quizgen.model import QuizgenError

from . import service
from .desk import STATIC, Desk
from .guard import HEADERS, Headers
from .store import StoreError
from .trainee import Trainee
from .trainer import Trainer

_LOOK = 0.4
"""Seconds between looks at the version of a session: all processes of one see its pace."""
_BEAT = 3.0
_SILENCE = 15.0
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


class Pace:
    """Tells every listening page when a session has moved on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._moved = asyncio.Event()
        self._version = -1
        self._over = False

    async def watch(self) -> None:
        """Look at the version for as long as the server runs."""
        while True:
            with contextlib.suppress(StoreError):
                there = await self._desk.read(lambda c: service.load(c, self._desk.session))
                self._tell(there.version)
            await asyncio.sleep(_LOOK)

    def _tell(self, version: int) -> None:
        if version != self._version:
            self._version = version
            self._moved.set()
            self._moved = asyncio.Event()

    def stop(self) -> None:
        """Let every listener go."""
        self._over = True
        self._moved.set()

    async def stream(self, _request: Request) -> Response:
        """Send the version now and whenever it changes."""
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    async def _events(self) -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        told = None
        while not self._over:
            moved = self._moved
            if told != self._version:
                told = self._version
                yield f"data: {told}\n\n"
                continue
            try:
                await asyncio.wait_for(moved.wait(), _SILENCE)
            except TimeoutError:
                yield ": \n\n"


@cache
def _asset(name: str) -> bytes:
    return (STATIC / name).read_bytes()


_ASSETS = ("phone.js", "trainer.js", "style.css")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return PlainTextResponse("没有这个文件。", 404)
    data = _asset(name)
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=_KINDS[f".{name.rpartition('.')[2]}"], headers=headers)


async def _no_icon(_request: Request) -> Response:
    return Response(status_code=204)


async def _beat(desk: Desk) -> None:
    while True:
        await asyncio.sleep(_BEAT)
        with contextlib.suppress(StoreError):
            await desk.write(lambda c: service.beat(c, desk.session, desk.clock()))


def application(desk: Desk, *, beside: bool = True) -> Starlette:
    """Make the application; ``beside`` starts what runs beside the pages."""
    pace = Pace(desk)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.pace = pace
        tasks = [asyncio.create_task(pace.watch())] if beside else []
        if beside:
            tasks.append(asyncio.create_task(_beat(desk)))
        yield
        pace.stop()
        for task in tasks:
            task.cancel()

    async def said(_request: Request, problem: Exception) -> Response:
        if isinstance(problem, HTTPException):
            words = problem.detail if problem.status_code not in (404, 405) else "没有这一页。"
            page = desk.page("notice.html", problem.status_code, said=words)
            page.headers.update(problem.headers or {})
            return page
        page = desk.page("notice.html", 503, said="没有存上，请过几秒再试。")
        page.headers["Retry-After"] = "2"
        return page

    async def broken(_request: Request, _problem: Exception) -> Response:
        page = desk.page("notice.html", 500, said="程序出错了，请告诉讲师；存过的答案都在。")
        page.headers.update(HEADERS)
        return page

    routes = [
        *Trainee(desk).routes(),
        *Trainer(desk).routes(),
        Route("/pace", pace.stream),
        Route("/static/{name}", _static),
        Route("/favicon.ico", _no_icon),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Headers)],
        lifespan=lifespan,
        exception_handlers={HTTPException: said, StoreError: said, Exception: broken},
    )


def listen(host: str, ports: range) -> socket.socket:
    """Listen on the first port that is free.

    Raises:
        QuizgenError: where none is.
    """
    wrong: OSError | None = None
    for port in ports:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would let two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen(2048)
        except OSError as problem:
            bound.close()
            wrong = problem
            continue
        return bound
    reason = wrong.strerror if wrong else ""
    raise QuizgenError(
        f"{host} 的端口 {ports[0]}—{ports[-1]} 用不了（{reason}）；用 --port 换一个，或者关掉占用它的程序"
    )


class _OneLine(logging.Formatter):
    """A bug is told in one line, for a trainer to pass on."""

    def format(self, record: logging.LogRecord) -> str:
        """Name the bug and where it is; other messages stay as they are."""
        if not record.exc_info or record.exc_info[2] is None:
            return super().format(record)
        kind, bug, trace = record.exc_info
        place = traceback.extract_tb(trace)[-1]
        said = f"{kind.__name__}: {bug}（{Path(place.filename).name}:{place.lineno}）"
        return f"quizgen {__version__} 内部出错：{said}。请把这一行报给维护者；服务还在运行。"


def _log_in_one_line() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(message)s"))
    logger = logging.getLogger("uvicorn.error")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)


class _Server(uvicorn.Server):
    """Lets go of the streams before it waits for connections to end."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then all else."""
        if hasattr(self._app.state, "pace"):
            self._app.state.pace.stop()
        await super().shutdown(sockets)


def run(desk: Desk, bound: socket.socket) -> None:
    """Serve until the process is told to stop."""
    _log_in_one_line()
    app = application(desk)
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
        backlog=2048,
    )
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is how a trainer stops it
        _Server(config, app).run([bound])

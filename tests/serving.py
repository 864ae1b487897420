"""Servers and phones for tests: a real server on a port, and a phone that speaks HTTP."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import uvicorn

from quizgen.model import Paper
from quizgen.session import service
from quizgen.session.desk import Desk
from quizgen.session.guard import Clock
from quizgen.session.rules import Mode
from quizgen.session.server import _Server, application, listen
from quizgen.session.service import About, Person
from quizgen.session.store import Store

NAME = "CLASSA"
SECRET = b"a secret of the tests, 32 bytes."
HOST = "127.0.0.1"
_PHONES: list[Phone] = []


def chance(seed: str) -> Callable[[int], bytes]:
    """Return bytes that look random and are the same in every run."""
    count = 0

    def draw(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed}/{count}".encode()).digest(size)

    return draw


def open_session(
    store: Store,
    paper: Paper,
    mode: Mode = Mode.EXAM,
    roster: Sequence[Person] = (),
    name: str = NAME,
    now: float | None = None,
    **about: Any,
) -> str:
    """Open a session whose secret and name are known."""
    told = About(**({"topic": "全员安全培训"} | about))
    return store.write(
        lambda c: service.create(
            c,
            name=name,
            paper=paper,
            mode=mode,
            about=told,
            roster=roster,
            secret=SECRET,
            now=time.time() if now is None else now,
        )
    )


class Serving:
    """A server in a thread of this process."""

    def __init__(self, store: Store, session: str = NAME, clock: Callable[[], float] | None = None):
        self.socket = listen(HOST, range(1))
        self.port = int(self.socket.getsockname()[1])
        self.desk = Desk(
            store,
            session,
            clock=clock or Clock(),
            random=chance("desk"),
            address=f"http://{HOST}:{self.port}/",
        )
        app = application(self.desk)
        config = uvicorn.Config(
            app,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=120,
        )
        self._server = _Server(config, app)
        self._thread = threading.Thread(target=self._server.run, args=([self.socket],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    @property
    def address(self) -> str:
        """Where the server is."""
        return self.desk.address

    def stop(self) -> None:
        """Stop it, and close what phones of this process hold open."""
        for phone in _PHONES:
            phone.close()
        self._server.should_exit = True
        self._thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass
class Answered:
    """What a server answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """Return a header."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")


@dataclass
class Phone:
    """A phone without a browser: it keeps cookies and the last form token it saw."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    turn: int = 0
    connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        _PHONES.append(self)

    def close(self) -> None:
        """Let go of the server."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Send a request as it is."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        sent = dict(headers or {})
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, sent)
            got = self.connection.getresponse()
            told = Answered(got.status, got.getheaders(), got.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._learn(told)
        return told

    def _learn(self, told: Answered) -> None:
        for name, value in told.headers:
            if name.lower() == "set-cookie":
                for each in SimpleCookie(value).values():
                    self.cookies[each.key] = each.value
        if told.header("content-type").startswith("text/html"):
            found = re.search(r'(?:name="token" value|data-token)="([0-9a-f]{32})"', told.text)
            self.token = found[1] if found else self.token

    def get(self, path: str = "/") -> Answered:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: Any) -> Answered:
        """Send a form with the token of the last page."""
        return self.send(path, {"token": self.token} | fields)

    def send(self, path: str, fields: Mapping[str, Any], **headers: str) -> Answered:
        """Send a form as it is."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields, doseq=True).encode()
        return self.ask(
            "POST", path, body, kind | {k.replace("_", "-"): v for k, v in headers.items()}
        )

    def join(self, name: str, number: str = "", **more: str) -> Answered:
        """Sign in and open the page that follows."""
        self.get()
        told = self.post("/sign-in", name=name, number=number, department="", **more)
        if told.status == 303:
            return self.get()
        return told

    def begin(self) -> Answered:
        """Start the exam."""
        self.post("/begin")
        return self.get()

    def save(self, number: int, **fields: Any) -> Answered:
        """Save an answer as the script does; names of fields without their q."""
        self.turn += 1
        sent = {f"q{number}{name[1:].replace('_', '.')}": value for name, value in fields.items()}
        return self.post("/save", number=number, turn=self.turn, **sent)


def trainer(port: int, desk: Desk) -> Phone:
    """Return a phone that holds the trainer's cookie."""
    phone = Phone(port)
    phone.get("/trainer")
    phone.post("/trainer/enter", secret=desk.seal.trainer_token())
    phone.get("/trainer")
    return phone


def sqlite(folder: Path) -> Store:
    """Open a store of its own."""
    return Store(f"sqlite:///{folder / 'records.db'}")

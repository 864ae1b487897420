"""What all pages of a server share: the session, its store, its secret, who is asking."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from . import service
from .guard import Clock, Limiter, Seal
from .replies import Fields, placed_items
from .rules import Why
from .service import Loaded, SignedIn
from .store import Store

Result = TypeVar("Result")
SEAT, VISITOR, TRAINER = "quizgen-seat", "quizgen-visitor", "quizgen-trainer"
"""Names of the cookies."""
_A_DAY = 86_400
STATIC = Path(__file__).parent / "static"
SAY = {
    Why.NOT_NOW: "现在还不能这样做。",
    Why.PAUSED: "讲师暂停了，答案先留在这台手机上，继续以后再存。",
    Why.LATE: "时间已到，这次的答案不计；之前存好的都在。",
    Why.HANDED_IN: "已经交卷，不能再改。",
    Why.OTHER_DEVICE: "您已在另一台设备上登录，这台不能再答。",
    Why.TAKEN: "这个人已经签到。如果就是您，请输入续答码。",
    Why.STALE: "这一页是较早打开的，没有存；下面是已存的答案，请核对后再改。",
    Why.NO_SUCH_ITEM: "没有这道题。",
}
"""What a trainee reads where something is refused."""


class Limits(Struct, frozen=True):
    """How many tries an address has; a class behind one address must still get in."""

    joins: Limiter
    wrong_joins: Limiter
    codes: Limiter
    tokens: Limiter
    all_tokens: Limiter
    posts: Limiter


def limits() -> Limits:
    """Return fresh limits."""
    return Limits(
        joins=Limiter(300, 30),
        wrong_joins=Limiter(60, 0.5),
        codes=Limiter(6, 1 / 60),
        tokens=Limiter(5, 1 / 30),
        all_tokens=Limiter(30, 1 / 10),
        posts=Limiter(2000, 400),
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("quizgen.session"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock_text
    return environment


def clock_text(seconds: float) -> str:
    """Write a time left: 1:05:00 or 12:30."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes:02}:{last:02}"


class Desk:
    """Everything that the pages need, and no page."""

    def __init__(
        self,
        store: Store,
        session: str,
        *,
        clock: Clock | Callable[[], float],
        random: Callable[[int], bytes] = os.urandom,
        address: str = "",
    ) -> None:
        self.store, self.session, self.clock, self.random = store, session, clock, random
        self.address = address
        there = self.load()
        self.paper = store.read(lambda c: service.paper_of(c, session))
        self.items = placed_items(self.paper)
        self.secret = there.secret
        self.seal = Seal(there.secret)
        self.limits = limits()
        self.seen: dict[int, float] = {}
        """When each seat was last heard of, by this process."""

    def load(self) -> Loaded:
        """Read the session as it stands now."""
        return self.store.read(lambda c: service.load(c, self.session))

    async def read(self, job: Callable[[Connection], Result]) -> Result:
        """Read from the store without holding up others."""
        return await asyncio.to_thread(self.store.read, job)

    async def write(self, job: Callable[[Connection], Result]) -> Result:
        """Write to the store; returns when it is durable."""
        return await asyncio.wrap_future(self.store.submit(job))

    def code(self) -> str:
        """Return six digits to come back with."""
        return f"{int.from_bytes(self.random(8), 'big') % 1_000_000:06}"

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a template."""
        text = _templates().get_template(name).render(paper=self.paper, **values)
        return HTMLResponse(text, status)

    # who asks

    def holder(self, request: Request) -> SignedIn | None:
        """Return the seat that the cookie of a request holds."""
        value = self.seal.read(SEAT, request.cookies.get(SEAT))
        match value:
            case [str(session), int(seat), int(device)] if session == self.session:
                self.seen[seat] = self.clock()
                return SignedIn(seat, device)
        return None

    def is_trainer(self, request: Request) -> bool:
        """Say whether a request comes from the trainer."""
        value = self.seal.read(TRAINER, request.cookies.get(TRAINER))
        return isinstance(value, list) and value[:1] == [self.session]

    def token_for(self, request: Request, cookie: str) -> Markup:
        """Return the form token that goes with a cookie of this request."""
        return Markup(self.seal.form_token(request.cookies.get(cookie, "")))

    def keep(self, request: Request, response: Response, cookie: str, value: Any) -> None:
        """Set a cookie."""
        response.set_cookie(
            cookie,
            self.seal.sign(cookie, value),
            max_age=_A_DAY,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    async def fields(self, request: Request, cookie: str) -> Fields:
        """Read a form that carries the token of its cookie.

        Raises:
            HTTPException: for a form that is not ours.
        """
        if not self.limits.posts.allow(client(request), self.clock()):
            raise HTTPException(429, "请求太多，请等几秒再试。", {"Retry-After": "5"})
        _same_site(request)
        found = _grouped(await _form(request))
        value = request.cookies.get(cookie)
        given = found.get("token", [""])
        if self.seal.read(cookie, value) is None or len(given) != 1:
            raise HTTPException(403, "页面已失效，请刷新后再试。")
        if not self.seal.is_form_token(value or "", given[0]):
            raise HTTPException(403, "页面已失效，请刷新后再试。")
        return found


async def _form(request: Request) -> FormData:
    """Read a plain form; no page of ours sends files."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "这里只收表单。")
    return await FormParser(request.headers, request.stream()).parse()


def _grouped(form: FormData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, str):
            raise HTTPException(400, "这里不收文件。")
        try:
            value.encode()
        except UnicodeEncodeError as problem:
            raise HTTPException(400, "读不懂这个表单。") from problem
        found.setdefault(name, []).append(value)
    return found


def _same_site(request: Request) -> None:
    """Refuse a form that another site sent, where the browser says so."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise HTTPException(403, "这个请求来自别的网站。")
    origin = request.headers.get("origin")
    if origin and origin != "null" and origin.partition("://")[2] != request.headers.get("host"):
        raise HTTPException(403, "这个请求来自别的网站。")


def client(request: Request) -> str:
    """Return the address that limits count for."""
    return request.client.host if request.client else "?"


def see(path: str) -> RedirectResponse:
    """Send the browser on after a form."""
    return RedirectResponse(path, 303)


def new_session_name(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a name for a session: 6 letters, by chance alone."""
    letters = "ABCDEFGHJKMNPQRSTVWXYZ"
    number = int.from_bytes(random(8), "big")
    name = ""
    for _ in range(6):
        number, at = divmod(number, len(letters))
        name += letters[at]
    return name

"""What keeps strangers out: signed cookies, form tokens, limits, headers. Time comes in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
BIGGEST_BODY = 256 * 1024
"""Bytes of a request: a paper of long answers fits, nothing else has to."""


class Clock:
    """The time of this process: it starts at the wall clock and then never jumps.

    A wall clock that was set back does not go before ``not_before``, the latest moment that
    the store knows of.
    """

    def __init__(
        self,
        not_before: float = 0.0,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._steady = steady
        self._offset = max(wall(), not_before) - steady()

    def __call__(self) -> float:
        """Return the time in seconds since 1970."""
        return self._offset + self._steady()


class Limiter:
    """So many tries at once, and so many more a second, for each key (a token bucket)."""

    _MOST_KEYS = 20_000

    def __init__(self, burst: float, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._left: dict[str, tuple[float, float]] = {}

    def allow(self, key: str, now: float) -> bool:
        """Take a try; say whether there was one."""
        tries = self.tries(key, now)
        if tries < 1:
            return False
        self._put(key, tries - 1, now)
        return True

    def tries(self, key: str, now: float) -> float:
        """Return how many tries are left."""
        tries, then = self._left.get(key, (self._burst, now))
        return min(self._burst, tries + max(0.0, now - then) * self._rate)

    def _put(self, key: str, tries: float, now: float) -> None:
        if len(self._left) >= self._MOST_KEYS:
            self._left = {
                each: (count, then)
                for each, (count, then) in self._left.items()
                if count + (now - then) * self._rate < self._burst
            }
            while len(self._left) >= self._MOST_KEYS:
                del self._left[next(iter(self._left))]
        self._left[key] = (tries, now)


class Seal:
    """Signs cookies and makes form tokens with the secret of a session."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, what: str, value: Any) -> str:
        """Return a cookie's value; ``what`` keeps one kind from passing for another."""
        signed = self._serializer(what).dumps(value)
        return signed.decode() if isinstance(signed, bytes) else signed

    def read(self, what: str, value: str | None) -> Any | None:
        """Return what a cookie says; ``None`` for a forged or missing one."""
        if not value or len(value) > 500:
            return None
        try:
            return self._serializer(what).loads(value)
        except BadSignature:
            return None

    def _serializer(self, what: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret, salt=what, signer_kwargs={"digest_method": hashlib.sha256}
        )

    def form_token(self, cookie: str) -> str:
        """Return the token that a form needs beside its cookie."""
        return hmac.new(self._secret, b"form/" + cookie.encode(), hashlib.sha256).hexdigest()[:32]

    def is_form_token(self, cookie: str, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.form_token(cookie).encode(), given.encode())

    def trainer_token(self) -> str:
        """Return the trainer's token: 50 bits as 10 letters."""
        digest = hmac.digest(self._secret, b"trainer", hashlib.sha256)
        letters = base64.b32encode(digest)[:10].decode()
        return f"{letters[:5]}-{letters[5:]}"

    def is_trainer_token(self, given: str) -> bool:
        """Compare in constant time; case, blanks and the dash do not matter."""
        bare = "".join(char for char in given.upper() if char.isalnum())
        return hmac.compare_digest(self.trainer_token().replace("-", "").encode(), bare.encode())


class TooBig(Exception):  # noqa: N818 - no error of ours: an answer to a client
    """A body is longer than ``BIGGEST_BODY``."""


class Headers(Struct, frozen=True):
    """ASGI middleware: safe headers on every answer, bodies no longer than allowed."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        size = dict(scope["headers"]).get(b"content-length", b"0")
        if not size.isdigit() or int(size) > BIGGEST_BODY:
            await self._refuse(scope, receive, send)
            return
        try:
            await self.app(scope, _limited(receive), _dressed(scope, send))
        except TooBig:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = PlainTextResponse("内容太长。", 413, {"Connection": "close"})
        await said(scope, receive, _dressed(scope, send))


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BIGGEST_BODY:
            raise TooBig
        return message

    return limited


def _dressed(scope: Scope, send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return dressed

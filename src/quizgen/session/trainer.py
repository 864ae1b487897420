"""The pages of the trainer: attendance, progress, pace, extra time, marking, the projector."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from msgspec import Struct
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from quizgen.markup import to_html
from quizgen.model import ShortAnswer, TextAnswer

from . import rules, service, shown
from .desk import SAY, TRAINER, VISITOR, Desk, client, see
from .replies import Fields
from .rules import Mode, Order, Phase
from .scores import sheet_of
from .service import Given, Loaded, Progress, SeatRow

MODE_NAMES = {Mode.EXAM: "考试", Mode.CLASS: "课堂"}
PHASE_NAMES = {
    Phase.LOBBY: "等待开始",
    Phase.RUNNING: "进行中",
    Phase.PAUSED: "已暂停",
    Phase.CLOSED: "已结束",
    Phase.ARCHIVED: "已归档",
}
_ONLINE = 20.0
"""A phone was there within so many seconds."""
_MOST_MINUTES = 600
_NOTHING = Progress(0, 0.0, 0)


class Seen(Struct, frozen=True, kw_only=True):
    """What the board is made of."""

    there: Loaded
    rows: list[SeatRow]
    progress: dict[int, Progress]
    current: list[Given]
    """Answers to the question that stands in class."""


class Trainer:
    """Requests of the trainer's browser."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._scores: dict[int, tuple[tuple[float, int, float], float]] = {}
        """Scores of papers handed in, and what they were marked from."""

    def routes(self) -> list[Route]:
        """Return what the trainer can ask for."""
        return [
            Route("/trainer", self.home),
            Route("/trainer/enter", self.enter, methods=["POST"]),
            Route("/trainer/do", self.do, methods=["POST"]),
            Route("/trainer/extra", self.extra, methods=["POST"]),
            Route("/trainer/projector", self.projector),
            Route("/trainer/marking", self.marking),
            Route("/trainer/mark", self.mark, methods=["POST"]),
        ]

    async def _all(self) -> Seen:
        """Read what the board shows; no answers but those that it needs."""
        written = [e.number for e in self.desk.items if isinstance(e.item, ShortAnswer)]

        def job(connection: Connection) -> Seen:
            name = self.desk.session
            there = service.load(connection, name)
            at = there.state.at
            return Seen(
                there=there,
                rows=service.seat_rows(connection, name),
                progress=service.progress(connection, name, written),
                current=service.given(connection, name, number=at) if at else [],
            )

        return await self.desk.read(job)

    async def _score_those(self, seen: Seen) -> None:
        """Mark the papers handed in since the last look; a new mark is a new look."""
        if seen.there.state.mode is not Mode.EXAM:
            return
        for row in seen.rows:
            if row.state.handed is None:
                continue
            done = seen.progress.get(row.seat, _NOTHING)
            key = (row.state.handed, done.answered, done.marks)
            if row.seat not in self._scores or self._scores[row.seat][0] != key:
                seat = row.seat
                given = await self.desk.read(
                    lambda c, s=seat: service.given(c, self.desk.session, s)  # type: ignore[misc]  # binds s
                )
                sheet = sheet_of(self.desk.items, {one.number: one for one in given})
                self._scores[seat] = (key, sheet.score)

    async def home(self, request: Request) -> Response:
        """Show the board; ask for the token first."""
        if not self.desk.is_trainer(request):
            return self._enter_page(request)
        return self.desk.page("trainer.html", **await self._board(request))

    def _enter_page(self, request: Request, status: int = 200, said: str = "") -> Response:
        cookie = request.cookies.get(VISITOR, "")
        known = self.desk.seal.read(VISITOR, cookie) is not None
        nonce = self.desk.random(12).hex()
        if not known:
            cookie = self.desk.seal.sign(VISITOR, nonce)
        token = self.desk.seal.form_token(cookie)
        page = self.desk.page("enter.html", status, token=token, said=said)
        if not known:
            self.desk.keep(request, page, VISITOR, nonce)
        return page

    async def enter(self, request: Request) -> Response:
        """Take the token; few wrong ones a minute from an address, few from all."""
        fields = await self.desk.fields(request, VISITOR)
        now, address = self.desk.clock(), client(request)
        limits = self.desk.limits
        if limits.tokens.tries(address, now) < 1 or limits.all_tokens.tries("", now) < 1:
            page = self._enter_page(request, 429, "试得太多了，请等一分钟再试。")
            page.headers["Retry-After"] = "60"
            return page
        if not self.desk.seal.is_trainer_token("".join(fields.get("secret", ()))[:40]):
            limits.tokens.allow(address, now)
            limits.all_tokens.allow("", now)
            return self._enter_page(request, 403, "口令不对。它在运行 quizgen serve 的窗口里。")
        response = see("/trainer")
        nonce = self.desk.random(12).hex()
        self.desk.keep(request, response, TRAINER, [self.desk.session, nonce])
        return response

    async def _board(self, request: Request) -> dict[str, Any]:
        seen = await self._all()
        await self._score_those(seen)
        there, rows, state = seen.there, seen.rows, seen.there.state
        people = [self._person(state, row, seen.progress.get(row.seat, _NOTHING)) for row in rows]
        signed = [each for each in people if each["status"] != "未签到"]
        each = self.desk.items[state.at - 1] if state.at else None
        return {
            "token": self.desk.token_for(request, TRAINER),
            "session": there,
            "mode": MODE_NAMES[state.mode],
            "phase": PHASE_NAMES[state.phase],
            "people": people,
            "signed": len(signed),
            "missing": [one for one in people if one["status"] == "未签到"],
            "handed": sum(row.state.handed is not None for row in rows),
            "count": len(self.desk.items),
            "address": self.desk.address,
            "qr": _qr(self.desk.address),
            "running": rules.running(state, self.desk.clock()),
            "item": self._item(seen),
            "last": each is not None and state.at == len(self.desk.items),
            "unmarked": sum(each.unmarked for each in seen.progress.values()),
            "said": SAY.get(rules.Why.NOT_NOW, "") if "why" in request.query_params else "",
        }

    def _person(self, state: rules.Session, row: SeatRow, done: Progress) -> dict[str, Any]:
        """Return a line of the attendance list."""
        answered = done.answered
        seat, now = row.state, self.desk.clock()
        rest = rules.left(state, seat, now)
        status = "已签到"
        if seat.signed is None:
            status = "未签到"
        elif seat.handed is not None:
            status = "到时收卷" if seat.forced else "已交卷"
        elif seat.began is not None or (state.mode is Mode.CLASS and answered):
            status = "答题中"
        score = None
        if state.mode is Mode.EXAM and seat.handed is not None:
            score = shown.number_text(self._scores[row.seat][1])
        return {
            "seat": row.seat,
            "person": row.person,
            "status": status,
            "signed": _hour(seat.signed),
            "answered": answered,
            "online": now - self.desk.seen.get(row.seat, 0) < _ONLINE,
            "left": rest if seat.began is not None and seat.handed is None else None,
            "extra": round(seat.extra / 60),
            "code": row.code,
            "score": score,
        }

    def _item(self, seen: Seen) -> dict[str, Any] | None:
        """Return the question that stands in class, with its chart once it is revealed."""
        state = seen.there.state
        if not state.at:
            return None
        each = self.desk.items[state.at - 1]
        sheets = [sheet_of([each], {one.number: one}).items[0] for one in seen.current]
        item = shown.question(each, self.desk.secret, 0, None)
        item["answers"] = sum(one.answer is not None for one in sheets)
        item["bars"] = []
        if state.revealed:
            item["bars"] = shown.bars(each, self.desk.secret, sheets)
            item |= {"key": shown.key(each), "explanation": to_html(each.item.explanation)}
        return item

    async def do(self, request: Request) -> Response:
        """Carry out an order."""
        fields = await self._fields(request)
        try:
            what = Order("".join(fields.get("order", ())))
        except ValueError as problem:
            raise HTTPException(400, "没有这个命令。") from problem
        if what is Order.ARCHIVE:
            raise HTTPException(400, "归档用 quizgen records archive。")
        now = self.desk.clock()
        why = await self.desk.write(
            lambda c: _ordered(c, self.desk.session, what, now, _at(fields))
        )
        back = "/trainer/projector" if "projector" in fields else "/trainer"
        return see(f"{back}?why=1" if why else back)

    async def extra(self, request: Request) -> Response:
        """Give one person more time."""
        fields = await self._fields(request)
        try:
            seat = int("".join(fields.get("seat", ()))[:9])
            minutes = int("".join(fields.get("minutes", ()))[:9])
        except ValueError as problem:
            raise HTTPException(400, "分钟数要写整数。") from problem
        if not -_MOST_MINUTES <= minutes <= _MOST_MINUTES:
            raise HTTPException(400, f"加时最多 {_MOST_MINUTES} 分钟。")
        act, now = rules.Extra(minutes * 60.0), self.desk.clock()
        why = await self.desk.write(lambda c: service.attend(c, self.desk.session, seat, act, now))
        return see("/trainer?why=1" if why else "/trainer")

    async def _fields(self, request: Request) -> Fields:
        if not self.desk.is_trainer(request):
            raise HTTPException(403, "请先用口令进入讲师页。")
        return await self.desk.fields(request, TRAINER)

    async def projector(self, request: Request) -> Response:
        """Show the room what it may see, in big type."""
        if not self.desk.is_trainer(request):
            return self._enter_page(request)
        values = await self._board(request)
        began = [one["left"] for one in values["people"] if one["left"] is not None]
        return self.desk.page("projector.html", longest=max(began, default=None), **values)

    async def marking(self, request: Request) -> Response:
        """Show the written answers, item by item, without names."""
        if not self.desk.is_trainer(request):
            return self._enter_page(request)
        seen = await self._all()
        written = [e.number for e in self.desk.items if isinstance(e.item, ShortAnswer)]
        given = await self.desk.read(
            lambda c: [g for n in written for g in service.given(c, self.desk.session, number=n)]
        )
        items = []
        for each in self.desk.items:
            if isinstance(each.item, ShortAnswer):
                item = shown.question(each, self.desk.secret, 0, None)
                item["rubric"] = shown.key(each)
                item["given"] = [
                    (
                        one.seat,
                        one.answer.text,
                        shown.number_text(one.mark) if one.mark is not None else "",
                    )
                    for one in given
                    if one.number == each.number and isinstance(one.answer, TextAnswer)
                ]
                items.append(item)
        return self.desk.page(
            "marking.html",
            items=items,
            left=sum(each.unmarked for each in seen.progress.values()),
            token=self.desk.token_for(request, TRAINER),
        )

    async def mark(self, request: Request) -> Response:
        """Keep the marks of one item."""
        fields = await self._fields(request)
        marks = []
        for name, values in fields.items():
            if name.startswith("m.") and values[0].strip():
                marks.append(self._mark(name, values[0]))
        now = self.desk.clock()

        def job(connection: Connection) -> None:
            for seat, number, score in marks:
                service.mark(connection, self.desk.session, seat, number, score, now)

        await self.desk.write(job)
        return see("/trainer/marking")

    def _mark(self, name: str, text: str) -> tuple[int, int, float]:
        """Read a mark: ``m.ITEM.SEAT``."""
        try:
            _, number, seat = (part[:9] for part in name.split("."))
            each = self.desk.items[int(number) - 1]
            score = float(text[:9])
            if not 0 <= score <= each.placed.score:
                raise ValueError("more than the item is worth")
            return int(seat), each.number, round(score, 2)
        except (ValueError, IndexError) as problem:
            raise HTTPException(400, "得分要在 0 和该题满分之间。") from problem


def _ordered(
    connection: Connection, session: str, what: Order, now: float, at: int | None
) -> rules.Why | None:
    """Carry out an order that was given while item ``at`` stood: a double click skips none."""
    if at is not None and service.load(connection, session).state.at != at:
        return None
    return service.order(connection, session, what, now)


def _at(fields: Fields) -> int | None:
    text = "".join(fields.get("at", ()))
    return int(text[:6]) if text.isascii() and text.isdigit() else None


def _hour(moment: float | None) -> str:
    return "" if moment is None else datetime.fromtimestamp(moment).strftime("%H:%M:%S")


def _qr(address: str) -> str:
    """Return the address as a QR code in SVG."""
    if not address:
        return ""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=1, border=2, omitsize=True, dark="#000", light="#fff")

"""The pages of a trainee. One address shows what is to be done now; forms change it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import people, rules, service, shown
from .desk import SAY, SEAT, VISITOR, Desk, client, see
from .replies import Fields, Placed, complete, own_order, read_answer
from .rules import Mode, Phase, Why
from .scores import sheet_of
from .service import Given, Loaded, Person, Reply, SeatRow, SignedIn

_AGAIN = {Why.PAUSED: 503}
"""Refusals after which a phone sends again."""
_HIGHEST_TURN = 1_000_000


class Trainee:
    """Requests of phones."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        """Return what phones can ask for."""
        return [
            Route("/", self.home),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/begin", self.begin, methods=["POST"]),
            Route("/save", self.save, methods=["POST"]),
            Route("/answers", self.answers, methods=["POST"]),
            Route("/check", self.check),
            Route("/hand-in", self.hand_in, methods=["POST"]),
            Route("/state", self.state),
        ]

    async def _here(self, request: Request) -> tuple[Loaded, SeatRow | None, list[Given]]:
        """Read the session, the seat that this device holds, and its answers."""
        holder = self.desk.holder(request)

        def job(connection: Connection) -> tuple[Loaded, SeatRow | None, list[Given]]:
            there = service.load(connection, self.desk.session)
            if holder is None:
                return there, None, []
            row = service.seat_row(connection, there.id, holder.seat)
            mine = row is not None and row.state.device == holder.device
            return there, row, service.given(connection, there.id, holder.seat) if mine else []

        return await self.desk.read(job)

    async def home(self, request: Request) -> Response:
        """Show what is to be done now."""
        there, row, given = await self._here(request)
        holder = self.desk.holder(request)
        if row is None or holder is None:
            return self._join(request, there)
        if row.state.device != holder.device:
            return self._join(request, there, said=SAY[Why.OTHER_DEVICE])
        state = there.state
        values = self._common(request, there, row)
        if state.phase is Phase.LOBBY:
            return self.desk.page("wait.html", **values)
        over = state.phase in (Phase.CLOSED, Phase.ARCHIVED)
        if over or row.state.handed is not None:
            return self._result(values, over, given)
        if state.phase is Phase.PAUSED:
            return self.desk.page("paused.html", **values)
        if state.mode is Mode.CLASS:
            return self._class(values, there, row, given)
        if row.state.began is None:
            return self.desk.page("begin.html", **values)
        return self._exam(values, row, given)

    def _common(self, request: Request, there: Loaded, row: SeatRow) -> dict[str, Any]:
        """Return what every page of a seat shows."""
        rest = rules.left(there.state, row.state, self.desk.clock())
        return {
            "token": self.desk.token_for(request, SEAT),
            "session": there,
            "person": row.person,
            "code": row.code,
            "seat": row.seat,
            "left": rest,
            "view": self._view(there, row),
            "said": SAY.get(Why(request.query_params["why"]), "")
            if request.query_params.get("why") in set(Why)
            else "",
            "count": len(self.desk.items),
        }

    @staticmethod
    def _view(there: Loaded, row: SeatRow) -> str:
        """Name what a page shows, so that it can tell when it is out of date."""
        state = there.state
        handed = "handed" if row.state.handed is not None else ""
        began = "began" if row.state.began is not None else ""
        return f"{state.phase}/{state.at}/{int(state.revealed)}/{began}{handed}"

    def _join(self, request: Request, there: Loaded, status: int = 200, **more: Any) -> Response:
        """Show the page to sign in on."""
        values: dict[str, Any] = {"said": "", "ask_code": False, "entered": {}} | more
        cookie = request.cookies.get(VISITOR, "")
        known = self.desk.seal.read(VISITOR, cookie) is not None
        nonce = self.desk.random(12).hex()
        if not known:
            cookie = self.desk.seal.sign(VISITOR, nonce)
        token = self.desk.seal.form_token(cookie)
        closed = there.state.phase in (Phase.CLOSED, Phase.ARCHIVED)
        page = self.desk.page(
            "join.html", status, session=there, token=token, closed=closed, **values
        )
        if not known:
            self.desk.keep(request, page, VISITOR, nonce)
        return page

    def _result(self, values: dict[str, Any], over: bool, given: list[Given]) -> Response:
        """Show the score after handing in, and the right answers once the session is over."""
        sheet = sheet_of(self.desk.items, {each.number: each for each in given})
        passed = None if sheet.pending else sheet.score >= self.desk.paper.pass_mark
        return self.desk.page(
            "result.html",
            over=over,
            score=shown.number_text(sheet.score),
            total=shown.number_text(self.desk.paper.total),
            pending=sheet.pending,
            passed=passed,
            items=[shown.reviewed(each) for each in sheet.items] if over else [],
            **values,
        )

    def _class(
        self, values: dict[str, Any], there: Loaded, row: SeatRow, given: list[Given]
    ) -> Response:
        """Show the question that stands, or its answer."""
        each = self.desk.items[there.state.at - 1]
        mine = {one.number: one for one in given}
        if there.state.revealed:
            (marked,) = sheet_of([each], mine).items
            return self.desk.page("revealed.html", item=shown.reviewed(marked), **values)
        answer = mine[each.number].answer if each.number in mine else None
        item = shown.question(each, self.desk.secret, row.seat, answer)
        return self.desk.page(
            "class.html", item=item, answered=answer is not None, turn=_newest(given), **values
        )

    def _exam(self, values: dict[str, Any], row: SeatRow, given: list[Given]) -> Response:
        """Show the whole paper with what was answered."""
        mine = {one.number: one.answer for one in given}
        items = [
            shown.question(each, self.desk.secret, row.seat, mine.get(each.number))
            for each in self.desk.items
        ]
        answered = [n for n, answer in mine.items() if answer is not None]
        return self.desk.page(
            "exam.html", items=items, turn=_newest(given), answered=answered, **values
        )

    async def sign_in(self, request: Request) -> Response:
        """Take a seat."""
        fields = await self.desk.fields(request, VISITOR)
        now, address = self.desk.clock(), client(request)
        there = await self.desk.read(lambda c: service.load(c, self.desk.session))
        entered = {name: "".join(fields.get(name, ())) for name in ("name", "number", "department")}
        code = "".join(fields.get("code", ())).strip()
        entered = {name: text[:100] for name, text in entered.items()}
        try:
            person = _person(entered)
        except ValueError as problem:
            return self._join(request, there, 422, said=str(problem), entered=entered)
        if not self._may_join(address, person, code, now):
            said = "试得太多了，请等一分钟再试，或者告诉讲师。"
            return self._join(request, there, 429, said=said, entered=entered)
        fresh = self.desk.code()
        visitor = str(self.desk.seal.read(VISITOR, request.cookies.get(VISITOR)))[:32]
        found = await self.desk.write(
            lambda c: service.sign_in(
                c, there.id, person, shown=code, code=fresh, now=now, visitor=visitor
            )
        )
        if isinstance(found, SignedIn):
            response = see("/")
            self.desk.keep(request, response, SEAT, [there.id, found.seat, found.device])
            return response
        return self._not_joined(request, there, found, code, entered)

    def _may_join(self, address: str, person: Person, code: str, now: float) -> bool:
        limits = self.desk.limits
        if limits.wrong_joins.tries(address, now) < 1:
            return False
        if code and not limits.codes.allow(person.who, now):
            return False
        return limits.joins.allow(address, now)

    def _not_joined(
        self, request: Request, there: Loaded, found: Why | str, code: str, entered: dict[str, str]
    ) -> Response:
        """Say why not; ask for the code of a seat that is taken."""
        ask = found is Why.TAKEN
        if not ask or code:
            self.desk.limits.wrong_joins.allow(client(request), self.desk.clock())
        said = SAY[found] if isinstance(found, Why) else found
        if ask and code:
            said = "续答码不对。它在原来那台手机的页面底部；找不到就请讲师查。"
        return self._join(request, there, 409, said=said, entered=entered, ask_code=ask)

    async def begin(self, request: Request) -> Response:
        """Open the paper of an exam; the timer starts."""
        await self.desk.fields(request, SEAT)
        return await self._act(request, lambda holder: rules.Begin(holder.device))

    async def hand_in(self, request: Request) -> Response:
        """Hand in."""
        await self.desk.fields(request, SEAT)
        return await self._act(request, lambda holder: rules.HandIn(holder.device))

    async def _act(self, request: Request, act: Any) -> Response:
        holder = self.desk.holder(request)
        if holder is None:
            return see("/")
        now = self.desk.clock()
        why = await self.desk.write(
            lambda c: service.attend(c, self.desk.session, holder.seat, act(holder), now)
        )
        return see(f"/?why={why}" if why else "/")

    async def save(self, request: Request) -> Response:
        """Keep the answer to one item; a script sends it on every change."""
        fields = await self.desk.fields(request, SEAT)
        holder = self.desk.holder(request)
        if holder is None:
            return _refused(Why.OTHER_DEVICE)
        try:
            each = self._item(fields)
            turn = _turn(fields)
            order = own_order(each, self.desk.secret, holder.seat)
            reply = Reply(each.number, read_answer(each, order, fields), turn)
        except ValueError:
            return JSONResponse({"refused": "unreadable", "say": "读不懂这个答案。"}, 400)
        now = self.desk.clock()
        why = await self.desk.write(
            lambda c: service.save(c, self.desk.session, holder, [reply], now)
        )
        return _refused(why) if why else JSONResponse({"saved": turn})

    def _item(self, fields: Fields) -> Placed:
        number = "".join(fields.get("number", ()))
        if not number.isascii() or not number.isdigit() or len(number) > 4:
            raise ValueError("no number of an item")
        if not 1 <= int(number) <= len(self.desk.items):
            raise ValueError("no such item")
        return self.desk.items[int(number) - 1]

    async def answers(self, request: Request) -> Response:
        """Keep a whole form; for phones without a script."""
        fields = await self.desk.fields(request, SEAT)
        holder = self.desk.holder(request)
        if holder is None:
            return see("/")
        try:
            turn = _turn(fields)
            replies = [
                Reply(
                    each.number,
                    read_answer(each, own_order(each, self.desk.secret, holder.seat), fields),
                    turn,
                )
                for each in self._asked(fields)
            ]
        except ValueError:
            return self.desk.page("notice.html", 400, said="读不懂这个答案，请返回重填。")
        why = await self._save_form(holder, replies)
        if why:
            return see(f"/?why={why}")
        return see("/check" if "check" in fields else "/")

    def _asked(self, fields: Fields) -> list[Placed]:
        """Return the items that a form asks about: all in an exam, one in class."""
        return [self._item(fields)] if "number" in fields else list(self.desk.items)

    async def _save_form(self, holder: SignedIn, replies: list[Reply]) -> Why | None:
        now = self.desk.clock()

        def job(connection: Connection) -> Why | None:
            there = service.given(connection, self.desk.session, holder.seat)
            stored = {each.number: each.answer for each in there}
            changed = [each for each in replies if stored.get(each.number) != each.answer]
            return service.save(connection, self.desk.session, holder, changed, now, form=True)

        return await self.desk.write(job)

    async def check(self, request: Request) -> Response:
        """Show what is not answered before handing in."""
        there, row, given = await self._here(request)
        holder = self.desk.holder(request)
        fit = row is not None and holder is not None and row.state.device == holder.device
        if not fit or row is None or self._view(there, row) != "running/0/0/began":
            return see("/")
        mine = {one.number: one.answer for one in given}
        open_ = [e.number for e in self.desk.items if not complete(e.item, mine.get(e.number))]
        return self.desk.page("check.html", open=open_, **self._common(request, there, row))

    async def state(self, request: Request) -> Response:
        """Tell a page whether it is out of date, and the time left."""
        there, row, _ = await self._here(request)
        holder = self.desk.holder(request)
        if row is None or holder is None or row.state.device != holder.device:
            return JSONResponse({"view": "gone"})
        rest = rules.left(there.state, row.state, self.desk.clock())
        stands = there.state.phase is not Phase.RUNNING
        left = None if rest is None else round(rest)
        return JSONResponse({"view": self._view(there, row), "left": left, "stands": stands})


def _newest(given: list[Given]) -> int:
    return max((each.turn for each in given), default=0)


def _turn(fields: Fields) -> int:
    text = "".join(fields.get("turn", ()))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= _HIGHEST_TURN:
        raise ValueError("no turn")
    return int(text)


def _person(entered: dict[str, str]) -> Person:
    return Person(
        name=people.clean(entered["name"], "姓名"),
        number=people.clean(entered["number"], "工号", wanted=False),
        department=people.clean(entered["department"], "部门", wanted=False),
    )


def _refused(why: Why) -> Response:
    return JSONResponse({"refused": why, "say": SAY[why]}, _AGAIN.get(why, 409))

"""What a session does to the store: each function is one job, rules first, rows second."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Row, case, func, insert, select, update

from quizgen.bank.files import paper_code
from quizgen.model import Answer, Paper, QuizgenError

from . import people, rules
from .replies import placed_items
from .rules import Act, Collect, Mode, Order, Phase, Refused, Seat, Session, Why
from .tables import answers, log, seats, sessions

_RULES = tuple(Session.__struct_fields__)
_SEAT = tuple(Seat.__struct_fields__)
MOST_SEATS = 5000
"""People in a session with open sign-in."""


class Person(Struct, frozen=True, kw_only=True):
    """Someone as the roster, the sign-in page or a marking sheet names them."""

    name: str
    number: str = ""
    department: str = ""
    role: str = ""
    employment: str = ""

    @property
    def who(self) -> str:
        """What makes two rows the same person: the number, else name and department."""
        if self.number:
            return people.key(self.number)
        return f"{people.key(self.name)}/{people.key(self.department)}"


class About(Struct, frozen=True, kw_only=True):
    """What an archive says of a session beside its results."""

    topic: str = ""
    place: str = ""
    lecturer: str = ""
    audience: str = ""
    category: str = ""
    recorder: str = ""
    hours: float | None = None


class Loaded(Struct, frozen=True, kw_only=True):
    """A session as it lies in the store."""

    id: str
    kind: str
    paper_code: str
    secret: bytes
    roster: bool
    created: float
    version: int
    about: About
    state: Session


class SeatRow(Struct, frozen=True, kw_only=True):
    """A seat as it lies in the store."""

    seat: int
    person: Person
    listed: bool
    code: str
    state: Seat


class SignedIn(Struct, frozen=True):
    """A seat and the device that holds it now."""

    seat: int
    device: int


class Given(Struct, frozen=True):
    """An answer as it lies in the store."""

    seat: int
    number: int
    answer: Answer | None
    turn: int
    saved: float
    mark: float | None


def create(
    connection: Connection,
    *,
    name: str,
    paper: Paper,
    mode: Mode,
    about: About,
    roster: Sequence[Person],
    secret: bytes,
    now: float,
    kind: str = "phones",
    source: str = "",
) -> str:
    """Open a session; its name must not tell anything of the paper."""
    connection.execute(
        insert(sessions).values(
            id=name,
            kind=kind,
            mode=mode,
            phase=Phase.LOBBY,
            paper_code=paper_code(paper),
            paper=msgspec.json.encode(paper).decode(),
            secret=secret,
            roster=bool(roster),
            source=source,
            minutes=paper.minutes if mode is Mode.EXAM else 0,
            items=len(placed_items(paper)),
            created=now,
            seen=now,
            **asdict(about),
        )
    )
    add_people(connection, name, roster)
    note(connection, name, now, "created")
    return name


def add_people(connection: Connection, name: str, roster: Sequence[Person]) -> None:
    """Put the people of a roster into their seats, nobody signed in."""
    rows = [
        {"session": name, "seat": seat, "who": each.who, "listed": True, **asdict(each)}
        for seat, each in enumerate(roster, 1)
    ]
    if rows:
        connection.execute(insert(seats), rows)


def extend_roster(connection: Connection, name: str, roster: Sequence[Person], now: float) -> int:
    """Add the people of a roster who have no seat yet; return how many."""
    there = {row.person.who for row in seat_rows(connection, name)}
    last = select(func.coalesce(func.max(seats.c.seat), 0)).where(seats.c.session == name)
    first = int(connection.execute(last).scalar_one()) + 1
    missing = [each for each in roster if each.who not in there]
    for seat, each in enumerate(missing, first):
        connection.execute(
            insert(seats).values(session=name, seat=seat, who=each.who, listed=True, **asdict(each))
        )
        note(connection, name, now, "listed", seat)
    return len(missing)


def note(
    connection: Connection, session: str, now: float, what: str, seat: int | None = None,
    detail: str = "",
) -> None:  # fmt: skip
    """Write a line of the log: who did what when."""
    connection.execute(
        insert(log).values(session=session, moment=now, what=what, seat=seat, detail=detail)
    )


def load(connection: Connection, session: str) -> Loaded:
    """Read a session.

    Raises:
        QuizgenError: where there is none.
    """
    columns = [column for column in sessions.c if column.name != "paper"]
    query = select(*columns).where(sessions.c.id == session)
    row = connection.execute(query).first()
    if row is None:
        raise QuizgenError(f"记录库里没有场次 {session}；quizgen records list 列出所有场次")
    return _loaded(row)


def _loaded(row: Row[Any]) -> Loaded:
    values = row._mapping
    state = {name: values[name] for name in _RULES}
    state |= {"mode": Mode(values["mode"]), "phase": Phase(values["phase"])}
    return Loaded(
        id=values["id"],
        kind=values["kind"],
        paper_code=values["paper_code"],
        secret=bytes(values["secret"]),
        roster=values["roster"],
        created=values["created"],
        version=values["version"],
        about=About(**{name: values[name] for name in About.__struct_fields__}),
        state=Session(**state),
    )


def all_sessions(connection: Connection) -> list[Loaded]:
    """Return every session, oldest first."""
    columns = [column for column in sessions.c if column.name != "paper"]
    query = select(*columns).order_by(sessions.c.created, sessions.c.id)
    return [_loaded(row) for row in connection.execute(query)]


def paper_of(connection: Connection, session: str) -> Paper:
    """Read the paper of a session."""
    raw = connection.execute(select(sessions.c.paper).where(sessions.c.id == session)).scalar_one()
    return msgspec.json.decode(raw, type=Paper)


def seat_rows(connection: Connection, session: str) -> list[SeatRow]:
    """Return every seat of a session in order."""
    query = select(seats).where(seats.c.session == session).order_by(seats.c.seat)
    return [_seat(row) for row in connection.execute(query)]


def seat_row(connection: Connection, session: str, seat: int) -> SeatRow | None:
    """Read one seat."""
    query = select(seats).where(seats.c.session == session, seats.c.seat == seat)
    row = connection.execute(query).first()
    return _seat(row) if row else None


def _seat(row: Row[Any]) -> SeatRow:
    values = row._mapping
    return SeatRow(
        seat=values["seat"],
        person=Person(**{name: values[name] for name in Person.__struct_fields__}),
        listed=values["listed"],
        code=values["code"],
        state=Seat(**{name: values[name] for name in _SEAT}),
    )


class Progress(Struct, frozen=True):
    """How many items a seat has answered, and the marks it has so far."""

    answered: int
    marks: float
    unmarked: int
    """Answers to the items asked about that nobody has marked."""


def progress(connection: Connection, session: str, written: Sequence[int]) -> dict[int, Progress]:
    """Count what each seat has answered, without reading a single answer.

    Args:
        connection: of the store.
        session: its name.
        written: numbers of the items that people mark.
    """
    mine = answers.c.session == session
    open_ = answers.c.number.in_(written) & answers.c.mark.is_(None)
    query = (
        select(
            answers.c.seat,
            func.count(answers.c.answer),
            func.coalesce(func.sum(answers.c.mark), 0.0),
            func.sum(case((open_ & answers.c.answer.is_not(None), 1), else_=0)),
        )
        .where(mine)
        .group_by(answers.c.seat)
    )
    return {row[0]: Progress(row[1], row[2], row[3]) for row in connection.execute(query)}


def given(
    connection: Connection, session: str, seat: int | None = None, number: int | None = None
) -> list[Given]:
    """Return the answers of a session, of one seat or to one item."""
    query = select(answers).where(answers.c.session == session)
    if seat is not None:
        query = query.where(answers.c.seat == seat)
    if number is not None:
        query = query.where(answers.c.number == number)
    query = query.order_by(answers.c.seat, answers.c.number)
    return [
        Given(row.seat, row.number, read(row.answer), row.turn, row.saved, row.mark)
        for row in connection.execute(query)
    ]


def read(raw: str | None) -> Answer | None:
    """Read an answer from its JSON."""
    return None if raw is None else msgspec.json.decode(raw, type=Answer)


def order(connection: Connection, session: str, what: Order, now: float) -> Why | None:
    """Carry out an order of the trainer; return why not, where it can't be."""
    there = load(connection, session)
    state, effects = rules.conduct(there.state, what, now)
    for effect in effects:
        if isinstance(effect, Refused):
            return effect.why
    _put(connection, session, state)
    note(connection, session, now, what)
    if any(isinstance(effect, Collect) for effect in effects):
        sweep(connection, session, state, now)
    return None


def _put(connection: Connection, session: str, state: Session) -> None:
    values = {name: getattr(state, name) for name in _RULES if name not in ("items", "minutes")}
    connection.execute(
        update(sessions)
        .where(sessions.c.id == session)
        .values(**values, version=sessions.c.version + 1)
    )


def beat(connection: Connection, session: str, now: float) -> None:
    """Say that a server is there, and collect papers whose time is over."""
    state = load(connection, session).state
    if state.phase is Phase.RUNNING:
        sweep(connection, session, state, now)
    connection.execute(
        update(sessions).where(sessions.c.id == session, sessions.c.seen < now).values(seen=now)
    )


def sweep(connection: Connection, session: str, state: Session, now: float) -> None:
    """Hand in every seat whose time is over."""
    if state.mode is Mode.CLASS and state.phase is Phase.RUNNING:
        return
    query = select(seats).where(
        seats.c.session == session, seats.c.handed.is_(None), seats.c.signed.is_not(None)
    )
    for row in connection.execute(query).all():
        each = _seat(row)
        after, _ = rules.attend(state, each.state, rules.Sweep(), now)
        if after != each.state:
            _put_seat(connection, session, each.seat, each.state, after)
            note(connection, session, now, "collected", each.seat)


def take_up(connection: Connection, session: str, now: float) -> None:
    """Take up a session after its server was away."""
    there = load(connection, session)
    state = rules.returned(there.state, now)
    if state.paused != there.state.paused:
        away = round(state.paused - there.state.paused)
        note(connection, session, now, "outage", detail=f"{away} s")
        _put(connection, session, state)


def sign_in(
    connection: Connection,
    session: str,
    person: Person,
    *,
    shown: str,
    code: str,
    now: float,
    visitor: str = "",
) -> SignedIn | Why | str:
    """Take a seat, or take it again from another device.

    Args:
        connection: of the store.
        session: its name.
        person: what was written on the sign-in page.
        shown: the code that was shown to prove that the seat is one's own, or ``""``.
        code: the code of the seat if it is new.
        now: the time.
        visitor: the browser; the one that signed in last needs no code (a double click, an
            answer that got lost).

    Returns:
        The seat, or why it is refused, or a sentence for the page.
    """
    there = load(connection, session)
    found = _find(connection, there, person)
    if isinstance(found, str):
        return found
    before = found.state if found else Seat()
    proof = found is not None and _is_theirs(connection, session, found, shown, visitor)
    after, effects = rules.attend(there.state, before, rules.SignIn(proof), now)
    for effect in effects:
        if isinstance(effect, Refused):
            return effect.why
    if found is None:
        seat = _new_seat(connection, session, person, code)
        if seat is None:
            return "人数已满，请告诉讲师。"
    else:
        seat = found.seat
    _put_seat(connection, session, seat, None, after)
    _set(
        connection,
        session,
        seat,
        visitor=visitor,
        code=found.code if found and found.code else code,
    )
    note(connection, session, now, "signed in" if before.signed is None else "moved", seat)
    return SignedIn(seat, after.device)


def _is_theirs(
    connection: Connection, session: str, found: SeatRow, shown: str, visitor: str
) -> bool:
    """Say whether who comes back is who signed in: by the code, or by the browser."""
    query = select(seats.c.visitor).where(seats.c.session == session, seats.c.seat == found.seat)
    before = str(connection.execute(query).scalar() or "")
    by_code = bool(found.code) and hmac.compare_digest(found.code.encode(), shown.encode())
    by_browser = bool(before) and hmac.compare_digest(before.encode(), visitor.encode())
    return by_code or by_browser


def _find(connection: Connection, there: Loaded, person: Person) -> SeatRow | str | None:
    """Find the seat of a person; with a roster there has to be one."""
    mine = seats.c.session == there.id
    row = connection.execute(select(seats).where(mine, seats.c.who == person.who)).first()
    if row is not None and people.key(row.name) == people.key(person.name):
        return _seat(row)
    if not there.roster:
        return "这个工号已经有人用了，请核对工号和姓名。" if row is not None else None
    if row is not None or person.number:
        return "名单里没有这个工号和姓名，请核对；还是不行，请告诉讲师。"
    namesakes = connection.execute(select(seats).where(mine, seats.c.name == person.name)).all()
    if person.department:
        wanted = people.key(person.department)
        namesakes = [each for each in namesakes if people.key(each.department) == wanted]
    if len(namesakes) > 1:
        return "名单里有几位同名的人，请把工号也写上。"
    return (
        _seat(namesakes[0]) if namesakes else "名单里没有这个姓名，请核对；还是不行，请告诉讲师。"
    )


def _new_seat(connection: Connection, session: str, person: Person, code: str) -> int | None:
    last = select(func.coalesce(func.max(seats.c.seat), 0)).where(seats.c.session == session)
    seat = int(connection.execute(last).scalar_one()) + 1
    if seat > MOST_SEATS:
        return None
    connection.execute(
        insert(seats).values(
            session=session, seat=seat, who=person.who, code=code, **asdict(person)
        )
    )
    return seat


def _put_seat(
    connection: Connection, session: str, seat: int, before: Seat | None, after: Seat
) -> None:
    if before != after:
        _set(connection, session, seat, **asdict(after))


def _set(connection: Connection, session: str, seat: int, **values: Any) -> None:
    connection.execute(
        update(seats).where(seats.c.session == session, seats.c.seat == seat).values(**values)
    )


def attend(connection: Connection, session: str, seat: int, act: Act, now: float) -> Why | None:
    """Carry out an act of a trainee, or the trainer's for one; return why not, where it can't be."""
    there = load(connection, session)
    found = seat_row(connection, session, seat)
    if found is None:
        return Why.OTHER_DEVICE
    after, effects = rules.attend(there.state, found.state, act, now)
    _put_seat(connection, session, seat, found.state, after)
    why = next((each.why for each in effects if isinstance(each, Refused)), None)
    if why is None and not isinstance(act, rules.Sweep):
        detail = f"{act.seconds:g} s" if isinstance(act, rules.Extra) else ""
        note(connection, session, now, _NAMES[type(act)], seat, detail)
    return why


_NAMES: dict[type, str] = {
    rules.Begin: "began",
    rules.HandIn: "handed in",
    rules.Extra: "extra time",
}


class Reply(Struct, frozen=True):
    """An answer as it comes in."""

    number: int
    answer: Answer | None
    turn: int


def save(
    connection: Connection,
    session: str,
    holder: SignedIn,
    replies: Iterable[Reply],
    now: float,
    *,
    form: bool = False,
) -> Why | None:
    """Keep answers; return why the first that is refused is.

    A form holds all answers at once: it is refused whole where anything newer is there.
    """
    there = load(connection, session)
    found = seat_row(connection, session, holder.seat)
    if found is None:
        return Why.OTHER_DEVICE
    known = _known(connection, session, holder.seat)
    newest = max((turn for turn, _ in known.values()), default=0)
    refused: Why | None = None
    state = found.state
    for each in replies:
        turn, raw = known.get(each.number, (0, None))
        same = not form and raw == _raw(each.answer)
        stored = newest if form else turn
        act = rules.Save(holder.device, each.number, each.turn, stored, same)
        state, (effect,) = rules.attend(there.state, state, act, now)
        if isinstance(effect, Refused):
            refused = refused or effect.why
        else:
            _keep(connection, session, holder.seat, each, now, known=each.number in known)
    _put_seat(connection, session, holder.seat, found.state, state)
    if refused is Why.LATE:
        note(connection, session, now, "late answer", holder.seat)
    return refused


def _known(connection: Connection, session: str, seat: int) -> dict[int, tuple[int, str | None]]:
    """Return the turn and the JSON of every answer of a seat."""
    query = select(answers.c.number, answers.c.turn, answers.c.answer).where(
        answers.c.session == session, answers.c.seat == seat
    )
    return {row.number: (row.turn, row.answer) for row in connection.execute(query)}


def _raw(answer: Answer | None) -> str | None:
    return None if answer is None else msgspec.json.encode(answer).decode()


def _keep(
    connection: Connection, session: str, seat: int, reply: Reply, now: float, *, known: bool
) -> None:
    values = {"answer": _raw(reply.answer), "turn": reply.turn, "saved": now}
    if known:
        connection.execute(
            update(answers)
            .where(
                answers.c.session == session,
                answers.c.seat == seat,
                answers.c.number == reply.number,
            )
            .values(**values)
        )
    else:
        connection.execute(
            insert(answers).values(session=session, seat=seat, number=reply.number, **values)
        )


def mark(
    connection: Connection, session: str, seat: int, number: int, score: float | None, now: float
) -> None:
    """Keep what a person gave a short answer."""
    here = (answers.c.session == session, answers.c.seat == seat, answers.c.number == number)
    before = connection.execute(select(answers.c.mark).where(*here)).scalar()
    connection.execute(update(answers).where(*here).values(mark=score))
    note(connection, session, now, "marked", seat, f"{number}: {before} → {score}")


def describe(connection: Connection, session: str, now: float, changes: dict[str, Any]) -> None:
    """Change what the archive says of a session; the log keeps what stood there."""
    there = load(connection, session)
    old = asdict(there.about) | {"started": there.state.started, "closed": there.state.closed}
    changed = {name: value for name, value in changes.items() if old[name] != value}
    if changed:
        connection.execute(update(sessions).where(sessions.c.id == session).values(**changed))
        said = "; ".join(f"{name}: {old[name]} → {value}" for name, value in changed.items())
        note(connection, session, now, "described", detail=said)

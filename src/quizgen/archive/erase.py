"""Erasing a person's data from the store (个人信息保护法). Filed archives stay as they are."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from quizgen.model import QuizgenError
from quizgen.session import service
from quizgen.session.rules import Phase
from quizgen.session.tables import answers, log, seats, sessions

from .compose import FiledRow, filed_of, print_of

WHY_KEPT = (
    "已归档的培训档案不改、不删：安全生产法第二十八条要求单位建立安全生产教育和培训档案并如实记录，"
    "个人信息保护法第十三条第一款第三项允许为履行法定职责或者法定义务处理个人信息，第四十七条第二款规定"
    "法律、行政法规规定的保存期限未届满时只存储并采取必要的安全保护措施。保存期满由单位决定销毁。"
)


class Erased(Struct, frozen=True, kw_only=True):
    """What was erased, and what stays."""

    sessions: tuple[str, ...]
    answers: int
    archives: tuple[FiledRow, ...]
    unfiled: tuple[str, ...]
    """Sessions that are not filed: erasing takes their legal record away."""
    open: tuple[str, ...]
    """Sessions that are not over: nobody is erased from those."""


def look(connection: Connection, who: str) -> Erased:
    """Say what the store and the archives hold of a person."""
    names = list(
        connection.execute(
            select(seats.c.session).where(seats.c.who == who).order_by(seats.c.session)
        ).scalars()
    )
    count = 0
    unfiled, open_ = [], []
    for name in names:
        row = _seat(connection, name, who)
        count += len(service.given(connection, name, row)) if row is not None else 0
        phase = connection.execute(select(sessions.c.phase).where(sessions.c.id == name)).scalar()
        if phase != Phase.ARCHIVED:
            unfiled.append(name)
        if phase not in (Phase.CLOSED, Phase.ARCHIVED):
            open_.append(name)
    kept = [one for one in filed_of(connection) if print_of(one.session, who) in one.people]
    return Erased(
        sessions=tuple(names),
        answers=count,
        archives=tuple(kept),
        unfiled=tuple(unfiled),
        open=tuple(open_),
    )


def _seat(connection: Connection, session: str, who: str) -> int | None:
    query = select(seats.c.seat).where(seats.c.session == session, seats.c.who == who)
    return connection.execute(query).scalar()


def erase(connection: Connection, who: str, now: float) -> Erased:
    """Erase a person from every session: answers and seat; the log loses her name with the seat.

    Raises:
        QuizgenError: while a session that she sits in is not over.
    """
    found = look(connection, who)
    if found.open:
        raise QuizgenError(f"场次 {'、'.join(found.open)} 还没有结束，不能删；先结束")
    for name in found.sessions:
        seat = _seat(connection, name, who)
        here = (answers.c.session == name, answers.c.seat == seat)
        connection.execute(delete(answers).where(*here))
        connection.execute(delete(seats).where(seats.c.session == name, seats.c.seat == seat))
        connection.execute(
            update(log).where(log.c.session == name, log.c.seat == seat).values(seat=None)
        )
        service.note(connection, name, now, "erased", detail="1")
    return found

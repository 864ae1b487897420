"""一人一档: what one person was trained in over time, from all sessions of the store."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Connection, select

from quizgen.session import people
from quizgen.session.rules import Phase
from quizgen.session.service import Person
from quizgen.session.tables import seats, sessions

from .hours import HoursTable, Need
from .results import Outcome, Participant, outcome


class Training(Struct, frozen=True, kw_only=True):
    """A session as one person's record has it."""

    session: str
    day: str
    topic: str
    category: str
    lecturer: str
    how: str
    hours: float | None
    score: float
    total: float
    passed: bool | None


class Record(Struct, frozen=True, kw_only=True):
    """A person and her trainings, oldest first."""

    person: Person
    trainings: tuple[Training, ...]
    need: Need | None
    year: str
    hours_this_year: float
    hours_total: float
    unknown_hours: int
    """Trainings of this year whose hours nobody wrote down."""


def find_people(connection: Connection, text: str) -> list[str]:
    """Return who is meant by a number or a name, as ``who`` of the store."""
    key = people.key(text)
    rows = connection.execute(select(seats.c.who, seats.c.name, seats.c.number).distinct())
    return sorted(
        {row.who for row in rows if key in (people.key(row.number), people.key(row.name))}
    )


def sessions_of(connection: Connection, who: str) -> list[str]:
    """Return the sessions in which a person signed in, oldest first."""
    query = (
        select(sessions.c.id)
        .join(seats, seats.c.session == sessions.c.id)
        .where(seats.c.who == who, seats.c.signed.is_not(None))
        .where(sessions.c.phase.in_([Phase.CLOSED, Phase.ARCHIVED]))
        .order_by(sessions.c.started, sessions.c.id)
    )
    return list(connection.execute(query).scalars())


class Shelf:
    """The sessions of a store, each read once."""

    def __init__(self, connection: Connection, zone: datetime.tzinfo | None) -> None:
        self._connection, self._zone = connection, zone
        self._read: dict[str, Outcome] = {}
        self._by_who: dict[str, dict[str, Participant]] = {}

    def record(self, who: str, table: HoursTable, year: str) -> Record | None:
        """Return the record of a person; ``None`` where there is nothing."""
        found = []
        person: Person | None = None
        for name in sessions_of(self._connection, who):
            each = self._by_who_of(name)[who]
            found.append(self._training(self._read[name], each))
            role = each.person.role or (person.role if person else "")
            person = Person(
                name=each.person.name,
                number=each.person.number,
                department=each.person.department or (person.department if person else ""),
                role=role,
                employment=each.person.employment,
            )
        if person is None:
            return None
        this_year = [each for each in found if each.day.startswith(year)]
        return Record(
            person=person,
            trainings=tuple(found),
            need=table.need(person.role),
            year=year,
            hours_this_year=sum(each.hours or 0 for each in this_year),
            hours_total=sum(each.hours or 0 for each in found),
            unknown_hours=sum(each.hours is None for each in this_year),
        )

    def _by_who_of(self, name: str) -> dict[str, Participant]:
        if name not in self._by_who:
            self._read[name] = outcome(self._connection, name)
            self._by_who[name] = {each.person.who: each for each in self._read[name].people}
        return self._by_who[name]

    def _training(self, read: Outcome, each: Participant) -> Training:
        about, state = read.there.about, read.there.state
        day = ""
        if state.started is not None:
            day = datetime.datetime.fromtimestamp(state.started, self._zone).strftime("%Y-%m-%d")
        return Training(
            session=read.there.id,
            day=day,
            topic=about.topic,
            category=about.category,
            lecturer=about.lecturer,
            how=read.mode,
            hours=about.hours,
            score=each.sheet.score,
            total=read.paper.total,
            passed=each.passed,
        )


def records(
    connection: Connection,
    whose: Iterable[str],
    table: HoursTable,
    *,
    zone: datetime.tzinfo | None,
    year: str,
) -> list[Record]:
    """Return the records of people."""
    shelf = Shelf(connection, zone)
    found = (shelf.record(who, table, year) for who in whose)
    return [each for each in found if each is not None]

"""A session as it came out: everybody's sheet, scores, and who was there."""

from __future__ import annotations

import datetime
from functools import cached_property

from msgspec import Struct
from sqlalchemy import Connection

from quizgen.model import Paper
from quizgen.session import service
from quizgen.session.replies import Placed, placed_items
from quizgen.session.rules import Mode
from quizgen.session.scores import Sheet, sheet_of
from quizgen.session.service import Given, Loaded, Person, SeatRow

MODE_NAMES = {Mode.EXAM: "考试", Mode.CLASS: "课堂"}


class Participant(Struct, frozen=True, kw_only=True):
    """A person of a session: when she was there and what she reached."""

    seat: int
    person: Person
    signed: float | None
    handed: float | None
    forced: bool
    extra: float
    sheet: Sheet
    passed: bool | None
    """``None`` while a written answer is not marked, and for those who were not there."""


class Outcome(Struct, frozen=True, dict=True):
    """A session with everybody in it."""

    there: Loaded
    paper: Paper
    people: tuple[Participant, ...]

    @property
    def items(self) -> tuple[Placed, ...]:
        """The items of the paper."""
        return placed_items(self.paper)

    @cached_property
    def present(self) -> tuple[Participant, ...]:
        """Those who signed in, in the order of the roster."""
        return tuple(each for each in self.people if each.signed is not None)

    @cached_property
    def absent(self) -> tuple[Participant, ...]:
        """Those of the roster who did not."""
        return tuple(each for each in self.people if each.signed is None)

    @property
    def unmarked(self) -> int:
        """How many written answers nobody has marked."""
        return sum(each.sheet.pending for each in self.present)

    @property
    def mode(self) -> str:
        """How the results came about, in words."""
        if self.there.kind == "paper":
            return "纸质试卷"
        return f"手机{MODE_NAMES[self.there.state.mode]}"


def outcome(connection: Connection, session: str) -> Outcome:
    """Read a session with everybody in it."""
    there = service.load(connection, session)
    paper = service.paper_of(connection, session)
    by_seat: dict[int, dict[int, Given]] = {}
    for each in service.given(connection, session):
        by_seat.setdefault(each.seat, {})[each.number] = each
    items = placed_items(paper)
    people = tuple(
        _participant(row, sheet_of(items, by_seat.get(row.seat, {})), paper)
        for row in service.seat_rows(connection, session)
    )
    return Outcome(there, paper, people)


def _participant(row: SeatRow, sheet: Sheet, paper: Paper) -> Participant:
    passed: bool | None = None
    if row.state.signed is not None and not sheet.pending:
        passed = sheet.score >= paper.pass_mark
    return Participant(
        seat=row.seat,
        person=row.person,
        signed=row.state.signed,
        handed=row.state.handed,
        forced=row.state.forced,
        extra=row.state.extra,
        sheet=sheet,
        passed=passed,
    )


def moment(seconds: float | None, zone: datetime.tzinfo | None, how: str = "%Y-%m-%d %H:%M") -> str:
    """Write a time as the people in the room read it on the wall."""
    if seconds is None:
        return ""
    return datetime.datetime.fromtimestamp(seconds, zone).strftime(how)

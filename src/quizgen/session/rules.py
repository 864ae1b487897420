"""The rules of a session. No clock, no randomness, no store, no network: values in, values out.

Time is counted on the session's own *running clock*: seconds since the start without the
pauses and without the time in which no server ran. A trainee's timer is a stretch of it, so a
pause, a crash and a changed wall clock cost nobody a second.

=======================  =========================================================================
what happens             rule
=======================  =========================================================================
answer after the time    counts within ``GRACE`` seconds of the deadline, else it is refused and
                         logged; what was saved before stays
double click             an answer carries a turn; one that is not newer changes nothing, the
                         same one sent again is acknowledged again
two devices              the device that came last holds the seat; the other one is told
leaving and returning    a seat keeps its answers and its timer; the timer runs on
changed clock            time never runs backwards; a server that was away adds a pause
pause                    answers on their way count for ``GRACE`` seconds, then they wait
end                      whoever has not handed in is handed in, marked as forced
=======================  =========================================================================
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

GRACE = 5.0
"""Seconds that an answer may be under way."""
OUTAGE = 15.0
"""A server that was silent for longer than this many seconds was away."""


class Mode(StrEnum):
    """How a session is paced."""

    EXAM = "exam"
    """考试: everyone at their own pace, against their own timer."""
    CLASS = "class"
    """课堂: the trainer puts a question, reveals it, goes on."""


class Phase(StrEnum):
    """Where a session stands."""

    LOBBY = "lobby"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Session(Struct, frozen=True, kw_only=True):
    """All that the rules know of a session."""

    mode: Mode
    items: int
    """How many items the paper has."""
    minutes: int = 0
    """Time for each trainee in an exam; 0 for no limit."""
    phase: Phase = Phase.LOBBY
    started: float | None = None
    closed: float | None = None
    paused_at: float | None = None
    paused: float = 0.0
    """Seconds since the start that do not count."""
    at: int = 0
    """Number of the item that stands in class, from 1; 0 before the first."""
    revealed: bool = False
    seen: float = 0.0
    """The latest moment the session knows of."""


class Seat(Struct, frozen=True, kw_only=True):
    """All that the rules know of a person in a session. Times of the timer: running clock."""

    signed: float | None = None
    began: float | None = None
    extra: float = 0.0
    handed: float | None = None
    """When it was handed in, in wall time."""
    forced: bool = False
    device: int = 0
    """Counts the devices that have held the seat; the last one holds it."""


class Order(StrEnum):
    """What a trainer can order."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    REVEAL = "reveal"
    NEXT = "next"
    CLOSE = "close"
    ARCHIVE = "archive"


class SignIn(Struct, frozen=True):
    """Someone takes a seat; ``proof`` says that she showed the code of a seat already taken."""

    proof: bool = False


class Begin(Struct, frozen=True):
    """A trainee opens the paper of an exam."""

    device: int


class Save(Struct, frozen=True):
    """A trainee answers an item.

    ``stored`` is the turn of the answer already there; ``same`` says that it is this very one,
    sent again because its acknowledgement got lost.
    """

    device: int
    number: int
    turn: int
    stored: int = 0
    same: bool = False


class HandIn(Struct, frozen=True):
    """A trainee hands in."""

    device: int


class Extra(Struct, frozen=True):
    """The trainer gives one person more time (or takes it back)."""

    seconds: float


class Sweep(Struct, frozen=True):
    """Time has passed."""


Act = SignIn | Begin | Save | HandIn | Extra | Sweep


class Why(StrEnum):
    """Why something is refused."""

    NOT_NOW = "not_now"
    """The session does not stand where this can be done."""
    PAUSED = "paused"
    """Wait and send again."""
    LATE = "late"
    """After the time, or after the item was revealed."""
    HANDED_IN = "handed_in"
    OTHER_DEVICE = "other_device"
    TAKEN = "taken"
    """The seat is taken: its code is asked for."""
    STALE = "stale"
    """Not newer than what is there."""
    NO_SUCH_ITEM = "no_such_item"


class Refused(Struct, frozen=True):
    """Nothing changes."""

    why: Why


class Store(Struct, frozen=True):
    """The answer counts: keep it."""

    number: int


class Collect(Struct, frozen=True):
    """Hand in every seat that has not handed in."""


Effect = Refused | Store | Collect


def running(session: Session, now: float) -> float:
    """Return the running clock."""
    if session.started is None:
        return 0.0
    until = max(now, session.seen)
    if session.closed is not None:
        until = session.closed
    if session.paused_at is not None:
        until = session.paused_at
    return max(0.0, until - session.started - session.paused)


def left(session: Session, seat: Seat, now: float) -> float | None:
    """Return the seconds a trainee has left; ``None`` where there is no limit."""
    if session.mode is not Mode.EXAM or not session.minutes:
        return None
    whole = session.minutes * 60 + seat.extra
    if seat.began is None:
        return whole
    return seat.began + whole - running(session, now)


def conduct(session: Session, order: Order, now: float) -> tuple[Session, tuple[Effect, ...]]:
    """Say what a trainer's order changes."""
    now = max(now, session.seen)
    seen = replace(session, seen=now)
    match order:
        case Order.START if session.phase is Phase.LOBBY:
            first = 1 if session.mode is Mode.CLASS else 0
            return replace(seen, phase=Phase.RUNNING, started=now, at=first), ()
        case Order.PAUSE if session.phase is Phase.RUNNING:
            return replace(seen, phase=Phase.PAUSED, paused_at=now), ()
        case Order.RESUME if session.phase is Phase.PAUSED:
            return _resumed(seen, now), ()
        case Order.REVEAL if _open(session):
            return replace(seen, revealed=True), ()
        case Order.NEXT if _in_class(session) and session.revealed and session.at < session.items:
            return replace(seen, at=session.at + 1, revealed=False), ()
        case Order.CLOSE if session.phase in (Phase.RUNNING, Phase.PAUSED):
            ended = _resumed(seen, now) if session.phase is Phase.PAUSED else seen
            return replace(ended, phase=Phase.CLOSED, closed=now), (Collect(),)
        case Order.ARCHIVE if session.phase in (Phase.CLOSED, Phase.ARCHIVED):
            return replace(seen, phase=Phase.ARCHIVED), ()
    return session, (Refused(Why.NOT_NOW),)


def _resumed(session: Session, now: float) -> Session:
    stood = now - (session.paused_at if session.paused_at is not None else now)
    return replace(session, phase=Phase.RUNNING, paused_at=None, paused=session.paused + stood)


def _in_class(session: Session) -> bool:
    return session.mode is Mode.CLASS and session.phase is Phase.RUNNING


def _open(session: Session) -> bool:
    """Say whether a question stands in class that is not yet revealed."""
    return _in_class(session) and session.at > 0 and not session.revealed


def returned(session: Session, now: float) -> Session:
    """Say what it changes that a server takes up a session: time without one is a pause."""
    away = now - session.seen
    if session.phase is Phase.RUNNING and away > OUTAGE:
        return replace(session, paused=session.paused + away, seen=now)
    return replace(session, seen=max(now, session.seen))


def attend(session: Session, seat: Seat, act: Act, now: float) -> tuple[Seat, tuple[Effect, ...]]:
    """Say what a trainee's act changes; every act first collects a paper whose time is over."""
    now = max(now, session.seen)
    swept = _sweep(session, seat, now)
    match act:
        case SignIn():
            return _sign_in(session, swept, act, now)
        case Begin():
            return _begin(session, swept, act, now)
        case Save():
            return swept, (_save(session, swept, act, now),)
        case HandIn():
            return _hand_in(session, swept, act, now)
        case Extra():
            return _extra(session, swept, act)
        case Sweep():
            return swept, ()
        case _:
            assert_never(act)


def _sweep(session: Session, seat: Seat, now: float) -> Seat:
    if seat.handed is not None or seat.signed is None:
        return seat
    rest = left(session, seat, now)
    over = session.phase in (Phase.CLOSED, Phase.ARCHIVED)
    if over or (seat.began is not None and rest is not None and rest < -GRACE):
        return replace(seat, handed=session.closed if over else now, forced=True)
    return seat


def _sign_in(
    session: Session, seat: Seat, act: SignIn, now: float
) -> tuple[Seat, tuple[Effect, ...]]:
    if session.phase in (Phase.CLOSED, Phase.ARCHIVED) and seat.signed is None:
        return seat, (Refused(Why.NOT_NOW),)
    if seat.signed is None:
        return replace(seat, signed=now, device=seat.device + 1), ()
    if not act.proof:
        return seat, (Refused(Why.TAKEN),)
    return replace(seat, device=seat.device + 1), ()


def _begin(session: Session, seat: Seat, act: Begin, now: float) -> tuple[Seat, tuple[Effect, ...]]:
    if why := _barred(session, seat, act.device):
        return seat, (Refused(why),)
    if session.mode is not Mode.EXAM or seat.began is not None:
        return seat, ()
    return replace(seat, began=running(session, now)), ()


def _barred(session: Session, seat: Seat, device: int) -> Why | None:
    """Say why a seat may not act at all."""
    if device != seat.device or seat.signed is None:
        return Why.OTHER_DEVICE
    if seat.handed is not None:
        return Why.HANDED_IN
    if session.phase is Phase.PAUSED:
        return Why.PAUSED
    return None if session.phase is Phase.RUNNING else Why.NOT_NOW


def _save(session: Session, seat: Seat, act: Save, now: float) -> Effect:
    why = _barred(session, seat, act.device)
    under_way = session.paused_at is not None and now - session.paused_at <= GRACE
    if why is Why.PAUSED and under_way:
        why = None
    if why is Why.HANDED_IN and seat.forced:
        why = Why.LATE
    if why is None:
        why = _unfit(session, seat, act)
    return Refused(why) if why else Store(act.number)


def _unfit(session: Session, seat: Seat, act: Save) -> Why | None:
    """Say why an answer does not count though the seat may answer."""
    if not 1 <= act.number <= session.items:
        return Why.NO_SUCH_ITEM
    if session.mode is Mode.CLASS:
        if act.number > session.at:
            return Why.NOT_NOW
        if act.number < session.at or session.revealed:
            return Why.LATE
    elif seat.began is None:
        return Why.NOT_NOW
    again = act.same and act.turn == act.stored
    return Why.STALE if act.turn <= act.stored and not again else None


def _hand_in(
    session: Session, seat: Seat, act: HandIn, now: float
) -> tuple[Seat, tuple[Effect, ...]]:
    if seat.handed is not None and act.device == seat.device:
        return seat, ()
    if why := _barred(session, seat, act.device):
        return seat, (Refused(why),)
    if session.mode is not Mode.EXAM or seat.began is None:
        return seat, (Refused(Why.NOT_NOW),)
    return replace(seat, handed=now), ()


def _extra(session: Session, seat: Seat, act: Extra) -> tuple[Seat, tuple[Effect, ...]]:
    """Give more time; one whose paper was collected for want of time goes on."""
    if session.phase in (Phase.CLOSED, Phase.ARCHIVED) or session.mode is not Mode.EXAM:
        return seat, (Refused(Why.NOT_NOW),)
    more = replace(seat, extra=max(0.0, seat.extra + act.seconds))
    if seat.handed is not None and not seat.forced:
        return seat, (Refused(Why.HANDED_IN),)
    if seat.forced and act.seconds > 0:
        return replace(more, handed=None, forced=False), ()
    return more, ()

"""The rules of a session: values in, values out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from quizgen.session import rules
from quizgen.session.rules import (
    GRACE,
    Begin,
    Collect,
    Effect,
    Extra,
    HandIn,
    Mode,
    Order,
    Phase,
    Refused,
    Save,
    Seat,
    Session,
    SignIn,
    Store,
    Sweep,
    Why,
    attend,
    conduct,
    left,
    returned,
    running,
)

EXAM = Session(mode=Mode.EXAM, items=3, minutes=10)
CLASS = Session(mode=Mode.CLASS, items=3)


def told(session: Session, *orders: tuple[Order, float]) -> Session:
    """Carry out orders, none of which may be refused."""
    for order, now in orders:
        session, effects = conduct(session, order, now)
        assert not any(isinstance(each, Refused) for each in effects), order
    return session


def seated(session: Session, now: float = 100.0, *, begun: bool = True) -> Seat:
    """Sign in, and begin."""
    seat, _ = attend(session, Seat(), SignIn(), now)
    return attend(session, seat, Begin(1), now)[0] if begun else seat


def refusal(effects: tuple[Effect, ...]) -> Why | None:
    """Return why something was refused."""
    return next((each.why for each in effects if isinstance(each, Refused)), None)


RUNNING = told(EXAM, (Order.START, 100.0))
ASKING = told(CLASS, (Order.START, 100.0))


def test_an_answer_in_time_is_kept() -> None:
    """And the seat stays as it was."""
    seat = seated(RUNNING)

    assert attend(RUNNING, seat, Save(1, 2, 1), 150.0) == (seat, (Store(2),))


def test_an_answer_counts_for_a_grace_after_the_deadline_and_not_longer() -> None:
    """The network is slow, the clock is fair."""
    seat = seated(RUNNING)
    deadline = 100.0 + 600

    _, within = attend(RUNNING, seat, Save(1, 1, 1), deadline + GRACE)
    after, late = attend(RUNNING, seat, Save(1, 1, 1), deadline + GRACE + 0.1)

    assert within == (Store(1),)
    assert refusal(late) is Why.LATE
    assert after.forced
    assert after.handed == deadline + GRACE + 0.1


def test_a_double_click_changes_nothing() -> None:
    """The same turn again, or an older one that was overtaken."""
    seat = seated(RUNNING)

    assert refusal(attend(RUNNING, seat, Save(1, 1, 4, stored=4), 120.0)[1]) is Why.STALE
    assert refusal(attend(RUNNING, seat, Save(1, 1, 3, stored=4), 120.0)[1]) is Why.STALE


def test_the_same_answer_sent_again_is_acknowledged_again() -> None:
    """Its acknowledgement got lost; the phone must not be told that it is stale."""
    seat = seated(RUNNING)

    again = Save(1, 1, 4, stored=4, same=True)
    assert attend(RUNNING, seat, again, 120.0) == (seat, (Store(1),))
    older = Save(1, 1, 3, stored=4, same=True)
    assert refusal(attend(RUNNING, seat, older, 120.0)[1]) is Why.STALE


def test_handing_in_twice_is_handing_in_once() -> None:
    """The first time counts."""
    seat, _ = attend(RUNNING, seated(RUNNING), HandIn(1), 200.0)

    assert attend(RUNNING, seat, HandIn(1), 300.0) == (seat, ())
    assert seat.handed == 200.0
    assert not seat.forced


def test_the_device_that_came_last_holds_the_seat() -> None:
    """The other one is told, and its answers do not count."""
    first = seated(RUNNING)
    second, effects = attend(RUNNING, first, SignIn(proof=True), 150.0)

    assert effects == ()
    assert second.device == 2
    assert second.began == first.began
    assert refusal(attend(RUNNING, second, Save(1, 1, 1), 151.0)[1]) is Why.OTHER_DEVICE
    assert refusal(attend(RUNNING, second, HandIn(1), 151.0)[1]) is Why.OTHER_DEVICE
    assert attend(RUNNING, second, Save(2, 1, 1), 151.0)[1] == (Store(1),)


def test_a_seat_that_is_taken_asks_for_its_code() -> None:
    """Nobody sits down on another's chair."""
    seat = seated(RUNNING)

    assert refusal(attend(RUNNING, seat, SignIn(), 150.0)[1]) is Why.TAKEN


def test_who_leaves_and_returns_finds_the_timer_running_on() -> None:
    """Beginning again does not give new time."""
    seat = seated(RUNNING)
    again, _ = attend(RUNNING, seat, SignIn(proof=True), 400.0)
    again, _ = attend(RUNNING, again, Begin(2), 400.0)

    assert left(RUNNING, again, 400.0) == 300.0


def test_a_pause_costs_nobody_a_second() -> None:
    """Each timer is a stretch of the running clock."""
    seat = seated(RUNNING)
    session = told(RUNNING, (Order.PAUSE, 200.0))

    assert left(session, seat, 900.0) == 500.0
    session = told(session, (Order.RESUME, 1000.0))
    assert left(session, seat, 1100.0) == 400.0


def test_an_answer_under_way_when_the_pause_begins_counts() -> None:
    """Later ones wait on the phone."""
    seat = seated(RUNNING)
    session = told(RUNNING, (Order.PAUSE, 200.0))

    assert attend(session, seat, Save(1, 1, 1), 200.0 + GRACE)[1] == (Store(1),)
    assert refusal(attend(session, seat, Save(1, 1, 1), 201.0 + GRACE)[1]) is Why.PAUSED


def test_the_end_collects_every_paper() -> None:
    """Marked as forced, at the time of the end."""
    seat = seated(RUNNING)
    session, effects = conduct(RUNNING, Order.CLOSE, 300.0)
    after, _ = attend(session, seat, Sweep(), 310.0)

    assert effects == (Collect(),)
    assert (after.handed, after.forced) == (300.0, True)
    assert refusal(attend(session, after, Save(1, 1, 1), 301.0)[1]) is Why.LATE


def test_closing_in_a_pause_ends_the_pause() -> None:
    """The running clock stands for ever where it was paused."""
    session = told(RUNNING, (Order.PAUSE, 160.0), (Order.CLOSE, 500.0))

    assert running(session, 9999.0) == 60.0


def test_extra_time_is_for_one_person() -> None:
    """And a paper that was collected for want of time opens again."""
    seat = seated(RUNNING)
    more, _ = attend(RUNNING, seat, Extra(300.0), 200.0)
    late, _ = attend(RUNNING, seat, Sweep(), 900.0)
    opened, _ = attend(RUNNING, late, Extra(300.0), 905.0)

    assert left(RUNNING, more, 200.0) == 800.0
    assert late.forced
    assert (opened.handed, opened.forced) == (None, False)
    assert left(RUNNING, opened, 905.0) == 95.0


def test_nobody_gets_more_time_after_handing_in() -> None:
    """Handed in is handed in."""
    seat, _ = attend(RUNNING, seated(RUNNING), HandIn(1), 200.0)

    assert refusal(attend(RUNNING, seat, Extra(300.0), 210.0)[1]) is Why.HANDED_IN


@pytest.mark.parametrize("jump", [-1e9, -60.0, 0.0])
def test_time_never_runs_backwards(jump: float) -> None:
    """A clock that is set back stands still until it has caught up."""
    session = replace(RUNNING, seen=500.0)
    seat = seated(RUNNING)

    assert running(session, 500.0 + jump) == 400.0
    assert left(session, seat, 500.0 + jump) == 200.0
    assert conduct(session, Order.PAUSE, 500.0 + jump)[0].paused_at == 500.0


def test_the_time_without_a_server_is_a_pause() -> None:
    """A crash of ten minutes, or a clock set forward, costs nobody's time."""
    seat = seated(RUNNING)
    session = returned(replace(RUNNING, seen=200.0), 800.0)

    assert left(session, seat, 800.0) == 500.0


def test_a_short_silence_is_no_outage() -> None:
    """A restart within seconds changes nothing."""
    session = replace(RUNNING, seen=200.0)

    assert returned(session, 210.0).paused == 0.0


def test_a_class_is_asked_revealed_and_led_on() -> None:
    """One question after the other, each revealed once."""
    session = ASKING
    assert (session.at, session.revealed) == (1, False)
    for number in (1, 2, 3):
        assert session.at == number
        assert refusal(conduct(session, Order.NEXT, 200.0)[1]) is Why.NOT_NOW
        session = told(session, (Order.REVEAL, 200.0))
        assert refusal(conduct(session, Order.REVEAL, 200.0)[1]) is Why.NOT_NOW
        if number < 3:
            session = told(session, (Order.NEXT, 200.0))

    assert refusal(conduct(session, Order.NEXT, 200.0)[1]) is Why.NOT_NOW


def test_in_class_only_the_question_that_stands_is_answered() -> None:
    """Not the one before, not the one after, not once it is revealed."""
    session = told(ASKING, (Order.REVEAL, 110.0), (Order.NEXT, 120.0))
    seat, _ = attend(session, Seat(), SignIn(), 120.0)
    shown = told(session, (Order.REVEAL, 130.0))

    assert attend(session, seat, Save(1, 2, 1), 121.0)[1] == (Store(2),)
    assert refusal(attend(session, seat, Save(1, 1, 1), 121.0)[1]) is Why.LATE
    assert refusal(attend(session, seat, Save(1, 3, 1), 121.0)[1]) is Why.NOT_NOW
    assert refusal(attend(shown, seat, Save(1, 2, 2), 131.0)[1]) is Why.LATE


@pytest.mark.parametrize("number", [0, -1, 4, 10**6])
def test_items_that_are_not_there_are_refused(number: int) -> None:
    """Whatever a phone says."""
    assert (
        refusal(attend(RUNNING, seated(RUNNING), Save(1, number, 1), 120.0)[1]) is Why.NO_SUCH_ITEM
    )


def test_nobody_answers_before_beginning() -> None:
    """The timer starts with the paper."""
    seat = seated(RUNNING, begun=False)

    assert refusal(attend(RUNNING, seat, Save(1, 1, 1), 120.0)[1]) is Why.NOT_NOW


def test_nobody_signs_in_after_the_end_but_may_come_back() -> None:
    """To see the result."""
    seat = seated(RUNNING)
    session = told(RUNNING, (Order.CLOSE, 300.0))

    assert refusal(attend(session, Seat(), SignIn(), 310.0)[1]) is Why.NOT_NOW
    assert attend(session, seat, SignIn(proof=True), 310.0)[0].device == 2


ALLOWED = {
    Phase.LOBBY: {Order.START},
    Phase.RUNNING: {Order.PAUSE, Order.CLOSE},
    Phase.PAUSED: {Order.RESUME, Order.CLOSE},
    Phase.CLOSED: {Order.ARCHIVE},
    Phase.ARCHIVED: {Order.ARCHIVE},
}


@pytest.mark.parametrize("phase", list(Phase))
def test_each_state_knows_its_orders(phase: Phase) -> None:
    """All others are refused and change nothing."""
    session = replace(
        EXAM, phase=phase, started=1.0, paused_at=2.0 if phase is Phase.PAUSED else None
    )
    for order in Order:
        after, effects = conduct(session, order, 10.0)
        assert (refusal(effects) is None) == (order in ALLOWED[phase])
        if order not in ALLOWED[phase]:
            assert after == session


@dataclasses.dataclass
class Kept:
    """What a store would hold of a seat."""

    seat: Seat
    answers: dict[int, int] = dataclasses.field(default_factory=dict)


class Rounds(RuleBasedStateMachine):
    """A trainer, three trainees and a restless clock, in any order."""

    @initialize(mode=st.sampled_from(list(Mode)), minutes=st.sampled_from([0, 1, 10]))
    def start(self, mode: Mode, minutes: int) -> None:
        """Open a session."""
        self.session = Session(mode=mode, items=3, minutes=minutes)
        self.now = 1000.0
        self.seats = [Kept(Seat()) for _ in range(3)]
        self.before = dict[int, float]()

    @rule(seconds=st.floats(-500, 900))
    def clock(self, seconds: float) -> None:
        """Let time pass, or the clock be changed."""
        self.now += seconds

    @rule(order=st.sampled_from(list(Order)))
    def order(self, order: Order) -> None:
        """Let the trainer order anything."""
        clock = running(self.session, self.now)
        self.session, effects = conduct(self.session, order, self.now)
        assert running(self.session, self.now) >= clock - 1e-6
        if any(isinstance(each, Collect) for each in effects):
            for number in range(3):
                self._act(number, lambda _: Sweep())

    @rule(number=st.integers(0, 2), proof=st.booleans())
    def sign_in(self, number: int, proof: bool) -> None:
        """Let someone come."""
        self._act(number, lambda _: SignIn(proof))

    @rule(number=st.integers(0, 2))
    def begin(self, number: int) -> None:
        """Let someone open the paper."""
        self._act(number, lambda kept: Begin(kept.seat.device))

    @rule(
        number=st.integers(0, 2), item=st.integers(0, 4), turn=st.integers(1, 9), old=st.booleans()
    )
    def save(self, number: int, item: int, turn: int, old: bool) -> None:
        """Let someone answer, from her device or the one before."""
        kept = self.seats[number]
        handed = kept.seat.handed
        device = kept.seat.device - old
        stored = kept.answers.get(item, 0)
        effects = self._act(number, lambda _: Save(device, item, turn, stored))
        if isinstance(effects[0], Store):
            assert not old
            assert handed is None
            assert turn > stored
            assert self.session.phase in (Phase.RUNNING, Phase.PAUSED)
            kept.answers[item] = turn

    @rule(number=st.integers(0, 2))
    def hand_in(self, number: int) -> None:
        """Let someone hand in."""
        self._act(number, lambda kept: HandIn(kept.seat.device))

    @rule(number=st.integers(0, 2), seconds=st.floats(-900, 900))
    def extra(self, number: int, seconds: float) -> None:
        """Let the trainer be generous."""
        self._act(number, lambda _: Extra(seconds))

    @rule()
    def restart(self) -> None:
        """Let the server come back."""
        clock = running(self.session, self.session.seen)
        self.session = returned(self.session, self.now)
        assert running(self.session, self.now) >= clock - 1e-6

    def _act(self, number: int, make: Callable[[Kept], Any]) -> tuple[Effect, ...]:
        kept = self.seats[number]
        kept.seat, effects = attend(self.session, kept.seat, make(kept), self.now)
        return effects

    @invariant()
    def nothing_is_lost(self) -> None:
        """Whoever signed in stays signed in, and nobody has negative time to spare."""
        for kept in getattr(self, "seats", []):
            seat = kept.seat
            assert (seat.signed is None) == (seat.device == 0)
            assert seat.extra >= 0
            assert not (seat.forced and seat.handed is None)
            assert all(1 <= item <= 3 for item in kept.answers)


TestRounds = Rounds.TestCase
TestRounds.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_table_of_rules_is_told_where_they_are() -> None:
    """A reader of the module finds every situation of a class."""
    said = rules.__doc__ or ""

    for word in ("double click", "two devices", "changed clock", "pause", "end"):
        assert word in said

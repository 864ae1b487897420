"""The store, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from items import paper
from quizgen.model import ChoiceAnswer, QuizgenError
from quizgen.session import rules, service
from quizgen.session.rules import Mode, Order, Phase, Why
from quizgen.session.service import Person, Reply, SignedIn
from quizgen.session.store import Store, StoreError, as_url
from quizgen.session.tables import log, metadata, seats
from serving import NAME, open_session


def lines(store: Store) -> list[str]:
    """Return the log."""
    query = select(log.c.what).order_by(log.c.id)
    return store.read(lambda c: list(c.execute(query).scalars()))


def add(what: str) -> Any:
    """Return a job that writes a line."""

    def job(connection: Connection) -> str:
        connection.execute(insert(log).values(session="X", moment=0.0, what=what, detail=""))
        return what

    return job


def test_what_was_written_is_there_after_opening_again(store: Store, store_url: str) -> None:
    """And the tables are those that the code knows."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store.write(add("one"))
    again = Store(store_url)
    options = {"version_table": "quizgen_version"}

    assert lines(again) == ["one"]
    assert not again.read(
        lambda c: compare_metadata(MigrationContext.configure(c, opts=options), metadata)
    )
    again.close()


def test_a_job_that_fails_harms_no_other(store: Store) -> None:
    """Even in one transaction."""

    def broken(connection: Connection) -> None:
        add("half")(connection)
        raise RuntimeError("a bug")

    def unfit(connection: Connection) -> None:
        connection.execute(text("INSERT INTO nosuch VALUES (1)"))

    jobs = [add("a"), broken, add("b"), unfit, add("c")] * 3
    found: list[Future[Any]] = [store.submit(job) for job in jobs]
    results = [one.exception() or one.result() for one in found]

    assert [one for one in results if isinstance(one, str)] == ["a", "b", "c"] * 3
    assert sum(isinstance(one, StoreError) for one in results) == 3
    assert lines(store).count("half") == 0
    assert len(lines(store)) == 9


def test_many_threads_lose_nothing(store: Store) -> None:
    """Every job is done once."""

    def work(number: int) -> None:
        for count in range(25):
            store.write(add(f"{number}.{count}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(lines(store)) == sorted(f"{n}.{c}" for n in range(8) for c in range(25))


def test_two_processes_share_a_session(store: Store, store_url: str) -> None:
    """One seat, one answer, whichever of them the phone reaches."""
    open_session(store, paper(), now=100.0)
    other = Store(store_url)
    for each in (store, other):
        found = each.write(
            lambda c: service.sign_in(c, NAME, Person(name="李雷"), shown="7", code="7", now=101.0)
        )
        assert isinstance(found, SignedIn)
    people = [other if number % 2 else store for number in range(20)]
    futures = [
        each.submit(
            lambda c, n=number: service.sign_in(  # type: ignore[misc]  # a default binds n
                c, NAME, Person(name=f"第{n}人"), shown="", code="1", now=102.0
            )
        )
        for number, each in enumerate(people)
    ]
    found_seats = [one.result() for one in futures]
    assert all(isinstance(one, SignedIn) for one in found_seats)
    assert sorted(getattr(one, "seat", 0) for one in found_seats) == list(range(2, 22))
    other.close()


def test_a_newer_store_is_not_touched(lite: Store, tmp_path: Path) -> None:
    """An older program says so instead of guessing."""
    lite.write(lambda c: c.execute(text("UPDATE quizgen_version SET version_num = '9999'")))

    with pytest.raises(QuizgenError, match="升级"):
        Store(lite.url)


@pytest.mark.parametrize("url", ["nosuch://x", "postgresql+psycopg://nobody@127.0.0.1:1/x", "x://"])
def test_an_address_that_does_not_work_is_told(url: str) -> None:
    """Without a traceback, without the password."""
    with pytest.raises(StoreError):
        Store(as_url(url.replace("nobody", "nobody:geheim")))


def test_sqlite_is_as_safe_as_promised(lite: Store) -> None:
    """WAL and synchronous=FULL on every connection."""
    pragmas = ("journal_mode", "synchronous", "secure_delete")
    for look in (lite.read, lite.write):
        found = look(lambda c: [c.exec_driver_sql(f"PRAGMA {each}").scalar() for each in pragmas])
        assert found == ["wal", 2, 1]


def join(store: Store, person: Person, shown: str = "", now: float = 101.0) -> Any:
    """Sign in with 123456 as the code of a new seat."""
    return store.write(
        lambda c: service.sign_in(c, NAME, person, shown=shown, code="123456", now=now)
    )


def test_with_a_roster_only_those_on_it_get_in(store: Store) -> None:
    """By number and name, or by a name that is there once."""
    people = [
        Person(name="李雷", number="A-1", department="机修"),
        Person(name="王伟", number="A-2", department="一车间"),
        Person(name="王伟", number="A-3", department="二车间"),
    ]
    open_session(store, paper(), roster=people, now=100.0)

    assert join(store, Person(name="李雷", number="ａ-1")) == SignedIn(1, 1)
    assert "名单里没有" in join(store, Person(name="李雷", number="A-2"))
    assert "名单里没有" in join(store, Person(name="赵六"))
    assert "几位同名" in join(store, Person(name="王伟"))
    assert join(store, Person(name="王伟", department="二车间")) == SignedIn(3, 1)
    assert join(store, Person(name="王伟", number="A-2")) == SignedIn(2, 1)


def test_coming_back_needs_the_code(store: Store) -> None:
    """A wrong one is refused, the right one moves the seat."""
    open_session(store, paper(), now=100.0)

    assert join(store, Person(name="李雷")) == SignedIn(1, 1)
    assert join(store, Person(name="李雷")) is Why.TAKEN
    assert join(store, Person(name="李雷"), shown="000000") is Why.TAKEN
    assert join(store, Person(name="李雷"), shown="123456") == SignedIn(1, 2)


def test_namesakes_sit_apart(store: Store) -> None:
    """Where they give a number or a department."""
    open_session(store, paper(), now=100.0)

    assert join(store, Person(name="王伟", department="一车间")) == SignedIn(1, 1)
    assert join(store, Person(name="王伟", department="二车间")) == SignedIn(2, 1)
    assert "已经有人用了" in str(
        join(store, Person(name="李雷", number="7"))
        and join(store, Person(name="赵六", number="7"))
    )


def test_answers_are_kept_by_their_turn(store: Store) -> None:
    """A form is refused whole where anything newer is there."""
    open_session(store, paper(), now=100.0)
    holder = join(store, Person(name="李雷"))
    store.write(lambda c: service.order(c, NAME, Order.START, 102.0))
    store.write(lambda c: service.attend(c, NAME, 1, rules.Begin(1), 103.0))

    def save(*turns: tuple[int, int], form: bool = False, said: int = 0) -> Why | None:
        replies = [Reply(number, ChoiceAnswer((said,)), turn) for number, turn in turns]
        return store.write(lambda c: service.save(c, NAME, holder, replies, 104.0, form=form))

    assert save((1, 1)) is None
    assert save((1, 1)) is None, "the same, sent again"
    assert save((1, 1), said=1) is Why.STALE
    assert save((2, 5)) is None
    assert save((1, 3), (3, 3), form=True) is Why.STALE
    assert save((1, 6), (3, 6), form=True) is None
    found = store.read(lambda c: service.given(c, NAME))
    assert [(each.number, each.turn) for each in found] == [(1, 6), (2, 5), (3, 6)]


def test_a_server_that_was_away_gives_the_time_back(store: Store) -> None:
    """And writes it into the log."""
    open_session(store, paper(), now=100.0)
    store.write(lambda c: service.order(c, NAME, Order.START, 200.0))
    store.write(lambda c: service.beat(c, NAME, 260.0))
    store.write(lambda c: service.take_up(c, NAME, 860.0))
    state = store.read(lambda c: service.load(c, NAME)).state

    assert state.paused == 600.0
    assert rules.running(state, 870.0) == 70.0
    assert "outage" in lines(store)


def test_the_beat_collects_papers_whose_time_is_over(store: Store) -> None:
    """Nobody has to press anything."""
    open_session(store, paper(minutes=10), mode=Mode.EXAM, now=100.0)
    join(store, Person(name="李雷"))
    store.write(lambda c: service.order(c, NAME, Order.START, 200.0))
    store.write(lambda c: service.attend(c, NAME, 1, rules.Begin(1), 200.0))
    store.write(lambda c: service.beat(c, NAME, 200.0 + 600 + 6))
    (row,) = store.read(lambda c: service.seat_rows(c, NAME))

    assert row.state.forced
    store.write(lambda c: service.order(c, NAME, Order.CLOSE, 900.0))
    assert store.read(lambda c: service.load(c, NAME)).state.phase is Phase.CLOSED


def test_a_roster_of_thousands_is_stored_at_once(store: Store) -> None:
    """Seats are numbered as the roster is."""
    people = [Person(name=f"第{n}人", number=str(n)) for n in range(1, 3001)]
    open_session(store, paper(), roster=people, now=100.0)
    count = store.read(lambda c: len(c.execute(select(seats.c.seat)).all()))

    assert count == 3000

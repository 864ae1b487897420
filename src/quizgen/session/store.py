"""The store: SQLite by default, PostgreSQL for many server processes.

Everything that changes goes through one writer thread: it takes all jobs that wait, runs each
in a savepoint of one transaction, commits once, and only then tells those who wait. On SQLite
that commit is on the disk (WAL, ``synchronous=FULL``). Server processes on one PostgreSQL take
turns: each transaction holds an advisory lock, so a job sees what every earlier one did, and no
two of them can wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from quizgen.model import QuizgenError

Result = TypeVar("Result")
Job = Callable[[Connection], Any]
_MOST = 500
"""Jobs in one transaction."""
_TRIES = 5
_LOCK = 0x7175697A
"""PostgreSQL's advisory lock of whoever writes."""


class StoreError(QuizgenError):
    """The store cannot be reached or cannot write; nothing was acknowledged."""


def default_database() -> Path:
    """Return where records lie when nothing else is said: one store for a user, in any folder."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "quizgen" / "records.db"


def as_url(database: str | None) -> str:
    """Return the address of a store: a URL as it stands, else the path of a SQLite file."""
    if database and "://" in database:
        return database
    path = Path(database).expanduser() if database else default_database()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(
            f"{path.parent}：建不了存放记录的文件夹（{problem.strerror}）"
        ) from problem
    return f"sqlite:///{path.resolve()}"


def _begin(how: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(how)

    return begin


def _tuned(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is erased is gone from the file too
            "busy_timeout=15000",
        ):
            connection.execute(f"PRAGMA {pragma}")


def _engine(url: str, begin: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"check_same_thread": False})
            event.listen(engine, "connect", _tuned)
            event.listen(engine, "begin", _begin(begin))
            return engine
        return create_engine(parsed, pool_pre_ping=True, pool_size=8, max_overflow=8)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as problem:
        raise StoreError(
            f"--database 的地址用不了：{problem}。SQLite 写文件名，PostgreSQL 写 "
            "postgresql+psycopg://用户:密码@主机/库名（先 pip install 'quizgen[postgresql]'）"
        ) from problem


class Store:
    """An open store. ``read`` and ``write`` take functions of a connection."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._reading = _engine(url, "BEGIN")
        self._writing = _engine(url, "BEGIN IMMEDIATE")
        self._jobs: SimpleQueue[tuple[Job, Future[Any]] | None] = SimpleQueue()
        self._migrate()
        self._thread = threading.Thread(target=self._work, name="quizgen-writer", daemon=True)
        self._thread.start()

    def _migrate(self) -> None:
        """Bring the tables to today's form; two processes at once wait for each other."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        try:
            with self._writing.begin() as connection:
                _take_turn(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except SQLAlchemyError as problem:
            raise StoreError(f"打不开记录库 {self.shown}：{_short(problem)}") from problem
        except Exception as problem:
            if type(problem).__name__ != "CommandError":
                raise
            raise StoreError(
                f"记录库 {self.shown} 是更新版本的 quizgen 建的，请升级 quizgen 再打开"
            ) from problem

    @property
    def shown(self) -> str:
        """Return the address without its password."""
        return make_url(self.url).render_as_string(hide_password=True)

    def read(self, job: Callable[[Connection], Result]) -> Result:
        """Run a function that only reads."""
        try:
            with self._reading.begin() as connection:
                return job(connection)
        except DBAPIError as problem:
            raise StoreError(f"读不了记录库：{_short(problem)}") from problem

    def submit(self, job: Callable[[Connection], Result]) -> Future[Result]:
        """Queue a function that writes; its result is there once it is durable."""
        future: Future[Result] = Future()
        self._jobs.put((job, future))
        return future

    def write(self, job: Callable[[Connection], Result]) -> Result:
        """Run a function that writes and wait until it is durable."""
        return self.submit(job).result()

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        self._jobs.put(None)
        self._thread.join()
        self._reading.dispose()
        self._writing.dispose()

    def _work(self) -> None:
        open_ = True
        while open_:
            batch = [self._jobs.get()]
            try:
                while len(batch) < _MOST:
                    batch.append(self._jobs.get_nowait())
            except Empty:
                pass
            open_ = None not in batch
            jobs = [each for each in batch if each is not None]
            if jobs:
                self._commit(jobs)

    def _commit(self, jobs: list[tuple[Job, Future[Any]]]) -> None:
        """Commit jobs together; where that fails, one by one, so that one harms no other."""
        try:
            self._tell(self._run(jobs))
        except DBAPIError as problem:
            if len(jobs) > 1:
                for each in jobs:
                    self._commit([each])
                return
            self._again(jobs[0], problem)

    def _again(self, job: tuple[Job, Future[Any]], problem: DBAPIError) -> None:
        """Try a single job a few times: deadlocks and lost connections pass."""
        for _ in range(_TRIES):
            try:
                self._tell(self._run([job]))
                return
            except DBAPIError as another:
                problem = another
        job[1].set_exception(StoreError(f"记录库写不进去：{_short(problem)}"))

    def _run(self, jobs: list[tuple[Job, Future[Any]]]) -> list[tuple[Future[Any], Any, bool]]:
        done: list[tuple[Future[Any], Any, bool]] = []
        with self._writing.begin() as connection:
            _take_turn(connection)
            for job, future in jobs:
                try:
                    with connection.begin_nested():
                        done.append((future, job(connection), True))
                except DBAPIError:
                    raise
                except Exception as problem:  # noqa: BLE001 - it belongs to whoever waits
                    done.append((future, problem, False))
        return done

    @staticmethod
    def _tell(done: list[tuple[Future[Any], Any, bool]]) -> None:
        for future, value, fine in done:
            if fine:
                future.set_result(value)
            else:
                future.set_exception(value)


def _take_turn(connection: Connection) -> None:
    """Wait until no other process writes; SQLite's ``BEGIN IMMEDIATE`` has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def _short(problem: Exception) -> str:
    return str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]

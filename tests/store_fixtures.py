"""Stores for tests: SQLite always, PostgreSQL where Debian's server binaries are installed."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizgen.session.store import Store

_NUMBERS = itertools.count(1)


def postgres_binaries() -> Path | None:
    """Find the newest server that Debian's packages put there."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


class Postgres:
    """A server of its own on a private port; it ends with the tests."""

    def __init__(self, *settings: str) -> None:
        found = postgres_binaries()
        if found is None:
            pytest.skip("no PostgreSQL: install Debian's package postgresql")
        self.folder = Path(tempfile.mkdtemp(prefix="quizgen-pg-"))
        self.user: str | None = None
        if os.getuid() == 0:
            self.user = "postgres"
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = str(self.folder / "data")
        self._run(
            [
                str(found / "initdb"),
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "quizgen",
                "-E",
                "UTF8",
                "--no-sync",
            ]
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        options = [each for one in settings for each in ("-c", one)]
        self.process = subprocess.Popen(
            [str(found / "postgres"), "-D", data, "-p", str(self.port), "-k", str(self.folder),
             "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.user, cwd="/",
        )  # fmt: skip
        self._wait()

    def _run(self, command: list[str]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.user, cwd="/")  # fmt: skip

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self.database("warmup")
            except Exception:  # noqa: BLE001 - not there yet
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("PostgreSQL did not start")

    def database(self, name: str) -> str:
        """Make a database and return its address."""
        import psycopg

        where = f"host=127.0.0.1 port={self.port} user=quizgen"
        with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://quizgen@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server and drop its data."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start one server for all tests of a worker."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    server = Postgres("fsync=off")
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database(f"t{next(_NUMBERS)}")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Open an empty store of each kind."""
    store = Store(store_url)
    yield store
    store.close()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Store]:
    """Open an empty SQLite store."""
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    yield store
    store.close()

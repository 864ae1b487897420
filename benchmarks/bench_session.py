"""A full hall: 1,000 people sign in within a minute, 300 phones answer every 5 seconds.

``python benchmarks/bench_session.py [--record] [--quick]`` does it against ``quizgen serve`` on
SQLite and, where Debian's server is installed, on PostgreSQL with two server processes (each
request goes to either). Every phone also holds the stream of the trainer's pace, and the trainer's
page and the projector are open. It prints
requests a second, p50, p99, errors and the peak memory of each process, and checks that every
acknowledged answer is in the store. ``--record`` appends a section to ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import os
import platform
import random
import re
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
Took = tuple[str, float, int]
"""What was asked, how long it took, the status."""


@dataclass
class Phone:
    """A phone: a connection to each process, cookies, the last token."""

    ports: list[int]
    number: int
    took: list[Took]
    cookies: dict[str, str] = field(default_factory=dict)
    lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(
        default_factory=dict
    )
    token: str = ""
    turn: int = 0
    acknowledged: dict[int, int] = field(default_factory=dict)

    async def ask(self, what: str, path: str, fields: dict[str, Any] | None = None) -> str:
        """Send a request to either process; keep how long it took."""
        port = random.choice(self.ports)
        if port not in self.lines:
            self.lines[port] = await asyncio.open_connection(HOST, port)
        reader, writer = self.lines[port]
        body = urlencode(fields).encode() if fields is not None else b""
        head = [f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1", f"Host: {HOST}:{port}"]
        head.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if fields is not None:
            head += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        start = time.perf_counter()
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        try:
            status, text = await self._read(reader)
        except asyncio.IncompleteReadError as cut:
            if cut.partial:
                raise
            del self.lines[port]  # an idle connection that the server has closed
            return await self.ask(what, path, fields)
        self.took.append((what, time.perf_counter() - start, status))
        return text

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, str]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split(" ", 2)[1])
        for name, value in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", head):
            self.cookies[name] = value
        length = re.search(r"(?im)^content-length: (\d+)", head)
        text = (await reader.readexactly(int(length[1]))).decode() if length else ""
        found = re.search(r'(?:name="token" value|data-token)="([0-9a-f]{32})"', text)
        self.token = found[1] if found else self.token
        return status, text

    async def join(self) -> None:
        """Open the page, sign in, see the next page."""
        await self.ask("sign-in page", "/")
        fields = {"token": self.token, "name": f"第{self.number}人", "number": str(self.number)}
        await self.ask("sign-in", "/sign-in", fields | {"department": ""})
        await self.ask("page", "/")

    async def begin(self) -> None:
        """Open the paper."""
        await self.ask("begin", "/begin", {"token": self.token})
        await self.ask("paper", "/")

    async def save(self) -> None:
        """Answer an item."""
        self.turn += 1
        number = random.choice((1, 2, 4))
        fields = {
            "token": self.token,
            "number": number,
            "turn": self.turn,
            f"q{number}": random.randrange(2),
        }
        before = len(self.took)
        await self.ask("answer", "/save", fields)
        if self.took[before][2] == 200:
            self.acknowledged[number] = self.turn

    async def watch(self) -> None:
        """Keep the trainer's page and the projector open, as the trainer does."""
        while True:
            await self.ask("board", "/trainer")
            await self.ask("board", "/trainer/projector")
            await asyncio.sleep(2)

    async def stream(self) -> None:
        """Hold the stream of the trainer's pace."""
        reader, writer = await asyncio.open_connection(HOST, random.choice(self.ports))
        writer.write(f"GET /pace HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        try:
            while await reader.readline():
                pass
        finally:
            writer.close()


class Hall:
    """Server processes on one store."""

    def __init__(self, folder: Path, database: str, processes: int) -> None:
        crashing = import_module("crashing")
        self.first = crashing.Server(folder, database)
        self.first.start()
        self.servers = [self.first]
        for _ in range(processes - 1):
            more = crashing.Server(folder, database, "--session", self.first.session)
            more.start()
            self.servers.append(more)
        self.ports = [each.port for each in self.servers]
        self.crashing = crashing

    def memory(self) -> str:
        """Return the peak memory of each process."""
        found = []
        for each in self.servers:
            status = Path(f"/proc/{each.process.pid}/status").read_text()
            peak = re.search(r"VmHWM:\s*(\d+)", status)
            found.append(f"{int(peak[1]) / 1024:.0f} MiB" if peak else "?")
        return " + ".join(found)

    def processor(self) -> float:
        """Return the processor time of all processes in seconds."""
        ticks = 0
        for each in self.servers:
            parts = Path(f"/proc/{each.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Stop them."""
        for each in self.servers:
            each.end(signal.SIGINT)


async def play(
    hall: Hall, joins: int, phones: int, seconds: float
) -> tuple[list[str], list[Phone]]:
    """Sign in, answer at a steady pace, answer as fast as possible; return rows of the table."""
    rows: list[str] = []
    took: list[Took] = []
    people = [Phone(hall.ports, number, took) for number in range(1, joins + 1)]

    async def come(phone: Phone) -> None:
        await asyncio.sleep(seconds * phone.number / joins)
        await phone.join()

    start, used = time.perf_counter(), hall.processor()
    await asyncio.gather(*(come(each) for each in people))
    rows.append(
        _row(
            f"{joins} sign in",
            "sign-in",
            took,
            time.perf_counter() - start,
            hall.processor() - used,
        )
    )
    class_ = people[:phones]
    streams = [asyncio.create_task(each.stream()) for each in class_]
    desk = Phone(hall.ports, 0, [])
    desk.cookies = dict(hall.first.trainer().cookies)
    streams.append(asyncio.create_task(desk.watch()))
    await asyncio.gather(*(each.begin() for each in class_))

    async def steady(phone: Phone) -> None:
        await asyncio.sleep(random.random() * 5)
        until = time.perf_counter() + seconds - 5
        while time.perf_counter() < until:
            begun = time.perf_counter()
            await phone.save()
            await asyncio.sleep(max(0.0, 5 - (time.perf_counter() - begun)))

    took.clear()
    start, used = time.perf_counter(), hall.processor()
    await asyncio.gather(*(steady(each) for each in class_))
    rows.append(
        _row(
            f"{phones} answer every 5 s",
            "answer",
            took,
            time.perf_counter() - start,
            hall.processor() - used,
        )
    )

    async def fast(phone: Phone) -> None:
        until = time.perf_counter() + min(10.0, seconds)
        while time.perf_counter() < until:
            await phone.save()

    took.clear()
    start, used = time.perf_counter(), hall.processor()
    await asyncio.gather(*(fast(each) for each in class_[:50]))
    rows.append(
        _row(
            "50 answer without rest",
            "answer",
            took,
            time.perf_counter() - start,
            hall.processor() - used,
        )
    )
    for each in streams:
        each.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    for each in people:
        for _, writer in each.lines.values():
            writer.close()
    return rows, class_


def _row(name: str, what: str, took: list[Took], seconds: float, used: float) -> str:
    times = sorted(each[1] for each in took if each[0] == what) or [0.0]
    wrong = sum(each[2] >= 400 for each in took)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return (
        f"| {name} | {len(times)} | {len(times) / seconds:.0f} | {p50 * 1000:.1f} ms "
        f"| {p99 * 1000:.1f} ms | {times[-1] * 1000:.0f} ms | {wrong} | {used / seconds * 100:.0f} % |"
    )


def lost(hall: Hall, people: list[Phone]) -> int:
    """Count acknowledged answers that the store does not have."""
    from quizgen.session import service
    from quizgen.session.store import Store, as_url

    store = Store(as_url(hall.first.database))
    name = hall.first.session
    seats = {
        row.person.number: row.seat for row in store.read(lambda c: service.seat_rows(c, name))
    }
    given = {(e.seat, e.number): e.turn for e in store.read(lambda c: service.given(c, name))}
    store.close()
    return sum(
        given.get((seats[str(phone.number)], number), 0) < turn
        for phone in people
        for number, turn in phone.acknowledged.items()
    )


def run(
    name: str, database: str, processes: int, folder: Path, sizes: tuple[int, int, float]
) -> str:
    """Return the table of one store."""
    hall = Hall(folder, database, processes)
    try:
        hall.first.trainer().post("/trainer/do", order="start")
        rows, people = asyncio.run(play(hall, *sizes))
        memory = hall.memory()
    finally:
        hall.stop()
    count = lost(hall, people)
    head = (
        "| | requests | a second | p50 | p99 | longest | errors | processor |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    said = f"\nPeak memory {memory}; acknowledged answers missing from the store: {count}.\n"
    return f"\n### {name}\n\n" + head + "\n".join(rows) + "\n" + said


def main() -> None:
    """Print the tables; append them to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    parser.add_argument("--quick", action="store_true", help="a tenth of it, to see that it works")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    sizes = (100, 30, 10.0) if arguments.quick else (1000, 300, 60.0)
    load = os.getloadavg()[0]
    text = (
        f"\n## Sessions under load, {datetime.date.today().isoformat()}\n\n"
        f"{platform.machine()}, {os.cpu_count()} cores shared with the phones (load average before: "
        f"{load:.1f}), Python {platform.python_version()}. “Processor” is that of the server "
        f"processes, in percent of one core.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        text += run("SQLite, one process", str(where / "records.db"), 1, where, sizes)
    fixtures = import_module("store_fixtures")
    if fixtures.postgres_binaries() is not None:
        server = fixtures.Postgres()
        try:
            with tempfile.TemporaryDirectory() as folder:
                url = server.database("bench")
                text += run("PostgreSQL, two processes", url, 2, Path(folder), sizes)
        finally:
            server.stop()
    print(text)
    if arguments.record:
        with (ROOT / "benchmarks" / "RESULTS.md").open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()

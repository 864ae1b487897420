"""A class that goes on while its server is killed again and again."""

from __future__ import annotations

import http.client
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from items import paper
from quizgen.bank.files import write_paper
from quizgen.model import ChoiceAnswer, ClozeAnswer
from quizgen.session import service
from quizgen.session.replies import own_order, placed_items
from quizgen.session.store import Store, as_url
from serving import HOST, Answered, Phone

PAPER = paper(minutes=600)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Server:
    """``quizgen serve`` in a process of its own, started as a trainer starts it."""

    def __init__(self, folder: Path, database: str | None = None, *options: str) -> None:
        self.paper = write_paper(folder, PAPER)
        self.database = database or str(folder / "records.db")
        self.port = free_port()
        self.options = options
        self.token = ""
        self.session = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and read what it says."""
        command = [sys.executable, "-m", "quizgen.cli", "serve", str(self.paper)]
        self.process = subprocess.Popen(
            [*command, *self.options, "--host", HOST, "--port", str(self.port), "--database", self.database],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        found = re.search(r"讲师口令\s*(\S+)\s+场次\s*(\S+)", said)
        assert found, said
        self.token, self.session = found[1], found[2]

    def end(self, how: signal.Signals) -> int:
        """End it; return its exit code."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.send_signal(how)
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def trainer(self) -> Phone:
        """Return a phone with the trainer's cookie."""
        phone = Phone(self.port)
        phone.get("/trainer")
        phone.post("/trainer/enter", secret=self.token)
        phone.get("/trainer")
        return phone


@dataclass
class Trainee:
    """A phone that answers without rest and remembers what was acknowledged."""

    name: str
    port: int
    seed: str
    pause: float = 0.0
    acknowledged: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)
    sent: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    count: int = 0
    retries: int = 0
    stop: bool = False

    def run(self) -> None:
        """Sign in, begin, answer; try again whenever the server is away."""
        self.phone = Phone(self.port)
        rng = random.Random(self.seed)
        self._again(lambda: self.phone.join(self.name))
        self._again(self.phone.begin)
        while not self.stop:
            number = rng.choice((1, 2, 5))
            fields = (
                {"q5.1": f"第{rng.randrange(10**6)}"}
                if number == 5
                else {f"q{number}": str(rng.randrange(3))}
            )
            self._save(number, fields)
            time.sleep(self.pause * rng.random())

    def _save(self, number: int, fields: dict[str, str]) -> None:
        self.phone.turn += 1
        turn = self.phone.turn
        self.sent[number] = (turn, fields)
        told = self._again(lambda: self.phone.post("/save", number=number, turn=turn, **fields))
        if told is None:
            return
        if told.status != 200:
            self.wrong.append(f"{self.name}: {told.status} {told.body[:80]!r}")
            return
        self.acknowledged[number] = (turn, fields)
        self.count += 1

    def _again(self, ask: Callable[[], Answered]) -> Answered | None:
        while not self.stop:
            try:
                told = ask()
            except (OSError, http.client.HTTPException):
                self.retries += 1
                time.sleep(0.05)
                continue
            if told.status < 500:
                return told
            time.sleep(0.05)
        return None


def check(server: Server, trainees: list[Trainee]) -> list[str]:
    """Compare the store with what was acknowledged: nothing lost, nothing doubled."""
    store = Store(as_url(server.database))
    rows = store.read(lambda c: service.seat_rows(c, server.session))
    given = store.read(lambda c: service.given(c, server.session))
    secret = store.read(lambda c: service.load(c, server.session)).secret
    store.close()
    wrong = [line for each in trainees for line in each.wrong]
    names = [row.person.name for row in rows]
    if sorted(names) != sorted({each.name for each in trainees}):
        wrong.append(f"seats: {names}")
    seats = {row.person.name: row.seat for row in rows}
    by_place = {(each.seat, each.number): each for each in given}
    if len(by_place) != len(given):
        wrong.append("an answer is there twice")
    for trainee in trainees:
        for number, (turn, fields) in trainee.acknowledged.items():
            there = by_place.get((seats[trainee.name], number))
            if there is None or there.turn < turn:
                wrong.append(f"{trainee.name}: item {number}, turn {turn} was lost")
                continue
            if there.turn != turn:
                turn, fields = trainee.sent[number]
            if there.turn != turn or not _is(there, fields, secret):
                wrong.append(f"{trainee.name}: item {number} is {there}, not {turn} {fields}")
    return wrong


def _is(there: service.Given, fields: dict[str, str], secret: bytes) -> bool:
    each = placed_items(PAPER)[there.number - 1]
    ((_, value),) = fields.items()
    if isinstance(there.answer, ClozeAnswer):
        return there.answer.words[0] == value
    order = own_order(each, secret, there.seat)
    return there.answer == ChoiceAnswer((order[int(value)],))


def play(
    folder: Path, kills: int, seed: str, trainees: int = 6, database: str | None = None
) -> tuple[list[str], dict[str, int]]:
    """Kill a server at random moments under load; return what is wrong, and counts."""
    rng = random.Random(seed)
    server = Server(folder, database)
    server.start()
    server.trainer().post("/trainer/do", order="start")
    people = [Trainee(f"第{n}人", server.port, f"{seed}/{n}", 0.02) for n in range(trainees)]
    threads = [threading.Thread(target=each.run, daemon=True) for each in people]
    late = threads.pop()
    for thread in threads:
        thread.start()
    for number in range(kills):
        time.sleep(rng.uniform(0.05, 1.2))
        server.end(signal.SIGKILL)
        if number == kills // 2:
            late.start()  # someone signs in while there is no server
        server.start()
    time.sleep(1)
    for each in people:
        each.stop = True
    for thread in [*threads, late]:
        thread.join(20)
    server.end(signal.SIGINT)
    wrong = check(server, people)
    wrong += [f"{each.name} saved nothing" for each in people if not each.count]
    counts = {
        "acknowledged": sum(each.count for each in people),
        "retries": sum(each.retries for each in people),
    }
    for each in people:
        each.phone.close()
    return wrong, counts

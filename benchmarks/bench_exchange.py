"""How fast banks are written, and what the whole process costs beside text2qti.

``python benchmarks/bench_exchange.py [--record]``. Each figure is that of a process of its own
(interpreter, imports, reading the bank, checking, writing); the comparison runs ours and
text2qti in turn, on the same questions, and takes the better of the runs of each.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which
from typing import TypeAlias

from soak_exchange import ROOT, record

from quizgen.bank.files import revised, write_bank
from quizgen.exchange import FORMATS
from quizgen.model import BankHeader, Choice, Item, MultipleChoice, SingleChoice

SIZES = (200, 2_000, 10_000)
Cost: TypeAlias = tuple[float, float]
"""Seconds and peak MiB of a process."""
_WORDS = "红线意识责任体系隐患排查应急处置监督检查事故报告教育培训措施落实考核问责"


def _text(number: int, length: int) -> str:
    return "".join(
        _WORDS[(number * 7 + at * (number % 5 + 1)) % len(_WORDS)] for at in range(length)
    )


def questions(count: int) -> Iterator[Item]:
    """Make choice questions, a third of them multiple."""
    for number in range(count):
        many = number % 3 == 0
        form = MultipleChoice if many else SingleChoice
        name = f"bench-{number:05d}"
        options = tuple(
            Choice(
                f"{_text(number + at, 14)}（{at}）", at == 1 or (many and at == 2), _text(at, 20)
            )
            for at in range(4)
        )
        stem = f"第 {number} 问：{_text(number, 40)}，下列说法正确的是（　　）。"
        told = _text(number, 50)
        lesson = f"part/lesson-{number * 25 // count:02d}"
        yield form(
            id=name,
            fact=name,
            stem=stem,
            explanation=told,
            options=options,
            lesson=lesson,
            part="part",
        )


def text2qti_form(items: Sequence[Item]) -> str:
    """Write the same questions in text2qti's own form."""
    lines = ["Quiz title: bench", "Quiz description: bench", ""]
    for number, item in enumerate(items, 1):
        if not isinstance(item, SingleChoice | MultipleChoice):
            continue
        lines += [f"{number}.  {item.stem}", f"... {item.explanation}"]
        for at, each in enumerate(item.options):
            if isinstance(item, MultipleChoice):
                mark = "[*] " if each.correct else "[ ] "
            else:
                mark = f"{'*' if each.correct else ''}{'abcd'[at]}) "
            lines += [f"{mark}{each.text}", f"... {each.why}"]
        lines.append("")
    return "\n".join(lines)


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and return its seconds and its peak memory."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    started = time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: {(folder / 'log').read_text()[-500:]}")
    return seconds, usage.ru_maxrss / 1024


def ours(name: str, bank: Path, folder: Path) -> Cost:
    """Export a bank with the command line."""
    command = [sys.executable, "-m", "quizgen.cli", "export", str(bank), "--to", name]
    return cost([*command, "-o", str(folder / f"out-{name}")], folder)


def writers(folder: Path) -> Iterator[str]:
    """Yield a row a writer: items a second and peak memory at each size."""
    yield "| format | " + " | ".join(f"{size:,} items" for size in SIZES) + " |"
    yield "|---|" + "---|" * len(SIZES)
    for form in FORMATS.values():
        if form.needs != "bank":
            continue
        cells = []
        for size in SIZES:
            seconds, peak = ours(form.name, folder / f"bank-{size}.jsonl", folder)
            cells.append(f"{seconds:.2f} s, {size / seconds:,.0f}/s, {peak:.0f} MiB")
        yield f"| {form.name} | {' | '.join(cells)} |"


def beside(folder: Path, rounds: int) -> Iterator[str]:
    """Yield the comparison, in turn, in the same run."""
    tool = which("text2qti") or str(Path(sys.executable).parent / "text2qti")
    yield "| questions | text2qti | quizgen qti21 | times faster | of its memory |"
    yield "|---|---|---|---|---|"
    for size in SIZES[1:]:
        mine: list[Cost] = []
        theirs: list[Cost] = []
        for _ in range(rounds):
            theirs.append(cost([tool, str(folder / f"bench-{size}.txt")], folder))
            mine.append(ours("qti21", folder / f"bank-{size}.jsonl", folder))
        (a, b), (c, d) = (tuple(map(min, zip(*each, strict=True))) for each in (theirs, mine))
        yield (
            f"| {size:,} | {a:.2f} s, {b:.0f} MiB | {c:.2f} s, {d:.0f} MiB "
            f"| {a / c:.1f} | {d / b:.0%} |"
        )


def prepare(folder: Path) -> None:
    """Write the same questions for both, at every size."""
    for size in SIZES:
        items = [revised(each) for each in questions(size)]
        lessons = {f"part/lesson-{n:02d}": f"课 {n}" for n in range(25)}
        write_bank(folder / f"bank-{size}.jsonl", BankHeader(title="bench", lessons=lessons), items)
        (folder / f"bench-{size}.txt").write_text(text2qti_form(items), encoding="utf-8")


def main() -> None:
    """Measure and print; record where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["writers", "text2qti"])
    given = parser.parse_args()
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        maker = multiprocessing.get_context("spawn").Process(target=prepare, args=(folder,))
        maker.start()  # on its own: the peak of a child is never below that of its parent
        maker.join()
        parts = {"text2qti": beside(folder, given.rounds), "writers": writers(folder)}
        for part, rows in parts.items():
            if given.only in (None, part):
                for row in rows:
                    print(row, flush=True)
                    lines.append(row)
                lines.append("")
    if given.record:
        system = (
            f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores."
        )
        record("Exchange: whole processes", [system, "", *lines])


if __name__ == "__main__":
    main()

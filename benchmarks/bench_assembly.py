"""The reference case of assembly: 10,000 items, 6 disjoint forms of 50, 20 coverage constraints.

``python benchmarks/bench_assembly.py [--record]`` solves it with three seeds and prints seconds
beside those of encoding the same bank as JSON, so that figures of two machines compare.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from msgspec.structs import replace

from quizgen.assemble import assemble
from quizgen.bank.files import encode_bank
from quizgen.model import (
    BLUEPRINT_SCHEMA,
    Bank,
    Blueprint,
    Coverage,
    Difficulty,
    Levels,
    SectionPlan,
    Span,
)

ROOT = Path(__file__).parent.parent


def reference(bank: Bank) -> Blueprint:
    """Return the blueprint: 4 parts, 9 lessons and 7 topics bounded, levels and difficulty too."""
    return Blueprint(
        schema=BLUEPRINT_SCHEMA,
        title="reference",
        forms=6,
        sections=(
            SectionPlan(kind="single_choice", count=25, score=2),
            SectionPlan(kind="true_false", count=15, score=2),
            SectionPlan(kind="cloze", count=10, score=2),
        ),
        coverage=Coverage(
            parts={name: Span(min=10, max=15) for name in bank.header.parts},
            lessons={name: Span(min=1, max=5) for name in list(bank.header.lessons)[:9]},
            topics={f"topic{number}": Span(min=4, max=10) for number in range(7)},
        ),
        levels=Levels(understand=Span(min=12), apply=Span(min=8)),
        difficulty=Difficulty(mean=0.5, tolerance=0.02, min_spread=0.15, max_spread=0.3),
    )


def main() -> None:
    """Print a table; append it to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    bank: Bank = import_module("assemble.banks").generated(10_000)
    start = time.perf_counter()
    encode_bank(bank.header, bank.items)
    yardstick = time.perf_counter() - start
    seconds = []
    for seed in (1, 2, 3):
        start = time.perf_counter()
        assemble(replace(reference(bank), seed=seed), bank)
        seconds.append(time.perf_counter() - start)
    middle = statistics.median(seconds)
    text = (
        f"\n## Assembly, {datetime.date.today().isoformat()}\n\n"
        f"highspy {version('highspy')}; 10,000 items, 6 disjoint forms of 50, 20 coverage "
        f"constraints, three seeds.\n\n| median | all | beside encoding the bank as JSON |\n"
        f"|---|---|---|\n| {middle:.1f} s | {', '.join(f'{each:.1f} s' for each in seconds)} "
        f"| {middle / yardstick:.0f} times |\n"
    )
    print(text)
    if arguments.record:
        with (ROOT / "benchmarks" / "RESULTS.md").open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()

"""Reading speeches: how well, how fast, and whether anything makes it stumble.

``python benchmarks/soak_speech.py [--count N] [--record]`` scores the example speeches (where they
lie beside the project) and the texts of the tests, feeds N mutated and random inputs to the whole
way from bytes to draft, times hard texts of 100 kB and ordinary ones up to 10 MB, and draws
outlines at random. ``--record`` appends the figures to ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT / "tests"))

from hypothesis import HealthCheck, Phase, given, settings

from quizgen.speech import (
    UnreadableError,
    as_data,
    read_bytes,
    read_outline,
    write_lesson,
)
from speech.gold import FIXTURES, as_nodes, read_gold
from speech.mess import hard, inputs, texts
from speech.rendering import Node, shape, speeches, wanted

Row = tuple[str, dict[str, int], dict[str, float]]


def scorer() -> ModuleType | None:
    """Return the scorer that lies beside the project, if it does."""
    if not (SHARED / "tools" / "score_outline.py").is_file():
        return None
    sys.path.insert(0, str(SHARED / "tools"))
    return import_module("score_outline")


def spoil(text: str, seed: int) -> bytes:
    """Copy a text badly: GB18030, CRLF, blanks and breaks anywhere, half the quotes straight."""
    rng = random.Random(seed)
    out = []
    for char in text:
        out.append('"' if char in "“”" and rng.random() < 0.5 else char)
        chance = rng.random()
        if char != "\n" and chance < 0.03:
            out.append(" " if chance < 0.02 else "\n")
    return "".join(out).replace("\n", "\r\n").encode("gb18030")


def score(module: ModuleType) -> list[str]:
    """Return table rows: the examples clean and spoiled, the texts of the tests together."""
    rows = []
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        gold = module.load_gold(path.with_name(f"{path.stem}.outline.yaml"))
        raw = path.read_text(encoding="utf-8")
        rows.append(_row(module, path.stem, [module.score(gold, _read(raw))[0]]))
        spoiled = [module.score(gold, _read(read_bytes(spoil(raw, n))))[0] for n in range(20)]
        worst = min(spoiled, key=lambda counts: module.figures(counts)["group_f1"])
        rows.append(_row(module, f"{path.stem}, worst of 20 spoiled copies", [worst]))
    counts = []
    for path in sorted(FIXTURES.glob("*.outline")):
        nodes = as_nodes(read_gold(path.read_text(encoding="utf-8")))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        counts.append(module.score(nodes, _read(text))[0])
    rows.append(_row(module, f"{len(counts)} texts of the tests", counts))
    return rows


def _read(text: str) -> object:
    return json.loads(json.dumps(as_data(read_outline(text).groups)))


def _row(module: ModuleType, name: str, counts: list[dict[str, int]]) -> str:
    total = {key: sum(each[key] for each in counts) for key in counts[0]}
    found = module.figures(total)
    warnings = f"{total['warn_tp']}/{total['warn_fp']}/{total['warn_fn']}"
    figures = (found["group_f1"], found["flat_group_f1"], found["item_f1"])
    said = " | ".join(f"{each:.3f}" for each in figures)
    cards = "–" if found["cardinality_accuracy"] is None else f"{found['cardinality_accuracy']:.3f}"
    return f"| {name} | {said} | {cards} | {warnings} |"


def fuzz(count: int, seed: int) -> tuple[int, int, float]:
    """Feed inputs to the whole way; return how many were read, refused, and the slowest per 100 kB.

    Any other error than a refusal stops the run.
    """
    read = refused = 0
    slowest = 0.0
    for data in inputs(count, seed):
        start = time.process_time()
        try:
            write_lesson(read_outline(read_bytes(data)), "fuzz")
            read += 1
        except UnreadableError:
            refused += 1
        took = time.process_time() - start
        slowest = max(slowest, took)
        if (read + refused) % 5000 == 0:
            print(f"{read + refused} inputs, slowest {slowest:.2f} s", file=sys.stderr)
    return read, refused, slowest


def times() -> Iterator[str]:
    """Yield table rows: hard texts of 100 kB, ordinary ones up to 10 MB."""
    for name, text in hard(33_000):
        yield _timed(f"100 kB: {name}", text)
    ordinary = "\n".join(texts())
    for size in (0.1, 1, 3, 10):
        copies = int(size * 1e6 / len(ordinary.encode())) + 1
        yield _timed(f"{size} MB of ordinary texts", (ordinary + "\n") * copies)


def _timed(name: str, text: str) -> str:
    start = time.process_time()
    read_outline(text)
    took = time.process_time() - start
    size = len(text.encode()) / 1e6
    return f"| {name} | {size:.2f} | {took:.2f} | {took / size:.2f} |"


def properties(count: int) -> int:
    """Read back outlines drawn at random; a difference stops the run."""

    @given(speeches())
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def read_back(drawn: tuple[Node, str]) -> None:
        node, text = drawn
        assert [shape(group) for group in read_outline(text).groups] == [wanted(node)], text

    read_back()
    return count


def main() -> None:
    """Print everything; append it to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=8)
    arguments = parser.parse_args()
    lines = [
        f"\n## Reading speeches, {datetime.date.today().isoformat()}\n",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.\n",
    ]
    module = scorer()
    if module is not None:
        lines += [
            "| text | group F1 | without nesting | item F1 | numbers | warnings right/wrong/missed |"
        ]
        lines += ["|---|---|---|---|---|---|", *score(module), ""]
    lines += ["| input | MB | s | s/MB |", "|---|---|---|---|", *times(), ""]
    print("\n".join(lines), flush=True)
    read, refused, slowest = fuzz(arguments.count, arguments.seed)
    drawn = properties(max(10, arguments.count // 25))
    last = (
        f"Fuzz: {arguments.count} inputs (seed {arguments.seed}), {read} read, {refused} refused in one "
        f"sentence, no crash; slowest {slowest:.2f} s. {drawn} outlines drawn, told and read back.\n"
    )
    print(last)
    if arguments.record:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, last]))


if __name__ == "__main__":
    main()

"""Every reader over many broken files: only items or clean errors, no hang, little memory.

``python benchmarks/soak_exchange.py [--count N] [--record]`` prints a line a reader and, with
``--record``, writes a section into ``benchmarks/RESULTS.md``. Readers run in processes of their
own, so that the memory of each is its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
MOST_SECONDS, MOST_MIB = 5.0, 200.0
CHUNK = 10_000
"""Inputs of one process: an import is a process of its own, and lxml never forgets a name."""


def soak(name: str, seeds: range) -> dict[str, float | str]:
    """Read the inputs of some seeds; stop at the first that breaks a promise."""
    from exchange.fuzz import sample, survive

    survive(name, sample(name, "warm"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    slowest, good = 0.0, 0
    for seed in seeds:
        data = sample(name, seed)
        began = time.perf_counter()
        try:
            good += survive(name, data) > 0
        except Exception as problem:  # noqa: BLE001 - any of them breaks the promise
            return {"name": name, "failed": f"seed {seed}: {type(problem).__name__}: {problem}"}
        slowest = max(slowest, time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "name": name,
        "count": len(seeds),
        "good": good,
        "seconds": time.perf_counter() - started,
        "slowest": slowest,
        "peak": peak,
        "more": peak - before,
    }


def together(parts: list[dict[str, float | str]]) -> dict[str, float | str]:
    """Add up what the processes of a reader found."""
    for part in parts:
        if "failed" in part:
            return part
    whole: dict[str, float | str] = {"name": parts[0]["name"]}
    for key, join in (
        ("count", sum),
        ("good", sum),
        ("seconds", sum),
        ("slowest", max),
        ("peak", max),
    ):
        whole[key] = join(float(part[key]) for part in parts)
    return whole


def line(found: dict[str, float | str]) -> str:
    """Write a row of the table."""
    if "failed" in found:
        return f"| {found['name']} | FAILED: {found['failed']} | | | | |"
    return (
        f"| {found['name']} | {found['count']:,.0f} | {found['good']:,.0f} | {found['seconds']:.0f} s "
        f"| {found['slowest'] * 1000:.0f} ms | {found['peak']:.0f} MiB |"
    )


def main() -> int:
    """Soak every reader and say how it went."""
    from exchange.fuzz import NAMES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", default=NAMES)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    lines = [
        "| reader | inputs | gave items | time | slowest input | peak of the process |",
        "|---|---|---|---|---|---|",
    ]
    failed = False
    for name in given.only:
        parts = [
            (name, range(at, min(at + CHUNK, given.count))) for at in range(0, given.count, CHUNK)
        ]
        with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=1) as pool:
            found = together(pool.starmap(soak, parts, chunksize=1))
        over = (
            float(found.get("slowest", 0)) > MOST_SECONDS or float(found.get("peak", 0)) > MOST_MIB
        )
        failed = failed or "failed" in found or over
        lines.append(line(found))
        print(lines[-1], flush=True)
    if given.record:
        record("Soak: readers of the exchange", lines)
    return int(failed)


def record(title: str, lines: list[str]) -> None:
    """Write a section of RESULTS.md anew."""
    path = ROOT / "benchmarks" / "RESULTS.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else "# Results\n"
    head = f"## {title}\n"
    before, _, after = text.partition(head)
    _, mark, rest = after.partition("\n## ")
    section = head + "\n" + "\n".join(lines) + "\n"
    path.write_text(before.rstrip() + "\n\n" + section + (mark + rest if mark else ""), "utf-8")


if __name__ == "__main__":
    sys.exit(main())

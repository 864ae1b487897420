"""What printing costs: all handouts and the book, cold and warm, in seconds a page.

``python benchmarks/bench_handouts.py [--record]`` builds them from nothing, then from read
lessons with no print there, then with all there, each beside the HTML build of the same state.
"""

from __future__ import annotations

import argparse
import datetime
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pypdf import PdfReader

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"


class Took(NamedTuple):
    """Seconds of one build, as the operating system counts them."""

    wall: float
    cpu: float


def processor_time() -> float:
    """Return the processor seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(builder: str, folder: Path, out: str) -> Took:
    """Build the course."""
    command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-d", str(folder / "doctrees")]
    command += ["-b", builder, "source", str(folder / out)]
    start, before = time.perf_counter(), processor_time()
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return Took(time.perf_counter() - start, processor_time() - before)


def pages(folder: Path) -> tuple[int, int, int]:
    """Count files, pages of handouts and pages of the book."""
    found = sorted(folder.rglob("*.pdf"))
    counts = {path: len(PdfReader(path).pages) for path in found}
    handouts = sum(count for path, count in counts.items() if path.parent != folder)
    return len(found), handouts, sum(counts.values()) - handouts


def measure(folder: Path) -> str:
    """Build in all states; return a section of results."""
    cold = build("quizgen-handouts", folder, "cold")
    read = build("quizgen-handouts", folder, "again")
    warm = build("quizgen-handouts", folder, "again")
    page = build("html", folder, "html")
    again = build("html", folder, "html")
    files, handouts, book = pages(folder / "cold")
    total = handouts + book
    rows = (
        ("nothing there", cold, "—"),
        ("lessons read", read, f"{page.wall:.1f} s ({page.cpu:.1f} s)"),
        ("all there, nothing changed", warm, f"{again.wall:.1f} s ({again.cpu:.1f} s)"),
    )
    table = "".join(
        f"| {state} | {took.wall:.1f} s ({took.cpu:.1f} s) | {took.wall / total:.3f} s "
        f"({took.cpu / total:.3f} s) | {html} |\n"
        for state, took, html in rows
    )
    return (
        f"\n## Handouts, {datetime.date.today().isoformat()}\n\n"
        f"typst {version('typst')}, Sphinx {version('sphinx')}; {files} files: {handouts} pages of "
        f"handouts in two editions, {book} pages of the book. Wall time of the process, processor "
        f"time in brackets.\n\n"
        f"| before | all prints | a page | HTML of trainees |\n|---|---|---|---|\n{table}"
    )


def main() -> None:
    """Print a table; append it to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizgen-bench-") as folder:
        text = measure(Path(folder))
    print(text)
    if arguments.record:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()

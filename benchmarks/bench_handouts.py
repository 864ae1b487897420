"""What printing costs: all handouts and the book, cold and warm, in seconds a page.

``python benchmarks/bench_handouts.py [--record]`` builds them from nothing, then from read
lessons with no print there, then with all there, each beside the HTML build of the same state.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from pypdf import PdfReader

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"


def build(builder: str, folder: Path, out: str) -> float:
    """Build the course; return the seconds of the whole process."""
    command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-d", str(folder / "doctrees")]
    command += ["-b", builder, "source", str(folder / out)]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


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
        ("lessons read", read, f"{page:.1f} s"),
        ("all there, nothing changed", warm, f"{again:.1f} s"),
    )
    table = "".join(
        f"| {state} | {seconds:.1f} s | {1000 * seconds / total:.0f} ms | {html} |\n"
        for state, seconds, html in rows
    )
    return (
        f"\n## Handouts, {datetime.date.today().isoformat()}\n\n"
        f"typst {version('typst')}, Sphinx {version('sphinx')}; {files} files: {handouts} pages of "
        f"handouts in two editions, {book} pages of the book.\n\n"
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

"""What the grammar costs: builds with it against the same builds without, run in turn.

``python benchmarks/bench.py [--record]`` builds this course and generated courses of 100 and
1,000 lessons, each as it is and with its points written as plain lists (both with our search
language), and prints the ratio of the whole processes' wall and processor time. As our builds
spare the garbage collector what lives as long as the process (``gc.freeze``), there is a second
ratio, to a plain build that does the same. ``--record`` appends the figures to
``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from quizgen.bank.facts import Facts, load_facts
from quizgen.sphinx_ext.lawtable import HEAD, STATUS_NAMES, sort_key, source_of

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SHARED_CONF = """
language = "zh_CN"
html_theme = {theme!r}
html_copy_source = False
html_use_index = False
myst_enable_extensions = ["colon_fence", "deflist", "tasklist"]
"""
WITH_GRAMMAR = SHARED_CONF + 'extensions = ["myst_parser", "sphinx_design", "quizgen"]\n'
WITHOUT = (
    SHARED_CONF
    + """extensions = ["myst_parser", "sphinx_design"]
suppress_warnings = ["misc.highlighting_failure"]

def setup(app):
    from quizgen.sphinx_ext.search import setup_search
    setup_search(app)
"""
)
FREEZING = """
    import gc
    app.connect("builder-inited", lambda app: gc.freeze())
    app.connect("env-updated", lambda app, env: gc.freeze())
"""


class Took(NamedTuple):
    """Seconds of one build, as the operating system counts them."""

    wall: float
    cpu: float


def lesson(number: int, *, plain: bool) -> str:
    """Write a lesson of three sets with details; ``plain`` leaves out the directives."""
    parts = [f"# 第{number}课\n\n这一课讲第{number}道工序的安全要点，先看再做，做完再查。\n"]
    for place in range(3):
        name = f"set-{number}-{place}"
        if not plain:
            parts.append(
                f":::{{points}} 第{number}道工序的四查\n:name: {name}\n:kind: members\n"
                f":announced: 4\n:noun: 检查内容\n:unit: 项\n"
                f":say: 第{number}道工序要突出“四查”，即【清单】\n"
            )
        else:
            parts.append(f"**第{number}道工序的四查**\n")
        parts += [
            (
                f"{point}. **查第{point}处{place}**：到作业面上看，看通道、看护栏、看人的动作。\n"
                f"   - 站到第{point}个作业位置上把工具看一遍\n"
                f"   - 界限：机器本身的毛病归另外一处，编号{number}{place}{point}\n"
                f"   - 例：上一班交接时有{point}只灭火器没有登记，当场补上。"
            )
            for point in range(1, 5)
        ]
        parts.append("\n:::\n" if not plain else "")
    return "\n".join(parts)


def generate(folder: Path, lessons: int, *, plain: bool) -> None:
    """Write a course of that many lessons."""
    folder.mkdir(parents=True)
    names = [f"lesson{number:04}" for number in range(lessons)]
    for number, name in enumerate(names):
        (folder / f"{name}.md").write_text(lesson(number, plain=plain), encoding="utf-8")
    listed = "\n".join(names)
    (folder / "index.md").write_text(f"# 课程\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    conf = (WITHOUT if plain else WITH_GRAMMAR).format(theme="basic")
    (folder / "conf.py").write_text(conf, encoding="utf-8")


CHECKS = {"quiz", "quiz-progress"}
OURS = {"points", "case", "question", "law-facts", "law-checked", *CHECKS}
_OPEN = re.compile(r"(?P<marks>:{3,}|`{3,})\{(?P<name>[\w-]+)\}[ \t]*(?P<title>.*)")
_CLOSE = re.compile(r"(:{3,}|`{3,})[ \t]*")
_OPTION = re.compile(r":[\w-]+:")


def without(directives: Collection[str], text: str) -> str:
    """Take directives out of a page: what is in them stays, titles of sets and cases in bold.

    Their options go; those of other directives, and fences of any kind, stay as they are.
    """
    lines: list[str] = []
    fences: list[tuple[str, bool]] = []
    head = False  # in the options of a directive of ours
    for line in text.splitlines():
        opened, closed = _OPEN.fullmatch(line), _CLOSE.fullmatch(line)
        if opened:
            head = opened["name"] in directives
            fences.append((opened["marks"], head))
            if not head:
                lines.append(line)
            elif opened["name"] in ("points", "case") and opened["title"]:
                lines += ["", f"**{opened['title']}**", ""]
            else:
                lines.append("")
        elif closed and fences and fences[-1][0] == closed[1]:
            head = False
            lines.append("" if fences.pop()[1] else line)
        elif not (head and _OPTION.match(line)):
            head = False
            lines.append(line)
    return "\n".join(lines) + "\n"


def plain_page(text: str) -> str:
    """Write a lesson's points as plain lists: no directive of ours, no role, all else as it is."""
    text = without(OURS, text)
    text = re.sub(r"\{blank\}`([^`；;]*)[^`]*`", r"\1", text)
    return re.sub(r"\{(?:point|ref)\}`(?:([^`<]*?)\s*<[^>]*>|([^`]*))`", r"\1\2", text)


def law_tables(facts: Facts) -> str:
    """Write the tables of law as an author would who has no ``law-facts``: the same rows."""
    sections: dict[str, list[str]] = {}
    for number in sorted(facts.facts, key=sort_key):
        fact = facts.facts[number]
        said = [fact.text.strip()]
        said += [
            f"{part.text.strip()}（{part.article or ''}）{STATUS_NAMES[part.status]}"
            for part in fact.parts
        ]
        source = f"{source_of(facts, fact)} {STATUS_NAMES[fact.status]}，{fact.checked}"
        row = " | ".join(each.replace("|", "\\|") for each in (number, " ".join(said), source))
        sections.setdefault(number.partition("-")[0], []).append(f"| {row} |\n")
    head = f"| {' | '.join(HEAD)} |\n|---|---|---|\n"
    return "\n".join(head + "".join(rows) for rows in sections.values())


_LAW = re.compile(r"^:{3,}\{law-facts\}\n:{3,}$", re.MULTILINE)


def copy_course(folder: Path, *, plain: bool, checks: bool = True) -> None:
    """Copy this course, as it is or with its points as plain lists; with its self-checks or not."""
    shutil.copytree(ROOT / "source", folder)
    tables = law_tables(load_facts(folder / "facts.yaml"))
    for page in folder.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        if plain:
            text = plain_page(_LAW.sub(lambda _: tables, text))
        elif not checks:
            text = without(CHECKS, text)
        page.write_text(text, encoding="utf-8")
    conf = (WITHOUT if plain else WITH_GRAMMAR).format(theme="furo")
    (folder / "conf.py").write_text(conf, encoding="utf-8")


def build(source: Path) -> Took:
    """Build once, cold, in a process of its own."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", "1"]
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages are compiled
        before, start = _children(), time.perf_counter()
        subprocess.run(
            [*command, "-d", f"{out}/trees", str(source), f"{out}/html"],
            check=True,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        return Took(time.perf_counter() - start, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(name: str, make: Callable[..., None], runs: int) -> str:
    """Build with, without, and without but freezing, in turn; return a row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        ours, plain, frozen = (Path(folder) / each for each in ("ours", "plain", "frozen"))
        make(ours, plain=False)
        make(plain, plain=True)
        make(frozen, plain=True)
        with (frozen / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(FREEZING)
        for each in (ours, plain, frozen):
            build(each)  # a warm-up
        rounds = [[build(each) for each in (ours, plain, frozen)] for _ in range(runs)]
    wall = [statistics.median(took.wall for took in side) for side in zip(*rounds, strict=True)]
    ratios = [
        _spread([each[0].wall / each[1].wall for each in rounds]),
        _spread([each[0].cpu / each[1].cpu for each in rounds]),
        _spread([each[0].cpu / each[2].cpu for each in rounds]),
    ]
    return f"| {name} | {runs} | {wall[0]:.2f} s | {wall[1]:.2f} s | {' | '.join(ratios)} |"


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.3f} ({min(ratios):.3f}–{max(ratios):.3f})"


def heading() -> str:
    """Say when and on what the figures were taken."""
    names = ("sphinx", "myst-parser", "docutils", "furo")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"\n## Build time with and without the grammar, {datetime.date.today().isoformat()}\n\n"
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{versions}. Cold builds, one process (`-j 1`), run in turn; medians, ratio of each "
        f"round with minimum and maximum. The last column: to a plain build that freezes too.\n\n"
        "| course | rounds | with | without | wall ratio | processor ratio | both freezing |\n"
        "|---|---|---|---|---|---|---|\n"
    )


def main() -> None:
    """Print the table; append it to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    rows = [compare("this course", copy_course, arguments.runs)]
    print(heading() + rows[0], flush=True)
    unasked = partial(copy_course, checks=False)
    rows.append(compare("this course without its self-checks", unasked, arguments.runs))
    print(rows[-1], flush=True)
    for size in arguments.sizes:

        def make(folder: Path, *, plain: bool, size: int = size) -> None:
            generate(folder, size, plain=plain)

        rows.append(compare(f"{size} generated lessons", make, arguments.runs))
        print(rows[-1], flush=True)
    if arguments.record:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(heading() + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

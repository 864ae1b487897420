"""What making and checking items costs, and how many flaws the rules see.

``python benchmarks/bench_items.py [--record] [--sizes 100 1000 10000]`` makes the items of
generated point sets and lints them, near-duplicate search included, and prints items a second at
each size: cost is linear where the rate stays. Then it counts, over the labelled items of the
tests, how many flaws lint sees and how many it makes up. ``--record`` appends both tables to
``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
sys.path[:0] = [str(ROOT / "tests")]

from lint.labelled import scores
from quizgen.generate import Course, make_items
from quizgen.lint import Known, lint
from quizgen.model import Blank, Detail, Point, PointSet, SetKind, Wrong

_LETTERS = (
    "工料机法环测电气焊吊罐塔管阀泵炉窑井巷棚梯栏网绳钩锁牌票表单册班组岗车库门窗墙顶地沟坑池井"
)


def words(draw: random.Random, length: int) -> str:
    """Draw words that no other set has."""
    return "".join(draw.choice(_LETTERS) for _ in range(length))


def point_set(number: int) -> PointSet:
    """Make a set of four points, each with a feature, a situation, a misconception and a limit."""
    draw = random.Random(number)
    points = []
    for _ in range(4):
        feature, scene, myth, fresh = (words(draw, 12) for _ in range(4))
        limit = f"{words(draw, 6)}应当在3小时内办完"
        points.append(
            Point(
                key=words(draw, 4),
                gloss=words(draw, 10),
                details=(
                    Detail(label="", text=feature),
                    Detail(label="界限", text=words(draw, 8)),
                    Detail(label="试", text=f"{scene}。"),
                    Detail(label="误区", text=f"{myth}不用管 → {myth}也要管"),
                    Detail(label="考", text=f"{fresh}可以走 → {fresh}不能走"),
                    Detail(
                        label="时限",
                        text=limit,
                        blanks=(Blank(limit.index("3"), "3小时", ("1小时", "24小时")),),
                    ),
                ),
            )
        )
    return PointSet(
        id=f"set-{number}",
        title=f"第{number}组",
        kind=SetKind.MEMBERS,
        points=tuple(points),
        topic=f"题{number // 5}",
        noun="事",
        unit="件",
        source=("000",),
        say=f"第{number}组要做的是【清单】",
        of=f"属于第{number}组中【词】的内容",
        scene=f"这件事属于第{number}组中的【词】",
        wrong_terms=(Wrong(words(draw, 4), "不在其中"), Wrong(words(draw, 4), "不在其中")),
        lesson=f"part/lesson-{number // 10}",
    )


def speed(size: int) -> str:
    """Make and lint the items of that many sets; return a row of the table."""
    sets = [point_set(number) for number in range(size)]
    text = tuple(
        detail.text
        for each in sets
        for point in each.points
        for detail in point.details
        if detail.label not in ("试", "考")
    )
    start = time.process_time()
    items, _ = make_items(Course(sets=sets, words=text))
    made = time.process_time()
    findings = lint(items, Known(sets=sets, words=text))
    done = time.process_time()
    errors = sum(each.is_error for each in findings)
    return (
        f"| {size} | {len(items)} | {made - start:.2f} s | {len(items) / (made - start):.0f} "
        f"| {done - made:.2f} s | {len(items) / (done - made):.0f} | {errors} |"
    )


def heading() -> str:
    """Say when and on what the figures were taken."""
    return (
        f"\n## Items: making and lint, {datetime.date.today().isoformat()}\n\n"
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one "
        "process, processor time.\n\n| point sets | items | making | items/s | lint | items/s | wrong keys |\n"
        "|---|---|---|---|---|---|---|\n"
    )


def flaws() -> str:
    """Count what lint sees of the labelled items: recall by code, false alarms on good items."""
    counted = scores()
    good = counted.pop("GOOD")
    rows = [
        f"| {code} | {score.there} | {score.seen} | {score.seen / score.there:.0%} | {score.made_up} |"
        for code, score in counted.items()
    ]
    there, seen = (sum(getattr(s, n) for s in counted.values()) for n in ("there", "seen"))
    made_up = sum(score.made_up for score in counted.values())
    rows.append(f"| all | {there} | {seen} | {seen / there:.0%} | {made_up} of {good.there} good |")
    return (
        "\n## Lint on labelled items\n\nThe labelled items were written with the rules at hand: the "
        "rates say that the rules do what they say, not how they fare on items of strangers.\n\n"
        "| code | items | seen | recall | false alarms |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def main() -> None:
    """Print both tables; append them to the results where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 10000])
    arguments = parser.parse_args()
    text = heading()
    for size in arguments.sizes:
        text += speed(size) + "\n"
    text += flaws()
    print(text)
    if arguments.record:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()

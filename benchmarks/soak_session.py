"""Kill the server of a session under load at 50 random moments; nothing acknowledged may be lost.

``python benchmarks/soak_session.py [--record] [--kills N] [--database URL]`` does what
``tests/session/test_crash.py`` does with 5. ``--record`` appends a section to
``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print what came of it; fail where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--record", action="store_true", help="append to benchmarks/RESULTS.md")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", default=str(time.time_ns()))
    parser.add_argument("--database", help="another store than a SQLite file")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    play = import_module("crashing").play
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        wrong, counts = play(
            Path(folder), arguments.kills, arguments.seed, trainees=12, database=arguments.database
        )
    took = time.perf_counter() - start
    text = (
        f"\n## Crashes of a session, {datetime.date.today().isoformat()}\n\n"
        f"{arguments.kills} times `kill -9` at random moments (seed `{arguments.seed}`) while 12 "
        f"phones answer, {took:.0f} s.\n\n| acknowledged | sent again | lost or doubled |\n"
        f"|---|---|---|\n| {counts['acknowledged']} | {counts['retries']} | {len(wrong)} |\n"
    )
    print(text)
    for line in wrong:
        print(line)
    if arguments.record:
        with (ROOT / "benchmarks" / "RESULTS.md").open("a", encoding="utf-8") as file:
            file.write(text)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

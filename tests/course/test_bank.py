"""The bank that is checked in is the one that the lessons give, and nothing in it is amiss."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict

import pytest

from conftest import ROOT
from quizgen.bank.files import read_bank
from quizgen.model import Item

SHARE = {"understand": 0.30, "apply": 0.15}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run quizgen on the course."""
    return subprocess.run(
        [sys.executable, "-m", "quizgen.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C"},
    ],
    ids=["east", "west"],
)
def test_the_bank_is_fresh_wherever_it_is_made(environment: dict[str, str]) -> None:
    """Same lessons, same bytes."""
    done = run("bank", "--check", **environment)
    assert done.returncode == 0, done.stderr[-2000:]


def test_lint_finds_nothing_unanswered() -> None:
    """Neither an error nor a warning; every key follows from its evidence."""
    done = run("lint")
    assert done.returncode == 0, done.stdout
    assert "错误 0，警告 0" in done.stdout + done.stderr


def exam_items() -> list[Item]:
    """Return the items that may stand in an exam."""
    bank = read_bank(ROOT / "quizzes" / "bank.jsonl")
    return [each for each in bank.items if each.use != "practice"]


def test_the_bank_asks_for_more_than_memory() -> None:
    """By fact, the highest level among its exam items."""
    order = ["remember", "understand", "apply"]
    highest: dict[str, str] = {}
    for each in exam_items():
        highest[each.fact] = max(highest.get(each.fact, "remember"), each.level, key=order.index)
    counts = Counter(highest.values())

    assert len(highest) >= 700
    for level, share in SHARE.items():
        assert counts[level] / len(highest) >= share
    applied = [e for e in exam_items() if highest[e.fact] == "apply" and e.level == "apply"]
    programmed = {each.fact for each in applied if each.template.startswith("B")}
    assert len(programmed) <= 0.4 * counts["apply"]


def test_a_fact_has_at_most_three_items_one_of_a_kind() -> None:
    """No drilling of one number."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for each in read_bank(ROOT / "quizzes" / "bank.jsonl").items:
        kinds[each.fact].append(type(each).__name__)

    assert all(len(found) <= 3 and len(set(found)) == len(found) for found in kinds.values())

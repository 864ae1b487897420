"""Every template on a page: what the author wrote, and the items word by word.

``UPDATE_PAGES=1 pytest tests/generate/test_templates.py`` writes the pages anew; read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cases import Case, read_cases

from .making import items, notes, printed

PAGES = sorted((Path(__file__).parent.parent / "fixtures" / "generate").glob("*.md"))


def made(case: Case) -> str:
    """Return the items that a case's title names; ``notes`` are what was not made."""
    names = case.title.partition("：")[0].split()
    wanted = [each for each in names if each != "notes"]
    found = [printed(each) for each in items(case.source, *wanted)] if wanted else []
    if "notes" in names:
        found += [f"! {each}" for each in notes(case.source)]
    return "\n\n".join(found)


def rewrite(path: Path) -> None:
    """Write what is expected of each case anew."""
    prose = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "#!"]
    parts = ["\n".join(prose)]
    for case in read_cases(path):
        expected = made(case)
        parts.append("\n".join(filter(None, [case.title, ".", case.source, ".", expected, "."])))
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


if os.environ.get("UPDATE_PAGES"):
    for page in PAGES:
        rewrite(page)
CASES = [case for path in PAGES for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_items_read_as_the_page_says(case: Case) -> None:
    """A trainer can read what is asked of each construct, and mend the wording."""
    assert made(case) == case.expected


def test_every_template_has_a_page() -> None:
    """A template that no page shows is one that nobody has read."""
    wanted = {"S1", "V1", "V2", "shows"}
    wanted |= {
        f"{kind}{at}" for kind, most in (("M", 11), ("P", 5), ("B", 6)) for at in range(1, most + 1)
    }
    shown = {name for case in CASES for name in case.title.partition("：")[0].split()}

    assert shown >= wanted

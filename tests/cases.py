"""Reads test cases from a page: a title, the source, what is expected."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """One case, and the line to jump to when it fails."""

    title: str
    source: str
    expected: str
    line: int


def read_cases(path: Path) -> list[Case]:
    """Split a page at the lines that hold a single dot; text after ``#!`` up to a case is prose."""
    cases: list[Case] = []
    parts: list[list[str]] = [[]]
    start = 1
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line == ".":
            if len(parts) < 3:
                parts.append([])
                continue
            title, source, expected = ("\n".join(part).strip("\n") for part in parts)
            cases.append(Case(title.strip(), source, expected.strip(), start))
            parts = [[]]
        elif len(parts) > 1 or not line.startswith("#!"):
            if len(parts) == 1 and not any(parts[0]) and line.strip():
                start = number
            parts[-1].append(line)
    if any(line.strip() for part in parts for line in part):
        raise ValueError(f"{path}:{start}: a case without its closing dot")
    return cases

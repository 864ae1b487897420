"""What was practised: a line an answer, kept at once, so that nothing answered is lost."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from quizgen.model import QuizgenError


class Entry(Struct, frozen=True, kw_only=True):
    """One answer: in which round, to which item, how it went."""

    round: int
    item: str
    lesson: str
    right: bool | None


def append(path: Path, entry: Entry) -> None:
    """Add an answer to the history.

    Raises:
        QuizgenError: where the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(msgspec.json.encode(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        said = problem.strerror or problem
        raise QuizgenError(f"{path}：记不下练习记录（{said}）；用 --history 换个地方") from problem


def read(path: Path) -> list[Entry]:
    """Return all entries; a line cut short by a crash is passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            found.append(msgspec.json.decode(line, type=Entry))
        except msgspec.DecodeError:
            continue
    return found


def rounds(path: Path) -> int:
    """Return how many rounds were played."""
    return max((entry.round for entry in read(path)), default=0)

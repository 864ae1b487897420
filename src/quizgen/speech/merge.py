"""A second draft beside an author's edits: what it would add, never over what she wrote."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from quizgen.model import QuizgenError

_SET = re.compile(r"^(:{3,})\{points\}[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^:name:\s*(\S+)", re.MULTILINE)
_TERM = re.compile(r"^(?:\d+\.|[-*]) \*\*(.+?)\*\*|^(?!:)(\S[^\n]*)\n: ", re.MULTILINE)
_NOTES = re.compile(r"(?:^%[^\n]*\n)+\n?\Z", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """Where a draft went: ``proposal`` where the file was there and had been edited."""

    path: Path
    proposal: bool = False
    unchanged: bool = False


def save(path: Path, text: str) -> Written:
    """Write a draft; beside the file where there is one already with other words.

    Raises:
        QuizgenError: where the folder cannot be written to.
    """
    try:
        for _ in range(3):
            if not path.exists():
                if _create(path, text):
                    return Written(path)
                continue
            old = path.read_bytes().decode("utf-8", errors="replace")
            if old.replace("\r\n", "\n") == text:
                return Written(path, unchanged=True)
            return _propose(path, proposal(old, text))
    except OSError as problem:
        raise QuizgenError(f"写不了 {path}：{problem.strerror or problem}") from None
    raise QuizgenError(f"写不了 {path}：别的程序正在改它")


def _propose(path: Path, text: str) -> Written:
    """Write beside the file, under a name that Sphinx does not take for a lesson."""
    number = 1
    while True:
        beside = path.with_name(f"{path.name}.new{number if number > 1 else ''}")
        if beside.exists() and beside.read_bytes() == text.encode():
            return Written(beside, proposal=True)
        if _create(beside, text):
            return Written(beside, proposal=True)
        number += 1


def _create(path: Path, text: str) -> bool:
    """Write a new file whole or not at all; nothing that exists is touched."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(name).chmod(0o644)
        try:
            os.link(name, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            with path.open("xb") as file:
                file.write(text.encode("utf-8"))
        return True
    except FileExistsError:
        return False
    finally:
        Path(name).unlink(missing_ok=True)


def replace(path: Path, text: str) -> None:
    """Write a result that no author edits, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def proposal(old: str, new: str) -> str:
    """Put a new draft together with an edited one: her text first, untouched, then what is new."""
    have, want = _sets(old), _sets(new)
    missing = [name for name in want if name not in have]
    notes = [
        line for name in want if name in have for line in _changes(name, have[name], want[name])
    ]
    notes += [f"% 合并：新稿里没有点集 {name} 了" for name in have if name not in want]
    lines = [
        old.rstrip("\n"),
        "",
        "% ==== 以下是重新整理时的合并建议，上面是您改过的原文，一字未动 ====",
    ]
    lines += notes or ["% 合并：已有的点集没有变化"]
    for name in missing:
        lines += ["", f"% 合并：新增点集 {name}", want[name].rstrip("\n")]
    return "\n".join(lines) + "\n"


def _sets(page: str) -> dict[str, str]:
    """Return the sets of a page by name, each with the notes before it."""
    found: dict[str, str] = {}
    for match in _SET.finditer(page):
        name = _NAME.search(match[2])
        if name:
            before = _NOTES.search(page[: match.start()][-4000:])
            found[name[1]] = (before[0] if before else "") + match[0] + "\n"
    return found


def _changes(name: str, old: str, new: str) -> list[str]:
    """Name the terms that came and went."""
    before, after = _terms(old), _terms(new)
    said = []
    if came := [each for each in after if each not in before]:
        said.append(f"% 合并：点集 {name} 新稿另有：{'、'.join(came)}")
    if went := [each for each in before if each not in after]:
        said.append(f"% 合并：点集 {name} 新稿没有：{'、'.join(went)}")
    return said


def _terms(text: str) -> list[str]:
    return [(match[1] or match[2]).strip() for match in _TERM.finditer(text)]

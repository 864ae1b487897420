"""Banks and papers on disk: JSON that diffs, streams and merges; written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import replace

from quizgen.model import (
    BANK_SCHEMA,
    PAPER_SCHEMA,
    Bank,
    BankHeader,
    Item,
    Paper,
    QuizgenError,
)

_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U


@contextmanager
def open_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written whole: whoever looks sees the old one or the new one.

    Raises:
        QuizgenError: where the place cannot be written; the old file is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise QuizgenError(f"{path}：写不了这个文件（{problem.strerror or problem}）") from problem


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole, as :func:`open_atomically` does."""
    with open_atomically(path) as file:
        file.write(data)


def revised(item: Item) -> Item:
    """Give an item the hash of its content as its revision."""
    bare = msgspec.json.encode(replace(item, revision=""))
    return replace(item, revision=hashlib.sha256(bare).hexdigest()[:8])


def encode_bank(header: BankHeader, items: Iterable[Item]) -> bytes:
    """Return a bank as JSON lines: the header, then each item in the order of ids."""
    ordered = sorted(items, key=lambda each: each.id)
    return b"".join(msgspec.json.encode(each) + b"\n" for each in (header, *ordered))


def write_bank(path: Path, header: BankHeader, items: Iterable[Item]) -> None:
    """Write a bank file."""
    write_atomically(path, encode_bank(header, items))


def read_bank(path: Path) -> Bank:
    """Read a bank; one that does not parse is refused whole.

    Raises:
        QuizgenError: names the file, the line and what is wrong there.
    """
    lines = _read(path, "题库").split(b"\n")
    header = _decode(path, 1, lines[0], BankHeader)
    if header.schema != BANK_SCHEMA:
        raise QuizgenError(
            f"{path}:1：第一行要写 schema: {BANK_SCHEMA}，这里是 {header.schema!r}；"
            "请用同一版本的 quizgen bank 重新生成"
        )
    items: list[Item] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        item: Item = _decode(path, number, line, Item)
        if item.id in seen:
            raise QuizgenError(f"{path}:{number}：题号 {item.id} 在第 {seen[item.id]} 行已有")
        seen[item.id] = number
        items.append(item)
    return Bank(header=header, items=tuple(items))


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise QuizgenError(f"{path}：读不了{what}（{problem.strerror or problem}）") from problem


def _decode(path: Path, number: int, line: bytes, form: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=form)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise QuizgenError(f"{path}:{number}：这一行读不懂：{problem}") from problem


def encode_paper(paper: Paper) -> bytes:
    """Return a paper as JSON, a readable form of the same value every time."""
    return msgspec.json.format(msgspec.json.encode(paper), indent=1) + b"\n"


def paper_code(paper: Paper) -> str:
    """Return the paper's code: 8 letters of its JSON's SHA-256 in Crockford's base 32."""
    number = int.from_bytes(hashlib.sha256(msgspec.json.encode(paper)).digest()[:5], "big")
    return "".join(_CODE_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def write_paper(folder: Path, paper: Paper) -> Path:
    """Write a paper as ``CODE.json`` and return where it lies."""
    path = folder / f"{paper_code(paper)}.json"
    write_atomically(path, encode_paper(paper))
    return path


def read_paper(path: Path) -> Paper:
    """Read a paper.

    Raises:
        QuizgenError: where the file is no paper, or not the one its name says.
    """
    paper: Paper = _decode(path, 1, _read(path, "试卷"), Paper)
    if paper.schema != PAPER_SCHEMA:
        raise QuizgenError(f"{path}：这不是试卷文件（schema 要是 {PAPER_SCHEMA}）")
    return paper

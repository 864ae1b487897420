"""Which format a file is of, by its suffix and what stands in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from quizgen.model import QuizgenError

from .found import MOST_BYTES, Reading
from .table import FORMATS, Format, readable


def read_file(path: Path, form: Format | None = None) -> Reading:
    """Read a file of a format, or of the one that it looks like.

    Raises:
        QuizgenError: where it cannot be read, is too large, or is of no format that we read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise QuizgenError(f"{path}：文件超过 {MOST_BYTES // 1_000_000} MB，请分成几个文件")
        data = path.read_bytes()
    except OSError as problem:
        raise QuizgenError(f"{path}：读不了这个文件（{problem.strerror or problem}）") from problem
    form = form or format_of(path.name, data)
    try:
        return form.read(data)
    except QuizgenError as problem:
        raise QuizgenError(f"{path}：{problem}") from problem


def format_of(name: str, data: bytes) -> Format:
    """Tell the format of a file."""
    found = _guess(name.lower(), data)
    if found not in FORMATS:
        names = "、".join(each.name for each in readable())
        raise QuizgenError(f"{name}：认不出格式，请用 --from 指明，可以是：{names}")
    return FORMATS[found]


def _guess(name: str, data: bytes) -> str:
    suffix = Path(name).suffix
    if suffix == ".xlsx":
        return "kaoshibao" if _is_kaoshibao(data) else "xlsx"
    if suffix in (".docx", ".xml", ".zip"):
        return {".docx": "docx", ".xml": "moodle-xml", ".zip": "qti21"}[suffix]
    if suffix in (".gift", ".txt", ".md", ""):
        return "gift" if suffix == ".gift" or _is_gift(name, data) else "text"
    return ""


def _is_gift(name: str, data: bytes) -> bool:
    head = data[:20_000]
    return name.endswith(".gift.txt") or b"$CATEGORY:" in head or head.lstrip().startswith(b"::")


def _is_kaoshibao(data: bytes) -> bool:
    """Look for 考试宝's headings, which end in （必填）."""
    from .sheets import first_row

    try:
        return any("必填" in each for each in first_row(data))
    except (QuizgenError, zipfile.BadZipFile):
        return False

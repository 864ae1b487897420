"""``quizzes/waivers.yaml``: warnings that someone has looked at and answered, with a reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from quizgen.model import QuizgenError

SCHEMA = "quizgen.waivers/1"


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer: which item (or items, with ``*``), which code, and why it may stand."""

    item: str
    code: str
    reason: str

    def covers(self, item: str, code: str) -> bool:
        """Say whether this answers a finding."""
        return self.code == code and fnmatchcase(item, self.item)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    waivers: tuple[Waiver, ...] = ()


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read the answers; no file, no answers.

    Raises:
        QuizgenError: where the file is not of this form, or an answer has no reason.
    """
    if not path.is_file():
        return ()
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        read = msgspec.convert(raw, _File)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as problem:
        raise QuizgenError(f"{path}：读不懂，每条要写 item、code、reason：{problem}") from problem
    if read.schema != SCHEMA:
        raise QuizgenError(f"{path}：文件开头要写 schema: {SCHEMA}")
    for each in read.waivers:
        if each.code in ("K1", "K2", "K3", "K4"):
            raise QuizgenError(f"{path}：{each.item} 的 {each.code} 是错误，不能放过，要改题")
        if len(each.reason.strip()) < 4:
            raise QuizgenError(f"{path}：{each.item} 的 {each.code} 没有写理由")
    return read.waivers

"""Hours of training that a role asks for: a setting, with defaults and their caveat."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from quizgen.model import QuizgenError

CAVEAT = (
    "学时要求的缺省值见于《生产经营单位安全培训规定》第九条、第十三条的转载文本，没有核对官方原件；"
    "本单位、本地、本行业另有规定的，以其为准。一学时折合多少分钟、线上学习能否"
    "计入，由单位按规定确定；学完本课不等于满足法定学时。"
)


class Need(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours of a role: before or at the start, and each year after; ``None`` where none is set."""

    name: str
    first: float | None = None
    yearly: float | None = None


class HoursTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each role needs; a person's role is the longest name that stands in it."""

    note: str = CAVEAT
    role: tuple[Need, ...]

    def need(self, role: str) -> Need | None:
        """Find what a role needs; ``None`` where the table does not say."""
        fitting = [each for each in self.role if each.name and each.name in role]
        return max(fitting, key=lambda each: len(each.name), default=None)


def _table(rows: Sequence[tuple[str, float | None, float | None]]) -> HoursTable:
    return HoursTable(role=tuple(Need(name=n, first=f, yearly=y) for n, f, y in rows))


GENERAL = _table(
    [
        ("主要负责人", 32, 12),
        ("安全生产管理人员", 32, 12),
        ("安全管理人员", 32, 12),
        ("安管员", 32, 12),
        ("安管人员", 32, 12),
        ("新上岗", 24, None),
        ("从业人员", None, None),
    ]
)
"""Most employers."""
HIGH_RISK = _table(
    [
        ("主要负责人", 48, 16),
        ("安全生产管理人员", 48, 16),
        ("安全管理人员", 48, 16),
        ("安管员", 48, 16),
        ("安管人员", 48, 16),
        ("新上岗", 72, 20),
        ("从业人员", None, 20),
    ]
)
"""Mines, dangerous chemicals, fireworks, metal smelting and the like."""


def read_hours(path: Path) -> HoursTable:
    """Read a table of hours from TOML: ``note`` and ``[[role]]`` with name, first, yearly.

    Raises:
        QuizgenError: names the file and what is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return msgspec.convert(raw, HoursTable)
    except OSError as problem:
        raise QuizgenError(f"{path}：读不了学时表（{problem.strerror}）") from problem
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as problem:
        raise QuizgenError(
            f"{path}：学时表读不懂：{problem}。写法：[[role]] 下写 name、first（初次）、yearly（每年）"
        ) from problem

"""The options of a directive: known names, allowed values, lists."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from docutils import nodes

from quizgen.model import SourceRef, Target, Wrong
from quizgen.problems import Code, Problem, Severity

from .ids import ID
from .text import FACT_NUMBER, line_of, split_entries

_GAP = re.compile(r"【([^【】]*)】")

POINTS_OPTIONS = [
    "name",
    "kind",
    "announced",
    "status",
    "ask",
    "source",
    "topic",
    "facts",
    "say",
    "of",
    "scene",
    "lack",
    "noun",
    "unit",
    "terms",
    "values",
    "counts",
    "basis",
    "premise",
    "by",
    "part-of",
    "called",
    "about",
    "event",
    "compute",
    "not",
    "not-value",
    "same",
    "was",
    "confuse",
    "edges",
    "decide",
]
CASE_OPTIONS = ["name", "shows", "cue", "lure", "use", "facts"]
QUESTION_OPTIONS = ["name", "points", "asks", "use", "level", "facts"]
QUIZ_OPTIONS = ["points", "count"]

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "kind": ("members", "steps", "pairs", "table", "ratio", "bands"),
    "status": ("current", "dated"),
    "ask": ("full", "match", "list", "no"),
    "counts": ("term", "value"),
    "edges": ("above-in below-out", "both-in"),
    "decide": ("any",),
    "asks": ("who", "value", "missed", "next"),
    "level": ("remember", "understand", "apply"),
}
CASE_USE = ("exam", "lesson")
QUESTION_USE = ("practice", "exam")


class Options:
    """The options of one block, read once; problems gather in ``problems``."""

    def __init__(self, block: nodes.Element, known: Iterable[str]) -> None:
        self.path = str(block.source or "")
        self.line = int(block.line or line_of(block))
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._values: dict[str, str] = {}
        known = list(known)
        for name, value, line in block["options"]:
            self._take(name, value, line, known)

    def _take(self, name: str, value: str, line: int, known: list[str]) -> None:
        if not name:
            self.tell(Code.CONTINUED_OPTION, f"选项要写在一行里，这一行接不上：{value}", line)
        elif name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"，是不是想写 :{near[0]}:" if near else f"，可用的有：{'、'.join(known)}"
            self.tell(Code.UNKNOWN_OPTION, f"没有 :{name}: 这个选项{hint}", line)
        elif name in self.lines:
            self.tell(
                Code.REPEATED_OPTION,
                f":{name}: 写了两次（前一次在第 {self.lines[name]} 行），请合成一行，用“；”隔开",
                line,
            )
        else:
            self.lines[name] = line
            if not value:
                self.tell(Code.EMPTY_OPTION, f":{name}: 后面没有内容，请补上或删去这一行", line)
                return
            if value[0] in "\"'|>" or " #" in value:
                self.tell(
                    Code.QUOTED_OPTION,
                    f":{name}: 的值不要以 \" ' | > 开头，也不要含“空格加 #”"
                    "（别的工具会读错）：引号请用“”",
                    line,
                )
            self._values[name] = value

    def tell(
        self, code: Code, message: str, line: int = 0, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a problem at a line (the directive's own where none is given)."""
        self.problems.append(
            Problem(code, message, SourceRef(self.path, line or self.line), severity)
        )

    def get(self, name: str) -> str | None:
        """Return the value as written."""
        return self._values.get(name)

    def where(self, name: str) -> int:
        """Return the line of an option, or the directive's."""
        return self.lines.get(name, self.line)

    def choice(self, name: str, default: str, allowed: Iterable[str] = ()) -> str:
        """Return one of the allowed values; anything else is a problem and the default."""
        value = self.get(name)
        allowed = tuple(allowed) or ALLOWED[name]
        if value is None:
            return default
        if " ".join(value.split()) not in allowed:
            self.tell(
                Code.BAD_VALUE,
                f":{name}: 不能是“{value}”，可以是：{'、'.join(allowed)}",
                self.where(name),
            )
            return default
        return " ".join(value.split())

    def number(self, name: str, least: int) -> int | None:
        """Return a whole number of at least ``least``."""
        value = self.get(name)
        if value is None:
            return None
        if not value.isdecimal() or int(value) < least:
            self.tell(
                Code.BAD_VALUE,
                f":{name}: 要写不小于 {least} 的整数，这里是“{value}”",
                self.where(name),
            )
            return None
        return int(value)

    def name(self, required: bool = True) -> str:
        """Return the id, or ``""`` with a problem."""
        value = self.get("name")
        if value is None:
            if required and "name" not in self.lines:
                self.tell(Code.NO_NAME, "缺 :name:（小写字母开头，只用小写字母、数字和 -）")
            return ""
        if not ID.fullmatch(value):
            self.tell(
                Code.BAD_NAME,
                f":name: 只能用小写字母、数字和 -，以字母开头，这里是“{value}”",
                self.where("name"),
            )
            return ""
        return value

    def entries(self, name: str) -> list[str]:
        """Split a list option at ``;`` or ``；``."""
        return split_entries(self.get(name) or "")

    def targets(self, name: str) -> tuple[Target, ...]:
        """Read ``set/term; set``."""
        found = []
        for entry in self.entries(name):
            set_id, slash, term = entry.partition("/")
            found.append(Target(set_id.strip(), term.strip() if slash else None))
        return tuple(found)

    def wrongs(self, name: str) -> tuple[Wrong, ...]:
        """Read ``word = why; word``."""
        found = []
        for entry in self.entries(name):
            word, _, why = entry.partition("=")
            found.append(Wrong(word.strip(), why.strip()))
        return tuple(found)

    def facts(self) -> tuple[str, ...]:
        """Read the fact numbers of ``:facts:``."""
        numbers = tuple(self.entries("facts"))
        check_numbers(self, numbers, self.where("facts"))
        return numbers

    def slot(self, name: str, allowed: Iterable[str], columns: Iterable[str] = ()) -> str | None:
        """Read a sentence with gaps; a gap that the set has not, or none at all, is a problem."""
        value = self.get(name)
        if value is None:
            return None
        allowed = list(allowed)
        gaps = _GAP.findall(value)
        good = {*allowed, *(f"值:{column}" for column in columns)}
        shown = "".join(f"【{gap}】" for gap in [*allowed, *(f"值:{each}" for each in columns)])
        for gap in gaps:
            if gap.replace("：", ":") not in good:
                self.tell(
                    Code.BAD_GAP,
                    f":{name}: 里的【{gap}】这个点集没有，可用的空是{shown or '（无）'}",
                    self.where(name),
                )
        if not gaps and allowed:
            self.tell(Code.BAD_GAP, f":{name}: 里没有空，要含有{shown}之一", self.where(name))
        return value.replace("【值：", "【值:")


def check_numbers(options: Options, numbers: Iterable[str], line: int) -> None:
    """Report fact numbers that are none."""
    for number in numbers:
        if not FACT_NUMBER.fullmatch(number):
            options.tell(Code.BAD_FACT, f"事实编号要写成 2-07 的样子，这里是“{number}”", line)

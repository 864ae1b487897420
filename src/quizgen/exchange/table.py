"""The formats quizgen can write and read, and what each can carry: the one table.

``quizgen export --help``, the page in the courseware's appendix and the tests read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, BinaryIO

from msgspec import Struct

from quizgen.model import KIND_NAMES, BankHeader, Item, QuizgenError

from .found import Reading
from .lines import Limits, Refusal, over

ALL_KINDS = tuple(KIND_NAMES)
_CHOICES = ("single_choice", "multiple_choice")
_MARKED = (*_CHOICES, "true_false")


class Format(Struct, frozen=True, kw_only=True):
    """One way out of quizgen, or in.

    ``module`` has ``write(header, items, out)``, ``read(data)`` where ``reads``, and where it
    has to say more than ``kinds`` and ``limits`` do, ``refuses(item)``.
    """

    name: str
    suffix: str
    about: str
    module: str
    kinds: tuple[str, ...] = ALL_KINDS
    limits: Limits = Limits()
    reads: bool = False
    needs: str = "bank"
    """What is exported: a bank, a built course (``course``) or a sheet (``sheet``)."""
    loses: str = ""
    """What is not carried, in words for trainers."""
    proof: str = ""
    """The reader, not ours, that the tests compare with."""

    def _room(self) -> Any:
        return import_module(f"quizgen.exchange.{self.module}")

    def refusals(self, items: Iterable[Item]) -> list[Refusal]:
        """Name every item that this format cannot carry, before a byte is written."""
        also = getattr(self._room(), "refuses", None)
        found = []
        for item in items:
            why = list(over(item, self.kinds, self.limits))
            if not why and also:
                why = list(also(item))
            found += [Refusal(item.id, each) for each in why]
        return found

    def write(self, header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
        """Write items that this format carries."""
        self._room().write(header, items, out)

    def read(self, data: bytes) -> Reading:
        """Read a file whole.

        Raises:
            QuizgenError: where it is not of this format at all.
        """
        if not self.reads:
            raise QuizgenError(f"{self.name} 只能导出，不能导入")
        reading: Reading = self._room().read(data)
        return reading


_ALL = (
    Format(
        name="gift",
        suffix=".gift.txt",
        about="Moodle 的 GIFT 文本，也可导入许多学习平台",
        module="gift",
        kinds=(*_MARKED, "cloze", "matching", "short_answer"),
        limits=Limits(rights=(2, 10)),
        reads=True,
        loses="排序题；填空题只收一个空；多选题错选一项扣 90%（权重最多两位数）；材料并入题干",
        proof="gift-pegjs（逐题比较读出的值）",
    ),
    Format(
        name="moodle-xml",
        suffix=".xml",
        about="Moodle 的 XML，七种题型都收，带反馈、标签和部分给分",
        module="moodle_xml",
        limits=Limits(rights=(1, 10), xml=True),
        reads=True,
        loses="次序不限的填空题；材料并入题干；右栏和空里的答案不带加粗",
        proof="moodle-xml-parser（它只读选择题和填空题）；其余题型另用 lxml 按 Moodle 源码的写法核对",
    ),
)
FORMATS = {each.name: each for each in _ALL}
assert len(FORMATS) == len(_ALL), "two formats share a name"


def readable() -> Iterator[Format]:
    """Yield the formats that can be imported."""
    return (each for each in FORMATS.values() if each.reads)

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
    """What is exported: a bank, a built course (``course``), a sheet (``sheet``), or
    the part of a bank that may be practised (``practice``)."""
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
    Format(
        name="xlsx",
        suffix=".xlsx",
        about="Excel 表，一题一行，七种题型都收，什么也不丢，改好还能读回",
        module="xlsx",
        limits=Limits(options=26, xml=True),
        reads=True,
        loses="依据的行号和互斥关系（它们属于课件，不属于题目文字）",
        proof="openpyxl；LibreOffice 打开并转成 PDF 和 CSV 核对",
    ),
    Format(
        name="kaoshibao",
        suffix=".kaoshibao.xlsx",
        about="考试宝的 Excel 模板",
        module="kaoshibao",
        kinds=(*_MARKED, "cloze", "short_answer"),
        limits=Limits(options=8, xml=True),
        reads=True,
        loses="连线题、排序题；选项说明；填空题的同义答案、次序不限；加粗；材料并入题干",
        proof="没有可用的独立读取程序：openpyxl 逐格核对，没有在考试宝里试过；"
        "判断题写 √、×，多个空写在选项列，这两点只见于公开的生成程序",
    ),
    Format(
        name="text",
        suffix=".txt",
        about="纯文字：题干、A. 选项、答案：、解析：，多数题库和答题小程序都认",
        module="plaintext",
        kinds=(*_MARKED, "cloze", "short_answer"),
        limits=Limits(options=26),
        reads=True,
        loses="连线题、排序题；选项说明；加粗；材料并入题干",
        proof="没有独立的读取程序：它是几家平台说明里共同的写法，测试用另写的简单读法核对",
    ),
    Format(
        name="docx",
        suffix=".docx",
        about="Word 题目清单，按题型分节，每题下面是答案和解析；读入时也认 Word 的自动编号",
        module="docx",
        kinds=(*_MARKED, "cloze", "short_answer"),
        limits=Limits(options=26, xml=True),
        reads=True,
        loses="连线题、排序题（印试卷用 quizgen paper）；选项说明；材料并入题干",
        proof="python-docx；LibreOffice 打开并转成纯文字核对",
    ),
    Format(
        name="csv",
        suffix=".csv",
        about="CSV，列和 Excel 表相同，供程序读",
        module="table_csv",
        limits=Limits(options=26),
        loses="加粗；像公式的格子前面加了 '",
        proof="Python 的 csv 模块",
    ),
    Format(
        name="jsonl",
        suffix=".jsonl",
        about="JSON Lines，一行一题，字段和题库文件相同，供程序读",
        module="jsonl",
        proof="Python 的 json 模块",
    ),
    Format(
        name="qti21",
        suffix=".qti21.zip",
        about="QTI 2.1 包（一题一个文件，带反馈和部分给分），许多国际考试系统能读",
        module="qti21",
        limits=Limits(xml=True),
        reads=True,
        loses="材料并入题干（读回时）；空里的答案不带加粗",
        proof="IMS 发布的 QTI 2.1 和内容包 XSD（lxml 校验）；lxml 逐题核对",
    ),
    Format(
        name="qti30",
        suffix=".qti30.zip",
        about="QTI 3.0 包，内容和 QTI 2.1 包相同",
        module="qti30",
        limits=Limits(xml=True),
        loses="空里的答案不带加粗",
        proof="没有可用的独立读取程序：名称按规范由 2.1 逐一转换，再转回与 2.1 比较",
    ),
    Format(
        name="anki",
        suffix=".apkg",
        about="Anki 记忆卡片，一题一卡，列举题逐个遮住再全部遮住",
        module="anki",
        limits=Limits(xml=True),
        loses="部分给分（卡片由自己判对错）；互斥关系",
        proof="anki（官方程序库；再导一次只报重复）",
    ),
    Format(
        name="wenjuanxing",
        suffix=".wjx.jsonl",
        about="问卷星的 JSON Lines（wjx survey create-by-json --type 6）",
        module="wenjuanxing",
        kinds=(*_MARKED, "cloze", "short_answer"),
        limits=Limits(options=26),
        loses="连线题、排序题；次序不限的填空题；选项说明；加粗；材料并入题干",
        proof="没有可用的独立读取程序：json 模块核对，没有用账号试过；"
        "官方例子里答案写字母、判断写“对”，另一处文件说答案不能由接口设定",
    ),
    Format(
        name="wenjuanxing-text",
        suffix=".wjx.txt",
        about="问卷星网页“文本导入”用的文字（社区样例的写法）",
        module="wenjuanxing_text",
        kinds=(*_MARKED, "cloze"),
        limits=Limits(options=26),
        loses="连线题、排序题、简答题；次序不限；同义答案；解析；选项说明；加粗；换行",
        proof="没有可用的独立读取程序，写法只见于一份社区样例，没有试过",
    ),
    Format(
        name="kahoot",
        suffix=".kahoot.xlsx",
        about="Kahoot 的 Excel 模板（题干最多 120 字，选项 2—4 个、各 75 字）",
        module="kahoot",
        kinds=_MARKED,
        limits=Limits(stem=120, option=75, options=4, xml=True),
        loses="填空、连线、排序、简答题；解析；选项说明；加粗；换行；每题限时一律 30 秒",
        proof="没有可用的独立读取程序：openpyxl 按模板的行列核对，没有在 Kahoot 里试过",
    ),
    Format(
        name="html",
        suffix=".html",
        about="练习网页，一个文件：发到群里、拷进 U 盘，手机打开就能做，当场判分讲解（--count 定题数）",
        module="html",
        needs="practice",
        loses="只用于考试的题（不放进练习）；答案就在网页里，不作考试用",
        proof="Chromium：七种题型逐题作答，鼠标、键盘、无脚本、重开，axe-core；判分和 quizgen 逐个答案比对",
    ),
    Format(
        name="scorm12",
        suffix=".scorm12.zip",
        about="SCORM 1.2 课程包：整门课或一课（--html 指明），记进度、成绩，能续学",
        module="scorm12",
        kinds=(),
        needs="course",
        loses="题库里不在网页自测中的题；答案在网页里，防君子不防小人，不作正式考试用",
        proof="scorm-again，在真的 Chromium 里打开、作答、得分、续学、结束",
    ),
    Format(
        name="omr",
        suffix=".omr.zip",
        about="OMRChecker 的 template.json，由答题卡的 sheet.json 做成，一页一个文件夹",
        module="omr",
        kinds=(),
        needs="sheet",
        loses="填空题和简答题（没有可涂的圈）；评分规则（evaluation.json 要自己写）",
        proof="没有用 OMRChecker 试过：测试把圈画出来，按模板的坐标逐个对上",
    ),
)
FORMATS = {each.name: each for each in _ALL}
assert len(FORMATS) == len(_ALL), "two formats share a name"


def readable() -> Iterator[Format]:
    """Yield the formats that can be imported."""
    return (each for each in FORMATS.values() if each.reads)

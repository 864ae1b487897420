"""Items that break exporters: every character that some format gives a meaning to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from items import ALL, HEADER
from quizgen.model import (
    Bank,
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    RubricLine,
    ShortAnswer,
    SingleChoice,
    Stimulus,
    TrueFalse,
)

NASTY = (
    "波浪~等号=井号#花括号{里}冒号:反斜杠\\\\",
    "箭头 -> 和 => 与 <- 以及 -- >",
    "50%以上，%50%权重，100%",
    "%50%开头像权重",
    "引号\"双\"'单'“中”‘文’",
    "反斜杠\\n不是换行，\\\\两个，\\=等号",
    "表情😀👷🏽‍♂️与四字节汉字𠮷𠀋",
    "全角１２３ＡＢＣ（　　）与半角123ABC( )",
    "<b>不是粗体</b> & &amp; &lt; <script>alert(1)</script>",
    "]]> 与 <![CDATA[ 与 <!-- 注释 -->",
    "=1+1 公式样",
    "+86 电话样",
    "-负号样",
    "@at样",
    "// 注释样 $CATEGORY: x",
    "[html] 格式样",
    "::名字样::",
    "逗号,分号;竖线|制表样，换页样",
    "A. 选项样 B、选项样",
    "答案：A 解析：B",
    "1. 题号样",
    "{1:SHORTANSWER:=x~y} 内嵌样",
    "_x0041_ 与 _x000D_ 转义样",
    "***星号*与_下划线_与`反引号`",
    "**加粗**与*倾斜*与`代码`",
    "第一行\n第二行\n第三行",
    "很长" * 400,
    "零宽\u200b连接\u200d与\u00a0不断空格",
    "阿拉伯 العربية 与 combining é",
)
"""Texts as authors would write them: inline MyST, so the stars of one of them are bold."""


def _items(number: int, text: str) -> Iterator[Item]:
    name = f"nasty-{number:02d}"
    more = {"explanation": f"因为{text}", "lesson": "measures/four-checks", "part": "measures"}

    def named(kind: str) -> dict[str, Any]:
        return {"id": f"{name}.{kind}", "fact": f"{name}.{kind}", **more}

    options = (
        Choice(text, True, f"对：{text}"),
        Choice(f"{text}二", False, text),
        Choice(f"三{text}", True),
        Choice("四", False),
    )
    yield MultipleChoice(**named("multiple"), stem=f"{text}（　　）", options=options)
    single = (options[1], options[0], options[3])
    case_text = Stimulus(f"{name}.case", f"案例{text}") if number % 2 else None
    yield SingleChoice(**named("single"), stem=text, options=single, stimulus=case_text)
    yield TrueFalse(**named("true-false"), stem=text, answer=bool(number % 2), why=f"理由{text}")
    yield Cloze(**named("gap"), stem=f"前{text}{{{{1}}}}后{text}", blanks=(Gap((text, "乙")),))
    gaps = (Gap(("甲",)), Gap((f"乙{text}", "二")), Gap(("丙",)))
    yield Cloze(**named("gaps"), stem=f"{{{{1}}}}{text}{{{{2}}}}、{{{{3}}}}。", blanks=gaps)
    pairs = (Pair(text, f"右{text}"), Pair(f"左{text}", text), Pair("丙", "丁"))
    yield Matching(**named("matching"), stem=text, pairs=pairs, extra=(f"多{text}",))
    yield Ordering(**named("ordering"), stem=text, order=(text, f"先{text}", "后"))
    lines = (RubricLine(text, 2), RubricLine(f"写出{text}", 3))
    yield ShortAnswer(**named("short"), stem=text, rubric=lines)


CORPUS: tuple[Item, ...] = tuple(
    item for number, text in enumerate(NASTY) for item in _items(number, text)
)
NASTY_ITEMS: tuple[Item, ...] = tuple(sorted((*ALL, *CORPUS), key=lambda each: each.id))
NASTY_BANK = Bank(header=HEADER, items=NASTY_ITEMS)

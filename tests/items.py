"""Items and papers for tests: one of each kind, and any number of generated ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quizgen.model import (
    Bank,
    BankHeader,
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    Paper,
    PaperItem,
    PaperSection,
    RubricLine,
    ScoringRule,
    ShortAnswer,
    SingleChoice,
    Stimulus,
    TrueFalse,
    kind_of,
)

SINGLE = SingleChoice(
    id="chief-fines.p1.0a1b2c3d",
    stem="主要负责人未履行职责，导致发生较大事故的，处上一年年收入（　　）的罚款。",
    explanation="较大事故对应60%。",
    set="chief-fines",
    points=("chief-fines/较大事故",),
    fact="chief-fines.value.0a1b2c3d",
    template="P1",
    lesson="accountability/fines",
    part="accountability",
    facts=("4-04",),
    fixed=True,
    options=(
        Choice("40%", False, "这是一般事故的比例。"),
        Choice("60%", True),
        Choice("80%", False, "这是重大事故的比例。"),
        Choice("100%", False, "这是特别重大事故的比例。"),
    ),
)
MULTIPLE = MultipleChoice(
    id="four-checks.m1.11223344",
    stem="下列各项中，属于“四查”的有（　　）。",
    explanation="四查是查现场隐患、查责任漏洞、查制度缺失、查设备运行。",
    set="four-checks",
    fact="four-checks.list",
    template="M1",
    lesson="measures/four-checks",
    part="measures",
    options=(
        Choice("查现场隐患", True),
        Choice("查责任漏洞", True),
        Choice("查制度缺失", True),
        Choice("查档案资料", False, "只翻台账不看实际，不在四查之列。"),
    ),
)
TRUE_FALSE = TrueFalse(
    id="reporting.m8.55667788",
    stem="一般事故可以不报。（　　）",
    explanation="任何等级的事故都要报。",
    fact="reporting.myth.55667788",
    template="M8",
    lesson="accountability/reporting",
    part="accountability",
    level="understand",
    answer=False,
    why="事故不分等级都要报告。",
)
CLOZE = Cloze(
    id="report.p3.99aabbcc",
    stem="单位负责人接到报告后，应当在{{1}}内向事故发生地{{2}}以上应急管理部门报告。",
    explanation="《生产安全事故报告和调查处理条例》第九条。",
    fact="report.limit",
    template="P3",
    lesson="accountability/reporting",
    part="accountability",
    blanks=(Gap(("1小时", "一小时", "60分钟")), Gap(("县级",))),
)
UNORDERED = Cloze(
    id="four-checks.m3.ddeeff00",
    stem="隐患排查要突出“四查”，即{{1}}、{{2}}和{{3}}。",
    fact="four-checks.list",
    template="M3",
    lesson="measures/four-checks",
    part="measures",
    blanks=(Gap(("查现场隐患", "查现场")), Gap(("查责任漏洞",)), Gap(("查制度缺失",))),
    unordered=True,
)
MATCHING = Matching(
    id="three-supervisions.p5.12341234",
    stem="将部门与监管方式对应起来（右栏有多余项）。",
    fact="three-supervisions.match",
    template="P5",
    lesson="duty/three-musts",
    part="duty",
    pairs=(
        Pair("行业主管部门", "直接监管"),
        Pair("应急管理部门", "综合监管"),
        Pair("地方政府", "属地监管"),
    ),
    extra=("自我监管", "社会监管"),
)
ORDERING = Ordering(
    id="report-deadlines.s1.43214321",
    stem="请把“事故报告”的各步按先后排好。",
    fact="report-deadlines.order",
    template="S1",
    lesson="accountability/reporting",
    part="accountability",
    order=("现场人员报告", "负责人报告", "部门上报", "补报"),
)
SHORT = ShortAnswer(
    id="four-checks.m10.77778888",
    stem="请写出“四查”的内容，并各举一个本岗位的做法。",
    fact="four-checks.list",
    template="M10",
    lesson="measures/four-checks",
    part="measures",
    rubric=(RubricLine("写出查现场隐患", 1), RubricLine("举出本岗位的做法", 4)),
)
CASE_ITEM = SingleChoice(
    id="case-charging.next",
    stem="分工定下来之后，厂里接着应当做的是（　　）。",
    explanation="责任制要写清三样。",
    fact="case-charging.next",
    template="case",
    use="exam",
    level="apply",
    lesson="measures/four-checks",
    part="measures",
    stimulus=Stimulus("case-charging", "夜班叉车充电这件事，三个班组都没有写。"),
    origin="case",
    options=(
        Choice("写明责任人员、责任范围和考核标准", True),
        Choice("请各班组再签一次责任状", False, "签状不等于写清责任。"),
        Choice("把充电改到白班", False, "换了时间，仍然没有人管。"),
    ),
)
ALL: tuple[Item, ...] = (
    SINGLE,
    MULTIPLE,
    TRUE_FALSE,
    CLOZE,
    UNORDERED,
    MATCHING,
    ORDERING,
    SHORT,
    CASE_ITEM,
)
"""One item of each kind, and the special cases."""

HEADER = BankHeader(
    title="测试课程",
    parts={"duty": "责任体系", "measures": "措施与行动", "accountability": "问责追究"},
    lessons={
        "duty/three-musts": "三管三必须",
        "measures/four-checks": "四查",
        "accountability/reporting": "事故报告",
        "accountability/fines": "罚款",
    },
    sets={"four-checks": "四查", "chief-fines": "主要负责人的罚款"},
)
BANK = Bank(header=HEADER, items=tuple(sorted(ALL, key=lambda each: each.id)))

_SHOWN: dict[str, tuple[int, ...]] = {
    SINGLE.id: (0, 1, 2, 3),
    MULTIPLE.id: (2, 0, 3, 1),
    MATCHING.id: (3, 1, 0, 4, 2),
    ORDERING.id: (2, 0, 3, 1),
    CASE_ITEM.id: (1, 0, 2),
}


def paper(**changes: Any) -> Paper:
    """Make a paper of all items above, a section a kind."""
    by_kind: dict[str, list[Item]] = {}
    for item in ALL:
        by_kind.setdefault(kind_of(item), []).append(item)
    sections = tuple(
        PaperSection(
            title=kind,
            kind=kind,
            score=2.0,
            rule=ScoringRule.HALF if kind == "multiple_choice" else ScoringRule.ALL,
            items=tuple(
                PaperItem(item=item, score=2.0, shown=_SHOWN.get(item.id, ())) for item in items
            ),
        )
        for kind, items in by_kind.items()
    )
    values: dict[str, Any] = {
        "title": "测试卷",
        "minutes": 60,
        "pass_mark": 10.8,
        "total": 2.0 * len(ALL),
        "sections": sections,
        "lessons": HEADER.lessons,
    }
    return Paper(**(values | changes))


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("（　　）*_`\\“”中文😀𠮷<&"),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))
"""Any text that an item may hold, nasty characters included."""

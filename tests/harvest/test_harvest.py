"""What is read from a lesson, kind by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.model import Blank, SetKind, Target, Value, Wrong
from quizgen.problems import Code, Severity, errors

from .parsing import all_problems, case, dedent, parse, points, question

FIXTURES = Path(__file__).parent.parent / "fixtures"
MEMBERS = """
:::{points} 四查
:name: four-checks
:kind: members
:facts: 13-46；13-47
:not: 查档案资料 = 只翻台账; 查领导重视
:same: 查现场隐患 = 查现场 | 查作业现场
:was: 查设备运行 = 查设备设施
:part-of: four-actions/隐患排查行动

1. **查现场隐患**：到作业面上看，看{blank}`通道；围墙`、看护栏。
   - 站到作业位置上
     看一遍〔2-07、3-08〕
   - 时限：接报后{blank}`1小时；2小时；24小时`内上报〔5-03〕。
2. **查责任漏洞**：问一句“谁管”。
   - 误区：签了就行 → 还要看考核
     - 考：签字就算数 → 要真考核
3. **查制度缺失**：有没有规程。
4. **查设备运行**：有毛病先停。
:::
"""


def sample(form: str) -> str:
    """Return the sample lesson without the one role that only Sphinx knows."""
    page = (FIXTURES / f"sample-lesson.{form}").read_text(encoding="utf-8")
    return page.replace("、{ref}`two-bodies`", "").replace("、:ref:`two-bodies`", "")


def test_members_with_their_details() -> None:
    """Term, gloss, details, blanks and fact numbers are read apart."""
    found, problems = points(MEMBERS)

    assert errors(problems) == []
    assert found.kind is SetKind.MEMBERS
    assert found.facts == ("13-46", "13-47")
    assert found.wrong_terms == (Wrong("查档案资料", "只翻台账"), Wrong("查领导重视"))
    assert found.same == (("查现场隐患", ("查现场", "查作业现场")),)
    assert found.was == (("查设备运行", "查设备设施"),)
    assert found.part_of == Target("four-actions", "隐患排查行动")
    first, second, *_ = found.points
    assert first.gloss == "到作业面上看，看通道、看护栏。"
    assert first.blanks == (Blank(8, "通道", ("围墙",)),)
    assert first.details[0].text == "站到作业位置上看一遍"
    assert first.details[0].facts == ("2-07", "3-08")
    limit = first.details[1]
    assert (limit.label, limit.text, limit.facts) == ("时限", "接报后1小时内上报。", ("5-03",))
    assert limit.text[limit.blanks[0].at :].startswith("1小时")
    assert [each.label for each in second.details] == ["误区", "考"]


def test_lines_are_those_of_the_source() -> None:
    """A message leads to the line that is to be mended."""
    found, _ = points(MEMBERS)

    assert found.line == 2
    assert [point.line for point in found.points] == [11, 15, 18, 19]
    assert [each.line for each in found.points[0].details] == [12, 14]


def test_a_blank_inside_a_head_keeps_the_term_whole() -> None:
    """The term is what a reader sees."""
    found, problems = points(
        dedent("""
        :::{points} 敢停的人
        :name: heads
        :kind: members

        - **“红线”意识**：先问安全。
        - **{blank}`戒惧；松懈`意识**：照规程做。
        :::
        """)
    )

    assert errors(problems) == []
    assert [point.key for point in found.points] == ["“红线”意识", "戒惧意识"]


def test_pairs_keep_gloss_and_details_apart_from_the_counterpart() -> None:
    """The counterpart is one line; what follows explains it."""
    found, problems = points(
        dedent("""
        :::{points} 三个监管
        :name: three-supervisions
        :kind: pairs

        行业主管部门
        : 直接监管

          管这个行业，
          就管这个行业的安全。

          - 在许可时一起看

        应急管理部门
        : 综合监管

        地方政府
        : 属地监管
        :::
        """)
    )

    assert errors(problems) == []
    first = found.points[0]
    assert (first.key, first.value) == ("行业主管部门", "直接监管")
    assert first.gloss == "管这个行业，就管这个行业的安全。"
    assert [each.text for each in first.details] == ["在许可时一起看"]


def test_pairs_may_be_a_table_with_details_below() -> None:
    """The heads of the table name the two sides."""
    found, problems = points(
        dedent("""
        :::{points} 谁来查
        :name: who
        :kind: pairs

        | 等级 | 谁调查 |
        |---|---|
        | 较大事故 | 设区的市级政府 |
        | 一般事故 | 县级政府 |

        - **一般事故**：最低一级。
          - 没有伤亡的可以委托单位查
        :::
        """)
    )

    assert errors(problems) == []
    assert (found.terms, found.values) == ("等级", "谁调查")
    assert [(p.key, p.value, p.line) for p in found.points] == [
        ("较大事故", "设区的市级政府", 7),
        ("一般事故", "县级政府", 8),
    ]
    assert found.points[1].details[0].text == "没有伤亡的可以委托单位查"


def test_a_table_has_named_values_and_a_dash_is_none() -> None:
    """Each further column is a value with the name of its head."""
    found, problems = points(
        dedent("""
        :::{points} 罪名
        :name: crimes
        :kind: table
        :say: 犯【词】的，处【值:基本档】

        | 罪名 | 基本档 | 加重档 |
        |---|---|---|
        | 甲罪 | {blank}`3年；5年`以下 | 7年以下 |
        | 乙罪 | 1年以下 | — |
        :::
        """)
    )

    assert errors(problems) == []
    assert found.points[0].values[0] == Value("基本档", "3年以下", (Blank(0, "3年", ("5年",)),))
    assert [each.name for each in found.points[1].values] == ["基本档"]


def test_what_is_missing_to_ask_questions_is_a_note_not_an_error() -> None:
    """A lesson builds while it is being written."""
    _, problems = points(MEMBERS)

    missing = [each for each in problems if each.code is Code.SLOT_MISSING]
    assert missing
    assert all(each.severity is Severity.NOTE for each in missing)


@pytest.mark.parametrize("tasklist", [True, False])
def test_options_are_read_with_and_without_checkbox_lists(tasklist: bool) -> None:
    """The course's own settings must not change a key."""
    page = dedent("""
        :::{question} single_choice
        :name: q-guard

        先做什么？

        - [ ] 写进记录

          记录不能代替停机。
        - [x] 停机挂牌

        > 没有护罩的不能转〔2-07〕。
        :::
        """)
    tree = parse(page, tasklist=tasklist)
    from quizgen import harvest

    found, problems = harvest.harvest_question(next(iter(tree.findall(harvest.question_block))))

    assert problems == []
    assert found is not None
    assert [(o.text, o.correct, o.why) for o in found.options] == [
        ("写进记录", False, "记录不能代替停机。"),
        ("停机挂牌", True, ""),
    ]
    assert found.explanation == "没有护罩的不能转。"
    assert found.facts == ("2-07",)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (
            "true_false",
            "要先停机。\n\n- [x] 正确\n- [ ] 错误",
            [("正确", True, None, None), ("错误", False, None, None)],
        ),
        (
            "ordering",
            "排一排。\n\n1. 停机\n2. 挂牌",
            [("停机", False, None, None), ("挂牌", False, None, None)],
        ),
        (
            "matching",
            "连一连。\n\n部门\n: 监管\n\n企业\n: 主体",
            [("部门", True, "监管", None), ("企业", True, "主体", None)],
        ),
        (
            "short_answer",
            "写两条。\n\n- 停机（2分）\n- 挂牌（3分）",
            [("停机", False, None, 2), ("挂牌", False, None, 3)],
        ),
    ],
)
def test_each_kind_of_question_has_its_own_list(
    kind: str, body: str, expected: list[tuple[object, ...]]
) -> None:
    """As an author writes it in plain Markdown."""
    found, problems = question(f":::{{question}} {kind}\n\n{body}\n:::\n")

    assert errors(problems) == []
    assert found is not None
    assert [(o.text, o.correct, o.right, o.score) for o in found.options] == expected


def test_a_cloze_question_takes_its_blanks_from_the_stem() -> None:
    """The explanation stands behind it."""
    found, problems = question(
        ":::{question} cloze\n\n接报后{blank}`1小时；2小时`内上报。\n\n> 不超过 1 小时。\n:::\n"
    )

    assert errors(problems) == []
    assert found is not None
    assert found.blanks == (Blank(3, "1小时", ("2小时",)),)
    assert found.explanation == "不超过 1 小时。"


def test_a_question_without_a_name_is_named_by_its_stem() -> None:
    """A reworded stem is a new question."""
    first, _ = question(":::{question} cloze\n\n先{blank}`停机`。\n:::\n")
    second, _ = question(":::{question} cloze\n\n先{blank}`挂牌`。\n:::\n")

    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert first.id.startswith("q-")


def test_a_case_holds_its_questions() -> None:
    """Text, deciding fact, questions and explanation are read apart."""
    found, problems = case(sample("md"))

    assert errors(problems) == []
    assert found.id == "case-stack"
    assert found.shows == (Target("three-looks", "看料场"),)
    assert found.text.endswith("再放行。")
    assert found.explanation == "东西放得不稳，是料场的事，不是机具的事。"
    (asked,) = found.questions
    assert (asked.id, asked.asks, asked.facts) == ("case-stack.1", "next", ("2-07",))


@pytest.mark.parametrize("form", ["md", "rst"])
def test_the_sample_lesson_has_no_problem(form: str) -> None:
    """One of each construct, in both languages."""
    assert all_problems(parse(sample(form), form)) == []

"""Items from pages given as text, and how they are printed for comparison."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from msgspec.structs import replace

from harvest.parsing import in_case, parse
from quizgen import harvest
from quizgen.generate import Course, LawNote, make_items
from quizgen.model import (
    Case,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    PointSet,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

LAWS = {
    "4-04": LawNote(True, ("《安全生产法》第九十五条",), "主要负责人按事故等级罚上一年年收入。"),
    "5-01": LawNote(True, ("《事故条例》第三条",), "事故分四级。"),
    "5-03": LawNote(True, ("《事故条例》第九条",), "1小时内报告。"),
    "1-10": LawNote(False, ("《责任制规定》第十八条",), "今天落在被追究领导责任的人身上。"),
    "13-27": LawNote(False, (), "今天按被追究领导责任来限制评优和晋升。"),
}
LESSON = "part/lesson"


def read(text: str) -> tuple[list[PointSet], list[Case], list[Question]]:
    """Harvest all that a page holds."""
    sets: list[PointSet] = []
    cases: list[Case] = []
    questions: list[Question] = []
    for block in parse(text).findall(nodes.container):
        if isinstance(block, harvest.points_block):
            sets.append(replace(harvest.harvest(block)[0], lesson=LESSON))
        elif isinstance(block, harvest.case_block):
            case = harvest.harvest_case(block)[0]
            inner = tuple(replace(each, lesson=LESSON) for each in case.questions)
            cases.append(replace(case, lesson=LESSON, questions=inner))
        elif isinstance(block, harvest.question_block) and not in_case(block):
            question = harvest.harvest_question(block)[0]
            if question is not None:
                questions.append(replace(question, lesson=LESSON))
    return sets, cases, questions


def course(text: str, **more: Any) -> Course:
    """Make a course of one page."""
    sets, cases, questions = read(text)
    values: dict[str, Any] = {"laws": LAWS, "titles": {LESSON: "一课"}}
    return Course(sets=sets, cases=cases, questions=questions, **(values | more))


def items(text: str, *templates: str, **more: Any) -> list[Item]:
    """Make the items of a page, of some templates only where named."""
    made = make_items(course(text, **more))[0]
    return [each for each in made if not templates or each.template in templates]


def notes(text: str) -> list[str]:
    """Return what was not made, and why."""
    return [each.message for each in make_items(course(text))[1]]


def printed(item: Item) -> str:
    """Write an item as a reader sees it, with its key and reasons."""
    head = f"{item.id} · {item.level} · {item.use} · {item.fact}"
    lines = [head, *([f"〔{item.stimulus.text}〕"] if item.stimulus else []), item.stem]
    if isinstance(item, SingleChoice | MultipleChoice):
        for letter, each in zip("ABCDEF", item.options, strict=False):
            mark = "√" if each.correct else " "
            lines.append(f"{mark}{letter} {each.text}{f' ← {each.why}' if each.why else ''}")
        lines += ["（不乱序）"] if item.fixed else []
    elif isinstance(item, TrueFalse):
        lines.append(f"{'对' if item.answer else '错'} ← {item.why}")
    elif isinstance(item, Cloze):
        lines.append("；".join("/".join(gap.accept) for gap in item.blanks))
        lines += ["（不论次序）"] if item.unordered else []
    elif isinstance(item, Matching):
        lines += [f"{pair.left} — {pair.right}" for pair in item.pairs]
        lines += [f"+ {each}" for each in item.extra]
    elif isinstance(item, Ordering):
        lines.append(" → ".join(item.order))
    elif isinstance(item, ShortAnswer):
        lines += [f"{each.score} 分 {each.text}" for each in item.rubric]
    return "\n".join([*lines, f"= {item.explanation}"])

"""Cases, questions and self-checks, as blocks to values and their problems."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docutils import nodes

from quizgen.model import Case, Option, Question, QuestionKind, Target, match_key
from quizgen.problems import Code, Problem, Severity

from . import checks
from .anatomy import body_of
from .nodes import blank_word, case_block, question_block, quiz_block
from .options import (
    CASE_OPTIONS,
    CASE_USE,
    QUESTION_OPTIONS,
    QUESTION_USE,
    QUIZ_OPTIONS,
    Options,
    check_numbers,
)
from .text import Text, line_of, read_text, split_facts, walk_blocks

_CHECKBOX = re.compile(r"\s*\[([ xX\u3000]?)\]\s*")
_SCORE = re.compile(r"[（(]\s*(\d+)\s*分\s*[）)]\s*$")
_CHOICES = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.TRUE_FALSE)
_TRUE_FALSE = ("正确", "错误")
CASE_LENGTH = (60, 160)
"""Shortest and longest case, in characters without blanks (item-writing rule)."""


@dataclass
class QuestionPart:
    """The blocks of a question: before its list, the list, behind it."""

    stem: list[nodes.Element] = field(default_factory=list)
    listing: nodes.Element | None = None
    after: list[nodes.Element] = field(default_factory=list)


@dataclass
class CasePart:
    """The blocks of a case: its text, its questions, its explanation."""

    text: list[nodes.Element] = field(default_factory=list)
    questions: list[question_block] = field(default_factory=list)
    after: list[nodes.Element] = field(default_factory=list)


def question_part(node: question_block) -> QuestionPart:
    """Sort the blocks of a question."""
    part = QuestionPart()
    lists = nodes.bullet_list | nodes.enumerated_list | nodes.definition_list
    cloze = node["argument"].strip() == QuestionKind.CLOZE
    for block in body_of(node):
        behind = part.listing is not None or bool(part.after)
        explains = cloze and bool(part.stem) and not any(block.findall(blank_word))
        if isinstance(block, lists) and not behind:
            part.listing = block
        elif behind or explains or isinstance(block, nodes.block_quote):
            part.after.append(block)
        else:
            part.stem.append(block)
    return part


def case_part(node: case_block) -> CasePart:
    """Sort the blocks of a case."""
    part = CasePart()
    for block in body_of(node):
        if isinstance(block, question_block):
            part.questions.append(block)
        elif isinstance(block, nodes.block_quote) or part.questions:
            part.after.append(block)
        else:
            part.text.append(block)
    return part


def option_mark(item: nodes.list_item) -> bool | None:
    """Say whether a checkbox is ticked; ``None`` where there is none."""
    paragraph = item.children[0] if item.children else None
    if not isinstance(paragraph, nodes.paragraph) or not paragraph.children:
        return None
    first = paragraph.children[0]
    if isinstance(first, nodes.raw) and "checkbox" in first.astext():
        return "checked" in first.astext().replace("checkbox", "")
    found = _CHECKBOX.match(read_text(paragraph.children).text)
    return found[1] in "xX" and bool(found[1].strip()) if found else None


def option_text(item: nodes.list_item) -> Text:
    """Return an option's words without its checkbox."""
    paragraph = item.children[0] if item.children else None
    if not isinstance(paragraph, nodes.paragraph):
        return Text("")
    text = read_text(paragraph.children)
    found = _CHECKBOX.match(text.text)
    return text.cut(found.end()).strip() if found else text


def _joined(blocks: Sequence[nodes.Element]) -> str:
    """Join the paragraphs of several blocks with line ends."""
    texts = []
    for block in blocks:
        inner = [each for each in walk_blocks(block) if isinstance(each, nodes.TextElement)]
        outer = [each for each in inner if not isinstance(each.parent, nodes.TextElement)]
        texts += [read_text(each.children).text for each in outer]
    return "\n".join(text for text in texts if text)


def harvest_question(
    node: question_block, case: str | None = None, number: int = 1
) -> tuple[Question | None, list[Problem]]:
    """Read a question.

    Args:
        node: what the ``question`` directive left.
        case: id of the case that holds it, if any.
        number: its place among the questions of the case, from 1.

    Returns:
        The question, or ``None`` where its kind or stem is missing, and all problems.
    """
    options = Options(node, QUESTION_OPTIONS)
    checks.stray_marks(options, node)
    kind = _kind(options, node["argument"].strip())
    part = question_part(node)
    stem = read_text([child for block in part.stem for child in block.children])
    if not stem.text:
        options.tell(Code.BAD_QUESTION, "这道题没有题干")
    if kind is None or not stem.text:
        return None, options.problems
    explanation, numbers = split_facts(Text(_joined(part.after)))
    check_numbers(options, numbers, options.line)
    if not explanation.text:
        options.tell(
            Code.NO_EXPLANATION, "这道题没有解析（列表后面写“> ……”）", severity=Severity.NOTE
        )
    entries = _entries(options, kind, part, stem)
    question = Question(
        id=_question_id(options, stem.text, case, number),
        kind=kind,
        stem=stem.text,
        options=entries,
        blanks=stem.blanks,
        explanation=explanation.text,
        points=options.targets("points"),
        asks=_asks(options, case),
        use=options.choice("use", "practice", QUESTION_USE),
        level=options.choice("level", "remember") if "level" in options.lines else None,
        facts=(*options.facts(), *numbers),
        line=options.line,
    )
    return question, sorted(options.problems, key=lambda each: each.where.line)


def _question_id(options: Options, stem: str, case: str | None, number: int) -> str:
    name = options.name(required=False)
    if name:
        return name
    if case is not None:
        return f"{case}.{number}"
    return "q-" + hashlib.sha256(stem.encode()).hexdigest()[:8]


def _kind(options: Options, argument: str) -> QuestionKind | None:
    try:
        return QuestionKind(argument)
    except ValueError:
        known = "、".join(QuestionKind)
        said = f"，这里是“{argument}”" if argument else ""
        options.tell(Code.NO_KIND, f"question 后面要写题型：{known}{said}")
        return None


def _asks(options: Options, case: str | None) -> str | None:
    if "asks" not in options.lines:
        return None
    if case is None:
        options.tell(Code.OPTION_NOT_FOR_KIND, ":asks: 只用在 case 里面的题", options.where("asks"))
    return options.choice("asks", "") or None


def _entries(
    options: Options, kind: QuestionKind, part: QuestionPart, stem: Text
) -> tuple[Option, ...]:
    """Read the list of a question, by kind."""
    if kind is QuestionKind.CLOZE:
        if not stem.blanks:
            options.tell(Code.BAD_QUESTION, "填空题的题干里要有 {blank}")
        return ()
    wanted: dict[QuestionKind, tuple[type[nodes.Element], str]] = {
        QuestionKind.ORDERING: (nodes.enumerated_list, "编号列表（按正确的顺序）"),
        QuestionKind.MATCHING: (nodes.definition_list, "定义列表（左边一行，下一行“: 右边”）"),
    }
    form, said = wanted.get(kind, (nodes.bullet_list, "用“-”写的列表"))
    if not isinstance(part.listing, form):
        options.tell(Code.BAD_QUESTION, f"这种题要有{said}")
        return ()
    if kind in _CHOICES:
        entries = _choices(options, kind, part.listing)
    elif kind is QuestionKind.MATCHING:
        entries = _matching(options, part.listing)
    elif kind is QuestionKind.ORDERING:
        entries = tuple(Option(text=option_text(each).text) for each in _items(part.listing))
    else:
        entries = _rubric(options, part.listing)
    least = 1 if kind is QuestionKind.SHORT_ANSWER else 2
    if len(entries) < least:
        options.tell(Code.BAD_QUESTION, f"列表至少要有 {least} 项")
    _check_repeats(options, entries)
    return entries


def _items(listing: nodes.Element) -> list[nodes.list_item]:
    return [each for each in listing.children if isinstance(each, nodes.list_item)]


def _choices(options: Options, kind: QuestionKind, listing: nodes.Element) -> tuple[Option, ...]:
    entries = []
    for item in _items(listing):
        mark = option_mark(item)
        text = option_text(item).text
        if mark is None:
            options.tell(
                Code.BAD_QUESTION,
                f"选项要以 [x]（对）或 [ ]（错）开头：“{text[:20]}”",
                line_of(item),
            )
        if not text:
            options.tell(Code.BAD_QUESTION, "这个选项是空的", line_of(item))
        why = _joined([each for each in item.children[1:] if isinstance(each, nodes.Element)])
        entries.append(Option(text=text, correct=bool(mark), why=why))
    right = sum(each.correct for each in entries)
    if not right:
        options.tell(Code.NO_RIGHT_OPTION, "没有标出对的选项：在它前面写 [x]")
    elif right > 1 and kind is not QuestionKind.MULTIPLE_CHOICE:
        options.tell(Code.MANY_RIGHT_OPTIONS, f"标了 {right} 个对的选项，这种题只能有一个")
    if kind is QuestionKind.TRUE_FALSE and tuple(each.text for each in entries) != _TRUE_FALSE:
        options.tell(Code.BAD_QUESTION, "判断题的选项依次是“正确”“错误”两项")
    return tuple(entries)


def _matching(options: Options, listing: nodes.Element) -> tuple[Option, ...]:
    entries = []
    for item in listing.children:
        if not isinstance(item, nodes.definition_list_item):
            continue
        sides = [read_text(each.children).text for each in item.findall(nodes.term)]
        rights = [_joined([each]) for each in item.findall(nodes.definition)]
        if len(sides) != 1 or len(rights) != 1 or not rights[0]:
            options.tell(Code.NO_COUNTERPART, "连线题每一项要有一个右边", line_of(item))
            continue
        entries.append(Option(text=sides[0], correct=True, right=rights[0]))
    return tuple(entries)


def _rubric(options: Options, listing: nodes.Element) -> tuple[Option, ...]:
    entries = []
    for item in _items(listing):
        text = option_text(item).text
        found = _SCORE.search(text)
        if not found:
            options.tell(
                Code.BAD_QUESTION, f"给分点要以（2分）的样子结尾：“{text[:20]}”", line_of(item)
            )
            continue
        entries.append(Option(text=text[: found.start()].strip(), score=int(found[1])))
    return tuple(entries)


def _check_repeats(options: Options, entries: Sequence[Option]) -> None:
    seen: set[str] = set()
    for each in entries:
        if each.text in seen and each.text:
            options.tell(Code.DUPLICATE_OPTION_TEXT, f"两个选项都是“{each.text[:20]}”")
        seen.add(each.text)


def harvest_case(node: case_block) -> tuple[Case, list[Problem]]:
    """Read a case and its questions.

    Returns:
        The case (``id`` is empty where ``:name:`` is missing) and all problems,
        those of its questions included.
    """
    options = Options(node, CASE_OPTIONS)
    checks.stray_marks(options, node)
    rubric = node.children[0] if node.children else None
    title = read_text(rubric.children).text if isinstance(rubric, nodes.rubric) else ""
    if not title:
        options.tell(Code.NO_TITLE, "case 后面要写标题")
    part = case_part(node)
    text = _joined(part.text)
    name = options.name()
    questions: list[Question] = []
    for number, block in enumerate(part.questions, 1):
        question, problems = harvest_question(block, name or "case", number)
        options.problems += problems
        if question is not None:
            questions.append(question)
    explanation, numbers = split_facts(Text(_joined(part.after)))
    check_numbers(options, numbers, options.line)
    shows = options.targets("shows")
    cue = options.get("cue") or ""
    lure = options.get("lure")
    _check_case(options, text, shows, cue, lure, explanation.text)
    case = Case(
        id=name,
        title=title,
        text=text,
        shows=shows,
        cue=cue,
        lure=lure,
        use=options.choice("use", "lesson", CASE_USE),
        explanation=explanation.text,
        questions=tuple(questions),
        facts=(*options.facts(), *numbers),
        line=options.line,
    )
    return case, sorted(options.problems, key=lambda each: each.where.line)


def _check_case(
    options: Options,
    text: str,
    shows: Sequence[Target],
    cue: str,
    lure: str | None,
    explanation: str,
) -> None:
    if not text:
        options.tell(Code.BAD_CASE, "案例没有正文")
    if not shows:
        options.tell(Code.BAD_CASE, "案例缺 :shows:，写成“点集/词”，如 four-checks/查责任漏洞")
    for target in shows:
        if target.term is None:
            options.tell(
                Code.BAD_CASE,
                f":shows: 要写到点：“{target.set}/词”",
                options.where("shows"),
            )
    if not cue:
        options.tell(Code.BAD_CASE, "案例缺 :cue:（决定答案的那句原文）")
    elif _bare(cue) not in _bare(text):
        options.tell(
            Code.CUE_NOT_IN_TEXT,
            f":cue: 要照抄案文里的原句，案文里没有“{cue}”",
            options.where("cue"),
        )
    if lure and any(match_key(target.term or "") == match_key(lure) for target in shows):
        options.tell(Code.BAD_LURE, f":lure: 不能就是所考的“{lure}”", options.where("lure"))
    length = len("".join(text.split()))
    if text and not CASE_LENGTH[0] <= length <= CASE_LENGTH[1]:
        low, high = CASE_LENGTH
        options.tell(
            Code.CASE_LENGTH, f"案文 {length} 字，宜在 {low}—{high} 字", severity=Severity.NOTE
        )
    if not explanation:
        options.tell(Code.NO_EXPLANATION, "案例没有解析", severity=Severity.NOTE)


def _bare(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class Quiz:
    """A self-check: what it draws from and how many questions it shows."""

    points: tuple[Target, ...]
    count: int
    line: int


def harvest_quiz(node: quiz_block) -> tuple[Quiz, list[Problem]]:
    """Read a self-check; without ``:points:`` it draws from its whole lesson."""
    options = Options(node, QUIZ_OPTIONS)
    for block in body_of(node):
        options.tell(Code.STRAY_BLOCK, "quiz 里面不写内容，题目由点集生成", line_of(block))
    if node["argument"]:
        options.tell(Code.STRAY_BLOCK, "quiz 后面不写标题")
    quiz = Quiz(options.targets("points"), options.number("count", 1) or 5, options.line)
    return quiz, options.problems

"""Cases and questions as plain readable blocks; answers fold away for trainees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes

from quizgen.harvest import blank_word, case_block, question_block
from quizgen.harvest.questions import (
    CasePart,
    QuestionPart,
    case_part,
    option_mark,
    option_text,
    question_part,
)
from quizgen.harvest.text import read_text
from quizgen.model import QuestionKind

from .editions import is_exam_block, option_of
from .pointsets import chip, make_table

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

KIND_NAMES = {
    QuestionKind.SINGLE_CHOICE: "单选题",
    QuestionKind.MULTIPLE_CHOICE: "多选题",
    QuestionKind.TRUE_FALSE: "判断题",
    QuestionKind.CLOZE: "填空题",
    QuestionKind.MATCHING: "连线题",
    QuestionKind.ORDERING: "排序题",
    QuestionKind.SHORT_ANSWER: "简答题",
}
GAP = "（　　）"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class fold(nodes.container):  # noqa: N801 - docutils names nodes in lower case
    """What opens at a click; ``summary`` is the line that is always seen."""


def visit_fold(self: HTML5Translator, node: fold) -> None:
    """Begin a ``details`` element."""
    attributes: dict[str, Any] = {"open": "open"} if node["open"] else {}
    self.body.append(self.starttag(node, "details", CLASS="qg-fold", **attributes))
    self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")


def depart_fold(self: HTML5Translator, node: fold) -> None:
    """End it."""
    self.body.append("</details>\n")


class Asked:
    """Renders the cases and questions of one page, numbered in their order."""

    def __init__(self, trainer: bool, links: dict[str, nodes.Node]) -> None:
        self.trainer = trainer
        self.links = links
        self._questions = 0

    def render_case(self, block: case_block, level: int) -> None:
        """Dress a case in place: its text, its questions, then what it shows and why."""
        part = case_part(block)
        exam = is_exam_block(block)
        block["classes"] += ["qg-case", *(["qg-exam"] if exam else [])]
        title = block.children[0] if block.children else None
        if isinstance(title, nodes.rubric):
            title["heading-level"] = min(level, 6)
            title["classes"].append("qg-title")
            title.insert(0, _case_chip(exam))
        for number, question in enumerate(part.questions, 1):
            self._render_question(question, f"问题 {number}", level + 1)
        self._answer_case(block, part)

    def _answer_case(self, block: case_block, part: CasePart) -> None:
        answers: list[nodes.Node] = []
        shown = [name.strip() for name in option_of(block, "shows").replace("；", ";").split(";")]
        links = [self.links[name] for name in shown if name in self.links]
        if links:
            answers.append(_line("对应的点", links))
        cue = option_of(block, "cue")
        if cue:
            answers.append(_line("关键的一句", [nodes.Text(f"“{cue}”")]))
        for each in part.after:
            block.remove(each)
        answers += _unquoted(part.after)
        if answers:
            block += self._fold("看解析", answers)

    def render_question(self, block: question_block, level: int) -> None:
        """Dress a question that stands by itself."""
        self._questions += 1
        self._render_question(block, f"题 {self._questions}", level)

    def _render_question(self, block: question_block, number: str, level: int) -> None:
        part = question_part(block)
        exam = is_exam_block(block)
        try:
            kind = QuestionKind(block["argument"].strip())
        except ValueError:
            return
        block["classes"] += ["qg-question", f"qg-{kind}".replace("_", "-")]
        shown, answers = _RENDER[kind](part)
        title = nodes.rubric("", number, classes=["qg-title", "qg-number"])
        title["heading-level"] = min(level, 6)
        title += chip(KIND_NAMES[kind], "kind", aside=True)
        if exam:
            title += chip("考试用", "exam", aside=True)
        block.children = []
        block += [title, *part.stem, *shown]
        answers += _unquoted(part.after)
        if answers:
            block += self._fold("看答案和解析", answers)

    def _fold(self, summary: str, inside: Sequence[nodes.Node]) -> fold:
        return fold("", *inside, summary=summary, open=self.trainer)


Parts = tuple[list[nodes.Node], list[nodes.Node]]
"""What of a question is seen at once, and what answers it."""


def _case_chip(exam: bool) -> nodes.inline:
    words, slug = ("考试案例", "exam") if exam else ("案例", "case")
    return chip(words, slug, aside=True)


def _line(label: str, words: Iterable[nodes.Node]) -> nodes.paragraph:
    line = nodes.paragraph("", "", classes=["qg-answer"])
    line += [nodes.strong("", label), nodes.Text("：")]
    for number, word in enumerate(words):
        line += [nodes.Text("、"), word] if number else [word]
    return line


def _answer(text: str) -> nodes.paragraph:
    return _line("答案", [nodes.Text(text)])


def _unquoted(blocks: Iterable[nodes.Element]) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for block in blocks:
        found += block.children if isinstance(block, nodes.block_quote) else [block]
    return found


def _items(part: QuestionPart) -> list[nodes.list_item]:
    listing = part.listing.children if part.listing is not None else []
    return [each for each in listing if isinstance(each, nodes.list_item)]


def _lettered(rows: Iterable[Sequence[nodes.Node]]) -> nodes.enumerated_list:
    listing = nodes.enumerated_list("", enumtype="upperalpha", prefix="", suffix=".")
    listing["classes"].append("qg-options")
    listing += [nodes.list_item("", nodes.paragraph("", "", *row)) for row in rows]
    return listing


def _option_nodes(item: nodes.list_item) -> list[nodes.Node]:
    """Return the inline nodes of an option, its checkbox taken off."""
    paragraph = item.children[0]
    inline = list(paragraph.children)
    if inline and isinstance(inline[0], nodes.raw):
        inline = inline[1:]
        if inline and isinstance(inline[0], nodes.Text):
            inline[0] = nodes.Text(inline[0].lstrip())
    elif option_mark(item) is not None and isinstance(inline[0], nodes.Text):
        inline[0] = nodes.Text(inline[0].partition("]")[2].lstrip())
    return inline


def _choices(part: QuestionPart) -> Parts:
    items = _items(part)
    right = [_LETTERS[place] for place, item in enumerate(items) if option_mark(item)]
    reasons = nodes.bullet_list("", classes=["qg-reasons"])
    for letter, item in zip(_LETTERS, items, strict=False):
        why = list(item.children[1:])
        if why and isinstance(why[0], nodes.paragraph):
            why[0].insert(0, nodes.strong("", f"{letter}　"))
            reasons += nodes.list_item("", *why)
    shown = [_lettered([_option_nodes(item) for item in items])] if items else []
    return list(shown), [_answer("、".join(right)), *([reasons] if reasons.children else [])]


def _true_false(part: QuestionPart) -> Parts:
    right = [option_text(item).text for item in _items(part) if option_mark(item)]
    why = [child for item in _items(part) for child in item.children[1:]]
    return [], [_answer("、".join(right)), *why]


def _shuffled(count: int, texts: Sequence[str]) -> list[int]:
    """Return an order that tells nothing, the same in every build, and not the given one."""
    order = sorted(range(count), key=lambda at: hashlib.sha256(texts[at].encode()).hexdigest())
    return [*order[1:], order[0]] if order == list(range(count)) else order


def _ordering(part: QuestionPart) -> Parts:
    items = _items(part)
    order = _shuffled(len(items), [option_text(item).text for item in items])
    answer = " → ".join(_LETTERS[order.index(place)] for place in range(len(items)))
    return [_lettered([_option_nodes(items[at]) for at in order])], [_answer(answer)]


def _matching(part: QuestionPart) -> Parts:
    listing = part.listing.children if part.listing is not None else []
    items = [each for each in listing if isinstance(each, nodes.definition_list_item)]
    lefts = [list(next(iter(item.findall(nodes.term))).children) for item in items]
    rights = [list(next(iter(item.findall(nodes.definition))).children) for item in items]
    order = _shuffled(len(items), [read_text(each).text for each in rights])
    body = nodes.tbody()
    for number, (left, at) in enumerate(zip(lefts, order, strict=True), 1):
        row = nodes.row()
        row += nodes.entry("", nodes.paragraph("", f"{number}. ", *left))
        right = nodes.entry("", *rights[at])
        if right.children and isinstance(right.children[0], nodes.paragraph):
            right.children[0].insert(0, nodes.Text(f"{_LETTERS[number - 1]}. "))
        row += right
        body += row
    answer = "，".join(f"{at + 1}—{_LETTERS[order.index(at)]}" for at in range(len(items)))
    return [make_table([], body, [1, 1], ["qg-matching-table"])], [_answer(answer)]


def _cloze(part: QuestionPart) -> Parts:
    """Leave gaps where the words stand, and give the words as the answer."""
    words = []
    for block in part.stem:
        for word in list(block.findall(blank_word)):
            words.append(word.astext())
            word.parent.replace(word, nodes.inline("", GAP, classes=["qg-gap"]))
    return [], [_answer("；".join(words))]


def _short_answer(part: QuestionPart) -> Parts:
    rubric = nodes.bullet_list("", *_items(part), classes=["qg-reasons"])
    return [], [_line("要点", []), rubric] if rubric.children else []


_RENDER = {
    QuestionKind.SINGLE_CHOICE: _choices,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.MATCHING: _matching,
    QuestionKind.CLOZE: _cloze,
    QuestionKind.SHORT_ANSWER: _short_answer,
}

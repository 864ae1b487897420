"""What trainees read in a document, as plain text: levels of questions are measured against it."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from quizgen.harvest import case_block, question_block, quiz_block
from quizgen.harvest.anatomy import is_for_exam
from quizgen.harvest.text import join_lines, raw_text

_SKIPPED = (question_block, quiz_block, addnodes.toctree, nodes.comment, nodes.system_message)


def trainee_words(document: nodes.document) -> str:
    """Return the text of a document block by block.

    Left out: questions with their reasons and self-checks (a question is not its own source),
    and what only trainers see: exam cases, 试, 反, 考, and ``only`` blocks.
    """
    found: list[str] = []
    _gather(document, found)
    return "\n".join(found)


def _gather(node: nodes.Element, found: list[str]) -> None:
    for child in node.children:
        if isinstance(child, nodes.paragraph):  # most are, and none is kept back
            _take(child, found)
        elif not isinstance(child, nodes.Element) or _is_kept_from_trainees(child):
            continue
        elif isinstance(child, nodes.TextElement):
            _take(child, found)
        else:
            _gather(child, found)


def _take(block: nodes.TextElement, found: list[str]) -> None:
    if text := join_lines(raw_text(block.children)).strip():
        found.append(text)


def _is_kept_from_trainees(node: nodes.Element) -> bool:
    if isinstance(node, _SKIPPED):
        return True
    if isinstance(node, addnodes.only):
        return True
    if isinstance(node, case_block):
        return any(name == "use" and value == "exam" for name, value, _ in node["options"])
    if isinstance(node, nodes.list_item):
        return is_for_exam(node)
    return False

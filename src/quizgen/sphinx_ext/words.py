"""What trainees read in a document, as plain text: levels of questions are measured against it."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes

from quizgen.harvest import case_block, question_block, quiz_block
from quizgen.harvest.anatomy import detail_blocks, detail_label
from quizgen.harvest.text import read_text
from quizgen.model import EXAM_LABELS

_SKIPPED = (question_block, quiz_block, addnodes.toctree, nodes.comment, nodes.system_message)


def trainee_words(document: nodes.document) -> str:
    """Return the text of a document block by block.

    Left out: questions with their reasons and self-checks (a question is not its own source),
    and what only trainers see: exam cases, 试, 反, 考, and ``only`` blocks.
    """
    return "\n".join(text for text in _blocks(document) if text)


def _blocks(node: nodes.Element) -> Iterator[str]:
    for child in node.children:
        if not isinstance(child, nodes.Element) or _is_kept_from_trainees(child):
            continue
        if isinstance(child, nodes.TextElement):
            yield read_text(child.children).text
        else:
            yield from _blocks(child)


def _is_kept_from_trainees(node: nodes.Element) -> bool:
    if isinstance(node, _SKIPPED):
        return True
    if isinstance(node, addnodes.only):
        return True
    if isinstance(node, case_block):
        return any(name == "use" and value == "exam" for name, value, _ in node["options"])
    if isinstance(node, nodes.list_item):
        return detail_label(detail_blocks(node)[0]) in EXAM_LABELS
    return False

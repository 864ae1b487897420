"""A self-check in a lesson. For now one line that says how many questions it will hold."""

from __future__ import annotations

from docutils import nodes

from quizgen.harvest import harvest_quiz, quiz_block


def render_quiz(block: quiz_block) -> list[nodes.Node]:
    """Return what stands in the page in place of a ``quiz`` directive."""
    quiz, _ = harvest_quiz(block)
    text = f"自测（{quiz.count} 题）"
    return [nodes.paragraph("", text, classes=["qg-quiz"])]

"""A line end between Chinese characters is nothing: not in pages, not for search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from quizgen.harvest.text import all_below, is_wide

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_VERBATIM = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)


class JoinLines(SphinxTransform):
    """Drop line ends between Chinese characters, across inline markup too."""

    default_priority = 845  # before the domains read the document (850)

    def apply(self, **kwargs: Any) -> None:
        """Join the lines of the outermost text blocks, each once."""
        every = all_below(self.document)
        broken = [node for node in every if isinstance(node, nodes.Text) and "\n" in node]
        blocks = {id(block): block for block in map(_outermost, broken) if block is not None}
        for block in blocks.values():
            _join(block)


def _outermost(node: nodes.Node) -> nodes.TextElement | None:
    """Return the text block that a text stands in, or nothing where lines are kept."""
    found: nodes.TextElement | None = None
    while isinstance(node.parent, nodes.TextElement):
        node = found = node.parent
    return None if isinstance(found, _VERBATIM) else found


def _join(block: nodes.TextElement) -> None:
    texts = [text for text in block.findall(nodes.Text) if not isinstance(text.parent, _VERBATIM)]
    whole = "".join(texts)
    dropped = {at for at, char in enumerate(whole) if char == "\n" and _between(whole, at)}
    start = 0
    for text in texts:
        kept = "".join(
            char for at, char in enumerate(text, start) if char != "\n" or at not in dropped
        )
        if len(kept) != len(text) and text.parent is not None:
            text.parent.replace(text, nodes.Text(kept))
        start += len(text)


def _between(whole: str, at: int) -> bool:
    before, after = whole[:at].rstrip(" \t")[-1:], whole[at + 1 :].lstrip(" \t")[:1]
    return bool(before and after) and is_wide(before) and is_wide(after)


def _mark_up_inside_words(app: Sphinx) -> None:
    """Let reStructuredText read 看:blank:`通道`: Chinese puts no blanks between words."""
    app.env.settings["character_level_inline_markup"] = True


def setup_typography(app: Sphinx) -> None:
    """Register what Chinese text needs of the parsers."""
    app.add_transform(JoinLines)
    app.connect("builder-inited", _mark_up_inside_words)

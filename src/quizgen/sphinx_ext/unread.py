"""What authors meant as markup and a parser took for text, without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from quizgen.harvest import DIRECTIVES
from quizgen.harvest.checks import unread_strong
from quizgen.harvest.nodes import BLOCKS
from quizgen.harvest.text import all_below, line_of
from quizgen.model import SourceRef
from quizgen.problems import Code, Problem

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_STRONG = re.compile(r"\*\*[^*\s][^*]*\*\*")
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.math, nodes.comment)
_FENCE = re.compile(rf":{{3,}}\{{(?P<name>{'|'.join(sorted(DIRECTIVES))})\}}")


def unread_fences(env: BuildEnvironment, document: nodes.document) -> list[Problem]:
    """Name every directive of ours that a page holds as mere text, and the setting that is missing.

    So ``:::{points}`` stands in a project whose MyST does not know fences of colons.
    """
    enabled = getattr(env.config, "myst_enable_extensions", None)
    if enabled is None or "colon_fence" in enabled:
        return []
    found = []
    for node in document.findall(nodes.paragraph):
        if fence := _FENCE.match(node.rawsource or node.astext()):
            message = (
                f":::{{{fence['name']}}} 没有当作指令读：请在 conf.py 的 myst_enable_extensions "
                '里加上 "colon_fence"（点集里的对应项还要 "deflist"），或改用 ``` 围栏'
            )
            found.append(Problem(Code.UNREAD_DIRECTIVE, message, _place(document, node)))
    return found


def unread_bold(document: nodes.document) -> list[Problem]:
    """Name every ``**词。**字`` outside of our blocks (those look for it themselves)."""
    return [
        Problem(Code.STRAY_STRONG, unread_strong(text), _place(document, text))
        for text in all_below(document)
        if isinstance(text, nodes.Text) and _STRONG.search(text) and not _is_kept_out(text)
    ]


def _is_kept_out(text: nodes.Text) -> bool:
    """Say whether a text stands in a block of ours, or as it was written."""
    parent = text.parent
    while parent is not None:
        if isinstance(parent, (*BLOCKS, *_VERBATIM)):
            return True
        parent = parent.parent
    return False


def _place(document: nodes.document, node: nodes.Node) -> SourceRef:
    return SourceRef(str(node.source or document["source"]), line_of(node))

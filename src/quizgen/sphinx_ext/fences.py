"""``:::{points}`` in a project whose MyST does not know fences of colons is text, and says nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from quizgen.harvest import DIRECTIVES
from quizgen.harvest.text import line_of
from quizgen.model import SourceRef
from quizgen.problems import Code, Problem

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_FENCE = re.compile(rf":{{3,}}\{{(?P<name>{'|'.join(sorted(DIRECTIVES))})\}}")


def unread_fences(env: BuildEnvironment, document: nodes.document) -> list[Problem]:
    """Name every directive of ours that a page holds as mere text, and the setting that is missing."""
    enabled = getattr(env.config, "myst_enable_extensions", None)
    if enabled is None or "colon_fence" in enabled:
        return []
    found = []
    for node in document.findall(nodes.paragraph):
        if fence := _FENCE.match(node.rawsource or node.astext()):
            where = SourceRef(str(node.source or document["source"]), line_of(node))
            message = (
                f":::{{{fence['name']}}} 没有当作指令读：请在 conf.py 的 myst_enable_extensions "
                '里加上 "colon_fence"（点集里的对应项还要 "deflist"），或改用 ``` 围栏'
            )
            found.append(Problem(Code.UNREAD_DIRECTIVE, message, where))
    return found

"""The ``point`` role: a link to a set or to one of its points."""

from __future__ import annotations

from docutils import nodes
from sphinx.roles import XRefRole


class PointRole(XRefRole):
    """``{point}`set/term``` and ``{point}`words <set/term>```.

    A target that does not exist is told by the course's own checks, with its line.
    """

    def __init__(self) -> None:
        super().__init__(innernodeclass=nodes.inline)

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make it the domain's reference, under whatever name it was registered."""
        self.name = "quizgen:point"
        return super().run()

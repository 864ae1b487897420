"""The numbers that Sphinx counts: of sections where a contents asks for them, of figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class Numbers:
    """Looks up the numbers of one document."""

    def __init__(self, env: BuildEnvironment, docname: str) -> None:
        self._std = env.domains.standard_domain
        self._config = env.config
        self._sections = env.toc_secnumbers.get(docname, {})
        self._figures = env.toc_fignumbers.get(docname, {})

    def of(self, node: nodes.Element) -> str:
        """Return what stands before the title of a section, table, figure or listing."""
        if isinstance(node, nodes.section):
            anchor = f"#{node['ids'][0]}" if node["ids"] else ""
            found = self._sections.get(anchor) or self._of_document(node)
            return self.section(found) if found else ""
        kind = self._std.get_enumerable_node_type(node)
        numbers = self._figures.get(kind or "", {}).get(node["ids"][0] if node["ids"] else "")
        said = self._config.numfig_format.get(kind or "")
        if not (numbers and said):
            return ""
        shown: str = said % ".".join(map(str, numbers))
        return f"{shown} "

    def _of_document(self, node: nodes.section) -> tuple[int, ...] | None:
        is_first = isinstance(node.parent, nodes.document)
        return self._sections.get("") if is_first else None

    def section(self, numbers: Iterable[int]) -> str:
        """Write the number of a section: 1.2. with the blank behind it."""
        return ".".join(map(str, numbers)) + ". "

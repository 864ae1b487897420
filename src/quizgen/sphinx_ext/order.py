"""The order of the lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def lessons_in_order(env: BuildEnvironment) -> list[str]:
    """Return all documents as the table of contents orders them, then those outside of it."""
    seen: dict[str, None] = {}

    def visit(docname: str) -> None:
        if docname in seen:
            return
        seen[docname] = None
        for child in env.toctree_includes.get(docname, ()):
            visit(child)

    visit(env.config.root_doc)
    for docname in sorted(env.found_docs):
        visit(docname)
    return [name for name in seen if name in env.found_docs]

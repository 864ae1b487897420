"""A doctree to Typst: the walk, the text, the places that links lead to.

What each node becomes stands in ``table``; a node that is not listed there is an error with
file and line, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes

from quizgen.harvest.text import line_of

from .editions import Edition
from .typst_code import NOTHING, call, running, seq, string

How = Callable[["Writer", Any], str]
"""Writes one kind of node as Typst code."""
SCHEME = "quizgen-doc:"
"""Begins the address of a document within the course."""


@dataclass(frozen=True)
class Wrong:
    """A node that cannot be printed, and where it stands."""

    message: str
    path: str
    line: int

    @property
    def location(self) -> str:
        """The place as the author sees it."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass
class Writer:
    """Writes the documents of one edition."""

    docname: str
    edition: Edition
    table: dict[str, How]
    read_image: Callable[[str], bytes] = lambda uri: b""
    url_of: Callable[[str], str] = lambda docname: ""
    """The address of a document's page on the web; empty where there is none."""
    number_of: Callable[[nodes.Element], str] = lambda node: ""
    """The number before a heading, a caption or a table's title, as HTML counts them."""
    section_number: Callable[[Iterable[int]], str] = lambda numbers: ""
    files: dict[str, bytes] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Answers of self-checks, for the end of the document."""
    asked: int = 0
    """How many self-check questions this document has had."""

    def document(self, tree: nodes.document) -> str:
        """Write a whole document."""
        body = self.children(tree)
        if not self.answers or not self.edition.answers:
            return body
        return seq([body, call("rubric-line", string("自测答案")), *self.answers])

    def write(self, node: nodes.Node) -> str:
        """Write a node and all below it."""
        how = self.table.get(key_of(type(node)))
        if how is not None:
            return how(self, node)
        if isinstance(node, nodes.Text):
            return running(node.astext())
        return self.refuse(node, f"不会印 {type(node).__name__}")

    def children(self, node: nodes.Element) -> str:
        """Write what a node holds."""
        return self.all_of(node.children)

    def all_of(self, found: Iterable[nodes.Node]) -> str:
        """Write nodes one after the other."""
        return seq(self.write(each) for each in found)

    def refuse(self, node: nodes.Node, why: str) -> str:
        """Note a node that cannot be printed."""
        document = node.document
        path = str(node.source or (document and document.get("source")) or self.docname)
        self.wrong.append(Wrong(why, path.partition(":docstring")[0], line_of(node)))
        return NOTHING

    # ------------------------------------------------------------ places

    def label(self, anchor: str, docname: str | None = None) -> str:
        """Name a place of the course, as a Typst string."""
        return string(f"{self.docname if docname is None else docname}#{anchor}")

    def anchors(self, node: nodes.Element, skip: int = 0) -> str:
        """Mark the places that a node is the target of."""
        return seq(call("anchor", self.label(each)) for each in node["ids"][skip:])

    def placed(self, node: nodes.Element, written: str) -> str:
        """Put a node's anchors before it."""
        return seq([self.anchors(node), written])


def key_of(kind: type) -> str:
    """Name a class of nodes as the table does: by its module's package and its own name."""
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


def has_class(node: nodes.Node | None, *wanted: str) -> bool:
    """Say whether a node carries one of these classes."""
    return isinstance(node, nodes.Element) and bool(set(wanted) & set(node.get("classes", ())))


def plain_length(node: nodes.Node) -> int:
    """Count the characters of a node, blanks left out."""
    return len(re.sub(r"\s", "", node.astext()))

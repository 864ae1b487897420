"""The components of sphinx-design, in a form that suits paper: nothing folds, nothing slides."""

from __future__ import annotations

from typing import Any

from docutils import nodes

from .blocks import enumerated_list
from .inline import passed, wrapped
from .typst_code import NOTHING, call, content, seq
from .writer import How, Writer


def container(writer: Writer, node: nodes.Element) -> str:
    """Write a component by its name."""
    how = COMPONENTS.get(node["design_component"])
    if how is None:
        return writer.refuse(node, f"不会印 sphinx-design 的 {node['design_component']}")
    return how(writer, node)


def card(writer: Writer, node: nodes.Element) -> str:
    """Write a card: header, body and footer between rules."""
    parts: list[str] = []
    for child in node.children:
        written = writer.write(child)
        if written and parts and _is_slot(child, "card-footer"):
            parts.append("card-rule")
        parts.append(written)
        if written and _is_slot(child, "card-header"):
            parts.append("card-rule")
    return writer.placed(node, call("card-box", seq(parts)))


def _is_slot(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Element) and node.get("design_component") == name


def row(writer: Writer, node: nodes.Element) -> str:
    """Write a row of a grid: as many columns as the page can hold of those asked for."""
    cells = [content(writer.write(each)) for each in node.children]
    return writer.placed(node, call("cards", str(_columns(node, len(cells))), *cells))


def _columns(node: nodes.Element, count: int) -> int:
    """Read how many columns the author wants on a wide screen; more than three do not fit."""
    classes: list[str] = node.get("classes", [])
    asked = [
        int(name.rpartition("-")[2])
        for name in classes
        if name.startswith("sd-row-cols-") and name.rpartition("-")[2].isdecimal()
    ]
    return max(1, min(max(asked, default=count), count, 3))


def titled(box: str) -> How:
    """Write a component whose first child may be a rubric that names it."""

    def how(writer: Writer, node: nodes.Element) -> str:
        head, rest = NOTHING, node.children
        if rest and isinstance(rest[0], nodes.rubric):
            head = seq([writer.anchors(rest[0]), writer.children(rest[0])])
            rest = rest[1:]
        return writer.placed(node, call(box, head or "none", writer.all_of(rest)))

    return how


def carousel(writer: Writer, node: nodes.Element) -> str:
    """Write cards that slide on a screen below each other, two in a row."""
    cells = [content(writer.write(each)) for each in node.children]
    return writer.placed(node, call("cards", str(min(2, max(1, len(cells)))), *cells))


def card_title(writer: Writer, node: nodes.Element) -> str:
    """Write the title of a card; it stays with what follows."""
    return call("key-line", call("bold", writer.children(node)))


COMPONENTS: dict[str, How] = {
    "card": card,
    "card-header": wrapped("bold"),
    "card-body": passed,
    "card-title": card_title,
    "card-footer": passed,
    "card-overlay": passed,
    "card-carousel": carousel,
    "grid-container": passed,
    "grid-row": row,
    "grid-item": passed,
    "dropdown": titled("frame"),
    "dropdown-body": passed,
    "accordion": passed,
    "tab-set": passed,
    "tab-item": titled("tab"),
    "tab-content": passed,
    "aside": titled("frame"),
    "aside-body": passed,
    "steps": passed,
    "step-content": passed,
    "div": passed,
}
"""Components by the name that sphinx-design gives them."""

DESIGN: dict[str, Any] = {"sphinx_design.steps_list": enumerated_list}
"""Nodes of sphinx-design that are no containers."""

"""Blocks: headings, paragraphs, lists, admonitions, figures, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.locale import admonitionlabels

from quizgen.harvest.nodes import blank_word

from .inline import passed, silent, wrapped
from .typst_code import NOTHING, array, call, content, seq, string, words
from .writer import How, Writer, has_class, plain_length

NUMBERINGS = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
_SHORT = 1200
"""Characters of a summary that certainly fits on one page."""
_LEAD = 160
"""Characters of a paragraph that leads to a table: it stands on the page where that begins."""
_TINY = ("qg-basis", "qg-checked", "qg-dated-mark", "qg-law-checked")


def depth(node: nodes.Node) -> int:
    """Count the sections around a node."""
    found, parent = 0, node.parent
    while parent is not None:
        found += isinstance(parent, nodes.section)
        parent = parent.parent
    return found


def section(writer: Writer, node: nodes.Element) -> str:
    """Write a section; its title marks its place."""
    if any(isinstance(child, nodes.title) for child in node.children):
        return writer.children(node)
    return passed(writer, node)


def title(writer: Writer, node: nodes.Element) -> str:
    """Write a heading of a section; other titles are written by what they stand on."""
    if not isinstance(node.parent, nodes.section):
        return writer.placed(node, call("rubric-line", writer.children(node)))
    level = depth(node)
    ids = [*node.parent["ids"], *node["ids"]]
    first = level == 1 and not _heads_before(node)
    names = [writer.label(each) for each in ids]
    if first:
        names.append(writer.label(""))
    body = seq([string(writer.number_of(node.parent)), writer.children(node)])
    named = {"qr": "lesson-qr"} if first else {}
    return call("head", str(level), array(names), body, **named)


def _heads_before(node: nodes.Node) -> bool:
    root = node.document
    heads = root.findall(nodes.title) if root is not None else iter(())
    return (
        next((each for each in heads if isinstance(each.parent, nodes.section)), node) is not node
    )


def paragraph(writer: Writer, node: nodes.Element) -> str:
    """Write a paragraph: indented where it is text of a section, else flush."""
    if has_class(node, "qg-dated-mark"):
        return call("dated-mark", writer.children(node))
    body = seq([writer.anchors(node), writer.children(node)])
    if not body:
        return NOTHING
    if has_class(node, *_TINY):
        return call("small", body)
    if isinstance(node.parent, nodes.section) and not node["classes"]:
        pictures = all(isinstance(each, nodes.image) for each in node.children)
        written = call("par" if pictures else "prose", body, **_ragged(writer, node))
        return call("leading", written) if _leads(node) else written
    if has_class(node, "qg-front-head"):
        return call("key-line", body)
    return call("par", body, **_ragged(writer, node))


def _leads(node: nodes.Element) -> bool:
    """Say whether a short paragraph stands alone between a heading and a table or a set."""
    at = node.parent.index(node)
    around = node.parent.children[max(0, at - 1) : at + 2]
    return (
        len(around) == 3
        and isinstance(around[0], nodes.title)
        and isinstance(around[2], nodes.table | nodes.container)
        and plain_length(node) < _LEAD
    )


def _ragged(writer: Writer, node: nodes.Element) -> dict[str, str]:
    """Leave the right edge ragged where lines to write on stand: they can't be broken."""
    lines = writer.edition.gaps and next(iter(node.findall(blank_word)), None)
    return {"justify": "false"} if lines else {}


def rubric(writer: Writer, node: nodes.Element) -> str:
    """Write a heading that no contents list."""
    if has_class(node, "qg-title"):
        return call("set-title", seq([writer.anchors(node), writer.children(node)]))
    return writer.placed(node, call("rubric-line", writer.children(node)))


# ---------------------------------------------------------------- lists


def item_body(writer: Writer, node: Any) -> str:
    """Write what an item holds, its place first."""
    return content(seq([writer.anchors(node), writer.children(node)]))


def bullet_list(writer: Writer, node: nodes.Element) -> str:
    """Write a list without an order."""
    items = [item_body(writer, each) for each in node.children]
    if not items:
        return NOTHING
    named = {"marker": "[]"} if has_class(node, "contains-task-list") else {}
    written = call("list", *items, **named)
    return writer.placed(node, call("together", written) if _closes(node) else written)


def _closes(node: nodes.Element) -> bool:
    """Say whether a list is all that ends a lesson, and short: the summary, kept on one page."""
    section = node.parent
    last = section.parent is not None and section.parent.children[-1] is section
    alone = section.children[-1] is node and len(section.children) == 2
    return isinstance(section, nodes.section) and last and alone and len(node.astext()) < _SHORT


def enumerated_list(writer: Writer, node: nodes.Element) -> str:
    """Write a numbered list with the numbers its author chose."""
    items = [item_body(writer, each) for each in node.children]
    mark = NUMBERINGS.get(node.get("enumtype", "arabic"), "1")
    mark = f"{node.get('prefix', '')}{mark}{node.get('suffix', '.')}"
    named = {"numbering": string(mark), "start": str(node.get("start", 1))}
    return writer.placed(node, call("enum", *items, **named))


def definition_list(writer: Writer, node: nodes.Element) -> str:
    """Write terms in Hei, what they mean below and indented."""
    return passed(writer, node)


def definition_item(writer: Writer, node: nodes.Element) -> str:
    """Write a term and what it means; a number and its drawing stay on one page."""
    written = passed(writer, node)
    return call("together", written) if has_class(node.parent, "qg-scale") else written


def term(writer: Writer, node: nodes.Element) -> str:
    """Write a term; it stays with its definition."""
    body = seq([writer.anchors(node), call("bold", writer.children(node))])
    return call("key-line", body)


def classifier(writer: Writer, node: nodes.Element) -> str:
    """Write what kind of thing a term is."""
    return call("small", writer.children(node))


def indented(writer: Writer, node: nodes.Element) -> str:
    """Write children a step to the right."""
    return writer.placed(node, call("quote-block", writer.children(node)))


def option_text(writer: Writer, node: nodes.Element) -> str:
    """Write the options of a command on one line."""
    return call("key-line", call("raw", string(node.astext())))


def field_name(writer: Writer, node: nodes.Element) -> str:
    """Write the name of a field with its colon."""
    return call("key-line", call("bold", seq([writer.children(node), string(":")])))


def line(writer: Writer, node: nodes.Element) -> str:
    """Write a line of verse."""
    return call("verse", writer.children(node) or "linebreak()")


def attribution(writer: Writer, node: nodes.Element) -> str:
    """Write whom a quotation is by."""
    return call("attribution", seq([string("—"), writer.children(node)]))


# ---------------------------------------------------------------- boxes


def admonition(writer: Writer, node: nodes.Element) -> str:
    """Write an admonition: its title above it, in a frame."""
    head, rest = NOTHING, node.children
    if type(node).__name__ in admonitionlabels:
        head = words(str(admonitionlabels[type(node).__name__]))
    elif rest and isinstance(rest[0], nodes.title):
        head, rest = writer.children(rest[0]), rest[1:]
    body = writer.all_of(rest)
    box = "frame" if has_class(node, "today") or len(node.astext()) < 700 else "bar"
    return writer.placed(node, call(box, head or "none", body))


def titled(box: str) -> How:
    """Write a block whose first child may be its title."""

    def how(writer: Writer, node: nodes.Element) -> str:
        head, rest = NOTHING, node.children
        while rest and isinstance(rest[0], nodes.title | nodes.subtitle):
            head = seq([head, *(["linebreak()"] if head else []), writer.children(rest[0])])
            rest = rest[1:]
        return writer.placed(node, call(box, head or "none", writer.all_of(rest)))

    return how


def code(writer: Writer, node: nodes.Element) -> str:
    """Write text as it stands."""
    body = call("raw", string(node.astext()), block="true")
    return writer.placed(node, call("verbatim", body))


def figure(writer: Writer, node: nodes.Element) -> str:
    """Write a picture with what is said below it, together on a page."""
    return call(
        "block",
        writer.placed(node, call("align", "center", writer.children(node))),
        breakable="false",
    )


def caption(writer: Writer, node: nodes.Element) -> str:
    """Write what is said of a picture or a listing, with its number where it has one."""
    number = string(writer.number_of(node.parent))
    return call("caption-line", seq([number, writer.children(node)]))


def note(writer: Writer, node: nodes.Element) -> str:
    """Write a footnote or a citation where the author put it, its label first."""
    label, rest = node.children[0], node.children[1:]
    mark = seq([string("["), writer.children(label), string("]")])  # type: ignore[arg-type]
    body = writer.all_of(rest)
    return call("note-line", seq([writer.anchors(node), mark]), body)


def transition(writer: Writer, node: nodes.Element) -> str:
    """Write a line between paragraphs."""
    return call("align", "center", "line(length: 30%, stroke: 0.5pt)")


def version_modified(writer: Writer, node: nodes.Element) -> str:
    """Write since when something is so."""
    return call("bar", "none", writer.children(node))


def hlist(writer: Writer, node: nodes.Element) -> str:
    """Write short items in columns."""
    columns = [writer.children(each) for each in node.children if isinstance(each, nodes.Element)]
    return call("cards", str(max(1, len(columns))), *columns)


@dataclass(frozen=True)
class Refused:
    """Refuses a node that is known but cannot be printed, with the reason."""

    why: str

    def __call__(self, writer: Writer, node: nodes.Element) -> str:
        """Note it."""
        return writer.refuse(node, f"印不出 {type(node).__name__}：{self.why}")


_PASSED = (
    "document", "compound", "field",
    "field_list", "list_item", "option_list", "option_list_item", "legend", "label", "option",
    "option_string", "option_argument",
)  # fmt: skip
_SILENT = ("comment", "substitution_definition", "meta", "colspec")
_ADMONITIONS = (
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip",
    "warning",
)  # fmt: skip
_DOCINFO = (
    "docinfo", "author", "authors", "organization", "address", "contact", "version", "revision",
    "status", "date", "copyright",
)  # fmt: skip
_BROKEN = "它本身就是一个错误，见上面的警告"
_FORMULA = "公式要另外的排版程序，请写成文字或图片"
_API = "讲义里不印程序接口"

BLOCKS: dict[str, Any] = {
    **{f"docutils.{name}": passed for name in _PASSED},
    **{f"docutils.{name}": silent for name in _SILENT},
    **{f"docutils.{name}": admonition for name in _ADMONITIONS},
    **{f"docutils.{name}": Refused("页首信息要写在 front matter 里") for name in _DOCINFO},
    "docutils.section": section,
    "docutils.title": title,
    "docutils.subtitle": title,
    "docutils.paragraph": paragraph,
    "docutils.rubric": rubric,
    "docutils.bullet_list": bullet_list,
    "docutils.enumerated_list": enumerated_list,
    "docutils.definition_list": definition_list,
    "docutils.definition_list_item": definition_item,
    "docutils.term": term,
    "docutils.classifier": classifier,
    "docutils.definition": indented,
    "docutils.field_name": field_name,
    "docutils.field_body": indented,
    "docutils.option_group": option_text,
    "docutils.description": indented,
    "docutils.block_quote": indented,
    "docutils.attribution": attribution,
    "docutils.line_block": indented,
    "docutils.line": line,
    "docutils.topic": titled("frame"),
    "docutils.sidebar": titled("frame"),
    "docutils.literal_block": code,
    "docutils.doctest_block": code,
    "docutils.figure": figure,
    "docutils.caption": caption,
    "docutils.footnote": note,
    "docutils.citation": note,
    "docutils.transition": transition,
    "docutils.math": Refused(_FORMULA),
    "docutils.math_block": Refused(_FORMULA),
    "docutils.system_message": Refused(_BROKEN),
    "docutils.problematic": Refused(_BROKEN),
    "docutils.pending": Refused(_BROKEN),
    "docutils.substitution_reference": Refused(_BROKEN),
    "docutils.decoration": Refused("页眉页脚由讲义自己排"),
    "docutils.header": Refused("页眉由讲义自己排"),
    "docutils.footer": Refused("页脚由讲义自己排"),
    "sphinx.seealso": admonition,
    "sphinx.versionmodified": version_modified,
    "sphinx.centered": wrapped("centred"),
    "sphinx.acks": passed,
    "sphinx.hlist": hlist,
    "sphinx.hlistcol": passed,
    "sphinx.compact_paragraph": passed,
    "sphinx.glossary": passed,
    "sphinx.only": passed,
    "sphinx.start_of_file": passed,
    "sphinx.highlightlang": silent,
    "sphinx.tabular_col_spec": silent,
    "sphinx.toctree": silent,
    "sphinx.productionlist": Refused(_API),
    "sphinx.production": Refused(_API),
}
"""Nodes that stand by themselves, by package and name."""

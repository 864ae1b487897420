"""Nodes within a line."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from docutils import nodes

from .typst_code import NOTHING, boolean, call, seq, string, words
from .writer import SCHEME, How, Writer, has_class, key_of

_CHECKBOX = re.compile(r"<input\b[^>]*\btype=\"checkbox\"[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|pt|mm|cm|in|em|px|)")
_INDEX_PAGES = ("quizgen-points", "quizgen-terms", "genindex")
"""Pages of HTML whose place the index of the book takes."""
SILENT_CLASSES = ("headerlink", "qg-column")
"""Marks that only a screen needs."""


def wrapped(function: str) -> How:
    """Write children within a call."""

    def how(writer: Writer, node: nodes.Element) -> str:
        body = writer.children(node)
        return writer.placed(node, call(function, body)) if body else writer.anchors(node)

    return how


def passed(writer: Writer, node: nodes.Element) -> str:
    """Write the children alone."""
    return writer.placed(node, writer.children(node))


def silent(writer: Writer, node: nodes.Element) -> str:
    """Write nothing: HTML shows nothing either."""
    return NOTHING


def target(writer: Writer, node: nodes.Element) -> str:
    """Mark a place; the words of an inline target stay."""
    return passed(writer, node)


def verbatim_words(writer: Writer, node: nodes.Element) -> str:
    """Write code within a line."""
    return writer.placed(node, call("raw", string(node.astext())))


def inline(writer: Writer, node: nodes.Element) -> str:
    """Write words with classes: chips, sides of a misconception, gaps; else the words alone."""
    if has_class(node, *SILENT_CLASSES):
        return NOTHING
    body = writer.children(node)
    if has_class(node, "qg-chip"):
        body = _chip(node, body)
    elif has_class(node, "qg-front-fact"):
        body = seq([body, "h(2em)"])
    elif has_class(node, "qg-false"):
        body = call("said-wrong", body)
    elif has_class(node, "qg-true"):
        body = call("said-right", body)
    return writer.placed(node, body)


def _chip(node: nodes.Element, body: str) -> str:
    """Write a label in a small box."""
    solid = boolean(has_class(node, "qg-chip-exam"))
    before = "h(4pt)" if node.parent.index(node) else NOTHING
    return seq([before, call("chip", body, solid=solid), "h(4pt)"])


# ---------------------------------------------------------------- links


def reference(writer: Writer, node: nodes.Element) -> str:
    """Write a link: within the print with its page, to the web with its address."""
    if has_class(node, *SILENT_CLASSES):
        return NOTHING
    body = writer.children(node)
    if number := node.get("secnumber"):
        body = seq([string(writer.section_number(number)), body])
    if has_class(node, "sd-btn"):
        body = call("button", body)
    return writer.placed(node, _linked(writer, node, body))


def _linked(writer: Writer, node: nodes.Element, body: str) -> str:
    uri = node.get("refuri", "")
    paged = "toctree" not in str(node.get("classes"))
    if "refid" in node:
        return inner_link(writer, writer.docname, node["refid"], body, paged=paged)
    if uri.startswith(SCHEME):
        docname, _, anchor = uri.removeprefix(SCHEME).partition("#")
        return inner_link(writer, docname, anchor, body, paged=paged)
    if not uri:
        return body
    said = node.astext().strip()
    bare = unquote(re.sub("^(mailto|tel):", "", uri)) if not uri.startswith("http") else uri
    shown = "none" if said in (uri, bare) else string(bare)
    return call("out", string(uri), body, shown)


def inner_link(writer: Writer, docname: str, anchor: str, body: str, *, paged: bool) -> str:
    """Write a link to a place of the course; ``paged`` adds the number of its page."""
    if docname in _INDEX_PAGES:
        docname, anchor = "*index", ""
    page = writer.url_of(docname)
    there = f"{page}#{anchor}" if page and anchor else page
    named = {"elsewhere": string(there)} if there else {}
    if not paged:
        named["numbered"] = "false"
    return call("go", writer.label(anchor, docname), body, **named)


def footnote_reference(writer: Writer, node: nodes.Element) -> str:
    """Write the number of a footnote or the label of a citation, linked."""
    mark = call("super", seq([string("["), writer.children(node), string("]")]))
    refid = node.get("refid")
    if not refid:
        return writer.placed(node, mark)
    return writer.placed(node, call("go", writer.label(refid), mark, numbered="false"))


def download(writer: Writer, node: nodes.Element) -> str:
    """Write the words of a download; paper cannot hold the file."""
    return passed(writer, node)


# ---------------------------------------------------------------- the rest


def raw(writer: Writer, node: nodes.Element) -> str:
    """Write Typst as it stands and the few tags that have a meaning on paper."""
    formats = str(node.get("format", "")).split()
    text = node.astext()
    if "typst" in formats:
        return f"[{text}]"
    if "html" not in formats:
        return NOTHING
    text = _COMMENT.sub("", text).strip()
    if not text:
        return NOTHING
    if _CHECKBOX.fullmatch(text):
        return seq([call("check", boolean("checked" in text)), "h(3pt)"])
    if _BREAK.fullmatch(text):
        return "linebreak()"
    return writer.refuse(node, "写成 HTML 的内容印不出来，请改用 MyST 的写法")


def image(writer: Writer, node: nodes.Element) -> str:
    """Write a picture with its alternative text, at its size but never wider than the page."""
    uri = str(node["uri"])
    if "?" in node.get("candidates", {}) or "://" in uri:
        return writer.refuse(node, f"图片 {uri} 在网上，印不出来：请放进课程的文件夹")
    try:
        data = writer.read_image(uri)
    except OSError:
        return writer.refuse(node, f"找不到图片 {uri}")
    suffix = PurePosixPath(uri).suffix.lower()
    name = f"image-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
    writer.files[name] = data
    named = {"alt": string(str(node.get("alt", "")))} if node.get("alt") else {}
    if width := _width(str(node.get("width", ""))):
        named["width"] = width
    picture = call("image", string(name), **named)
    if isinstance(node.parent, nodes.TextElement):
        picture = call("box", picture)
    return writer.placed(node, picture)


def _width(said: str) -> str:
    found = _SIZE.fullmatch(said.strip())
    if not found:
        return ""
    number, unit = float(found[1]), found[2] or "px"
    return f"{number * 0.75:g}pt" if unit == "px" else f"{number:g}{unit}"


def blank(writer: Writer, node: nodes.Element) -> str:
    """Write a word worth remembering: underlined, or as a line that has room for it by hand."""
    if not writer.edition.gaps:
        return writer.placed(node, call("word", writer.children(node)))
    room = max(3.0, 1.6 * _wide(node.astext()) + 0.8)
    return writer.placed(node, call("gap", f"{room:g}em"))


def _wide(text: str) -> float:
    return sum(0.6 if ord(char) < 0x2E80 else 1 for char in text)


def line_break(writer: Writer, node: nodes.Element) -> str:
    """Break a line, and keep the blank that HTML reads there."""
    return "linebreak()"


def abbreviation(writer: Writer, node: nodes.Element) -> str:
    """Write an abbreviation and, as paper has no hover, what it stands for."""
    said = node.get("explanation", "")
    tail = words(f"（{said}）") if said else NOTHING
    return writer.placed(node, seq([writer.children(node), tail]))


def _docutils(**found: How) -> dict[str, How]:
    return {key_of(getattr(nodes, name)): how for name, how in found.items()}


INLINE: dict[str, Any] = {
    **_docutils(
        emphasis=wrapped("emph"),
        strong=wrapped("strong"),
        title_reference=wrapped("emph"),
        subscript=wrapped("sub"),
        superscript=wrapped("super"),
        literal=verbatim_words,
        inline=inline,
        abbreviation=abbreviation,
        acronym=passed,
        generated=passed,
        reference=reference,
        footnote_reference=footnote_reference,
        citation_reference=footnote_reference,
        target=target,
        image=image,
        raw=raw,
    ),
    "sphinx.literal_emphasis": wrapped("emph"),
    "sphinx.literal_strong": wrapped("strong"),
    "sphinx.manpage": wrapped("emph"),
    "sphinx.download_reference": download,
    "sphinx.number_reference": reference,
    "sphinx.pending_xref": passed,
    "sphinx.pending_xref_condition": passed,
    "sphinx.index": silent,
    "quizgen.blank_word": blank,
    "sphinx_design.sd_badge": wrapped("chip"),
    "sphinx_design.sd_line_break": line_break,
    "sphinx_design.sd_icon": silent,
    "sphinx_design.fontawesome": silent,
    "sphinx_design.PassthroughTextElement": passed,
}
"""Nodes within a line, by package and name."""

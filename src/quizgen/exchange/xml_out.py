"""XML as text: fast to write, escaped in one place."""

from __future__ import annotations

import re

from quizgen.markup import to_html

_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
)
_MARKS = re.compile(r"[\\`*_\n]")
_NOT_ATTRIBUTE = re.compile(r'[&<>"\n\t]')


def attribute(text: str) -> str:
    """Escape a value to stand between double quotes."""
    return text.translate(_ATTRIBUTE) if _NOT_ATTRIBUTE.search(text) else text


def content(text: str) -> str:
    """Escape characters to stand between tags."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#13;")


def cdata(html: str) -> str:
    """Wrap HTML; an end mark inside is split."""
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>" if html else ""


def rich(text: str) -> str:
    """Write inline MyST as XHTML; most texts have no marks."""
    if not _MARKS.search(text):
        return content(text)
    return to_html(text).replace("<br>", "<br/>")

"""XML as text: fast to write, escaped in one place."""

from __future__ import annotations

from quizgen.markup import to_html

_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
)
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def attribute(text: str) -> str:
    """Escape a value to stand between double quotes."""
    return text.translate(_ATTRIBUTE)


def content(text: str) -> str:
    """Escape characters to stand between tags."""
    return text.translate(_TEXT)


def cdata(html: str) -> str:
    """Wrap HTML; an end mark inside is split."""
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>" if html else ""


def rich(text: str) -> str:
    """Write inline MyST as XHTML."""
    return to_html(text).replace("<br>", "<br/>")

"""Runs of inline text and how each output writes them."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from markdown_it import MarkdownIt
from msgspec import Struct

_PARSER = MarkdownIt("zero").enable(["emphasis", "backticks", "escape", "newline"])
_OPENED = {"strong_open": "strong", "em_open": "emphasis"}
_CLOSED = {"strong_close": "strong", "em_close": "emphasis"}
_MARKS = re.compile(r"([\\`*_])")
_TYPST = re.compile(r"([\\\[\]{}#$@<>*_`~'\"/=+\-])")


class Run(Struct, frozen=True):
    """Characters of one style; a line feed is a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False


@lru_cache(maxsize=8192)
def runs(text: str) -> tuple[Run, ...]:
    """Read inline MyST into runs."""
    if not any(mark in text for mark in "\\`*_\n"):
        return (Run(text),) if text else ()
    found: list[Run] = []
    on: dict[str, int] = {"strong": 0, "emphasis": 0}
    for token in _PARSER.parseInline(text)[0].children or []:
        if token.type in _OPENED:
            on[_OPENED[token.type]] += 1
        elif token.type in _CLOSED:
            on[_CLOSED[token.type]] -= 1
        else:
            words = "\n" if token.type in ("softbreak", "hardbreak") else token.content
            run = Run(words, on["strong"] > 0, on["emphasis"] > 0, token.type == "code_inline")
            _append(found, run)
    return tuple(found)


def _append(found: list[Run], run: Run) -> None:
    """Add a run, joined to the one before where the style is the same."""
    if not run.text:
        return
    last = found[-1] if found else None
    if last and (last.strong, last.emphasis, last.code) == (run.strong, run.emphasis, run.code):
        found[-1] = Run(last.text + run.text, run.strong, run.emphasis, run.code)
    else:
        found.append(run)


def plain(text: str) -> str:
    """Return the characters alone."""
    return "".join(run.text for run in runs(text))


def escape(text: str) -> str:
    """Write any text as inline MyST that reads back as that text."""
    return _MARKS.sub(r"\\\1", text)


def to_html(text: str) -> str:
    """Write HTML; every character of the text escaped."""
    parts = []
    for run in runs(text):
        words = html.escape(run.text).replace("\n", "<br>")
        for tag, on in (("code", run.code), ("em", run.emphasis), ("strong", run.strong)):
            words = f"<{tag}>{words}</{tag}>" if on else words
        parts.append(words)
    return "".join(parts)


def typst_text(text: str) -> str:
    """Escape characters for Typst's markup mode."""
    return _TYPST.sub(r"\\\1", text).replace("\n", " \\ ")


def to_typst(text: str) -> str:
    """Write Typst markup."""
    parts = []
    for run in runs(text):
        words = typst_text(run.text)
        words = f"#emph[{words}]" if run.emphasis else words
        words = f"#strong[{words}]" if run.strong else words
        parts.append(words)
    return "".join(parts)

"""Texts of strangers as inline MyST: from runs, from plain text, from HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from quizgen.markup import Run, escape, runs

_TAGS = {"b", "strong", "i", "em", "code", "br", "p", "div", "li", "ul", "ol", "tr", "td"}
_BREAKS = {"p", "div", "li", "tr"}
_STYLES = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "code": "code"}
_HTML = re.compile(r"[<&]")
_BLANKS = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*|\r")


@lru_cache(maxsize=4096)
def from_plain(text: str) -> str:
    """Write any text as inline MyST, escaped only where it has to be."""
    return from_runs((Run(text),))


def from_runs(wanted: Iterable[Run]) -> str:
    """Write runs as inline MyST that reads back as them; styles are lost where it cannot."""
    joined = _joined(wanted)
    for write in (_bare, _marked):
        text = write(joined)
        if runs(text) == joined:
            return text
    words = "".join(run.text for run in joined)
    flat = escape(words)
    return flat if runs(flat) == _joined((Run(words),)) else _one_line(words)


def _one_line(words: str) -> str:
    """Drop what inline MyST cannot say: blanks around line breaks."""
    return escape("\n".join(line.strip() for line in words.split("\n")).strip())


def _joined(wanted: Iterable[Run]) -> tuple[Run, ...]:
    found: list[Run] = []
    for run in wanted:
        last = found[-1] if found else None
        if last and (last.strong, last.emphasis, last.code) == (run.strong, run.emphasis, run.code):
            found[-1] = Run(last.text + run.text, run.strong, run.emphasis, run.code)
        elif run.text:
            found.append(run)
    return tuple(found)


def _bare(joined: tuple[Run, ...]) -> str:
    return "".join(_mark(run, run.text) for run in joined)


def _marked(joined: tuple[Run, ...]) -> str:
    return "".join(_mark(run, run.text if run.code else escape(run.text)) for run in joined)


def _mark(run: Run, words: str) -> str:
    words = f"`{words}`" if run.code else words
    words = f"*{words}*" if run.emphasis else words
    return f"**{words}**" if run.strong else words


class _Reader(HTMLParser):
    """Collects runs from clean HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.on = {"strong": 0, "emphasis": 0, "code": 0}
        self.found: list[Run] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _STYLES:
            self.on[_STYLES[tag]] += 1
        elif tag == "br":
            self.found.append(Run("\n"))
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _STYLES:
            self.on[_STYLES[tag]] -= 1
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        words = _BLANKS.sub(" ", data)
        on = self.on
        self.found.append(Run(words, on["strong"] > 0, on["emphasis"] > 0, on["code"] > 0))

    def _break(self) -> None:
        if self.found and self.found[-1].text != "\n":
            self.found.append(Run("\n"))


@lru_cache(maxsize=4096)
def from_html(text: str) -> str:
    """Write HTML of strangers as inline MyST: cleaned first, bold and the like kept."""
    if not _HTML.search(text):
        return from_plain(text.strip())
    reader = _Reader()
    reader.feed(nh3.clean(text, tags=_TAGS, attributes={}))
    reader.close()
    found = reader.found
    while found and found[-1].text == "\n":
        found.pop()
    while found and found[0].text == "\n":
        found.pop(0)
    return from_runs(found).strip()

"""Parsed inline nodes to plain text, with the places of its blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes

from quizgen.model import Blank

from .nodes import blank_word

_SKIPPED = (nodes.raw, nodes.footnote_reference, nodes.citation_reference, nodes.comment)
_FACTS = re.compile(r"\s*〔([^〔〕]*)〕\s*([。.]?)\s*$")
FACT_NUMBER = re.compile(r"\d{1,2}-\d{2}")


class Text(NamedTuple):
    """Plain text and its blanks (offsets count characters of ``text``)."""

    text: str
    blanks: tuple[Blank, ...] = ()

    def cut(self, start: int, end: int | None = None) -> Text:
        """Take a part, blanks that lie in it included."""
        if not start and end is None:
            return self
        stop = len(self.text) if end is None else end
        kept = tuple(
            Blank(each.at - start, each.value, each.wrong)
            for each in self.blanks
            if start <= each.at and each.at + len(each.value) <= stop
        )
        return Text(self.text[start:stop], kept)

    def strip(self) -> Text:
        """Take blanks (the typographic ones) off both ends."""
        if self.text == (bare := self.text.strip()):
            return self
        if not self.blanks:
            return Text(bare)
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, max(left, len(self.text.rstrip())))


def is_wide(char: str) -> bool:
    """Say whether a character is set in a full square: Chinese letters and punctuation."""
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…—·"


def join_lines(text: str) -> str:
    """Drop line ends between Chinese characters; any other becomes a blank."""
    if "\n" not in text:
        return text

    def joint(found: re.Match[str]) -> str:
        before = text[found.start() - 1 : found.start()]
        after = text[found.end() : found.end() + 1]
        if before and after and is_wide(before) and is_wide(after):
            return ""
        return " "

    return re.sub(r"[ \t]*\n[ \t]*", joint, text)


def _pieces(node: nodes.Node) -> Iterable[tuple[str, blank_word | None]]:
    if isinstance(node, nodes.Text):
        yield str(node), None
    elif isinstance(node, blank_word):
        yield node.astext(), node
    elif isinstance(node, _SKIPPED):
        return
    elif isinstance(node, nodes.image):
        yield str(node.get("alt", "")), None
    else:
        if isinstance(node, nodes.Element) and "reftarget" in node and not node["refexplicit"]:
            yield node["reftarget"].rpartition("/")[2], None
            return
        for child in node.children:
            yield from _pieces(child)


def raw_text(found: Sequence[nodes.Node]) -> str:
    """Return the text of neighbouring nodes as written, line ends included."""
    parts: list[str] = []
    for node in found:
        if isinstance(node, nodes.Text):  # nearly always
            parts.append(node)
        elif isinstance(node, nodes.strong):
            parts.append(raw_text(node.children))
        else:
            parts += [text for text, _ in _pieces(node)]
    return "".join(parts)


def read_text(found: Sequence[nodes.Node]) -> Text:
    """Read neighbouring inline nodes: line ends joined, blanks located, ends stripped."""
    if len(found) == 1 and isinstance(found[0], nodes.strong):
        found = found[0].children
    if len(found) == 1 and isinstance(found[0], nodes.Text):
        return Text(join_lines(str(found[0])).strip())
    parts = [piece for node in found for piece in _pieces(node)]
    whole = "".join(text for text, _ in parts)
    blanks: list[Blank] = []
    at = 0
    for text, word in parts:
        if word is not None:
            place = len(join_lines(whole[:at] + "\0").rstrip("\0")) if "\n" in whole else at
            blanks.append(Blank(place, text, tuple(word["wrong"])))
        at += len(text)
    return Text(join_lines(whole), tuple(blanks)).strip()


def split_facts(text: Text) -> tuple[Text, tuple[str, ...]]:
    """Take the fact numbers ``〔2-07〕`` off the end of a text."""
    if "〔" not in text.text:
        return text, ()
    numbers: list[str] = []
    stop = ""
    while found := _FACTS.search(text.text):
        numbers[:0] = split_entries(re.sub("[、，,]", ";", found[1]))
        stop = found[2] or stop
        text = text.cut(0, found.start())
    return Text(text.text + stop, text.blanks), tuple(numbers)


def split_entries(value: str) -> list[str]:
    """Split an option at ``;`` and ``；``; empty entries fall away."""
    return [part.strip() for part in re.split("[；;]", value) if part.strip()]


def walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and all below it in their order, faster than ``findall`` on a deep tree."""
    ahead = [node]
    while ahead:
        node = ahead.pop()
        yield node
        if node.children:
            ahead += reversed(node.children)


def walk_blocks(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and all below it in their order, but nothing inside of texts: no block is there."""
    ahead = [node]
    while ahead:
        node = ahead.pop()
        yield node
        if node.children and not isinstance(node, nodes.TextElement):
            ahead += reversed(node.children)


def all_below(node: nodes.Node) -> list[nodes.Node]:
    """Return a node and all below it level by level: the fastest, where order does not matter."""
    found = [node]
    for each in found:
        found += each.children
    return found


def line_of(node: nodes.Node) -> int:
    """Find a node's line: its own, its first descendant's, or its nearest ancestor's."""
    if node.line is not None:
        return int(node.line)
    for each in walk(node):
        if each.line is not None:
            return int(each.line)
    parent = node.parent
    while parent is not None:
        if parent.line is not None:
            return int(parent.line)
        parent = parent.parent
    return 0

"""Sentences, clauses and what stands in quotation marks or brackets, all with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "【": "】"}
MASK, ASIDE = "\ue000", "\ue001"
"""What stands for a hidden character: one of a quotation, one of a bracket (which counts for none)."""
_SENTENCE = re.compile("[^。！？；：…]+[。！？；：…]?")
_CLAUSE = re.compile("[^，]+")
_LETTERS = re.compile(rf"[^\w{MASK}]|_")


class Span(NamedTuple):
    """A part of a paragraph."""

    start: int
    end: int


def bare(text: str) -> str:
    """Keep letters and digits only."""
    return _LETTERS.sub("", text)


def masked(text: str, start: int, end: int) -> tuple[str, list[Span]]:
    """Hide what is quoted or bracketed; return the text of the same length and the hidden parts."""
    out: list[str] = []
    inner: list[Span] = []
    at = start
    while at < end:
        close = _PAIRS.get(text[at])
        stop = text.find(close, at + 1, min(end, at + 400)) if close else -1
        if stop < 0:
            out.append(text[at])
            at += 1
            continue
        sign = ASIDE if close == "）" else MASK
        out.append(text[at] + sign * (stop - 1 - at) + text[stop])
        inner.append(Span(at + 1, stop))
        at = stop + 1
    return "".join(out), inner


def levels(text: str, start: int, end: int, depth: int = 0) -> Iterator[tuple[str, int, int]]:
    """Yield the text with its quoted parts hidden, then each of those by itself.

    Each with its offset in the paragraph and its depth.
    """
    outer, inner = masked(text, start, end)
    yield outer, start, depth
    if depth < 3:
        for span in inner:
            if span.end - span.start > 2:
                yield from levels(text, span.start, span.end, depth + 1)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Split at full stops, semicolons and colons; the stop belongs to its sentence."""
    for found in _SENTENCE.finditer(text, start, len(text) if end is None else end):
        yield Span(*found.span())


def clauses(text: str, span: Span) -> Iterator[Span]:
    """Split a sentence at commas; the marks at its end are left off."""
    end = span.end
    while end > span.start and text[end - 1] in "。！？；：…":
        end -= 1
    for found in _CLAUSE.finditer(text, span.start, end):
        yield Span(*found.span())


def head(text: str, most: int = 30) -> str:
    """Take the head phrase of a member: its first sentence, or as many clauses as fit."""
    text = text.strip("，。；：、 ")
    hidden, _ = masked(text, 0, min(len(text), 400))
    sentence = re.split("[。！？；：…]|——", hidden, maxsplit=1)[0]
    if len(sentence) <= most:
        return text[: len(sentence)].strip("，、")
    cut = hidden.rfind("，", 4, most + 1)
    if cut < 0:
        cut = hidden.find("，", 0, most + 1)
    end = cut if cut > 0 else most
    return text[:end].strip("，、")

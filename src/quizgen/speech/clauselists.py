"""Lists without marks: “；” between clauses, sentences that begin alike, 以…为…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .phrases import MASK, Span, bare, clauses, masked

_TIME = re.compile(r"[^，]{1,14}(?:内|中|前|后|时|期间|方面|上|下|以来|过程中|之际)")
_STOP_LEAD = re.compile(
    r"我们|大家|同志|各|这|那|但|而|并|也|还|又|要|在|对|因|所|如|是|有|的|其|会议|同时|必须|应当|务必|一定|近|今|去|"
    r"目前|当前|特别|尤其|通过|为|坚决|切实|进一步|[一二三四五六七八九十两]|第"
)
_FULL_STOP = re.compile("[^。！？]+[。！？]?")


@dataclass(frozen=True)
class ClauseList:
    """An unmarked list: where its members stand."""

    members: tuple[Span, ...]
    marker: str
    lead: str = ""
    """The words that every member begins with."""


def find_clause_lists(text: str, start: int, end: int) -> list[ClauseList]:
    """Find the unmarked lists of a part of a paragraph that has no marked list in it."""
    hidden, _ = masked(text, start, end)
    found = _alike_sentences(text, hidden, start)
    if found:
        return found
    lists: list[ClauseList] = []
    for sentence in _FULL_STOP.finditer(hidden):
        span = Span(*sentence.span())
        if hidden.count("；", *span) >= 2:
            lists += _semicolons(text, hidden, start, span)
    return lists


def _semicolons(text: str, hidden: str, offset: int, span: Span) -> list[ClauseList]:
    """Read a sentence whose clauses are set apart by “；”."""
    end = span.end - (hidden[span.end - 1] in "。！？")
    colon = hidden.find("：", span.start, hidden.find("；", span.start))
    at = colon + 1 if colon >= 0 else span.start
    parts: list[Span] = []
    for part in hidden[at:end].split("；"):
        if bare(part.replace(MASK, "字")):
            parts.append(Span(at, at + len(part)))
        at += len(part) + 1
    if len(parts) < 3:
        return []
    parts[0] = _without_time(hidden, _without_head(hidden, parts))
    moved = [Span(p.start + offset, p.end + offset) for p in parts]
    return [ClauseList(tuple(_without_refrain(text, moved)), "；")]


def _without_refrain(text: str, parts: Sequence[Span]) -> list[Span]:
    """Cut what every member begins with and none is told by: 有的同志，…；有的同志，…."""
    fronts = {text[each.start : each.end].partition("，")[0] for each in parts}
    refrain = fronts.pop() + "，" if len(fronts) == 1 else ""
    for word in ("有的人", "有的", "有些", "有人"):
        if not refrain and all(text.startswith(word, each.start) for each in parts):
            refrain = word
    if any(each.end - each.start <= len(refrain) for each in parts):
        return list(parts)
    return [Span(each.start + len(refrain), each.end) for each in parts]


def _without_head(hidden: str, parts: Sequence[Span]) -> Span:
    """Cut what comes before ，对… off the first member where all others begin with 对."""
    first = parts[0]
    fronts = {hidden[each.start] for each in parts[1:]}
    if len(fronts) == 1 and (front := fronts.pop()) != hidden[first.start]:
        at = hidden.find("，" + front, *first)
        if at >= 0:
            return Span(at + 1, first.end)
    return first


def _without_time(hidden: str, part: Span) -> Span:
    """Cut 在考核年度内， off the first member: it holds for all."""
    first, comma, _ = hidden[part.start : part.end].partition("，")
    if comma and hidden[part.end + 1 :].partition("，")[0][-2:] == first[-2:]:
        return part
    if comma and _TIME.fullmatch(first):
        return Span(part.start + len(first) + 1, part.end)
    return part


def _alike_sentences(text: str, hidden: str, offset: int) -> list[ClauseList]:
    """Find three or more sentences of one beginning or one build (以…为…)."""
    heads: list[tuple[int, str]] = []
    for found in _FULL_STOP.finditer(hidden):
        clause = next(iter(clauses(hidden, Span(*found.span()))), None)
        if clause is not None:
            heads.append((found.start(), text[offset + clause.start : offset + clause.end]))
    if len(heads) < 3:
        return []
    for lead, chosen in (*_by_lead(heads), *_by_build(heads)):
        ends = [*chosen[1:], _end_of_last(hidden, heads, chosen)]
        members = [Span(a + offset, b + offset) for a, b in zip(chosen, ends, strict=True)]
        return [ClauseList(tuple(members), lead, lead)]
    return []


def _by_lead(heads: Sequence[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Group sentences by their first four (three) characters."""
    for size in (4, 3):
        groups: dict[str, list[int]] = {}
        for at, said in heads:
            if len(said) > size + 1 and not _STOP_LEAD.match(said):
                groups.setdefault(said[:size], []).append(at)
        found = [(lead, places) for lead, places in groups.items() if len(places) >= 3]
        if found:
            return found[:1]
    return []


def _by_build(heads: Sequence[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Find neighbouring sentences whose first clauses are of one length and build."""
    run: list[int] = []
    for (at, one), (after, other) in pairwise(heads):
        same = len(one) == len(other) and one[0] == other[0] and _same(one, other) >= 3
        if same and (one[0] == "以" or not _STOP_LEAD.match(one)):
            run = [*(run or [at]), after]
        elif len(run) >= 3:
            break
        else:
            run = []
    return [("", run)] if len(run) >= 3 else []


def _same(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def _end_of_last(hidden: str, heads: Sequence[tuple[int, str]], chosen: Sequence[int]) -> int:
    """End the last member after as many sentences as the longest before it."""
    starts = [at for at, _ in heads]
    places = [starts.index(at) for at in chosen]
    longest = max(b - a for a, b in pairwise(places))
    after = places[-1] + longest
    return starts[after] if after < len(starts) else len(hidden)

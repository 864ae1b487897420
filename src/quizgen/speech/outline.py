"""A clean text to the tree of what it enumerates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from . import pairs
from .clauselists import ClauseList, find_clause_lists
from .lists import MarkedList, Member, Place, build_lists
from .marks import find_marks
from .naming import Lead, Link, link_above, link_list, link_series, mismatch
from .phrases import Span, bare, clauses, head
from .series import find_series
from .text import Paragraph, clean
from .tree import Group, Item, Kind, Outline

_STOP_FRONT = (
    "我们",
    "各级",
    "各地",
    "各单",
    "各部",
    "会议",
    "同志",
    "同时",
    "这是",
    "今年",
    "去年",
    "近年",
)


@dataclass(frozen=True)
class Fragment:
    """A part of one paragraph that belongs to one owner and to no list inside it."""

    para: int
    start: int
    end: int


@dataclass
class Found:
    """A group and where it begins."""

    place: Place
    group: Group


@dataclass
class Reader:
    """Reads the regions of a text, from the whole down to every member."""

    paragraphs: Sequence[Paragraph]
    used: int = 0
    runs: int = 0
    taken: set[str] = field(default_factory=set)

    def region(
        self, start: Place, end: Place, lists: Sequence[MarkedList], owner: Member | None = None
    ) -> list[Group]:
        """Return the groups of a region in the order of the text."""
        fragments = [*self._fragments(start, end, lists)]
        found: list[Found] = []
        taken: set[str] = set()
        after = start
        for each in lists:
            leads = self._leads(fragments, after, each.start, owner)
            found += self._list(each, leads, taken)
            after = each.members[-1].end
        found += self._paragraph_groups(fragments, owner)
        found.sort(key=lambda each: each.place)
        return [each.group for each in found]

    def _fragments(
        self, start: Place, end: Place, lists: Sequence[MarkedList]
    ) -> Iterator[Fragment]:
        at = start
        for each in [*lists, None]:
            stop = each.start if each else end
            yield from self._between(at, stop)
            if each:
                at = max(at, each.members[-1].end)

    def _between(self, start: Place, end: Place) -> Iterator[Fragment]:
        para, at = start
        while (para, at) < end and para < len(self.paragraphs):
            text = self.paragraphs[para].text
            stop = end[1] if para == end[0] else len(text)
            if stop > at and bare(text[at:stop]):
                yield Fragment(para, at, stop)
            para, at = para + 1, 0

    def _text(self, fragment: Fragment) -> str:
        return self.paragraphs[fragment.para].text[fragment.start : fragment.end]

    def _leads(
        self, fragments: Sequence[Fragment], after: Place, before: Place, owner: Member | None
    ) -> list[Lead]:
        """Collect the texts that may announce a list: those before it, its owner's head first."""
        found: list[Lead] = []
        for at, each in enumerate(fragments):
            place = each.para, each.start
            if place >= before:
                break
            if place < after:
                continue
            own = owner is not None and at == 0
            text = self._text(each)
            found.append(Lead(text[-400:], own and len(text) <= 60, each.para == before[0]))
        return found[-4:] if len(found) < 5 or owner is None else [found[0], *found[-3:]]

    # marked lists

    def _list(self, each: MarkedList, leads: Sequence[Lead], taken: set[str]) -> list[Found]:
        self.used += len(each.members)
        items = [self._member(member) for member in each.members]
        label = each.members[0].mark.label
        heads = [item.text for item in items]
        if each.family == "word" and label not in "是要则来":
            for item in items:
                item.key = item.key.lstrip("，：")
        link = link_list(leads, heads, label, taken)
        if link.number is None and not self._ends_with_owner(each):
            para, at = each.members[-1].end
            text = self.paragraphs[para].text[at : at + 40] if para < len(self.paragraphs) else ""
            link = link_above(text, len(items)) or link
        if link.name:
            taken.add(link.name)
        first = each.members[0].mark
        line = self.paragraphs[first.para].line(first.at)
        group = Group(Kind.ENUMERATION, items, line, link.name, link.number, label)
        group.warnings += [
            f"第 {self.paragraphs[mark.para].line(mark.at)} 行：{said}" for said, mark in each.odd
        ]
        self._judge(group, link)
        return [Found(each.start, group), *self._read_off(each, group, leads, taken)]

    @staticmethod
    def _ends_with_owner(each: MarkedList) -> bool:
        """Say whether the text behind a list lies outside of the member that the list is in."""
        return each.owner is not None and each.members[-1].end >= each.owner.end

    def _member(self, member: Member) -> Item:
        para, at = member.start
        paragraph = self.paragraphs[para]
        stop = member.end[1] if member.end[0] == para else len(paragraph.text)
        if member.lists and member.lists[0].start[0] == para:
            stop = min(stop, member.lists[0].start[1])
        said = paragraph.text[at:stop]
        if not bare(said) and member.lists:
            stop = member.end[1] if member.end[0] == para else len(paragraph.text)
            said = paragraph.text[at:stop]
        verb = member.mark.label if member.mark.family == "word" else ""
        key = head(said) or head(paragraph.text[at:]) or "（无）"
        if verb and verb not in "是要则来":
            key = key if key.startswith(verb) else verb + key
        item = Item(
            key,
            paragraph.line(member.mark.at),
            text=(verb * (verb not in "是要则来") + said[:120]).strip("，；"),
        )
        item.children = self.region(member.start, member.end, member.lists, member)
        return item

    def _read_off(
        self, each: MarkedList, group: Group, leads: Sequence[Lead], taken: set[str]
    ) -> list[Found]:
        """Read a second group off the heads of a list: problem and measure, account and outcome."""
        found = pairs.measures([item.key for item in group.items])
        link = Link(group.name, group.announced)
        if found:
            link = link_list(leads, [each.key for each in found], "", taken)
            if link.noun and not all(link.noun in each.key for each in found):
                link = Link()
        else:
            found = pairs.accounts([item.text for item in group.items])
        if not found:
            return []
        items = [
            Item(pair.key, item.line, pair.value, item.text)
            for pair, item in zip(found, group.items, strict=True)
        ]
        other = Group(Kind.PAIRS, items, group.line, link.name, link.number)
        self._judge(other, link)
        last = each.members[-1].end
        return [Found(last, other)]

    def _judge(self, group: Group, link: Link) -> None:
        said = mismatch(link, len(group.items))
        if said:
            group.warnings.insert(0, f"第 {group.line} 行：{said}")

    # what no number marks

    def _paragraph_groups(
        self, fragments: Sequence[Fragment], owner: Member | None
    ) -> Iterator[Found]:
        """Read neighbouring paragraphs of one build as a group, every other one by itself."""
        at = 0
        while at < len(fragments):
            run, group = self._paragraph_run(fragments, at)
            if group is not None:
                for fragment, item in zip(run, group.items, strict=True):
                    item.children = [each.group for each in self._fragment(fragment)]
                if self._text(run[0]) and at and group.kind is Kind.ENUMERATION:
                    self._announce(group, fragments[:at])
                yield Found((run[0].para, run[0].start), group)
                at += len(run)
                continue
            yield from self._fragment(fragments[at], head=owner is not None and at == 0)
            at += 1

    def _announce(self, group: Group, before: Sequence[Fragment]) -> None:
        leads = [Lead(self._text(each)[-400:]) for each in before[-2:]]
        link = link_list(leads, [item.text for item in group.items], "", set())
        group.name, group.announced = link.name, link.number
        self._judge(group, link)

    def _paragraph_run(
        self, fragments: Sequence[Fragment], at: int
    ) -> tuple[list[Fragment], Group | None]:
        """Find three or more neighbouring paragraphs of one build."""
        run = self._whole_neighbours(fragments, at)
        if len(run) < 3:
            return [], None
        texts = [self._text(each) for each in run]
        for read in (pairs.duty, pairs.named):
            found = [read(text) for text in texts]
            count = next((n for n, each in enumerate(found) if each is None), len(found))
            chosen = [each for each in found[:count] if each is not None]
            if count >= 3 and len({each.key for each in chosen}) == count:
                items = [
                    Item(pair.key, self._line(each), pair.value, text[:120])
                    for pair, each, text in zip(chosen, run[:count], texts, strict=False)
                ]
                return run[:count], Group(Kind.PAIRS, items, items[0].line)
        count = _alike_fronts(texts) or _semicolon_lines(texts)
        if count >= 3:
            items = [
                Item(head(text), self._line(each), text=text[:120])
                for each, text in zip(run[:count], texts, strict=False)
            ]
            return run[:count], Group(Kind.ENUMERATION, items, items[0].line)
        return [], None

    def _whole_neighbours(self, fragments: Sequence[Fragment], at: int) -> list[Fragment]:
        """Take the paragraphs from ``at`` on that follow each other whole, 20 at most."""
        run: list[Fragment] = []
        for each in fragments[at : at + 20]:
            if each.start or (run and each.para != run[-1].para + 1):
                break
            run.append(each)
        return run

    def _line(self, fragment: Fragment) -> int:
        return self.paragraphs[fragment.para].line(fragment.start)

    def _fragment(self, fragment: Fragment, *, head: bool = False) -> list[Found]:
        """Read the groups inside a part of one paragraph."""
        paragraph = self.paragraphs[fragment.para]
        found: list[Found] = []
        rest = [Span(fragment.start, fragment.end)]
        for each in find_clause_lists(paragraph.text, fragment.start, fragment.end):
            found += self._clause_list(each, fragment, rest)
        duties = pairs.duties_inside(paragraph.text, fragment.start, fragment.end)
        if duties:
            items = [Item(d.key, paragraph.line(d.at), d.value) for d in duties]
            group = Group(Kind.PAIRS, items, items[0].line)
            found.append(Found((fragment.para, duties[0].at), group))
        for span in rest:
            found += self._series(fragment.para, span)
        return found

    def _clause_list(
        self, each: ClauseList, fragment: Fragment, rest: list[Span]
    ) -> Iterator[Found]:
        """Read a list that only its build tells, as pairs where every clause is one."""
        paragraph = self.paragraphs[fragment.para]
        text = paragraph.text
        found = pairs.treated(text, each.members)
        if len(found) == len(each.members):
            items = [
                Item(pair.key, paragraph.line(pair.at), pair.value, text[m.start : m.end][:120])
                for pair, m in zip(found, each.members, strict=True)
            ]
            yield Found((fragment.para, found[0].at), Group(Kind.PAIRS, items, items[0].line))
            return
        before = rest.pop()
        if before.start < each.members[0].start:
            rest.append(Span(before.start, each.members[0].start))
        rest.append(Span(each.members[-1].end, before.end))
        items = []
        for member in each.members:
            said = text[member.start : member.end]
            item = Item(head(said), paragraph.line(member.start), text=said[:120].strip("；"))
            item.children = [e.group for e in self._series(fragment.para, member)]
            items.append(item)
        start = each.members[0].start
        leads = [Lead(text[fragment.start : start][-400:], joined=True)]
        told = {
            e.group.name or "" for e in self._series(fragment.para, Span(fragment.start, start))
        }
        link = link_list(leads, [item.text for item in items], "", told)
        group = Group(Kind.ENUMERATION, items, items[0].line, link.name, link.number, each.marker)
        self._judge(group, link)
        yield Found((fragment.para, each.members[0].start), group)

    def _series(self, para: int, span: Span) -> Iterator[Found]:
        paragraph = self.paragraphs[para]
        text = paragraph.text
        found = find_series(text, span.start, span.end)
        written = pairs.written_ratio(text, span.start, span.end, found)
        for ratio in pairs.every_ratio(text, span.start, span.end):
            yield self._ratio(para, ratio[0].at, ratio)
            found = [s for s in found if not ratio[0].at <= s.start <= ratio[-1].at]
        for each in found:
            self.runs += 1
            if written and written[0] == each.start:
                yield self._ratio(para, each.start, written[1])
                continue
            link = link_series(text, each, span.start, span.end)
            items = [Item(text[m.start : m.end], paragraph.line(m.start)) for m in each.members]
            group = Group(Kind.SERIES, items, items[0].line, link.name, link.number, "、")
            items[0].text = text[each.start : each.end][:120]
            self._judge(group, link)
            yield Found((para, each.start), group)

    def _ratio(self, para: int, at: int, found: Sequence[pairs.Pair]) -> Found:
        paragraph = self.paragraphs[para]
        items = [Item(each.key, paragraph.line(each.at), each.value) for each in found]
        name = pairs.law_name(paragraph.text, found[0].at) or pairs.law_name(paragraph.text, at)
        group = Group(Kind.RATIO, items, items[0].line, name)
        return Found((para, at), group)


def _alike_fronts(texts: Sequence[str]) -> int:
    """Count the paragraphs from the first on that begin with the same two characters."""
    front = texts[0][:2]
    if front in _STOP_FRONT or len(bare(front)) < 2 or front.isdigit():
        return 0
    count = 1
    for one, other in pairwise(texts):
        if other[:2] != front or one == other:
            break
        count += 1
    return count if count >= 3 else 0


def _semicolon_lines(texts: Sequence[str]) -> int:
    """Count the paragraphs that “；” sets apart, the last one with its full stop."""
    count = 0
    for text in texts:
        count += 1
        if not text.endswith("；"):
            break
    return count if count >= 3 else 0


def read_outline(raw: str) -> Outline:
    """Read the outline of a raw text.

    Args:
        raw: the text as it came, decoded.

    Returns:
        Its title and the groups that it enumerates, in the order of the text.
    """
    title, paragraphs = clean(raw)
    marks = [*find_marks(paragraphs)]
    lists = build_lists(marks, paragraphs)
    reader = Reader(paragraphs)
    groups = reader.region((0, 0), (len(paragraphs), 0), lists)
    return Outline(title, groups, len(marks), reader.used)


def first_clause(text: str) -> str:
    """Return the first clause of a head phrase."""
    span = next(iter(clauses(text, Span(0, len(text)))), Span(0, len(text)))
    return text[span.start : span.end]

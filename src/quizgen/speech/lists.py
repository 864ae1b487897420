"""Marks to lists: which marks belong together, which list lies in which, where members end.

A list takes the number it expects; a mark that no list expects opens one (where it says 1),
or is no mark. What opened and never went on is dissolved again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .marks import LAST, RANK, Mark
from .text import Paragraph

Place = tuple[int, int]
"""Number of the paragraph, offset in it."""
_CLOSING = (
    "同志们",
    "总之",
    "让我们",
    "谢谢",
    "以上",
    "各位",
    "参加人员",
    "出席",
    "列席",
    "主送",
    "附件",
    "附：",
    "抄送",
    "特此",
    "联系人",
    "此致",
)
_APART = ("附件", "附：", "抄送", "思考题", "讨论题", "练习题", "复习题", "作业：", "名词解释")
"""What begins a part of its own, outside of all lists."""
_DEEPEST = 12


@dataclass
class Member:
    """A member of a marked list and the lists inside it."""

    mark: Mark
    parent: MarkedList
    lists: list[MarkedList] = field(default_factory=list)
    end: Place = (0, 0)

    @property
    def start(self) -> Place:
        """Where the member's own words begin."""
        return self.mark.para, self.mark.end


@dataclass
class MarkedList:
    """A list that the text numbers."""

    family: str
    owner: Member | None
    members: list[Member] = field(default_factory=list)
    odd: list[tuple[str, Mark]] = field(default_factory=list)
    """Gaps and repetitions in the numbering."""
    labels: set[str] = field(default_factory=set)
    """How its members are marked."""
    blocks: int = 0
    """How many members open a paragraph."""

    def add(self, mark: Mark) -> None:
        """Take one more member."""
        self.members.append(Member(mark, self))
        self.labels.add(mark.label)
        self.blocks += mark.block

    @property
    def start(self) -> Place:
        """Where the first mark stands."""
        first = self.members[0].mark
        return first.para, first.at

    @property
    def last(self) -> Mark:
        """The mark of the member that came last."""
        return self.members[-1].mark

    @property
    def block(self) -> bool:
        """Whether its members open paragraphs."""
        return self.blocks * 2 > len(self.members)


class Builder:
    """Takes marks in the order of the text and keeps the lists that are open."""

    def __init__(self, marks: Sequence[Mark], paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.top: list[MarkedList] = []
        self.open: list[MarkedList] = []
        self.blocks = Counter((m.family, m.number) for m in marks if m.block)
        self.para = -1
        for mark in marks:
            if mark.para != self.para:
                self._new_paragraph(mark)
            self._take(mark)
            if mark.block and mark.family != "word":
                self.blocks[mark.family, mark.number] -= 1

    def _new_paragraph(self, mark: Mark) -> None:
        """Close what a new paragraph cannot go on with."""
        for number in range(self.para + 1, mark.para + 1):
            if self.paragraphs[number].text.startswith(_APART):
                self.open.clear()
        self.para = mark.para

    def _take(self, mark: Mark) -> None:
        goes_on = self._expecting(mark)
        if goes_on is not None:
            self._add(goes_on, mark)
        elif mark.number == 1 and len(self.open) < _DEEPEST:
            self._begin(mark)
        elif mark.block:
            self._out_of_turn(mark)
        elif mark.number > 1:
            self._inline_out_of_turn(mark)

    def _expecting(self, mark: Mark) -> MarkedList | None:
        """Find the open list that the mark goes on with: same wording first, then the innermost."""
        best: tuple[int, int] | None = None
        found = None
        for depth, each in enumerate(self.open):
            if each.family != mark.family or not self._follows(each, mark):
                continue
            if not self._in_reach(each, mark):
                continue
            same = 2 * (mark.label in each.labels) + (each.last.block == mark.block)
            if best is None or (same, depth) >= best:
                best, found = (same, depth), each
        return found

    @staticmethod
    def _follows(each: MarkedList, mark: Mark) -> bool:
        if mark.number == LAST:
            return len(each.members) >= 2 and each.last.number != LAST
        if mark.family == "bullet":
            return mark.label in each.labels and mark.para - each.last.para <= 6
        if mark.family == "each":
            return mark.para == each.last.para and mark.label in each.labels
        if mark.family == "side":
            return mark.number == 2 or (len(each.members) == 1 and mark.para == each.last.para)
        return mark.number == each.last.number + 1

    @staticmethod
    def _in_reach(each: MarkedList, mark: Mark) -> bool:
        """Say whether a list may go on here: inside its paragraph, or at the head of a later one."""
        if mark.para - each.last.para <= 1 or mark.block or each.last.block:
            return mark.family != "side" or mark.para - each.last.para <= 2
        return False

    def _add(self, each: MarkedList, mark: Mark) -> None:
        each.add(mark)
        del self.open[self.open.index(each) + 1 :]

    def _begin(self, mark: Mark) -> None:
        """Open a list below the member that is being told."""
        self._close_peers(mark)
        owner = self.open[-1].members[-1] if self.open else None
        new = MarkedList(mark.family, owner)
        new.add(mark)
        (owner.lists if owner else self.top).append(new)
        self.open.append(new)

    def _close_peers(self, mark: Mark) -> None:
        """Close the lists that a new one at the head of a paragraph cannot lie in: its like, and lower."""
        if not mark.block:
            return
        rank = RANK.get(mark.family)
        for depth, each in enumerate(self.open):
            again = each.family == mark.family and mark.label in each.labels and each.block
            below = rank is not None and RANK.get(each.family, 0) >= rank
            inside = not each.last.block and each.last.para < mark.para
            if again or below or inside:
                del self.open[depth:]
                return

    def _out_of_turn(self, mark: Mark) -> None:
        """Take a number that was skipped or given twice, where the list is plain to see."""
        if mark.label not in "是要、（）.①第" or mark.number == LAST:
            return
        for each in reversed(self.open):
            if each.family != mark.family or mark.label not in each.labels or not each.block:
                continue
            last = each.last.number
            if 0 <= mark.number - last <= 2 and last > 0 and mark.number > 1:
                said = "编号重复" if mark.number == last else "编号跳号"
                each.odd.append((said, mark))
                self._add(each, mark)
            return
        if (
            mark.number in (2, 3)
            and self.blocks[mark.family, mark.number + 1] > 0
            and not self.open
        ):
            self._begin(mark)
            self.open[-1].odd.append(("编号不从一开始", mark))

    def _inline_out_of_turn(self, mark: Mark) -> None:
        """Inside one paragraph 一是…三是… skips a number."""
        if mark.label not in "是要":
            return
        for each in reversed(self.open):
            if each.family == mark.family and mark.label in each.labels:
                near = each.last.para == mark.para and not each.last.block
                if near and 0 <= mark.number - each.last.number <= 2 and mark.number > 1:
                    same = mark.number == each.last.number
                    each.odd.append(("编号重复" if same else "编号跳号", mark))
                    self._add(each, mark)
                return


def build_lists(marks: Sequence[Mark], paragraphs: Sequence[Paragraph]) -> list[MarkedList]:
    """Return the lists of a text with the places where their members end."""
    top = _settled(Builder(marks, paragraphs).top, None)
    end = (len(paragraphs), 0)
    closing = _closing(paragraphs, {mark.para for mark in marks if mark.block})
    _bound(top, min(end, (closing, 0)), end, paragraphs)
    return top


def _settled(lists: Iterable[MarkedList], owner: Member | None) -> list[MarkedList]:
    """Dissolve lists of one member (or of two unlike verbs); what lay in them moves up."""
    found: list[MarkedList] = []
    for each in lists:
        for member in each.members:
            member.lists = _settled(member.lists, member)
        if _stands(each):
            each.owner = owner
            found.append(each)
        else:
            found += [inner for member in each.members for inner in member.lists]
    found.sort(key=lambda each: each.start)
    return found


def _stands(each: MarkedList) -> bool:
    if len(each.members) < 2:
        return False
    verbs = each.labels - {"是", "要"}
    if each.family == "word" and len(verbs) > 1:
        return len(each.members) >= 3
    return True


def _closing(paragraphs: Sequence[Paragraph], marked: set[int]) -> int:
    """Find where the text takes its leave: the last paragraphs that belong to no member."""
    end = len(paragraphs)
    for number in range(len(paragraphs) - 1, max(0, len(paragraphs) - 40) - 1, -1):
        text = paragraphs[number].text
        if number in marked and not text.startswith(_APART):
            continue
        apart = text.startswith(_APART)
        if apart or (text.startswith(_CLOSING) and number >= end - 2):
            end = number
    return end


def _bound(
    lists: list[MarkedList], end: Place, whole: Place, paragraphs: Sequence[Paragraph]
) -> None:
    """Give every member its end: the next member, or where the last one may well stop."""
    for at, each in enumerate(lists):
        after = lists[at + 1].start if at + 1 < len(lists) else whole
        limit = min(max(end, each.start), after) if end > each.start else after
        for member, follower in zip(each.members, each.members[1:], strict=False):
            member.end = (follower.mark.para, follower.mark.at)
        last = each.members[-1]
        last.end = _last_end(each, limit, paragraphs)
        for member in each.members:
            _bound(member.lists, member.end, member.end, paragraphs)


def _last_end(each: MarkedList, limit: Place, paragraphs: Sequence[Paragraph]) -> Place:
    """End the last member as its elder siblings ended: by sentences or by paragraphs."""
    last = each.members[-1]
    deepest = _deepest(last)
    if limit[0] > deepest.para + 1 or (limit[0] == deepest.para + 1 and limit[1] > 0):
        allowed = max((_tail(member) for member in each.members[:-1]), default=0)
        if not last.lists and _is_heading(last, paragraphs):
            allowed = limit[0]
        if not last.mark.block and not any(m.mark.block for m in each.members):
            allowed = 0
        limit = min(limit, (deepest.para + 1 + allowed, 0))
    if each.block or deepest.para != limit[0] - (limit[1] == 0):
        return limit
    return _last_sentence(each, limit, paragraphs)


def _deepest(member: Member) -> Mark:
    """Return the last mark inside a member, its own if there is none."""
    while member.lists:
        member = member.lists[-1].members[-1]
    return member.mark


def _tail(member: Member) -> int:
    """Count the paragraphs of a member that follow its last mark."""
    end = member.end[0] if member.end[1] else member.end[0] - 1
    return max(0, end - _deepest(member).para)


def _is_heading(member: Member, paragraphs: Sequence[Paragraph]) -> bool:
    text = paragraphs[member.mark.para].text[member.mark.end :]
    return len(text) <= 40 and not any(stop in text[:-1] for stop in "。；")


def _last_sentence(each: MarkedList, limit: Place, paragraphs: Sequence[Paragraph]) -> Place:
    """Inside a paragraph the last member is as many sentences long as the longest before it."""
    last = each.members[-1]
    if last.lists or any(m.mark.para != last.mark.para for m in each.members):
        return limit
    text = paragraphs[last.mark.para].text
    allowed = 1
    for member in each.members[:-1]:
        body = text[member.mark.end : member.end[1]].rstrip("。；，")
        allowed = max(allowed, body.count("。") + 1)
    at = last.mark.end
    stop = limit[1] if limit[0] == last.mark.para else len(text)
    for _ in range(allowed):
        found = text.find("。", at, stop)
        if found < 0:
            return limit
        at = found + 1
        while text[at : at + 1] and text[at] in "”’）":
            at += 1
    return (last.mark.para, at) if at < stop else limit

"""What the makers of items share: the course, its facts' status, ids and draws."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from quizgen.model import (
    Case,
    Detail,
    Evidence,
    Item,
    Point,
    PointSet,
    Question,
    SetKind,
    SourceRef,
    match_key,
)
from quizgen.problems import Code, Problem, Severity

from .wording import bare, cited, reference


def digest(*parts: str, length: int = 8) -> str:
    """Hash words into a short name, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


_LENDERS = 12
"""Sets of a topic that may lend to one of it."""


@dataclass(frozen=True)
class LawNote:
    """What the fact file says of one number.

    Only on a ``sound`` one, read in the text of the law, may a stem say 根据《…》;
    ``cites`` are laws and articles for explanations, ``text`` is our sentence about it.
    """

    sound: bool
    cites: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Draft:
    """An item before the whole is looked at.

    ``core`` are the words of the stem that are no author's slot, term or template: the level
    goes by their distance from what trainees read (item-writing rules, section 7). A made-up
    event has none: its amounts are drawn, the rest is template. Items that share a family are
    enemies.
    """

    item: Item
    core: str = ""
    families: tuple[str, ...] = ()


def practised(draft: Draft) -> Draft:
    """Keep an item for practice."""
    return Draft(replace(draft.item, use="practice"), draft.core, draft.families)


@dataclass
class Course:
    """All that items are made of: sets, cases, questions, and what is known around them.

    Args:
        sets: the point sets, in the order of the course.
        cases: the cases with their questions.
        questions: questions written by hand outside of cases.
        laws: the fact file by number.
        titles: docname to title of each lesson.
        words: everything a trainee reads, self-checks left out.
        files: docname to the path that notes name.
        seed: other seeds give other draws of options and positions.
    """

    sets: Sequence[PointSet]
    cases: Sequence[Case] = ()
    questions: Sequence[Question] = ()
    laws: Mapping[str, LawNote] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    notes: list[Problem] = field(default_factory=list)
    by_id: Mapping[str, PointSet] = field(init=False)
    topics: Mapping[str, list[PointSet]] = field(init=False)
    grades: Sequence[PointSet] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {each.id: each for each in self.sets}
        topics: dict[str, list[PointSet]] = {}
        for each in self.sets:
            if each.topic:
                topics.setdefault(each.topic, []).append(each)
        self.topics = topics
        self.grades = [each for each in self.sets if each.kind is SetKind.BANDS]

    def note(self, lesson: str, line: int, message: str) -> None:
        """Remember an item that was not made, and why."""
        where = SourceRef(self.files.get(lesson, lesson), line)
        self.notes.append(Problem(Code.ITEM_NOT_MADE, message, where, Severity.NOTE))

    def number(self, *key: str) -> int:
        """Draw a number that depends on the item and the seed alone."""
        return int(digest(str(self.seed), *key, length=12), 16)

    def order(self, key: str, words: Iterable[str]) -> list[str]:
        """Put words into an order that depends on the item and the seed alone."""
        return sorted(words, key=lambda word: digest(str(self.seed), key, word))

    def is_sound(self, numbers: Iterable[str]) -> bool:
        """Say whether facts are cited and all of them were read in the text of the law."""
        asked = [number for number in numbers if not number.startswith("13-")]
        return bool(asked) and all(
            number in self.laws and self.laws[number].sound for number in asked
        )

    def lenders(self, pointset: PointSet) -> list[PointSet]:
        """Return a few sets of the same topic, by hash: the cost is the same in any course."""
        topic = {each.id: each for each in self.topics.get(pointset.topic or "", ())}
        if len(topic) > _LENDERS:
            chosen = self.order(f"{pointset.id}/lenders", topic)[:_LENDERS]
            return [topic[each] for each in chosen]
        return list(topic.values())

    def sources(self, pointset: PointSet, own: Iterable[str] = ()) -> str:
        """End an explanation: the articles it rests on, and where the lesson says it.

        Facts cited beside a detail or question are its ``own``. What a set cites as a whole
        supports its items only where it rests on a law (``:basis:``); a list of a speech has no
        article, whatever its lesson cites.
        """
        facts = tuple(own) or (pointset.facts if pointset.basis else ())
        known = [self.laws[each] for each in facts if each in self.laws]
        law = cited(cite for each in known if each.sound for cite in each.cites)
        return law + reference(self.titles.get(pointset.lesson, ""), pointset.title)

    def today(self, pointset: PointSet) -> str | None:
        """Say what holds today beside a dated set, in the words of the fact file.

        Corrections (13-…) come first: they set the speech and today's rule side by side.
        """
        numbers = sorted(pointset.facts, key=lambda each: not each.startswith("13-"))
        told = [self.laws[each].text for each in numbers if each in self.laws]
        told = [each for each in told if each]
        return f"今天的规定：{told[0]}" if told else None


def asks_in_full(pointset: PointSet) -> bool:
    """Say whether a set is asked about in every way."""
    return pointset.ask == "full"


def is_asked(pointset: PointSet) -> bool:
    """Say whether a set is asked about at all."""
    return pointset.ask != "no" and bool(pointset.id)


def common(
    pointset: PointSet,
    template: str,
    key: Sequence[str],
    *,
    fact: str,
    points: Iterable[Point] = (),
    detail: Detail | None = None,
    facts: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the fields that every item of a set has.

    The id is the set's name, the template and a hash of the oldest term and the detail:
    stable when the set moves and when titles, glosses or other points are reworded.
    """
    points = list(points)
    return {
        "id": f"{pointset.id}.{template.lower()}.{digest(*key)}",
        "set": pointset.id,
        "points": tuple(target(pointset, each) for each in points),
        "fact": f"{pointset.id}.{fact}",
        "template": template,
        "lesson": pointset.lesson,
        "part": part_of(pointset.lesson),
        "topic": pointset.topic,
        "facts": tuple(dict.fromkeys(facts)),
        "evidence": evidence_of(pointset, points, detail),
    }


def part_of(lesson: str) -> str:
    """Name the part a lesson belongs to: its folder."""
    return lesson.partition("/")[0] if "/" in lesson else ""


def first_term(pointset: PointSet, point: Point) -> str:
    """Return the term that names a point in ids: its oldest one, so that a renaming keeps them."""
    was = {match_key(new): old for new, old in pointset.was}
    return match_key(was.get(match_key(point.key), point.key))


def evidence_of(
    pointset: PointSet, points: Sequence[Point], detail: Detail | None = None
) -> Evidence:
    """Say where the key of an item stands."""
    if detail is not None:
        return Evidence(pointset.lesson, detail.line, detail.text)
    if len(points) != 1:
        return Evidence(pointset.lesson, pointset.line, pointset.title)
    point = points[0]
    value = f"：{point.value}" if point.value else ""
    return Evidence(pointset.lesson, point.line, f"{point.key}{value}")


def target(pointset: PointSet, point: Point) -> str:
    """Write the reference to a point."""
    return f"{pointset.id}/{bare(point.key)}"


def boundaries(point: Point) -> list[str]:
    """Return how a point differs from its neighbours, in the lesson's words."""
    return [detail.text for detail in point.details if detail.label == "界限"]


def wordings(pointset: PointSet, word: str) -> tuple[str, ...]:
    """Return a term or value and everything ``:same:`` calls it."""
    wanted = match_key(word)
    found = {bare(word): None}
    for left, others in pointset.same:
        if match_key(left) == wanted:
            found |= dict.fromkeys(bare(each) for each in others)
    return tuple(found)


def facts_of(pointset: PointSet, detail: Detail | None = None) -> tuple[str, ...]:
    """Return the fact numbers behind a detail: its own, or else those of its set."""
    if detail is not None and detail.facts:
        return detail.facts
    return pointset.facts

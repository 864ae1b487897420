"""What only the whole course can tell: ids that meet twice, targets that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quizgen.bank.facts import Facts, Status
from quizgen.model import Case, PointSet, SetKind, SourceRef, Target, match_key
from quizgen.problems import Code, Problem

from .domain import QuizgenDomain, find_point

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class Course:
    """All that the documents of a course hold, looked at together."""

    def __init__(self, domain: QuizgenDomain, env: BuildEnvironment, facts: Facts | None) -> None:
        self.domain = domain
        self.facts = facts
        self._env = env
        self._paths: dict[str, str] = {}
        self.sets: dict[str, PointSet] = {}
        for each in domain.all_sets():
            self.sets.setdefault(each.id, each)

    def place(self, docname: str, line: int) -> SourceRef:
        """Say where something stands, as the author sees it."""
        if docname not in self._paths:
            self._paths[docname] = str(self._env.doc2path(docname))
        return SourceRef(self._paths[docname], line)

    def problems(self) -> list[Problem]:
        """Return every problem of the course: each document's own, then those between them."""
        found = [
            each for name in sorted(self.domain.problems) for each in self.domain.problems[name]
        ]
        found += self._duplicates()
        found += self._taken_labels()
        found += self._set_targets()
        found += self._case_targets()
        found += self._question_targets()
        found += self._references()
        if self.facts is not None:
            found += self._facts(self.facts)
        return found

    def _named(self) -> Iterator[tuple[str, SourceRef]]:
        for docname in sorted(self.domain.env.found_docs):
            named: list[tuple[str, int]] = []
            named += [(each.id, each.line) for each in self.domain.sets.get(docname, ())]
            named += [(each.id, each.line) for each in self.domain.questions.get(docname, ())]
            for case in self.domain.cases.get(docname, ()):
                named.append((case.id, case.line))
                named += [(each.id, each.line) for each in case.questions]
            for name, line in sorted(named, key=lambda each: each[1]):
                if name:
                    yield name, self.place(docname, line)

    def _duplicates(self) -> Iterator[Problem]:
        seen: dict[str, SourceRef] = {}
        for name, place in self._named():
            if name in seen:
                yield Problem(
                    Code.DUPLICATE_ID, f":name: {name} 在 {seen[name]} 已经用过，请换一个", place
                )
            seen.setdefault(name, place)

    def _taken_labels(self) -> Iterator[Problem]:
        """Tell of sets that ``{ref}`` can't find: a target elsewhere has their name."""
        places = self._env.domains.standard_domain.anonlabels
        for each in self.sets.values():
            docname, anchor = places.get(each.id, (each.lesson, each.id))
            if (docname, anchor) != (each.lesson, each.id):
                yield Problem(
                    Code.DUPLICATE_ID,
                    f":name: {each.id} 在 {self._env.doc2path(docname)} 里已经是一个标签，请换一个",
                    self.place(each.lesson, each.line),
                )

    def _unknown(self, target: Target) -> str | None:
        """Say what is wrong with a target, or nothing."""
        pointset = self.sets.get(target.set)
        if pointset is None:
            return f"没有叫“{target.set}”的点集"
        if target.term is not None and find_point(pointset, target.term) is None:
            terms = "、".join(point.key for point in pointset.points)
            return f"点集“{target.set}”里没有“{target.term}”，有的是：{terms}"
        return None

    def _told(self, option: str, targets: Iterable[Target], place: SourceRef) -> Iterator[Problem]:
        for target in targets:
            if wrong := self._unknown(target):
                yield Problem(Code.UNKNOWN_TARGET, f"{option} 指到了不存在的地方：{wrong}", place)

    def _set_targets(self) -> Iterator[Problem]:
        for each in self.domain.all_sets():
            place = self.place(each.lesson, each.line)
            if each.part_of and each.part_of.term is not None:
                yield from self._told(":part-of:", [each.part_of], place)
            yield from self._told(":confuse:", [Target(name) for name in each.confuse], place)
            if each.by:
                yield from self._by(each, each.by, place)

    def _by(self, pointset: PointSet, by: str, place: SourceRef) -> Iterator[Problem]:
        bands = self.sets.get(by)
        if bands is None:
            yield from self._told(":by:", [Target(by)], place)
        elif bands.kind is not SetKind.BANDS:
            yield Problem(Code.BY_NOT_BANDS, f":by: 要写一个 bands 点集，“{by}”不是", place)
        else:
            grades = {match_key(point.key) for point in bands.points}
            for point in pointset.points:
                if match_key(point.key) not in grades:
                    yield Problem(
                        Code.BY_NOT_BANDS,
                        f"“{point.key}”不是“{by}”里的等级",
                        self.place(pointset.lesson, point.line),
                    )

    def _case_targets(self) -> Iterator[Problem]:
        for docname in sorted(self.domain.cases):
            for case in self.domain.cases[docname]:
                place = self.place(docname, case.line)
                yield from self._told(":shows:", case.shows, place)
                yield from self._lure(case, place)
                for each in case.questions:
                    where = self.place(docname, each.line)
                    yield from self._told(":points:", each.points, where)

    def _lure(self, case: Case, place: SourceRef) -> Iterator[Problem]:
        shown = [self.sets[each.set] for each in case.shows if each.set in self.sets]
        if case.lure and shown and not any(find_point(each, case.lure) for each in shown):
            yield Problem(Code.BAD_LURE, f":lure: “{case.lure}”不是“{shown[0].title}”里的词", place)

    def _question_targets(self) -> Iterator[Problem]:
        for docname in sorted(self.domain.questions):
            for each in self.domain.questions[docname]:
                yield from self._told(":points:", each.points, self.place(docname, each.line))
        for docname in sorted(self.domain.quizzes):
            for quiz in self.domain.quizzes[docname]:
                yield from self._told(":points:", quiz.points, self.place(docname, quiz.line))

    def _references(self) -> Iterator[Problem]:
        for docname in sorted(self.domain.references):
            for target, place in self.domain.references[docname]:
                set_id, slash, term = target.partition("/")
                yield from self._told("{point}", [Target(set_id, term if slash else None)], place)

    def _cited(self) -> Iterator[tuple[str, SourceRef]]:
        for each in self.domain.all_sets():
            place = self.place(each.lesson, each.line)
            yield from ((number, place) for number in each.facts)
            for point in each.points:
                for detail in point.details:
                    where = self.place(each.lesson, detail.line)
                    yield from ((number, where) for number in detail.facts)
        for docname in sorted({*self.domain.cases, *self.domain.questions}):
            cases = self.domain.cases.get(docname, ())
            asked = [*self.domain.questions.get(docname, ())]
            for case in cases:
                asked += case.questions
                place = self.place(docname, case.line)
                yield from ((number, place) for number in case.facts)
            for question in asked:
                place = self.place(docname, question.line)
                yield from ((number, place) for number in question.facts)

    def _facts(self, facts: Facts) -> Iterator[Problem]:
        for number, place in self._cited():
            fact = facts.get(number)
            if fact is None:
                yield Problem(Code.UNKNOWN_FACT, f"事实表里没有编号 {number}", place)
            elif fact.status is Status.UNVERIFIED and not number.startswith("13-"):
                yield Problem(
                    Code.UNSOUND_FACT,
                    f"事实 {number} 没有核实（could-not-verify），不能当依据",
                    place,
                )

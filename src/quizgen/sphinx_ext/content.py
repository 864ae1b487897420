"""All that a course holds, as plain values: what items and banks are made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace
from sphinx import addnodes

from quizgen.bank.facts import Fact, Facts, Status
from quizgen.generate import Course, LawNote
from quizgen.model import EXAM_LABELS, BankHeader, Case, PointSet, Question
from quizgen.problems import Problem, Severity

from .builder import cases_in_order, sets_in_order
from .domain import QuizgenDomain
from .lawtable import facts_of
from .order import lessons_in_order

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class CourseContent:
    """What a course enumerates, and every warning of reading it.

    ``lessons`` are docname and title in course order, ``files`` the path of each document,
    ``words`` what trainees read in it, ``parts`` folder and Chinese name of each part.
    """

    sets: tuple[PointSet, ...]
    cases: tuple[Case, ...]
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    lessons: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    title: str = ""
    notes: tuple[Problem, ...] = ()
    facts: Facts | None = None


def content_of(env: BuildEnvironment, warnings: tuple[str, ...] = ()) -> CourseContent:
    """Gather what the domain keeps, in the order of the table of contents."""
    domain = cast(QuizgenDomain, env.domains["quizgen"])
    order = lessons_in_order(env)
    taught = [name for name in order if domain.words.get(name)]
    facts = facts_of(env)
    return CourseContent(
        sets=tuple(sets_in_order(env)),
        cases=tuple(cases_in_order(env)),
        warnings=warnings,
        questions=tuple(each for name in order for each in domain.questions.get(name, ())),
        lessons={name: env.titles[name].astext() for name in taught if name in env.titles},
        files={name: str(env.doc2path(name)) for name in order},
        words={name: domain.words[name] for name in taught},
        parts=dict(_parts(env, taught)),
        title=str(env.config.project),
        notes=tuple(
            each
            for name in order
            for each in domain.problems.get(name, ())
            if each.severity is Severity.NOTE
        ),
        facts=facts,
    )


def _parts(env: BuildEnvironment, taught: list[str]) -> Iterator[tuple[str, str]]:
    """Name each part (the folder of its lessons) by the caption of its table of contents."""
    tree = env.get_doctree(env.config.root_doc)
    for toctree in tree.findall(addnodes.toctree):
        for _, docname in toctree["entries"]:
            folder = (docname or "").partition("/")[0] if "/" in (docname or "") else ""
            if docname in taught:
                yield folder, str(toctree.get("caption") or folder)


def laws_of(facts: Facts | None) -> dict[str, LawNote]:
    """Return what a maker of items has to know of each fact."""
    if facts is None:
        return {}
    found = {}
    for number, fact in facts.facts.items():
        sound = fact.status is Status.VERIFIED
        found[number] = LawNote(sound, tuple(_cites(facts, fact)), fact.text)
    return found


def _cites(facts: Facts, fact: Fact) -> Iterator[str]:
    """Write law and article as explanations cite them: 《安全生产法》第二十二条."""
    short = [fact.law] if isinstance(fact.law, str) else list(fact.law or ())
    names = {each: facts.laws.get(each, each).partition("（")[0] for each in short}
    for piece in (fact.article or "").split("；"):
        named = next((each for each in short if piece.startswith(each)), None)
        if named is not None:
            yield names[named] + piece.removeprefix(named)
        elif piece and len(short) == 1:
            yield names[short[0]] + piece


def course_for_items(content: CourseContent, seed: int = 0) -> Course:
    """Return what :func:`quizgen.generate.make_items` works on."""
    return Course(
        sets=content.sets,
        cases=content.cases,
        questions=content.questions,
        laws=laws_of(content.facts),
        titles=content.lessons,
        words=tuple(content.words.values()),
        files=content.files,
        seed=seed,
    )


def without_exam(content: CourseContent) -> CourseContent:
    """Leave out what only an exam asks: 试, 反 and 考, cases and questions of the exam."""
    return dataclasses.replace(
        content,
        sets=tuple(_with_open_details(each) for each in content.sets),
        cases=tuple(each for each in content.cases if each.use != "exam"),
        questions=tuple(each for each in content.questions if each.use != "exam"),
    )


def _with_open_details(pointset: PointSet) -> PointSet:
    points = tuple(
        replace(
            point,
            details=tuple(each for each in point.details if each.label not in EXAM_LABELS),
        )
        for point in pointset.points
    )
    return replace(pointset, points=points)


def header_of(content: CourseContent, seed: int = 0) -> BankHeader:
    """Return the first line of the course's bank."""
    return BankHeader(
        title=content.title,
        seed=seed,
        checked=content.facts.checked if content.facts else None,
        parts=content.parts,
        lessons=content.lessons,
        sets={each.id: each.title for each in content.sets},
    )

"""Cases: which point one shows, and the questions written beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizgen.model import Case, Evidence, Point, PointSet, SingleChoice, Stimulus, match_key

from . import wording as w
from .context import Course, Draft, digest, part_of, target
from .details import classified
from .options import arranged, difficulty, tells, tells_letter
from .questions import item_of

_FRAME = re.compile(
    r"(?:属于|体现(?:的是|了)?|涉及|缺少的是|缺的是|是)(?P<frame>[^，。]*【词】[^，。]*)$"
)
LEVELS = {
    None: "understand",
    "who": "understand",
    "value": "apply",
    "missed": "apply",
    "next": "apply",
}
"""What a question of a case asks, and the level it can reach (item-writing rules, section 7)."""


def case_items(course: Course, case: Case) -> Iterator[Draft]:
    """Make the recognition item of a case and one of each of its questions."""
    stimulus = Stimulus(case.id, case.text)
    use = "exam" if case.use == "exam" else "practice"
    yield from filter(None, [_shows(course, case, stimulus, use)])
    for question in case.questions:
        draft = item_of(course, question, stimulus=stimulus, case=case)
        yield Draft(draft.item, core=f"{case.text}{question.stem}", families=(case.id,))


def _shown(course: Course, case: Case) -> tuple[PointSet, Point] | None:
    for each in case.shows:
        pointset = course.by_id.get(each.set)
        if pointset is None or each.term is None:
            continue
        wanted = match_key(each.term)
        point = next((p for p in pointset.points if match_key(p.key) == wanted), None)
        if point is not None:
            return pointset, point
    return None


def frame_of(pointset: PointSet) -> str | None:
    """Return what the set calls itself around 【词】: “四查”中的【词】, from its own slots."""
    for slot in (pointset.scene, pointset.lack, pointset.of):
        found = _FRAME.search((slot or "").rstrip("。"))
        if found and not found["frame"].startswith("在"):
            return found["frame"]
    return None


def _shows(course: Course, case: Case, stimulus: Stimulus, use: str) -> Draft | None:
    """Ask which point the deciding fact of a case touches; it is quoted, so no other is meant."""
    shown = _shown(course, case)
    if shown is None:
        return None
    pointset, point = shown
    frame = frame_of(pointset)
    if frame is None or pointset.ask != "full" or pointset.status == "dated":
        course.note(case.lesson, case.line, f"“{pointset.title}”没有 :scene:，案例的归类题不出")
        return None
    item_id = f"{case.id}.shows.{digest(case.id, case.cue)}"
    also = {match_key(each.term or "") for each in case.shows if each.set == pointset.id}
    wrong, whys = classified(course, pointset, point, item_id, case.lure or "")
    others = [w.bare(each.key) for each in wrong if match_key(each.key) not in also]
    right = w.bare(point.key)
    told = tells(case.text + case.cue, right, others) or tells_letter(case.cue, right, others)
    if told or len(others) < 2:
        said = f"案文和“{right}”都有“{told}”" if told else "能作错项的同类词不足两个"
        course.note(case.lesson, case.line, f"{said}，案例“{case.title}”的归类题不出")
        return None
    options, fixed = arranged(course, item_id, right, others, whys)
    item = SingleChoice(
        id=item_id,
        set=pointset.id,
        points=(target(pointset, point),),
        fact=f"{case.id}.shows",
        template="shows",
        use="exam" if use == "exam" else "practice",
        level="understand",
        lesson=case.lesson,
        part=part_of(case.lesson),
        topic=pointset.topic,
        facts=case.facts,
        evidence=Evidence(case.lesson, case.line, case.cue),
        stimulus=stimulus,
        origin="case",
        stem=_stem(course, pointset, w.inner(w.cut(case.cue)), frame),
        explanation=_explain(course, case, pointset, point),
        difficulty=difficulty([right], others, "understand"),
        options=options,
        fixed=fixed,
    )
    return Draft(item, core=case.text, families=(case.id,))


def _stem(course: Course, pointset: PointSet, cue: str, frame: str) -> str:
    """Quote the fact; a set that does not name itself around its term is named by what it is about.

    A set whose terms are the grades of another (``:by:``) is about those.
    """
    graded = course.by_id.get(pointset.by or "")
    about = w.plain_title(graded.title) if graded else pointset.about
    if frame == "【词】" and about:
        return w.CASE_SHOWS_ABOUT.format(about=about, cue=cue)
    return w.CASE_SHOWS.format(cue=cue, frame=w.fill(frame, 词=w.GAP))


def _explain(course: Course, case: Case, pointset: PointSet, point: Point) -> str:
    told = w.ended(case.explanation or point.gloss)
    told = f"{w.ANSWER_IS.format(key=w.bare(point.key))}{told}"
    return told + course.sources(pointset, case.facts)

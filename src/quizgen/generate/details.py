"""Items on what belongs to which point: M5 feature to term, M6 term to feature, M11 matching."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizgen.model import (
    Detail,
    Matching,
    Pair,
    Point,
    PointSet,
    SetKind,
    SingleChoice,
    match_key,
)

from . import wording as w
from .context import (
    Course,
    Draft,
    boundaries,
    common,
    digest,
    facts_of,
    first_term,
    is_asked,
    practised,
)
from .lists import tail
from .options import MOST, arranged, choose, difficulty, tells, tells_letter

KINDS = (SetKind.MEMBERS, SetKind.PAIRS, SetKind.STEPS)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SLACK = 1.5
"""Longest to shortest among features that stand as options (M6)."""


def detail_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make one item of each feature, and one matching item of the set."""
    if pointset.kind not in KINDS or pointset.ask not in ("full", "match"):
        return
    if not is_asked(pointset) or pointset.status == "dated":
        return
    if pointset.of and len(pointset.points) >= 3:
        for point in pointset.points:
            yield from _of_point(course, pointset, point)
    yield from filter(None, [_matching(course, pointset)])


def features(point: Point) -> list[Detail]:
    """Return what holds of this point alone."""
    return [detail for detail in point.details if detail.label == ""]


def _of_point(course: Course, pointset: PointSet, point: Point) -> Iterator[Draft]:
    """Ask each feature one way: one of them as M6 (same stem, so once a point), the rest M5.

    One of a point may stand in exams where its set is a law's, the others are for practice: what can be remembered from the page is little worth asking twice, and is not to
    outweigh situations and cases.
    """
    found = features(point)
    turned = None
    if len(found) > 1:
        turned = found[course.number("turn", pointset.id, first_term(pointset, point)) % len(found)]
    made = [
        (_term_to_feature(course, pointset, point, detail) if detail is turned else None)
        or _feature_to_term(course, pointset, point, detail)
        for detail in found
    ]
    examined = [each for each in made if each is not None]
    for at, draft in enumerate(examined):
        first = at == course.number("exam", pointset.id, first_term(pointset, point)) % len(
            examined
        )
        yield (
            draft
            if first and w.basis_of(pointset, course.is_sound(pointset.facts))
            else practised(draft)
        )


def fact_of(pointset: PointSet, point: Point, detail: Detail) -> str:
    """Name the fact that a detail is."""
    return f"detail.{digest(first_term(pointset, point), detail.text)}"


def why_not(pointset: PointSet, right: Point, wrong: Point) -> str:
    """Say why a sibling is not the answer: the boundary that names it, or what it means."""
    name = w.bare(wrong.key)
    for owner, other in ((right, wrong), (wrong, right)):
        for each in boundaries(owner):
            if match_key(other.key) in match_key(each):
                return w.ended(w.BOUND.format(term=w.bare(owner.key), bound=each))
    if wrong.gloss:
        return w.ended(w.MEANS.format(term=name, gloss=w.inner(wrong.gloss)))
    mine = boundaries(wrong)
    return w.ended(w.BOUND.format(term=name, bound=mine[0])) if mine else ""


def _lettered(pairs: Sequence[Pair]) -> bool:
    """Say whether a character joins a term to its own entry and to no other (flaw C1)."""
    for each in pairs:
        others = "".join(other.right for other in pairs if other is not each)
        if any(
            _HAN.match(char) and char not in others for char in set(each.left) & set(each.right)
        ):
            return True
    return False


def _bounded(point: Point, other: Point) -> bool:
    """Say whether a boundary of one point names the other: those two are taken for each other."""
    names = ((point, w.bare(other.key)), (other, w.bare(point.key)))
    return any(name in w.bare(bound) for each, name in names for bound in boundaries(each))


def classified(
    course: Course, pointset: PointSet, point: Point, key: str, lure: str = ""
) -> tuple[list[Point], dict[str, str]]:
    """Choose siblings as wrong options (classification uses siblings only), with reasons."""
    siblings = {w.bare(each.key): each for each in pointset.points if each is not point}
    right = w.bare(point.key)
    near = [each for each in siblings if _bounded(point, siblings[each])]
    chosen = choose(course, key, right, near)
    others = [each for each in siblings if each not in near]
    chosen += choose(course, key, right, others)[: MOST - 1 - len(chosen)]
    bait = w.bare(lure)
    if bait in siblings and bait not in chosen:
        chosen = [bait, *chosen][: MOST - 1]
    wrong = [siblings[each] for each in chosen]
    return wrong, {w.bare(each.key): why_not(pointset, point, each) for each in wrong}


def _feature_to_term(
    course: Course, pointset: PointSet, point: Point, detail: Detail
) -> Draft | None:
    """M5: the feature in quotation marks, then the author's ``:of:`` with its term as gap."""
    assert pointset.of is not None
    key = (first_term(pointset, point), detail.text)
    cited = facts_of(pointset, detail)
    fields = common(
        pointset,
        "M5",
        key,
        fact=fact_of(pointset, point, detail),
        points=[point],
        detail=detail,
        facts=cited,
    )
    wrong, whys = classified(course, pointset, point, fields["id"])
    right, others = w.bare(point.key), [w.bare(each.key) for each in wrong]
    if not _fair(course, pointset, detail, right, others):
        return None
    quoted = f"“{w.inner(w.cut(detail.text))}”，"
    options, fixed = arranged(course, fields["id"], right, others, whys)
    item = SingleChoice(
        **fields,
        stem=w.ended(quoted + w.fill(pointset.of, 词=w.GAP)),
        explanation=_belongs(course, pointset, point, detail),
        difficulty=difficulty([right], others, "remember"),
        options=options,
        fixed=fixed,
    )
    return Draft(item)


def _fair(
    course: Course, pointset: PointSet, detail: Detail, right: str, others: list[str]
) -> bool:
    """Say whether a feature may be asked for its term; note why not."""
    told = tells(w.fill(pointset.of or "", 词="") + detail.text, right, others)
    told = told or tells_letter(detail.text, right, others)
    if told:
        message = f"要点“{detail.text}”和“{right}”都有“{told}”，别的选项没有，不出归类题"
    elif len(others) < 2:
        message = f"“{pointset.title}”能作错项的同类词不足两个，不出归类题"
    else:
        return True
    course.note(pointset.lesson, detail.line, message)
    return False


def _belongs(course: Course, pointset: PointSet, point: Point, detail: Detail) -> str:
    assert pointset.of is not None
    said = w.fill(pointset.of, 词=w.bare(point.key))
    gloss = f"{w.bare(point.key)}：{w.ended(point.gloss)}" if point.gloss else ""
    told = f"“{w.inner(w.cut(detail.text))}”，{w.ended(said)}{gloss}"
    return told + tail(course, pointset, detail.facts)


def _term_to_feature(
    course: Course, pointset: PointSet, point: Point, detail: Detail
) -> Draft | None:
    """M6: which feature belongs to the term; no other feature of the point stands by."""
    assert pointset.of is not None
    right = w.inner(w.cut(detail.text))
    theirs = {
        w.inner(w.cut(each.text)): other
        for other in pointset.points
        if other is not point
        for each in features(other)
        if _like(right, w.cut(each.text))
    }
    cited = facts_of(pointset, detail)
    fields = common(
        pointset,
        "M6",
        (first_term(pointset, point), detail.text),
        fact=fact_of(pointset, point, detail),
        points=[point],
        detail=detail,
        facts=cited,
    )
    near = {each: other for each, other in theirs.items() if _bounded(point, other)}
    if len({w.bare(other.key) for other in near.values()}) >= 2:
        theirs = near
    wrong = _spread(choose(course, fields["id"], right, theirs), theirs)
    of = w.fill(pointset.of, 词=w.bare(point.key))
    quoted = w.fill(pointset.of.replace("“【词】”", "【词】"), 词=f"“{w.bare(point.key)}”")
    if len(wrong) < 2 or tells(of, right, wrong) or not _even([right, *wrong]):
        return None
    whys = {each: w.BELONGS_TO.format(term=w.bare(theirs[each].key)) for each in wrong}
    options, _ = arranged(course, fields["id"], right, wrong, whys)
    item = SingleChoice(
        **fields,
        stem=w.TERM_TO_DETAIL.format(of=w.belonging(quoted)),
        explanation=_belongs(course, pointset, point, detail),
        difficulty=difficulty([right], wrong, "remember"),
        options=options,
    )
    return Draft(item)


def _like(right: str, other: str) -> bool:
    long, short = max(len(right), len(other)), min(len(right), len(other))
    return long <= _SLACK * short


def _even(options: list[str]) -> bool:
    """Say whether options are alike in length and the first, the key, is not alone in its signs."""
    lengths = [len(each) for each in options]
    signs = [any(char in each for char in "‘’《》") for each in options]
    alone = signs.count(signs[0]) == 1
    return max(lengths) <= _SLACK * min(lengths) and not alone


def _spread(chosen: list[str], owners: dict[str, Point]) -> list[str]:
    """Prefer features of different points: two of one point rule each other out."""
    first: dict[str, str] = {}
    for each in chosen:
        first.setdefault(owners[each].key, each)
    return list(first.values()) if len(first) >= 2 else []


def _matching(course: Course, pointset: PointSet) -> Draft | None:
    """M11: features to terms; what belongs to a term that is not shown is left over.

    The right column has one or two entries more than the left, so that nothing is found by
    ruling out (flaw C3); where the set has too few points the item is not made.
    """
    owners = [point for point in pointset.points if features(point)]
    if pointset.kind is SetKind.STEPS or len(owners) < 4 or not pointset.of:
        return None
    fields = common(pointset, "M11", ("match",), fact="match", points=pointset.points)
    by_term = {w.bare(each.key): each for each in owners}
    order = course.order(fields["id"], by_term)[:6]
    spare = 1 if len(order) < 6 else 2
    pairs = []
    for term in order:
        texts = {w.cut(each.text) for each in features(by_term[term])}
        if any(tells(each, term, [t for t in order if t != term]) for each in texts):
            return None
        pairs.append(Pair(term, course.order(f"{fields['id']}/{term}", texts)[0]))
    if len({each.right for each in pairs}) < len(pairs) or _lettered(pairs):
        return None
    shown, left_over = pairs[spare:], pairs[:spare]
    told = "；".join(f"{each.left}——{each.right}" for each in shown)
    item = Matching(
        **fields | {"points": tuple(f"{pointset.id}/{each.left}" for each in shown)},
        stem=w.MATCH_DETAILS.format(title=w.bare(pointset.called or w.plain_title(pointset.title))),
        explanation=f"{told}。" + course.sources(pointset),
        difficulty=0.5,
        pairs=tuple(shown),
        extra=tuple(each.right for each in left_over),
    )
    return Draft(item)

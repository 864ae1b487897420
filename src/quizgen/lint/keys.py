"""The independent check: every key once more, from the points and by another road (K1, K2).

Nothing here knows how items are made. A choice is right where the author's sentence with it in
the gap is one the lesson says; an event's grade is worked out from its amounts and the table; a
detail belongs to the point it stands under; a statement is right where it is the right side of a
misconception. What does not follow is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Point,
    PointSet,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    match_key,
)

from . import grades, truth
from .findings import Finding, Known, found
from .words import bare, choices, put

Check = Callable[[Item, PointSet, Known], Iterable[str]]
"""Says what does not follow; nothing where the key is right."""


def check_key(item: Item, known: Known) -> Iterator[Finding]:
    """Derive an item's key anew; items of hand-written origin are held against their source."""
    if item.origin in ("question", "case") and item.id in known.question_by_id:
        yield from (found(item, "K2", each) for each in _as_written(item, known))
        return
    check = CHECKS.get(item.template)
    if check is None or item.origin not in ("points", "case"):
        return
    pointset = known.by_id.get(item.set or "")
    if pointset is None:
        yield found(item, "K2", f"找不到点集“{item.set}”，答案无从核对")
        return
    for each in check(item, pointset, known):
        code = "K1" if each.startswith("双解") else "K2"
        yield found(item, code, each)


def _as_written(item: Item, known: Known) -> Iterator[str]:
    """Compare a hand-written question with what its author marked."""
    question = known.question_by_id[item.id]
    marked = {bare(each.text) for each in question.options if each.correct}
    if isinstance(item, SingleChoice | MultipleChoice):
        if {bare(each) for each in choices(item)[0]} != marked:
            yield "答案和作者标的不一致"
    elif isinstance(item, TrueFalse) and item.answer != (bare("正确") in marked):
        yield "答案和作者标的不一致"
    elif isinstance(item, Ordering) and list(item.order) != [e.text for e in question.options]:
        yield "次序和作者写的不一致"


def _owner(pointset: PointSet, label: Iterable[str], text: str) -> list[Point]:
    """Return the points that have a detail with this text."""
    labels = set(label)
    return [
        point
        for point in pointset.points
        if any(each.label in labels and bare(each.text) == bare(text) for each in point.details)
    ]


def _names(pointset: PointSet, point: Point) -> set[str]:
    """Return a term and its other right wordings, as compared."""
    return {bare(each) for each in truth.wordings(pointset, point.key)}


def _list_choice(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    members = set().union(*(_names(pointset, point) for point in pointset.points))
    right, wrong = choices(item)
    asked_out = item.template == "M2"
    inside, outside = (wrong, right) if asked_out else (right, wrong)
    yield from (f"“{each}”不在这组要点里" for each in inside if bare(each) not in members)
    yield from (f"双解：“{each}”也在这组要点里" for each in outside if bare(each) in members)
    authored = {bare(each.text) for each in pointset.wrong_terms}  # with the author's reason
    for each in outside:
        if bare(each) not in authored and any(
            bare(each) in _names(other, p)
            for other in _confusable(pointset, known)
            for p in other.points
        ):
            yield f"双解：“{each}”来自 :confuse: 所列的点集，在这里也可能对"


def _confusable(pointset: PointSet, known: Known) -> list[PointSet]:
    return [known.by_id[each] for each in pointset.confuse if each in known.by_id]


def _list_cloze(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if not isinstance(item, Cloze) or not pointset.say:
        yield "填空题没有出处"
        return
    sentence = item.stem
    for gap in item.blanks:
        sentence = put(sentence, f"〈{gap.accept[0]}〉")
    head, _, rear = pointset.say.partition("【清单】")
    middle = bare(sentence)
    if bare(head) not in middle or not middle.endswith(bare(rear)):
        yield "题干不是作者那句话"
    for point in pointset.points:
        if sum(middle.count(name) > 0 for name in _names(pointset, point)) == 0:
            yield f"少了“{point.key}”"
    members = set().union(*(_names(pointset, point) for point in pointset.points))
    for gap in item.blanks:
        yield from (f"“{word}”不在这组要点里" for word in gap.accept if bare(word) not in members)


def _name_all(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if isinstance(item, ShortAnswer):
        told = "".join(bare(each.text) for each in item.rubric)
        yield from (
            f"给分点里没有“{point.key}”" for point in pointset.points if bare(point.key) not in told
        )


def _classified(*labels: str) -> Check:
    """Check that the detail quoted in the stem stands under the key and under no other option."""

    def check(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
        if item.evidence is None:
            yield "没有依据"
            return
        text = item.evidence.text
        owners = _owner(pointset, labels, text)
        if bare(text) not in bare(item.stem):
            yield "题干里没有作依据的那句话"
        right, wrong = choices(item)
        mine = set().union(*(_names(pointset, each) for each in owners)) if owners else set()
        if len(right) != 1 or bare(right[0]) not in mine:
            yield f"这句话不在“{'、'.join(right)}”下面"
        yield from _siblings(pointset, wrong, mine)

    return check


def _siblings(pointset: PointSet, wrong: Iterable[str], mine: set[str]) -> Iterator[str]:
    terms = set().union(*(_names(pointset, each) for each in pointset.points))
    for each in wrong:
        if bare(each) in mine:
            yield f"双解：这句话也在“{each}”下面"
        elif bare(each) not in terms:
            yield f"错项“{each}”不是同组的词"


def _features_of(pointset: PointSet, target: str) -> tuple[set[str], set[str]]:
    """Return the features of a point and those of all the others."""
    term = match_key(target.partition("/")[2])
    mine: set[str] = set()
    theirs: set[str] = set()
    for point in pointset.points:
        side = mine if match_key(point.key) == term else theirs
        side |= {bare(each.text) for each in point.details if each.label in ("", "共")}
    return mine, theirs


def _term_to_feature(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    mine, theirs = _features_of(pointset, item.points[0] if item.points else "")
    right, wrong = choices(item)
    yield from (f"“{each}”不是这一点的要点" for each in right if bare(each) not in mine)
    yield from (f"双解：“{each}”也是这一点的要点" for each in wrong if bare(each) in mine)
    yield from (f"错项“{each}”不是同组的要点" for each in wrong if bare(each) not in theirs)
    term = item.points[0].partition("/")[2] if item.points else ""
    if bare(term) not in bare(item.stem):
        yield f"题干没有问“{term}”"


def _matched_details(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if not isinstance(item, Matching):
        return
    for pair in item.pairs:
        mine, _ = _features_of(pointset, f"/{pair.left}")
        if bare(pair.right) not in mine:
            yield f"“{pair.right}”不是“{pair.left}”的要点"
        yield from (
            f"双解：“{each}”也是“{pair.left}”的要点" for each in item.extra if bare(each) in mine
        )


def _matched_sides(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if not isinstance(item, Matching):
        return
    pairs = truth.pairs(pointset)
    for pair in item.pairs:
        if (bare(pair.left), bare(pair.right)) not in pairs:
            yield f"“{pair.left}”对应的不是“{pair.right}”"
        others = [*item.extra, *(p.right for p in item.pairs if p is not pair)]
        yield from (
            f"双解：“{pair.left}”也对应“{each}”"
            for each in others
            if (bare(pair.left), bare(each)) in pairs
        )


def _sentence(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """P1, P2: the sentence with the key in its gap is one the lesson says, with others not."""
    right, wrong = choices(item)
    for each in right:
        if not truth.says(pointset, put(item.stem, each)):
            yield f"填上“{each}”，不是课里说的"
    for each in wrong:
        if truth.says(pointset, put(item.stem, each)):
            yield f"双解：填上“{each}”也是课里说的"


def _sentence_cloze(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if isinstance(item, Cloze):
        sentence = item.stem
        for gap in item.blanks:
            sentence = put(sentence, gap.accept[0])
        if not truth.says(pointset, sentence):
            yield "填上答案，不是课里说的"


def _sentence_judged(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    if isinstance(item, TrueFalse) and truth.says(pointset, item.stem) != item.answer:
        yield f"按课里的话，这句话应当判{'对' if not item.answer else '错'}"


def _typed(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """V1, V2: the stem with the key in its gap is the detail as the lesson has it."""
    text = bare(item.evidence.text) if item.evidence else ""
    labels = ("", "共", "谁", "时限", "数额", "频次")
    if not text or not _owner(pointset, labels, item.evidence.text if item.evidence else ""):
        yield "课里没有作依据的那句话"
    if isinstance(item, Cloze):
        sentence = item.stem
        for gap in item.blanks:
            sentence = put(sentence, gap.accept[0])
        if text not in bare(sentence):
            yield "填上答案，不是课里说的"
        return
    right, wrong = choices(item)
    yield from (f"填上“{e}”，不是课里说的" for e in right if text not in bare(put(item.stem, e)))
    yield from (f"双解：填上“{e}”也是课里说的" for e in wrong if text in bare(put(item.stem, e)))
    yield from (
        f"双解：“{each}”和答案“{right[0]}”是一回事"
        for each in wrong
        if right and bare(each) in {bare(w) for w in truth.wordings(pointset, right[0])}
    )


def _judged(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """M8: the statement is one side of a misconception, and the answer says which."""
    if not isinstance(item, TrueFalse):
        return
    said = bare(item.stem).removeprefix(bare("按今天的规定，"))
    sides = truth.misconceptions(pointset)
    if said not in sides:
        yield "题面不是课里误区的任何一边"
    elif sides[said] != item.answer:
        yield f"这句话在课里是{'对' if sides[said] else '错'}的"


def _statements(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    sides = truth.misconceptions(pointset)
    right, wrong = choices(item)
    yield from (f"“{each}”在课里不是对的说法" for each in right if not sides.get(bare(each), False))
    yield from (
        f"双解：“{each}”在课里也是对的说法" for each in wrong if sides.get(bare(each), True)
    )


def _shown(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    case = known.case_by_id.get(item.stimulus.id if item.stimulus else "")
    if case is None or item.stimulus is None:
        yield "找不到案例"
        return
    shows = {bare(each.term or "") for each in case.shows if each.set == pointset.id}
    right, wrong = choices(item)
    if not right or bare(right[0]) not in shows:
        yield "答案不是案例的 :shows:"
    if bare(case.cue) not in bare(item.stem) or bare(case.cue) not in bare(item.stimulus.text):
        yield "题干没有引关键情节"
    yield from _siblings(pointset, wrong, shows)


def _ordered(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    terms = [bare(point.key) for point in pointset.points]
    if isinstance(item, Ordering) and [bare(each) for each in item.order] != terms:
        yield "次序和课里的不一致"


CHECKS: Mapping[str, Check] = {
    "M1": _list_choice,
    "M2": _list_choice,
    "M3": _list_cloze,
    "M4": _list_cloze,
    "M5": _classified(""),
    "M6": _term_to_feature,
    "M7": _classified("试", "反"),
    "M8": _judged,
    "M9": _statements,
    "M10": _name_all,
    "M11": _matched_details,
    "P1": _sentence,
    "P2": _sentence,
    "P3": _sentence_cloze,
    "P4": _sentence_judged,
    "P5": _matched_sides,
    "V1": _typed,
    "V2": _typed,
    "S1": _ordered,
    "B1": grades.check_event,
    "B2": grades.check_event,
    "B3": grades.check_event,
    "B4": grades.check_pick,
    "B5": grades.check_two_steps,
    "B6": grades.check_any,
    "shows": _shown,
}
"""By the template an item was made from."""

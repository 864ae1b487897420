"""Items on the list that a set is: M1 which belong, M2 which does not, M3/M4 fill in, M10 name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizgen.model import (
    Choice,
    Cloze,
    Gap,
    MultipleChoice,
    PointSet,
    RubricLine,
    SetKind,
    ShortAnswer,
    SingleChoice,
    Use,
    match_key,
)

from . import wording as w
from .context import Course, Draft, asks_in_full, common, wordings
from .options import alike, arranged, difficulty

FACT = "list"
_KINDS = (SetKind.MEMBERS, SetKind.STEPS)
_LONGEST_TERM = 12
"""Longer terms can't be written from memory."""


def list_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make the items on a set's list, at most three (``ask: list``: one)."""
    if pointset.kind not in _KINDS or pointset.ask == "no" or len(pointset.points) < 2:
        return
    makers = [_fill_in, _which_belong, _name_all, _which_not]
    if pointset.ask == "list":
        makers = [_which_belong, _fill_in, _which_not]
    wanted = 1 if pointset.ask == "list" else 3
    made = 0
    for maker in makers:
        draft = maker(course, pointset)
        if draft is not None and made < wanted:
            made += 1
            yield draft
    if not made:
        course.note(
            pointset.lesson,
            pointset.line,
            f"“{pointset.title}”没有出清单题：缺 :not:（带理由的错项）或含【清单】的 :say:，"
            "或者标题里已有词（用 :called: 换个叫法）",
        )


def _terms(pointset: PointSet) -> list[str]:
    return [w.bare(point.key) for point in pointset.points]


def _basis(course: Course, pointset: PointSet) -> str:
    return w.basis_of(pointset, course.is_sound(pointset.facts))


def _use(course: Course, pointset: PointSet) -> Use:
    """Say where a list may be asked: slogans of a speech, taught by name alone, in practice (L2)."""
    return "both" if _lawful(course, pointset) or asks_in_full(pointset) else "practice"


def _lawful(course: Course, pointset: PointSet) -> bool:
    return bool(_basis(course, pointset)) and pointset.status == "current"


def _said(course: Course, pointset: PointSet) -> str:
    """Say whose list it is where no law does."""
    named = "讲话" in (w.title_of(pointset) or "")
    return w.SAID if pointset.source and not named and not _basis(course, pointset) else ""


def _explain(course: Course, pointset: PointSet) -> str:
    terms = w.listed(_terms(pointset))
    if pointset.say and "【清单】" in pointset.say:
        told = w.ended(w.fill(pointset.say, 清单=terms))
    else:
        told = f"“{w.title_of(pointset) or w.plain_title(pointset.title)}”是：{terms}。"
    return told + tail(course, pointset)


def tail(course: Course, pointset: PointSet, own: Sequence[str] = ()) -> str:
    """End an explanation; beside a dated set stands what holds today."""
    today = course.today(pointset) if pointset.status == "dated" else None
    return (today or "") + course.sources(pointset, own)


def _strangers(course: Course, pointset: PointSet) -> dict[str, str]:
    """Return terms that do not belong, with the reason: the author's, then lent ones.

    A set lends within its topic only, to sets of the same noun, and never where ``:confuse:``
    or ``:part-of:`` says that its terms may be right here too.
    """
    title = w.title_of(pointset) or w.plain_title(pointset.title)
    found = {
        w.bare(wrong.text): w.ended(wrong.why)
        if wrong.why
        else w.NOT_A_MEMBER.format(word=w.bare(wrong.text), title=title)
        for wrong in pointset.wrong_terms
    }
    right = [each for term in _terms(pointset) for each in wordings(pointset, term)]
    for other in course.lenders(pointset):
        if not _may_lend(other, pointset):
            continue
        for point in other.points:
            term = w.bare(point.key)
            if not any(alike(term, each) for each in (*right, *found)):
                found[term] = w.OF_ANOTHER.format(word=term, title=w.plain_title(other.title))
    return found


def _may_lend(other: PointSet, pointset: PointSet) -> bool:
    if other.id == pointset.id or other.kind not in _KINDS or other.noun != pointset.noun:
        return False
    related = {each.part_of.set for each in (other, pointset) if each.part_of}
    if related & {other.id, pointset.id} or not pointset.noun:
        return False
    return other.id not in pointset.confuse and pointset.id not in other.confuse


def _which_belong(course: Course, pointset: PointSet) -> Draft | None:
    """M1: 4 or 5 options, 2 to 4 of them right; two wrong ones at least where there are two.

    With a single wrong option, who takes all that look alike is right but for one (flaw D2); of
    three members all are shown, because who knows the list looks for the third.
    """
    title, strangers = w.title_of(pointset), _strangers(course, pointset)
    terms = _terms(pointset)
    shapes = [
        (right, wrong)
        for right in range(min(3, len(terms)) if len(terms) < 4 else 2, min(4, len(terms)) + 1)
        for wrong in range(min(2, len(strangers)), len(strangers) + 1)
        if wrong and 4 <= right + wrong <= 5
    ]
    if not title or not shapes:
        return None
    fields = common(pointset, "M1", ("list",), fact=FACT, points=pointset.points)
    key = fields["id"]
    right, wrong = shapes[course.number("shape", key) % len(shapes)]
    rights = _varied(course.order(key, terms))[:right]
    authored = [w.bare(each.text) for each in pointset.wrong_terms]
    lent = course.order(key, (each for each in strangers if each not in authored))
    wrongs = [*course.order(key, authored), *lent][:wrong]
    options = tuple(
        Choice(each, each in rights, strangers.get(each, ""))
        for each in course.order(f"{key}/options", [*rights, *wrongs])
    )
    item = MultipleChoice(
        **fields | {"facts": pointset.facts},
        use=_use(course, pointset),
        stem=(w.LIST_CHOICE_DATED if pointset.status == "dated" else w.LIST_CHOICE).format(
            basis=_basis(course, pointset), said=_said(course, pointset), title=title
        ),
        explanation=_explain(course, pointset),
        difficulty=difficulty(rights, wrongs, "remember"),
        options=options,
    )
    return Draft(item)


def _varied(terms: Sequence[str]) -> list[str]:
    """Put terms that begin as another does behind the others: like beginnings mark members (C2)."""
    first = {each[:2]: each for each in reversed(terms)}
    fresh = [each for each in terms if first[each[:2]] == each]
    return [*fresh, *(each for each in terms if each not in fresh)]


def _which_not(course: Course, pointset: PointSet) -> Draft | None:
    """M2: the wrong one among members; only an author's ``:not:`` may be the key.

    What a speech did not say is no exam question: any word might have stood in it (L2).
    """
    title = w.title_of(pointset)
    terms = _terms(pointset)
    if not title or not pointset.wrong_terms or len(terms) < 3 or not pointset.noun:
        return None
    if "不" in title:
        return None  # 不属于“不……”: two negations (flaw S2)
    fields = common(pointset, "M2", ("list",), fact=FACT, points=pointset.points)
    fields |= {"use": "both" if _lawful(course, pointset) else "practice"}
    key = fields["id"]
    stranger = pointset.wrong_terms[course.number("not", key) % len(pointset.wrong_terms)]
    right = w.bare(stranger.text)
    wrong = _varied(course.order(key, terms))[:3]
    options, fixed = arranged(course, key, right, wrong, {right: w.ended(stranger.why or "")})
    item = SingleChoice(
        **fields | {"facts": pointset.facts},
        stem=w.LIST_EXCEPT.format(
            basis=_basis(course, pointset),
            said=_said(course, pointset),
            noun=pointset.noun,
            title=title,
        ),
        explanation=_explain(course, pointset),
        difficulty=difficulty([right], wrong, "remember"),
        options=options,
        fixed=fixed,
    )
    return Draft(item)


def _fill_in(course: Course, pointset: PointSet) -> Draft | None:
    """M3: every term a gap; M4 (practice only): one gap where the list is long.

    An exam asks letter by letter only for a formula of a speech that the law has too (三管三必须);
    all other names are for practice (item-writing rules, section 1: slogans seldom, deeds often).
    """
    say = pointset.say
    terms = _terms(pointset)
    if not say or "【清单】" not in say or "【词】" in say:
        return None
    if any(len(term) > _LONGEST_TERM for term in terms):
        return None
    if any(match_key(term) in match_key(say) for term in terms):
        return None
    if len(terms) > 5:
        return _one_gap(course, pointset, say, terms)
    gaps = [f"{{{{{number}}}}}" for number in range(1, len(terms) + 1)]
    basis = _basis(course, pointset)
    fields = common(pointset, "M3", ("list",), fact=FACT, points=pointset.points)
    item = Cloze(
        **fields | {"facts": pointset.facts},
        stem=_sentence(course, pointset, w.fill(say, 清单=w.listed(gaps))),
        explanation=_explain(course, pointset),
        difficulty=round(min(0.3 + 0.08 * len(terms), 0.8), 2),
        use="both" if basis and pointset.source else "practice",
        blanks=tuple(Gap(wordings(pointset, term)) for term in terms),
        unordered=pointset.kind is SetKind.MEMBERS,
    )
    return Draft(item)


def _one_gap(course: Course, pointset: PointSet, say: str, terms: list[str]) -> Draft:
    fields = common(pointset, "M4", ("list",), fact=FACT, points=pointset.points)
    asked = terms[course.number("gap", fields["id"]) % len(terms)]
    words = w.listed(["{{1}}" if term == asked else term for term in terms])
    item = Cloze(
        **fields | {"facts": pointset.facts},
        stem=_sentence(course, pointset, w.fill(say, 清单=words)),
        explanation=_explain(course, pointset),
        use="practice",
        difficulty=0.4,
        blanks=(Gap(wordings(pointset, asked)),),
    )
    return Draft(item)


def _sentence(course: Course, pointset: PointSet, sentence: str) -> str:
    return w.ended(w.rested(_basis(course, pointset), sentence))


def _name_all(course: Course, pointset: PointSet) -> Draft | None:
    """M10: name the points, with a deed for each where the class is one of deeds, else a word on it.

    A mark for each term and one for each deed or word; the lesson's own guide the marking.
    """
    title = w.title_of(pointset)
    deep = asks_in_full(pointset) and pointset.status == "current"
    if not title or not deep or not 3 <= len(pointset.points) <= 5:
        return None
    basis = _basis(course, pointset)
    if not basis:
        return None  # the words of a speech or a lesson: nobody has to know them by heart
    terms = _terms(pointset)
    if any(len(term) > _LONGEST_TERM for term in terms):
        return None
    deeds = any(pointset.noun == each for each in w.DEEDS)
    seen = [_features(pointset, at) for at in range(len(terms))]
    if not all(seen if deeds else [point.gloss for point in pointset.points]):
        return None
    rubric = []
    for point, term, deed in zip(pointset.points, terms, seen, strict=True):
        rubric.append(RubricLine(w.RUBRIC_TERM.format(term=term), 1))
        hint = "；".join(deed[:2]) if deeds else w.cut(point.gloss)
        line = w.RUBRIC_DEED if deeds else w.RUBRIC_MEANING
        rubric.append(RubricLine(line.format(term=term, hint=hint), 1))
    fields = common(pointset, "M10", ("list",), fact=FACT, points=pointset.points)
    stem = w.NAME_AND_DO if deeds else w.NAME_AND_SAY
    item = ShortAnswer(
        **fields | {"facts": pointset.facts},
        stem=stem.format(basis=basis, title=title),
        explanation=_explain(course, pointset),
        difficulty=0.6,
        rubric=tuple(rubric),
    )
    return Draft(item)


def _features(pointset: PointSet, at: int) -> list[str]:
    details = pointset.points[at].details
    return [w.cut(detail.text) for detail in details if detail.label == ""]

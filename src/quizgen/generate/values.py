"""Items on terms and their values: P1 value, P2 term, P3 fill in, P4 judge, P5 match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from quizgen.model import (
    Cloze,
    Gap,
    Matching,
    Pair,
    Point,
    PointSet,
    SetKind,
    SingleChoice,
    TrueFalse,
    match_key,
)

from . import wording as w
from .context import (
    Course,
    Draft,
    common,
    digest,
    first_term,
    is_asked,
    practised,
    wordings,
)
from .lists import tail
from .numbers import ONE_WAY, blanks_of, figure
from .options import arranged, choose, difficulty, tells, window

KINDS = (SetKind.PAIRS, SetKind.TABLE, SetKind.RATIO)
_SHORT = 8
"""Longer words can't be written from memory letter by letter."""
_LONGEST_ENTRY = 30
_UNITS = "%|万元|亿元|元|起|日|天|小时|个月|年|人|次|倍|学时"


class Link(NamedTuple):
    """A term and one of its values, with the author's sentence about that column."""

    point: Point
    column: str
    value: str
    say: str

    def sentence(self, **gaps: str) -> str:
        """Fill the sentence; what is not given is filled with the truth."""
        return w.fill(self.say, **({"词": w.bare(self.point.key), "值": self.value} | gaps))


def value_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make up to three items of each value, and one matching item of the set."""
    if pointset.kind not in KINDS or not is_asked(pointset):
        return
    found = list(links(pointset))
    if pointset.ask == "full":
        for link in found:
            for draft in _of_link(course, pointset, link, found):
                yield draft if _stands_in_law(course, pointset) else practised(draft)
        if not found:
            course.note(
                pointset.lesson,
                pointset.line,
                f"“{pointset.title}”没有含【词】和【值】的 :say:，不出对应题",
            )
    yield from filter(None, [_matching(course, pointset)])


def _stands_in_law(course: Course, pointset: PointSet) -> bool:
    """Say whether a set is more than the words of a speech, which only its readers can know."""
    return not pointset.source or bool(w.basis_of(pointset, course.is_sound(pointset.facts)))


def links(pointset: PointSet) -> Iterator[Link]:
    """Yield every value of a set that its sentence speaks of."""
    say = pointset.say or ""
    if "【词】" not in say or "【值" not in say:
        return
    for point in pointset.points:
        if pointset.kind is SetKind.TABLE:
            yield from _cells(pointset, point, say)
        elif value := value_of(point):
            yield Link(point, "", value, _unit_once(say, value))


def value_of(point: Point) -> str | None:
    """Return the counterpart of a pair, or the number of a ratio."""
    if point.quantity is not None:
        return f"{point.quantity:g}{point.unit}"
    return w.cut(w.bare(point.value)) if point.value else None


def _cells(pointset: PointSet, point: Point, say: str) -> Iterator[Link]:
    known = {each.name: w.cut(w.bare(each.text)) for each in point.values}
    for name in pointset.columns:
        gap = f"【值:{name}】"
        if name not in known or (gap not in say and not ("【值】" in say and len(known) == 1)):
            continue
        sentence = _until(say, gap)
        for other, value in known.items():
            if other != name:
                told = _unit_once(sentence, value, other)
                sentence = told.replace(f"【值:{other}】", value)
        if sentence.count("【值") == 1:
            yield Link(
                point,
                name,
                known[name],
                _unit_once(sentence, known[name], name if gap in sentence else ""),
            )


def _unit_once(say: str, value: str, column: str = "") -> str:
    """Drop a unit behind the gap that the value carries itself: 【值】% and 40%."""
    gap = rf"【值:{re.escape(column)}】" if column else r"【值[^】]*】"
    found = re.search(rf"{gap}\s*(?P<unit>{_UNITS})", say)
    if found and value.endswith(found["unit"]):
        return say[: found.start("unit")] + say[found.end("unit") :]
    return say


def _until(say: str, gap: str) -> str:
    """Leave out what the sentence says behind the clause of the gap."""
    at = say.find(gap)
    end = say.find("；", max(at, 0))
    return say[:end] if at >= 0 and end >= 0 else say


def stem_of(course: Course, pointset: PointSet, sentence: str) -> str:
    """Put basis and premise before a sentence."""
    if pointset.premise and pointset.premise not in sentence:
        sentence = f"{pointset.premise}，{sentence}"
    basis = w.basis_of(pointset, course.is_sound(pointset.facts))
    return w.ended(w.rested(basis, sentence))


def fact_of(pointset: PointSet, link: Link) -> str:
    """Name the fact that a value is."""
    return f"value.{digest(first_term(pointset, link.point), link.column)}"


def _fields(pointset: PointSet, template: str, link: Link) -> dict[str, Any]:
    return common(
        pointset,
        template,
        (first_term(pointset, link.point), link.column),
        fact=fact_of(pointset, link),
        points=[link.point],
        facts=pointset.facts,
    )


def _of_link(course: Course, pointset: PointSet, link: Link, found: list[Link]) -> Iterator[Draft]:
    turned = course.number("turn", pointset.id, first_term(pointset, link.point)) % 2
    makers = [_to_value, _to_term] if figure(link.value) or turned else [_to_term, _to_value]
    for maker in makers:
        draft = maker(course, pointset, link, found)
        if draft is not None:
            yield draft
            break
    else:
        course.note(
            pointset.lesson,
            link.point.line,
            f"“{w.bare(link.point.key)}”的对应项出不了单选题：好错项不足两个，或题干泄底"
            "（可加 :not-value:）",
        )
    yield from filter(None, [_fill_in(course, pointset, link)])
    yield from filter(None, [_judged(course, pointset, link, found)])


def explain(course: Course, pointset: PointSet, link: Link) -> str:
    """Say the sentence in full, what the term means, and where it stands."""
    told = w.ended(link.sentence())
    if link.point.gloss:
        told += f"{w.bare(link.point.key)}：{w.ended(link.point.gloss)}"
    return told + tail(course, pointset)


def wrong_values(pointset: PointSet, link: Link, found: list[Link]) -> dict[str, str]:
    """Return values that are wrong here, with reasons: the siblings', then the author's."""
    right = {match_key(each) for each in wordings(pointset, link.value)}
    wrong: dict[str, str] = {}
    for other in found:
        if other.column == link.column and match_key(other.value) not in right:
            term = w.bare(other.point.key)
            wrong.setdefault(other.value, w.VALUE_OF.format(value=other.value, term=term))
    for each in pointset.wrong_values:
        value = w.cut(w.bare(each.text))
        if match_key(value) not in right:
            why = each.why or w.NOT_VALUE.format(right=link.value, wrong=value)
            wrong[value] = w.ended(why)
    return wrong


def _to_value(course: Course, pointset: PointSet, link: Link, found: list[Link]) -> Draft | None:
    """P1: the sentence with its value as gap."""
    fields = _fields(pointset, "P1", link)
    wrong = wrong_values(pointset, link, found)
    form = _form(link.value)
    wrong = {each: why for each, why in wrong.items() if _form(each) == form}  # flaws D1, D3
    wrong = {each: why for each, why in wrong.items() if not _ruled_out(link, each)}
    wrong = {each: wrong[each] for each in _side_by_side(link.value, wrong)}
    chosen = window(course, fields["id"], link.value, wrong)
    if chosen is None:
        chosen = choose(course, fields["id"], link.value, wrong)
    sentence = link.sentence(值=w.GAP)
    if len(chosen) < 2 or tells(sentence, link.value, chosen):
        return None
    return _choice(course, pointset, link, fields, sentence, link.value, chosen, wrong)


def _ruled_out(link: Link, value: str) -> bool:
    """Say whether the sentence itself rules a figure out (flaw D2).

    Where it tells another column's figure too, and the right one is larger, a smaller one is none.
    """
    right, wrong = figure(link.value), figure(value)
    told = (figure(each.text) for each in link.point.values if each.text in link.say)
    return bool(right and wrong) and any(
        (right.numbers > each.numbers) != (wrong.numbers > each.numbers)
        for each in told
        if right and wrong and each
    )


def _side_by_side(right: str, wrong: Iterable[str]) -> list[str]:
    """Leave out ranges that hold the right one or each other, or lie inside it (flaw D3)."""
    kept: list[str] = []
    for each in wrong:
        if not any(_nested(each, other) for other in (right, *kept)):
            kept.append(each)
    return kept


def _nested(one: str, other: str) -> bool:
    first, second = figure(one), figure(other)
    if not first or not second or not len(first.numbers) == len(second.numbers) == 2:
        return False
    (low, high), (least, most) = first.numbers, second.numbers
    return (low <= least and most <= high) or (least <= low and high <= most)


def _form(value: str) -> str | None:
    """Return the form of a figure, so that shares stand beside shares and sums beside sums."""
    found = figure(value)
    return found.form if found else None


def _to_term(course: Course, pointset: PointSet, link: Link, found: list[Link]) -> Draft | None:
    """P2: the sentence with its term as gap, where no other term has this value."""
    if sum(match_key(each.value) == match_key(link.value) for each in found) > 1:
        return None
    fields = _fields(pointset, "P2", link)
    right = w.bare(link.point.key)
    wrong = {
        w.bare(other.point.key): w.VALUE_OF.format(term=w.bare(other.point.key), value=other.value)
        for other in found
        if other.column == link.column and other.point is not link.point
    }
    for each in pointset.wrong_terms:
        wrong[w.bare(each.text)] = (
            w.ended(each.why)
            if each.why
            else w.NOT_A_MEMBER.format(word=w.bare(each.text), title=w.plain_title(pointset.title))
        )
    chosen = choose(course, fields["id"], right, wrong)
    sentence = link.sentence(词=w.GAP)
    if len(chosen) < 2 or _given_away(link, found, right, chosen):
        return None
    return _choice(course, pointset, link, fields, sentence, right, chosen, wrong)


def _given_away(link: Link, found: list[Link], right: str, chosen: Sequence[str]) -> bool:
    """Say whether the value fits only its own term by form or by a character.

    Where one value is a figure and another is words, grammar alone tells the term (C2); a term
    is short, so that a single character of it in the value, which no other option has, tells it
    too (C1).
    """
    column = [each.value for each in found if each.column == link.column]
    if len({bool(figure(each)) for each in column}) > 1:
        return True
    letters = set(re.findall(r"[\u3400-\u9fff]", link.value)) & set(right)
    return any(all(letter not in each for each in chosen) for letter in letters)


def _choice(
    course: Course,
    pointset: PointSet,
    link: Link,
    fields: dict[str, Any],
    sentence: str,
    right: str,
    chosen: list[str],
    whys: dict[str, str],
) -> Draft:
    options, fixed = arranged(course, fields["id"], right, chosen, whys)
    item = SingleChoice(
        **fields,
        stem=stem_of(course, pointset, sentence),
        explanation=explain(course, pointset, link),
        difficulty=difficulty([right], chosen, "remember"),
        options=options,
        fixed=fixed,
    )
    return Draft(item)


def gapped(value: str) -> tuple[str, tuple[str, ...]] | None:
    """Turn a value into gaps: numbers leave their units in the stem, short words go whole."""
    numbers = blanks_of(value)
    if numbers:
        return numbers
    if figure(value) or len(value) > _SHORT or re.search(r"[，、；（）]", value):
        return None
    return "{{1}}", (value,)


def _fill_in(course: Course, pointset: PointSet, link: Link) -> Draft | None:
    """P3: the same sentence, the value to be written; a number's unit stays in the stem."""
    found = gapped(link.value)
    if found is None or link.say.startswith("【值"):
        return None
    stem, words = found
    sentence = link.sentence(值=stem)
    if match_key(link.value) in match_key(w.fill(link.say, 词=link.point.key, 值="")):
        return None
    whole = len(words) == 1
    item = Cloze(
        **_fields(pointset, "P3", link),
        stem=stem_of(course, pointset, sentence),
        explanation=explain(course, pointset, link),
        use="both" if figure(link.value) or len(link.value) <= ONE_WAY else "practice",
        difficulty=0.4 if whole else 0.5,
        blanks=tuple(
            Gap(accepted(pointset, word, link.value if whole else word)) for word in words
        ),
    )
    return Draft(item)


def accepted(pointset: PointSet, word: str, value: str) -> tuple[str, ...]:
    """Return what may stand in a gap: the number, the number with its unit, other wordings."""
    return tuple(dict.fromkeys([word, *wordings(pointset, value)]))


def _judged(course: Course, pointset: PointSet, link: Link, found: list[Link]) -> Draft | None:
    """P4: the sentence with the right or a wrong number; only law whose values exclude each other."""
    lawful = bool(pointset.basis) and course.is_sound(pointset.facts)
    if not lawful or not figure(link.value) or pointset.status == "dated":
        return None
    fields = _fields(pointset, "P4", link)
    form = _form(link.value)  # 10万元以下 holds 5万元以上10万元以下: not plainly wrong (flaw K4)
    wrong = {
        each: why
        for each, why in wrong_values(pointset, link, found).items()
        if _form(each) == form and not _ruled_out(link, each)
    }
    near = window(course, fields["id"], link.value, wrong)
    if not near:
        return None
    answer = course.number("side", fields["id"]) % 2 == 0
    false = course.order(fields["id"], near)[0]
    sentence = link.sentence() if answer else link.sentence(值=false)
    reason = "" if answer else w.NOT_VALUE.format(right=link.value, wrong=false)
    item = TrueFalse(
        **fields,
        stem=stem_of(course, pointset, sentence) + w.GAP,
        explanation=explain(course, pointset, link),
        difficulty=0.4,
        answer=answer,
        why=reason + (wrong[false] if not answer else w.ended(link.sentence())),
    )
    return Draft(item)


def _matching(course: Course, pointset: PointSet) -> Draft | None:
    """P5: terms to values; at least one value is left over (flaw C3)."""
    if pointset.kind is SetKind.RATIO or not pointset.terms or not pointset.values:
        return None
    pairs = [
        Pair(w.bare(point.key), value)
        for point in pointset.points
        if (value := _only_value(point)) and len(value) <= _LONGEST_ENTRY
    ]
    values = [match_key(each.right) for each in pairs]
    pairs = [each for each in pairs if values.count(match_key(each.right)) == 1]
    extra = [w.bare(each.text) for each in pointset.wrong_values][:2]
    if any(
        tells(each.left, each.right, [p.right for p in pairs if p is not each]) for each in pairs
    ):
        return None
    fields = common(pointset, "P5", ("match",), fact="match", points=pointset.points)
    by_term = {each.left: each for each in pairs}
    ordered = [by_term[term] for term in course.order(fields["id"], by_term)][:7]
    spare = max(0, (1 if len(ordered) < 6 else 2) - len(extra))
    shown, left_over = ordered[spare:], ordered[:spare]
    if len(shown) < 3:
        return None
    extra += [each.right for each in left_over]
    basis = w.basis_of(pointset, course.is_sound(pointset.facts))
    told = "；".join(f"{each.left}——{each.right}" for each in shown)
    item = Matching(
        **fields
        | {
            "points": tuple(f"{pointset.id}/{each.left}" for each in shown),
            "facts": pointset.facts,
        },
        use="both" if basis and pointset.status == "current" else "practice",
        stem=w.MATCH_SIDES.format(basis=basis, terms=pointset.terms, values=pointset.values),
        explanation=f"{told}。" + tail(course, pointset),
        difficulty=0.45,
        pairs=tuple(shown),
        extra=tuple(extra),
    )
    return Draft(item)


def _only_value(point: Point) -> str | None:
    if len(point.values) == 1:
        return w.cut(w.bare(point.values[0].text))
    return value_of(point)

"""What a set promises beyond its form: terms, gaps, wordings that fit each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docutils import nodes

from quizgen.model import Point, PointSet, SetKind, match_key
from quizgen.problems import Code, Severity

from .details import check_blanks
from .nodes import blank_word
from .options import Options
from .text import all_below, join_lines, line_of, raw_text

_GLUED = re.compile(r"\n\s*(?:[-*+] |\d+[.)] )")
_GLUED_PAIR = re.compile(r"\n\s*: ")
_MARKED = re.compile(r"\*\*|\n")
_VERBATIM = (nodes.literal_block, nodes.comment, nodes.raw)
_HAN_PAIR = re.compile(r"[\u3400-\u9fff]{2}")


def stray_marks(options: Options, node: nodes.Element) -> None:
    """Report what Markdown or reStructuredText silently read as plain text."""
    every = all_below(node)
    check_blanks(options, (each for each in every if isinstance(each, blank_word)))
    if not any(isinstance(each, nodes.Text) and _MARKED.search(each) for each in every):
        return
    for text_block in every:
        if not isinstance(text_block, nodes.TextElement):
            continue
        if isinstance(text_block.parent, nodes.TextElement) or isinstance(text_block, _VERBATIM):
            continue
        raw = raw_text(text_block.children)
        if "**" in raw:
            _stray_strong(options, text_block)
        if "\n" not in raw:
            continue
        if _GLUED.search(raw):
            options.tell(
                Code.GLUED_LIST, "列表粘在了上一段文字里：列表前要空一行", line_of(text_block)
            )
        elif _GLUED_PAIR.search(raw):
            options.tell(Code.GLUED_LIST, "几对连在了一起：对与对之间要空一行", line_of(text_block))


def _stray_strong(options: Options, block: nodes.TextElement) -> None:
    for text in block.findall(nodes.Text):
        if "**" in text and not isinstance(text.parent, nodes.literal):
            options.tell(Code.STRAY_STRONG, unread_strong(text), line_of(block))
            return


def unread_strong(text: nodes.Text) -> str:
    """Say that the marks of a bold word stand in the text as they are."""
    said = join_lines(str(text))
    at = said.find("**")
    return (
        f"这里的 ** 没有读成粗体：“{said[max(0, at - 6) : at + 12]}”；"
        "粗体的结尾不能夹在标点和字之间，写成 **词**：…"
    )


def points(options: Options, found: Sequence[Point]) -> None:
    """Report terms that stand twice."""
    seen: dict[str, int] = {}
    for point in found:
        key = match_key(point.key)
        if key in seen:
            options.tell(
                Code.DUPLICATE_TERM, f"“{point.key}”在第 {seen[key]} 行已经有了", point.line
            )
        seen.setdefault(key, point.line)


def wordings(options: Options, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read ``term = other | another; term2 = …``."""
    found = []
    for entry in options.entries(name):
        left, equals, right = entry.partition("=")
        others = tuple(part.strip() for part in right.split("|") if part.strip())
        if not equals or not left.strip() or not others:
            options.tell(
                Code.BAD_WORDING,
                f":{name}: 要写成“词 = 别的写法 | 又一种”，这里是“{entry}”",
                options.where(name),
            )
            continue
        found.append((left.strip(), others))
    return tuple(found)


def relations(options: Options, pointset: PointSet) -> None:
    """Check ``:same:``, ``:was:``, ``:not:`` and ``:part-of:`` against the points."""
    terms = {match_key(point.key): point.key for point in pointset.points}
    values = {match_key(point.value) for point in pointset.points if point.value}
    values |= {match_key(value.text) for point in pointset.points for value in point.values}
    measures = {match_key(name) for name in pointset.columns}
    _check_same(options, pointset, terms, values | measures)
    _check_was(options, pointset, terms)
    _check_wrong(options, pointset, set(terms), values)
    if pointset.part_of and pointset.part_of.term is None:
        options.tell(
            Code.UNKNOWN_TARGET,
            f":part-of: 要写到点，如“four-awareness/戒惧意识”，这里是“{pointset.part_of}”",
            options.where("part-of"),
        )


def _check_same(
    options: Options, pointset: PointSet, terms: dict[str, str], others: set[str]
) -> None:
    where = options.where("same")
    for left, wordings_of in pointset.same:
        key = match_key(left)
        if key not in terms and key not in others:
            options.tell(Code.BAD_WORDING, f":same: 的左边“{left}”不是本集的词或对应项", where)
        for wording in wordings_of:
            if match_key(wording) in terms and match_key(wording) != key:
                options.tell(Code.SAME_AS_SIBLING, f":same: 里的“{wording}”是本集另一点的词", where)
            elif match_key(wording) == key:
                options.tell(Code.BAD_WORDING, f":same: 的两边都是“{wording}”", where)


def _check_was(options: Options, pointset: PointSet, terms: dict[str, str]) -> None:
    where = options.where("was")
    for new, old in pointset.was:
        if match_key(new) not in terms:
            options.tell(Code.BAD_WORDING, f":was: 的左边“{new}”不是本集的词", where)
        if match_key(old) in terms:
            options.tell(Code.BAD_WORDING, f":was: 的右边“{old}”现在还是本集的词", where)


def _check_wrong(options: Options, pointset: PointSet, terms: set[str], values: set[str]) -> None:
    also = {match_key(wording) for _, others in pointset.same for wording in others}
    right = {"not": terms | also, "not-value": values | also}
    given = {"not": pointset.wrong_terms, "not-value": pointset.wrong_values}
    for name, wrongs in given.items():
        for wrong in wrongs:
            if match_key(wrong.text) in right[name]:
                options.tell(
                    Code.WRONG_IS_RIGHT,
                    f":{name}: 里的“{wrong.text}”是对的，不能作错项",
                    options.where(name),
                )
            elif not wrong.text:
                options.tell(Code.BAD_WORDING, f":{name}: 有一项没有词", options.where(name))


def leaks(options: Options, pointset: PointSet) -> None:
    """Report details that give their term away (item-writing flaw C1).

    Two neighbouring characters of the term in a detail are an error where the set has
    ``:of:``; one shared character is a note. What every term of the set holds (意识 in
    四种意识) tells nothing and does not count.
    """
    if pointset.ask in ("list", "match", "no") or not pointset.of:
        return
    pairs = {point.key: _pairs(point.key) for point in pointset.points}
    shared = set.intersection(*pairs.values()) if len(pairs) > 1 else set()
    singles = {point.key: _letters(point.key) for point in pointset.points}
    common = set.intersection(*singles.values()) if len(singles) > 1 else set()
    for point in pointset.points:
        for detail in point.details:
            if detail.label not in ("", "试", "反"):
                continue
            said = match_key(detail.text)
            told = sorted(each for each in pairs[point.key] - shared if each in said)
            one = sorted(each for each in singles[point.key] - common if each in said)
            if told:
                options.tell(
                    Code.DETAIL_REPEATS_TERM,
                    f"细目里有词“{point.key}”的“{told[0]}”，等于把答案写进题干，请换个说法",
                    detail.line,
                )
            elif one:
                options.tell(
                    Code.DETAIL_REPEATS_TERM,
                    f"细目和词“{point.key}”都有“{one[0]}”字，能换就换",
                    detail.line,
                    Severity.NOTE,
                )


def _pairs(text: str) -> set[str]:
    bare = match_key(text)
    found = {bare[at : at + 2] for at in range(len(bare) - 1)}
    return {each for each in found if _HAN_PAIR.fullmatch(each)}


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[\u3400-\u9fff]", text))


def slots(options: Options, pointset: PointSet) -> None:
    """Note the slots whose absence keeps questions from being made."""
    if pointset.ask != "full" or pointset.status == "dated":
        return
    wanted = ["event"] if pointset.kind is SetKind.BANDS else ["say"]
    if pointset.kind in (SetKind.MEMBERS, SetKind.PAIRS):
        if any(detail.label == "" for point in pointset.points for detail in point.details):
            wanted.append("of")
        labels = {detail.label for point in pointset.points for detail in point.details}
        wanted += ["scene"] * ("试" in labels) + ["lack"] * ("反" in labels)
        wanted += ["noun", "unit"] if pointset.kind is SetKind.MEMBERS else []
    for name in wanted:
        if getattr(pointset, name) is None:
            options.tell(
                Code.SLOT_MISSING,
                f"没有 :{name}:，靠它出的题就不出",
                options.line,
                Severity.NOTE,
            )

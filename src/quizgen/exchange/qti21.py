"""QTI 2.1 packages: a manifest, a test, one file an item, with feedback and partial credit.

A multiple choice is worth one point a right option and a wrong one takes all; a gap and a pair
are worth one point each; an ordering is right or wrong as a whole. MAXSCORE says the most.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from quizgen.markup import plain
from quizgen.model import (
    BankHeader,
    Choice,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .answers import NO, YES
from .found import Reading, choice_item, cloze, letter, short_answer, true_false
from .inline import from_html, from_plain
from .packages import Package, Packer
from .rubrics import read_rubric, rubric_text
from .stems import gaps_fit, pieces
from .xml_in import local, root_of
from .xml_out import attribute, content, rich

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ITEM_HEAD = (
    f'{_HEAD}<assessmentItem xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}" xsi:schemaLocation='
    f'"{NAMESPACE} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
_UNORDERED, _CASE = "unordered", "stimulus"
_NOT_NAME = re.compile(r"[^A-Za-z0-9_-]")


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write a package."""
    write_package(header, items, out, lambda xml: xml, MANIFEST)


def write_package(
    header: BankHeader,
    items: Iterable[Item],
    out: BinaryIO,
    dialect: Callable[[str], str],
    manifest: dict[str, str],
) -> None:
    """Write a package in a dialect: what is said is the same in 2.1 and in 3.0."""
    packer = Packer(out, level=1)
    placed: list[tuple[str, str]] = []
    taken: set[str] = set()
    for item in items:
        name = _identifier(item.id, taken)
        packer.add(f"items/{name}.xml", dialect(_item_xml(item, name)).encode())
        placed.append((item.lesson, name))
    packer.add("test.xml", dialect(_test(header, placed)).encode())
    packer.add("imsmanifest.xml", _manifest(manifest, [name for _, name in placed]).encode())
    packer.close()


def refuses(item: Item) -> Iterator[str]:
    """Yield what of an item QTI has no words for."""
    if isinstance(item, Cloze) and not gaps_fit(item):
        yield "题干里的空和答案对不上"


def _identifier(name: str, taken: set[str]) -> str:
    """Make an XML name without dots of an id, another one for every item."""
    bare = _NOT_NAME.sub("_", name)
    bare = bare if bare[:1].isalpha() else f"_{bare}"
    if bare in taken:
        bare = f"{bare}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    taken.add(bare)
    return bare


def _item_xml(item: Item, name: str) -> str:
    title = " ".join(plain(item.stem).split())[:80] or name
    told = item.explanation.strip()
    body = "".join(_WRITERS[type(item)](item))
    return (
        f'{_ITEM_HEAD} identifier="{name}" title="{attribute(title)}" '
        f'label="{attribute(item.id)}" adaptive="false" timeDependent="false">{body}'
        + (
            '<modalFeedback outcomeIdentifier="EXPLANATION" identifier="told" showHide="show">'
            f"<p>{rich(told)}</p></modalFeedback>"
            if told
            else ""
        )
        + "</assessmentItem>\n"
    )


def _response(
    name: str, cardinality: str, base: str, right: Iterable[str], mapping: str = ""
) -> str:
    values = "".join(f"<value>{content(each)}</value>" for each in right)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def _mapping(entries: Iterable[tuple[str, int]], most: int, attributes: str = "") -> str:
    lines = "".join(
        f'<mapEntry mapKey="{attribute(key)}" mappedValue="{value}"{attributes}/>'
        for key, value in entries
    )
    return f'<mapping lowerBound="0" upperBound="{most}" defaultValue="0">{lines}</mapping>'


def _outcomes(most: int, feedback: str = "") -> str:
    """Declare score, its most, the explanation, and what option feedback goes by."""
    chosen = (
        f'<outcomeDeclaration identifier="FEEDBACK" cardinality="{feedback}" '
        'baseType="identifier"/>'
        if feedback
        else ""
    )
    return (
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
        f'normalMaximum="{most}"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>'
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        f"<defaultValue><value>{most}</value></defaultValue></outcomeDeclaration>"
        '<outcomeDeclaration identifier="EXPLANATION" cardinality="single" baseType="identifier"/>'
        + chosen
    )


def _score(value: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{value}</setOutcomeValue>'


_MATCH = (
    '<responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
    '<correct identifier="RESPONSE"/></match>'
    + _score('<baseValue baseType="float">1</baseValue>')
    + "</responseIf></responseCondition>"
)
_MAP = _score('<mapResponse identifier="RESPONSE"/>')
_TELL = (
    '<setOutcomeValue identifier="EXPLANATION"><baseValue baseType="identifier">told</baseValue>'
    "</setOutcomeValue>"
)
_CHOSEN = (
    '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>'
)


def _processing(*rules: str) -> str:
    return f"<responseProcessing>{''.join(rules)}{_TELL}</responseProcessing>"


def _case(item: Item) -> str:
    if not item.stimulus:
        return ""
    return f'<div class="{_CASE}"><p>{rich(item.stimulus.text)}</p></div>'


def _simple_choice(name: str, text: str, why: str) -> str:
    told = (
        f'<feedbackInline outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">'
        f"{rich(why)}</feedbackInline>"
        if why.strip()
        else ""
    )
    return f'<simpleChoice identifier="{name}">{rich(text)}{told}</simpleChoice>'


def _choice_body(item: Item, choices: str, most: int, *, shuffle: bool) -> str:
    return (
        f'<itemBody>{_case(item)}<choiceInteraction responseIdentifier="RESPONSE" '
        f'shuffle="{str(shuffle).lower()}" maxChoices="{most}"><prompt>{rich(item.stem)}</prompt>'
        f"{choices}</choiceInteraction></itemBody>"
    )


def _choice(item: SingleChoice | MultipleChoice) -> Iterator[str]:
    many = isinstance(item, MultipleChoice)
    cardinality = "multiple" if many else "single"
    names = [letter(n) for n in range(len(item.options))]
    rights = [name for name, each in zip(names, item.options, strict=True) if each.correct]
    count = len(rights)
    entries = [
        (name, 1 if each.correct else -count)
        for name, each in zip(names, item.options, strict=True)
    ]
    mapping = _mapping(entries, count) if many else ""
    yield _response("RESPONSE", cardinality, "identifier", rights, mapping)
    yield _outcomes(count if many else 1, cardinality)
    choices = "".join(
        _simple_choice(name, each.text, each.why)
        for name, each in zip(names, item.options, strict=True)
    )
    yield _choice_body(item, choices, 0 if many else 1, shuffle=not item.fixed)
    yield _processing(_MAP if many else _MATCH, _CHOSEN)


def _true_false(item: TrueFalse) -> Iterator[str]:
    yield _response("RESPONSE", "single", "identifier", ["T" if item.answer else "F"])
    yield _outcomes(1, "single")
    choices = _simple_choice("T", YES, "" if item.answer else item.why)
    choices += _simple_choice("F", NO, item.why if item.answer else "")
    yield _choice_body(item, choices, 1, shuffle=False)
    yield _processing(_MATCH, _CHOSEN)


def _cloze(item: Cloze) -> Iterator[str]:
    parts, numbers = pieces(item.stem)
    gaps = [[plain(each).strip() for each in gap.accept] for gap in item.blanks]
    for number, words in enumerate(gaps, 1):
        entries = _mapping(((each, 1) for each in words), 1, ' caseSensitive="false"')
        yield _response(f"RESPONSE{number}", "single", "string", words[:1], entries)
    yield _outcomes(len(gaps))
    parts, numbers = pieces(rich(item.stem))
    stem = parts[0]
    for part, at in zip(parts[1:], numbers, strict=True):
        length = max(6, 2 * max(map(len, gaps[at]), default=3))
        stem += f'<textEntryInteraction responseIdentifier="RESPONSE{at + 1}" expectedLength="{length}"/>{part}'
    kind = f' class="{_UNORDERED}"' if item.unordered else ""
    yield f"<itemBody>{_case(item)}<div{kind}><p>{stem}</p></div></itemBody>"
    if item.unordered:
        yield _processing(*(_any_gap(words, len(gaps)) for words in gaps))
    else:
        each = "".join(f'<mapResponse identifier="RESPONSE{n}"/>' for n in range(1, len(gaps) + 1))
        yield _processing(_score(f"<sum>{each}</sum>"))


def _any_gap(words: list[str], count: int) -> str:
    """Give a point for a gap whose word stands anywhere; written twice it counts once."""
    tests = "".join(
        f'<stringMatch caseSensitive="false"><variable identifier="RESPONSE{n}"/>'
        f'<baseValue baseType="string">{content(word)}</baseValue></stringMatch>'
        for n in range(1, count + 1)
        for word in words
    )
    more = '<sum><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></sum>'
    return f"<responseCondition><responseIf><or>{tests}</or>{_score(more)}</responseIf></responseCondition>"


def _matching(item: Matching) -> Iterator[str]:
    rights = list(dict.fromkeys([*(each.right for each in item.pairs), *item.extra]))
    names = {text: f"R{n}" for n, text in enumerate(rights, 1)}
    keys = [f"L{n} {names[each.right]}" for n, each in enumerate(item.pairs, 1)]
    mapping = _mapping(((key, 1) for key in keys), len(keys))
    yield _response("RESPONSE", "multiple", "directedPair", keys, mapping)
    yield _outcomes(len(keys))
    left = "".join(
        f'<simpleAssociableChoice identifier="L{n}" matchMax="1">{rich(each.left)}</simpleAssociableChoice>'
        for n, each in enumerate(item.pairs, 1)
    )
    right = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="{len(keys)}">{rich(text)}</simpleAssociableChoice>'
        for text, name in names.items()
    )
    yield (
        f'<itemBody>{_case(item)}<matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="{len(keys)}"><prompt>{rich(item.stem)}</prompt><simpleMatchSet>{left}'
        f"</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet></matchInteraction></itemBody>"
    )
    yield _processing(_MAP)


def _ordering(item: Ordering) -> Iterator[str]:
    """Write the steps in an order that does not give the right one away."""
    listed = sorted(
        range(len(item.order)),
        key=lambda at: hashlib.sha256(f"{item.id} {at}".encode()).digest(),
    )
    names = {at: f"S{place}" for place, at in enumerate(listed, 1)}
    yield _response(
        "RESPONSE", "ordered", "identifier", [names[at] for at in range(len(item.order))]
    )
    yield _outcomes(1)
    choices = "".join(
        f'<simpleChoice identifier="{names[at]}">{rich(item.order[at])}</simpleChoice>'
        for at in listed
    )
    yield (
        f'<itemBody>{_case(item)}<orderInteraction responseIdentifier="RESPONSE" shuffle="true">'
        f"<prompt>{rich(item.stem)}</prompt>{choices}</orderInteraction></itemBody>"
    )
    yield _processing(_MATCH)


def _short(item: ShortAnswer) -> Iterator[str]:
    yield '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>'
    yield _outcomes(sum(line.score for line in item.rubric))
    rubric = rich(rubric_text(item.rubric))
    yield (
        f'<itemBody>{_case(item)}<rubricBlock view="scorer"><p>{rubric}</p></rubricBlock>'
        '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="10">'
        f"<prompt>{rich(item.stem)}</prompt></extendedTextInteraction></itemBody>"
    )
    yield _processing()


_WRITERS: dict[type[Item], Callable[[Any], Iterator[str]]] = {
    SingleChoice: _choice,
    MultipleChoice: _choice,
    TrueFalse: _true_false,
    Cloze: _cloze,
    Matching: _matching,
    Ordering: _ordering,
    ShortAnswer: _short,
}


def _test(header: BankHeader, placed: list[tuple[str, str]]) -> str:
    """Write a test with a section a lesson."""
    sections = ""
    for number, (lesson, group) in enumerate(groupby(placed, key=lambda each: each[0]), 1):
        title = attribute(header.lessons.get(lesson, "") or lesson or "题目")
        refs = "".join(
            f'<assessmentItemRef identifier="{name}" href="items/{name}.xml"/>' for _, name in group
        )
        sections += (
            f'<assessmentSection identifier="section_{number}" title="{title}" visible="true">'
            f"{refs}</assessmentSection>"
        )
    return (
        f'{_HEAD}<assessmentTest xmlns="{NAMESPACE}" identifier="test" '
        f'title="{attribute(header.title or "题库")}"><testPart identifier="part" '
        f'navigationMode="nonlinear" submissionMode="simultaneous">{sections}</testPart>'
        "</assessmentTest>\n"
    )


MANIFEST = {
    "namespace": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "schema": "QTIv2.1 Package",
    "version": "1.0.0",
    "item": "imsqti_item_xmlv2p1",
    "test": "imsqti_test_xmlv2p1",
}


def _manifest(form: dict[str, str], names: list[str]) -> str:
    needs = "".join(f'<dependency identifierref="R_{name}"/>' for name in names)
    items = "".join(
        f'<resource identifier="R_{name}" type="{form["item"]}" href="items/{name}.xml">'
        f'<file href="items/{name}.xml"/></resource>'
        for name in names
    )
    return (
        f'{_HEAD}<manifest xmlns="{form["namespace"]}" identifier="quizgen"><metadata>'
        f"<schema>{form['schema']}</schema><schemaversion>{form['version']}</schemaversion>"
        f'</metadata><organizations/><resources><resource identifier="R_test" '
        f'type="{form["test"]}" href="test.xml"><file href="test.xml"/>{needs}</resource>'
        f"{items}</resources></manifest>\n"
    )


# in


def read(data: bytes) -> Reading:
    """Read a package: the items that its manifest names, in its order."""
    package = Package(data)
    if "imsmanifest.xml" not in package:
        raise QuizgenError("不是 QTI 包（里面没有 imsmanifest.xml）")
    manifest = root_of(package.read("imsmanifest.xml"))
    names = [
        each.get("href", "")
        for each in manifest.iter()
        if local(each.tag) == "resource" and each.get("type", "").startswith("imsqti_item")
    ]
    if not names:
        raise QuizgenError("QTI 包的清单里没有题目（imsqti_item_xmlv2p1）")
    reading = Reading(unit="题")
    for number, name in enumerate(names, 1):
        try:
            reading.add(number, _read_item(root_of(package.read(name))))
        except QuizgenError as problem:
            reading.blame(number, f"{name}：{problem}")
    return reading


class _Parsed:
    """An item's XML: its parts by name."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.by_name: dict[str, list[Element]] = {}
        for depth, each in _walk(root):
            if depth > 100:
                raise QuizgenError("XML 嵌套太深")
            self.by_name.setdefault(local(each.tag), []).append(each)

    def all(self, name: str) -> list[Element]:
        """Return the elements of a name, in order."""
        return self.by_name.get(name, [])

    def correct(self, response: str) -> list[str]:
        """Return the values of a response's right answer."""
        declared = self.declared(response)
        rights = _children(declared, "correctResponse") if declared is not None else []
        return [(v.text or "").strip() for each in rights for v in _children(each, "value")]

    def declared(self, response: str) -> Element | None:
        """Return a response's declaration."""
        all_of = self.all("responseDeclaration")
        return next((each for each in all_of if each.get("identifier") == response), None)

    def stem(self, prompt: str) -> str:
        """Return the text of the case and the body's own, and the prompt."""
        bodies = self.all("itemBody")
        texts = [from_html(inner(each)) for each in bodies]
        return "\n".join(each for each in (*texts, prompt) if each)


def _walk(root: Element) -> Iterator[tuple[int, Element]]:
    waiting = [(0, root)]
    while waiting:
        depth, element = waiting.pop()
        yield depth, element
        waiting += [(depth + 1, each) for each in reversed(element)]


def _children(element: Element, name: str) -> list[Element]:
    return [each for each in element if local(each.tag) == name]


_SKIPPED = {
    "feedbackInline", "feedbackBlock", "rubricBlock", "choiceInteraction", "matchInteraction",
    "orderInteraction", "extendedTextInteraction", "prompt", "script", "style", "object",
}  # fmt: skip


def inner(element: Element) -> str:
    """Return what stands in an element as HTML without attributes; gaps become {{n}}."""
    parts = [html.escape(element.text or "")]
    for child in element:
        name = local(child.tag)
        if name == "textEntryInteraction":
            parts.append("\0gap\0")
        elif name == "br":
            parts.append("<br>")
        elif name not in _SKIPPED:
            safe = name if name.isalnum() else "span"
            parts.append(f"<{safe}>{inner(child)}</{safe}>")
        parts.append(html.escape(child.tail or ""))
    return "".join(parts)


def _read_item(root: Element) -> Item:
    if local(root.tag) != "assessmentItem":
        raise QuizgenError("不是 assessmentItem")
    parsed = _Parsed(root)
    named: dict[str, Any] = {}
    if name := (root.get("label") or "").strip():
        named["id"] = name
    told = parsed.all("modalFeedback")
    named["explanation"] = from_html(inner(told[0])) if told else ""
    for interaction, reader in _READERS.items():
        if found := parsed.all(interaction):
            return reader(parsed, found, named)
    raise QuizgenError("没有我们能读的作答方式（选择、填空、连线、排序、简答）")


def _only(found: list[Element]) -> Element:
    if len(found) > 1:
        raise QuizgenError("一题里有几处作答，没有对应的题型")
    return found[0]


def _prompt(interaction: Element) -> str:
    prompts = _children(interaction, "prompt")
    return from_html(inner(prompts[0])) if prompts else ""


def _read_choice(parsed: _Parsed, found: list[Element], named: dict[str, Any]) -> Item:
    interaction = _only(found)
    response = interaction.get("responseIdentifier", "")
    declared = parsed.declared(response)
    many = declared is not None and declared.get("cardinality") == "multiple"
    stem, rights = parsed.stem(_prompt(interaction)), parsed.correct(response)
    options = [
        (each.get("identifier", ""), from_html(inner(each)), _feedback(each))
        for each in _children(interaction, "simpleChoice")
    ]
    if not many and [each[0] for each in options] == ["T", "F"] and options[0][1] == YES:
        why = options[0][2] or options[1][2]
        return true_false(stem, rights == ["T"], why, **named)
    fixed = interaction.get("shuffle") != "true"
    choices = [Choice(text, name in rights, why) for name, text, why in options]
    return choice_item(stem, choices, many=many, fixed=fixed, **named)


def _feedback(choice: Element) -> str:
    told = _children(choice, "feedbackInline")
    return from_html(inner(told[0])) if told else ""


def _read_gaps(parsed: _Parsed, found: list[Element], named: dict[str, Any]) -> Item:
    gaps = []
    for each in found:
        response = each.get("responseIdentifier", "")
        declared = parsed.declared(response)
        keys = [] if declared is None else list(_entries(declared))
        words = dict.fromkeys([*parsed.correct(response), *keys])
        gaps.append([from_plain(word) for word in words if word])
    body = parsed.all("itemBody")[0]
    parts = inner(body).split("\0gap\0")
    stem = parts[0] + "".join(f"{{{{{n}}}}}{part}" for n, part in enumerate(parts[1:], 1))
    unordered = any(each.get("class") == _UNORDERED for each in parsed.all("div"))
    return cloze(from_html(stem), gaps, unordered=unordered, **named)


def _entries(declared: Element) -> Iterator[str]:
    """Yield the keys that are worth everything."""
    for mapping in _children(declared, "mapping"):
        for each in _children(mapping, "mapEntry"):
            if each.get("mappedValue", "").strip() in ("1", "1.0"):
                yield each.get("mapKey", "").strip()


def _read_matching(parsed: _Parsed, found: list[Element], named: dict[str, Any]) -> Item:
    interaction = _only(found)
    sets = _children(interaction, "simpleMatchSet")
    if len(sets) != 2:
        raise QuizgenError("连线题要有两栏（simpleMatchSet）")
    left, right = (
        {
            e.get("identifier", ""): from_html(inner(e))
            for e in _children(side, "simpleAssociableChoice")
        }
        for side in sets
    )
    joined = dict(
        pair for each in parsed.correct(interaction.get("responseIdentifier", ""))
        if len(pair := each.split()) == 2
    )  # fmt: skip
    if set(joined) != set(left) or not set(joined.values()) <= set(right):
        raise QuizgenError("连线题的答案和两栏对不上")
    pairs = tuple(Pair(text, right[joined[name]]) for name, text in left.items())
    extra = tuple(text for name, text in right.items() if name not in joined.values())
    more = {"id": "", "fact": "", "template": "import"} | named
    return Matching(stem=parsed.stem(_prompt(interaction)), pairs=pairs, extra=extra, **more)


def _read_ordering(parsed: _Parsed, found: list[Element], named: dict[str, Any]) -> Item:
    interaction = _only(found)
    steps = {
        e.get("identifier", ""): from_html(inner(e)) for e in _children(interaction, "simpleChoice")
    }
    rights = parsed.correct(interaction.get("responseIdentifier", ""))
    if sorted(rights) != sorted(steps):
        raise QuizgenError("排序题的答案和各步对不上")
    more = {"id": "", "fact": "", "template": "import"} | named
    order = tuple(steps[each] for each in rights)
    return Ordering(stem=parsed.stem(_prompt(interaction)), order=order, **more)


def _read_short(parsed: _Parsed, found: list[Element], named: dict[str, Any]) -> Item:
    blocks = parsed.all("rubricBlock")
    rubric = read_rubric(from_html(inner(blocks[0]))) if blocks else ()
    if not rubric:
        raise QuizgenError("简答题要在 rubricBlock 里写评分要点，如“写出……（2分）”")
    return short_answer(parsed.stem(_prompt(_only(found))), rubric, **named)


_READERS: dict[str, Callable[[_Parsed, list[Element], dict[str, Any]], Item]] = {
    "choiceInteraction": _read_choice,
    "textEntryInteraction": _read_gaps,
    "matchInteraction": _read_matching,
    "orderInteraction": _read_ordering,
    "extendedTextInteraction": _read_short,
}

"""QTI packages: valid by the published schemas, scored like our own grading, read back whole."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pytest
from lxml import etree

from conftest import SHARED
from items import ALL
from quizgen.exchange import FORMATS, settle
from quizgen.exchange.qti30 import translated
from quizgen.exchange.stems import GAP
from quizgen.grading import grade
from quizgen.markup import plain
from quizgen.model import (
    ChoiceAnswer,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    QuizgenError,
    ScoringRule,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .everything import EVERYTHING
from .readers import carried, exported
from .same import facts

QTI = FORMATS["qti21"]
ITEMS = carried(QTI, EVERYTHING)
NS = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
SCHEMAS = SHARED / "schemas" / "qti"


def _members(name: str, items: Sequence[Item]) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(exported(name, items))) as package:
        return {each: package.read(each) for each in package.namelist()}


@lru_cache
def _schema(path: str) -> Any:
    if not (SCHEMAS / path).is_file():
        pytest.skip("needs ../shared")
    return etree.XMLSchema(etree.parse(SCHEMAS / path))


def test_every_file_of_a_package_is_valid_by_the_published_schemas() -> None:
    """Items, test and manifest, over the nasty corpus."""
    schema, manifest = _schema("qtiv2p1/imsqti_v2p1.xsd"), _schema("imscp_v1p1.xsd")

    for name, data in _members("qti21", ITEMS).items():
        chosen = manifest if name == "imsmanifest.xml" else schema
        assert chosen.validate(etree.fromstring(data)), f"{name}: {chosen.error_log.last_error}"


def _words(element: Any) -> str:
    """Read what a page would show, without the feedback inside."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    for each in copy.findall(".//q:feedbackInline", NS):
        tail = each.tail or ""
        before = each.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            each.getparent().text = (each.getparent().text or "") + tail
        each.getparent().remove(each)
    for each in copy.findall(".//q:br", NS):
        each.text = "\n"
    for each in copy.findall(".//q:textEntryInteraction", NS):
        each.text = f"{{{{{each.get('responseIdentifier').removeprefix('RESPONSE')}}}}}"
    return "".join(copy.itertext()).strip()


def _values(root: Any, path: str) -> list[str]:
    return [(each.text or "").strip() for each in root.findall(path, NS)]


def _expected(item: Item) -> dict[str, Any]:
    match item:
        case SingleChoice() | MultipleChoice():
            return {
                "options": [plain(each.text).strip() for each in item.options],
                "right": ["ABCDEFGHIJ"[n] for n, each in enumerate(item.options) if each.correct],
                "why": [plain(each.why).strip() for each in item.options if each.why],
            }
        case TrueFalse():
            why = [plain(item.why).strip()]
            return {"options": ["正确", "错误"], "right": ["T" if item.answer else "F"], "why": why}
        case Cloze():
            return {"words": [[plain(w).strip() for w in gap.accept] for gap in item.blanks]}
        case Matching():
            return {"pairs": [(plain(p.left).strip(), plain(p.right).strip()) for p in item.pairs]}
        case Ordering():
            return {"order": [plain(each).strip() for each in item.order]}
        case ShortAnswer():
            return {"most": sum(line.score for line in item.rubric)}


def _understood(item: Item, root: Any) -> dict[str, Any]:
    right = _values(root, ".//q:correctResponse/q:value")
    choices = {e.get("identifier"): _words(e) for e in root.findall(".//q:simpleChoice", NS)}
    sides = {
        e.get("identifier"): _words(e) for e in root.findall(".//q:simpleAssociableChoice", NS)
    }
    match item:
        case SingleChoice() | MultipleChoice() | TrueFalse():
            whys = [_words(each) for each in root.findall(".//q:simpleChoice/q:feedbackInline", NS)]
            return {"options": list(choices.values()), "right": right, "why": whys}
        case Cloze():
            words = [
                [entry.get("mapKey") for entry in each.findall("q:mapEntry", NS)]
                for each in root.findall(".//q:mapping", NS)
            ]
            return {"words": words}
        case Matching():
            pairs = [each.split() for each in right]
            return {"pairs": [(sides[left], sides[other]) for left, other in pairs]}
        case Ordering():
            return {"order": [choices[each] for each in right]}
        case ShortAnswer():
            most = root.find("q:outcomeDeclaration[@identifier='MAXSCORE']//q:value", NS)
            return {"most": int(most.text)}


def test_every_item_says_in_xml_what_it_says_in_the_bank() -> None:
    """Stems, options, keys, feedback, explanation."""
    members = _members("qti21", ITEMS)
    roots = [etree.fromstring(data) for name, data in members.items() if name.startswith("items/")]
    assert [root.get("label") for root in roots] == [each.id for each in ITEMS]

    for item, root in zip(ITEMS, roots, strict=True):
        stem = root.find(".//q:prompt", NS)
        if stem is None:
            stem = root.findall(".//q:itemBody/q:div", NS)[-1]
        assert _words(stem) == plain(item.stem).strip()
        assert _values(root, "q:modalFeedback/q:p")[:1] or not item.explanation
        assert (
            "".join(map(_words, root.findall("q:modalFeedback", NS)))
            == plain(item.explanation).strip()
        )
        assert _understood(item, root) == _expected(item)


def _score(root: Any, chosen: tuple[int, ...]) -> float:
    """Work out a choice's score the way map_response is defined."""
    mapping = root.find(".//q:mapping", NS)
    entries = {e.get("mapKey"): float(e.get("mappedValue")) for e in mapping}
    total = sum(entries["ABCDEFGHIJ"[each]] for each in chosen)
    bounded = min(max(total, float(mapping.get("lowerBound"))), float(mapping.get("upperBound")))
    most = root.find("q:outcomeDeclaration[@identifier='MAXSCORE']//q:value", NS)
    return float(bounded / float(most.text))


def test_every_answer_to_a_multiple_choice_scores_as_in_our_grading() -> None:
    """Partial credit is one number everywhere: all subsets of all options."""
    items = [each for each in ITEMS if isinstance(each, MultipleChoice)]
    roots = [
        etree.fromstring(d) for n, d in _members("qti21", items).items() if n.startswith("items/")
    ]

    for item, root in zip(items, roots, strict=True):
        places = range(len(item.options))
        for size in range(len(item.options) + 1):
            for chosen in itertools.combinations(places, size):
                graded = grade(item, ChoiceAnswer(chosen), 1, ScoringRule.EACH).score
                assert _score(root, chosen) == pytest.approx(graded, abs=0.005)


def test_what_qti_carries_comes_back_the_same() -> None:
    """Export and import, and nothing is lost but what the table says."""
    back = settle(QTI.read(exported("qti21", ITEMS)), "x.zip")

    assert back.troubles == ()
    assert [each.id for each in back.items] == [each.id for each in ITEMS]
    for item, again in zip(ITEMS, back.items, strict=True):
        styled = not isinstance(item, Cloze | ShortAnswer)
        said, wanted = facts(again, styled=styled), facts(item, styled=styled)
        if isinstance(item, Cloze):
            said["stem"], wanted["stem"] = (GAP.sub("", each["stem"]) for each in (said, wanted))
        assert said == wanted


_KNOWN_3 = {
    "qti-assessment-item", "qti-response-declaration", "qti-correct-response", "qti-value",
    "qti-mapping", "qti-map-entry", "qti-outcome-declaration", "qti-default-value",
    "qti-item-body", "qti-choice-interaction", "qti-simple-choice", "qti-prompt",
    "qti-feedback-inline", "qti-modal-feedback", "qti-response-processing",
    "qti-response-condition", "qti-response-if", "qti-match", "qti-variable", "qti-correct",
    "qti-set-outcome-value", "qti-base-value", "qti-map-response", "qti-sum", "qti-or",
    "qti-string-match", "qti-match-interaction", "qti-simple-match-set",
    "qti-simple-associable-choice", "qti-order-interaction", "qti-text-entry-interaction",
    "qti-extended-text-interaction", "qti-rubric-block", "qti-assessment-test", "qti-test-part",
    "qti-assessment-section", "qti-assessment-item-ref",
}  # fmt: skip
"""Elements of QTI 3.0 that we use, from the specification's list."""


def test_qti_3_says_the_same_in_its_own_names() -> None:
    """The names are those of the specification, the texts those of the valid 2.1 package."""
    old, new = _members("qti21", ITEMS), _members("qti30", ITEMS)
    assert list(old) == list(new)

    for name in old:
        root = etree.fromstring(new[name])
        if name == "imsmanifest.xml":
            assert root.findtext("{*}metadata/{*}schemaversion") == "3.0.0"
            continue
        names = {etree.QName(each).localname for each in root.iter()}
        assert {each for each in names if each.startswith("qti-")} <= _KNOWN_3
        assert not re.search(rb' [a-z]+[A-Z][A-Za-z]*="', new[name].split(b">", 2)[2])
        ours = etree.fromstring(old[name])
        assert list(root.itertext()) == list(ours.itertext())


def test_attributes_with_angles_survive_the_translation() -> None:
    """A title with < or > is no tag."""
    assert translated('<simpleChoice a="&lt;b&gt; maxChoices" maxChoices="1">') == (
        '<qti-simple-choice a="&lt;b&gt; maxChoices" max-choices="1">'
    )


def test_a_manifest_cannot_point_out_of_its_package() -> None:
    """Only members of the package are ever read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(
            "imsmanifest.xml",
            '<manifest><resource type="imsqti_item_xmlv2p1" href="../../../etc/passwd"/></manifest>',
        )
    reading = QTI.read(out.getvalue())

    assert reading.found == []
    assert "读不了" in reading.troubles[0].message


def test_a_package_without_items_is_refused() -> None:
    """With what was looked for."""
    with pytest.raises(QuizgenError, match="imsmanifest"):
        QTI.read(exported("docx", carried(FORMATS["docx"], ALL)))

"""Moodle XML: what moodle-xml-parser and lxml find in our files, and what we read of others'."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from lxml import etree

from items import ALL
from quizgen.exchange import FORMATS, settle
from quizgen.exchange.stems import full_stem, pieces
from quizgen.markup import plain
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .everything import EVERYTHING
from .readers import carried, exported
from .same import facts

MOODLE = FORMATS["moodle-xml"]
ITEMS = carried(MOODLE, EVERYTHING)
CHOICES = [each for each in ITEMS if isinstance(each, SingleChoice | MultipleChoice)]


def seen(text: str | None) -> str:
    """Read the HTML that a page would show."""
    bare = re.sub(r"<br>", "\n", text or "")
    return html.unescape(re.sub(r"</?(?:strong|em|code)>", "", bare)).strip()


def shown(text: str) -> str:
    """Return what a page should show."""
    return plain(text).strip()


def test_moodle_xml_parser_finds_the_same_choices() -> None:
    """Stems, options, shares, feedback: what a reader that we did not write says."""
    parser = pytest.importorskip("moodle_xml_parser.parser")
    found = parser.parse_bytes(exported("moodle-xml", CHOICES))["multichoice"]
    assert len(found) == len(CHOICES)

    for item, question in zip(CHOICES, found, strict=True):
        if "]]>" in item.stem or "&" in item.stem:
            continue  # the parser takes CDATA marks out of texts and unescapes twice
        rights = sum(each.correct for each in item.options)
        wrong = -100 if isinstance(item, MultipleChoice) else 0
        assert seen(question.text_pre_parse.replace("<b>", "&lt;b&gt;")) == shown(full_stem(item))
        assert question.single == isinstance(item, SingleChoice)
        for option, each in zip(item.options, question.options, strict=True):
            assert seen(each.answer.replace("<b>", "&lt;b&gt;")) == shown(option.text)
            assert seen(each.feedback) == shown(option.why)
            share = 100 / rights if option.correct else wrong
            assert each.score_fraction == pytest.approx(share, abs=1)


def test_moodle_xml_parser_finds_the_same_gaps() -> None:
    """Each gap with every word that counts as right."""
    parser = pytest.importorskip("moodle_xml_parser.parser")
    items = [e for e in ITEMS if isinstance(e, Cloze) and not re.search(r"[{}~#&<\]*\\=%]", str(e))]
    found = parser.parse_bytes(exported("moodle-xml", items))["cloze"]
    assert len(found) == len(items)

    for item, question in zip(items, found, strict=True):
        words = [[o.answer.replace("\\", "") for o in gap.options] for gap in question.gaps]
        assert words == [[shown(each) for each in gap.accept] for gap in item.blanks]
        assert all(o.score == 100 for gap in question.gaps for o in gap.options)


def _expected(item: Item) -> dict[str, Any]:
    """Say what Moodle's own reader takes from an item (question/format/xml/format.php)."""
    match item:
        case SingleChoice() | MultipleChoice():
            rights = sum(each.correct for each in item.options)
            many = isinstance(item, MultipleChoice)
            right, wrong = (100 / rights, -100) if many else (100, 0)
            return {
                "answers": [
                    (pytest.approx(right if o.correct else wrong, abs=1e-5), shown(o.text),
                     shown(o.why)) for o in item.options
                ]
            }  # fmt: skip
        case TrueFalse():
            why = shown(item.why)
            return {"answers": [(100 * item.answer, "true", "" if item.answer else why),
                                (100 * (not item.answer), "false", why if item.answer else "")]}  # fmt: skip
        case Matching():
            pairs = [(shown(each.left), shown(each.right)) for each in item.pairs]
            return {"pairs": [*pairs, *(("", shown(each)) for each in item.extra)]}
        case Ordering():
            return {"answers": [(n, shown(step), "") for n, step in enumerate(item.order, 1)]}
        case ShortAnswer():
            rubric = "；".join(f"{plain(each.text)}（{each.score}分）" for each in item.rubric)
            return {"info": rubric.strip()}
    return {}


def _understood(question: Any) -> dict[str, Any]:
    answers = [
        (
            float(each.get("fraction")),
            seen(each.findtext("text")),
            seen(each.findtext("feedback/text")),
        )
        for each in question.findall("answer")
    ]
    pairs = [
        (seen(each.findtext("text")), each.findtext("answer/text").strip())
        for each in question.findall("subquestion")
    ]
    info = seen(question.findtext("graderinfo/text"))
    return {k: v for k, v in {"answers": answers, "pairs": pairs, "info": info}.items() if v}


def test_every_question_says_in_xml_what_the_item_says() -> None:
    """Stem, feedback, answers and shares of all kinds, over the nasty corpus."""
    root = etree.fromstring(exported("moodle-xml", ITEMS))
    questions = [each for each in root if each.get("type") != "category"]
    assert [each.findtext("idnumber") for each in questions] == [each.id for each in ITEMS]

    for item, question in zip(ITEMS, questions, strict=True):
        assert seen(question.findtext("generalfeedback/text")) == shown(item.explanation)
        if not isinstance(item, Cloze):
            assert seen(question.findtext("questiontext/text")) == shown(full_stem(item))
        assert _understood(question) == _expected(item)


def test_a_brace_in_the_text_of_a_cloze_is_no_gap() -> None:
    """Moodle would otherwise ask for a word that nobody knows."""
    items = [each for each in ITEMS if isinstance(each, Cloze)]
    root = etree.fromstring(exported("moodle-xml", items))

    for item, text in zip(items, root.iterfind(".//questiontext/text"), strict=True):
        gaps = re.findall(r"\{\d+:SHORTANSWER:(?:\\.|[^\\}])*\}", text.text)
        assert len(gaps) == len(pieces(item.stem)[1])


def test_what_moodle_xml_carries_comes_back_the_same() -> None:
    """Export and import, and nothing is lost but what the table says."""
    back = settle(MOODLE.read(exported("moodle-xml", ITEMS)), "x.xml")

    assert back.troubles == ()
    assert [each.id for each in back.items] == [each.id for each in ITEMS]
    for item, again in zip(ITEMS, back.items, strict=True):
        styled = not isinstance(item, Cloze | Matching | ShortAnswer)
        assert facts(again, styled=styled) == facts(item, styled=styled)
        assert (again.level, again.use) == (item.level, item.use)


def test_unordered_gaps_are_refused() -> None:
    """A word written twice would count twice: better to say so."""
    assert {each.why for each in MOODLE.refusals(ALL)} == {"Moodle 的填空题不能次序不限"}


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>',
        b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>',
        b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
    ],
    ids=["billion laughs", "external entity", "external DTD"],
)
def test_entities_and_document_types_are_refused(attack: bytes) -> None:
    """No expansion, no reading of files, no network."""
    with pytest.raises(QuizgenError, match="DTD 或实体"):
        MOODLE.read(attack)


def test_html_of_strangers_is_cleaned() -> None:
    """Scripts, handlers and frames do not reach a trainee's page; bold and line breaks do."""
    data = """<quiz><question type="truefalse"><name><text>x</text></name>
    <questiontext format="html"><text><![CDATA[<p onclick="a()">看<b>清</b>！</p><script>alert(1)
    </script><img src=x onerror=alert(1)><iframe src="//evil"></iframe>再&lt;答]]></text></questiontext>
    <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
    </question></quiz>"""
    item = settle(MOODLE.read(data.encode()), "x.xml").items[0]

    assert plain(item.stem) == "看清！\n再<答"
    assert "**清**" in item.stem


def test_what_has_no_kind_of_ours_is_told_with_its_number() -> None:
    """All problems at once."""
    reading = MOODLE.read(
        b'<quiz><question type="category"/><question type="ddimageortext"/>'
        b'<question type="essay"><questiontext><text>x</text></questiontext></question></quiz>'
    )

    assert [(each.line, each.message[:4]) for each in reading.troubles] == [
        (1, "没有和 "),
        (2, "简答题要"),
    ]

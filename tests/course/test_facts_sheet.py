"""The product's facts say what the sheet behind them says: no fact more, none better verified."""

from __future__ import annotations

import re
from functools import cache

import pytest

from conftest import ROOT, SHARED
from quizgen.bank.facts import Fact, Facts, Status, load_facts

SHEET = SHARED / "content" / "law-facts.md"
NUMBER = re.compile(r"\d{1,2}-\d{2}(?![\d-])")
STATUS = re.compile("|".join(Status))
CORRECTIONS = "13-"
STRENGTH = [Status.VERIFIED, Status.SECONDARY, Status.UNVERIFIED]
needs_sheet = pytest.mark.skipif(not SHEET.is_file(), reason="needs ../shared")


@cache
def facts() -> Facts:
    """Return the facts of the course."""
    return load_facts(ROOT / "source" / "facts.yaml")


@cache
def sheet() -> dict[str, str]:
    """Return what the sheet says under each number; rows of a table share the note below it."""
    found: dict[str, str] = {}
    open_entries: list[str] = []
    in_rows = False
    for line in SHEET.read_text(encoding="utf-8").splitlines():
        if start := re.match(r"(\| )?\*\*(\d{1,2}-\d{2})\*\*", line):
            if not (start[1] and in_rows):
                open_entries = []
            in_rows = bool(start[1])
            open_entries.append(start[2])
            found[start[2]] = line
        elif line.startswith("#"):
            open_entries = []
        elif line.strip():
            for number in open_entries:
                if not (in_rows and STATUS.search(found[number])):
                    found[number] += "\n" + line
    return found


def statuses_in(text: str) -> list[Status]:
    """Return the statuses that a text names, in order."""
    return [Status(each) for each in STATUS.findall(text)]


def statuses_of(fact: Fact) -> set[Status]:
    """Return the status of a fact and of its halves."""
    return {fact.status, *(part.status for part in fact.parts)}


def texts_of(fact: Fact) -> list[str]:
    """Return all that readers are shown of a fact."""
    return [fact.text, *(part.text for part in fact.parts)]


def cited_in(number: str) -> set[str]:
    """Return the numbers that the sheet refers to under this one, ranges spelled out."""
    text = re.sub(r"^(\| )?\*\*[\d-]+\*\*", "", sheet()[number])
    cited = set(NUMBER.findall(text))
    for part, first, last in re.findall(r"(\d{1,2})-(\d{2})至\1-(\d{2})", text):
        cited |= {f"{part}-{n:02}" for n in range(int(first), int(last) + 1)}
    return cited & set(sheet()) - {number}


def rests_on(number: str) -> set[str]:
    """Return a number, those that the sheet refers to under it, and what these rest on."""
    found, new = {number}, {number}
    while new:
        new = {each for known in new for each in cited_in(known)} - found
        found |= new
    return found


def figures(text: str) -> set[float]:
    """Return the numbers that are written with digits."""
    return {float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)}


def articles(text: str) -> set[float]:
    """Return the numbers that are written in Chinese, as articles are."""
    return {float(number_of(each)) for each in re.findall("[零一二三四五六七八九十百]+", text)}


def number_of(word: str) -> int:
    """Read a Chinese number below a thousand."""
    total, digit = 0, 0
    for sign in word:
        if sign in "十百":
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit


def best(number: str) -> int:
    """Return how firm the firmest half of an entry of the sheet is; 0 is firmest."""
    said = statuses_in(sheet()[number]) or [Status.SECONDARY]
    return min(STRENGTH.index(each) for each in said)


def is_as_firm(number: str) -> bool:
    """Tell whether no half of a fact is better or worse verified than it was found."""
    fact, said = facts().facts[number], statuses_in(sheet()[number])
    ours = statuses_of(fact)
    if said and not number.startswith(CORRECTIONS):
        # the rows of a table share one note, of which not every half speaks of every row
        same = ours <= set(said) if sheet()[number].startswith("|") else ours == set(said)
        return fact.status == said[0] and same
    cited = {status for each in cited_in(number) for status in statuses_in(sheet()[each])}
    if said:
        return fact.status == said[0] and set(said) <= ours <= {*said, *cited}
    # without a status of its own it is no firmer than what it rests on
    behind = [at for at in map(best, cited_in(number)) if STRENGTH[at] != Status.UNVERIFIED]
    weakest = max(behind, default=STRENGTH.index(Status.UNVERIFIED))
    return STRENGTH.index(fact.status) >= weakest and ours <= {*cited, fact.status}


@needs_sheet
def test_the_course_has_every_fact_of_the_sheet_and_no_other() -> None:
    """In the same order, too."""
    assert list(facts().facts) == list(sheet())


@needs_sheet
def test_a_fact_stands_as_firm_as_in_the_sheet() -> None:
    """Neither better nor worse."""
    assert [number for number in facts().facts if not is_as_firm(number)] == []


@needs_sheet
def test_every_figure_stands_in_the_sheet() -> None:
    """None is made up or mistyped."""
    wrong = {
        number: made_up
        for number, fact in facts().facts.items()
        for text in texts_of(fact)
        if (made_up := figures(text) - figures(sheet()[number]))
    }

    assert wrong == {}


@needs_sheet
def test_every_article_stands_in_the_sheet() -> None:
    """Under the same number, or under one that it rests on."""
    wrong = {}
    for number, fact in facts().facts.items():
        behind = "\n".join(sheet()[each] for each in rests_on(number))
        for place in [fact.article, *(part.article for part in fact.parts)]:
            named = articles(re.sub(r"（.*）", "", place or ""))
            if made_up := named - articles(behind) - figures(behind):
                wrong[number] = made_up

    assert wrong == {}


@pytest.mark.parametrize("number", list(facts().facts))
def test_a_fact_reads_well_alone(number: str) -> None:
    """Whole sentences, no working notes, its unverified half named as such."""
    fact = facts().facts[number]
    for text in texts_of(fact):
        assert text.endswith("。")
        assert not re.search(r"种子|课件作者|事实表|本表|\b\d{1,2}-\d{2}\b|`|\*\*", text)
    if Status.UNVERIFIED in statuses_of(fact):
        assert "没有核实" in "".join(texts_of(fact)) or "没有" in fact.text
    if number.startswith(CORRECTIONS):
        assert fact.text.startswith("讲话")
        assert "今天" in fact.text


def test_a_fact_names_laws_that_are_listed_and_its_day() -> None:
    """Short names have full ones; parts are there only where halves differ."""
    for number, fact in facts().facts.items():
        short = [fact.law] if isinstance(fact.law, str) else list(fact.law or ())
        halves = {part.status for part in fact.parts}

        assert [each for each in short if each not in facts().laws] == [], number
        assert fact.checked == facts().checked, number
        assert not fact.article or fact.law, number
        assert len(halves) != 1, number
        assert not halves or fact.status in halves, number

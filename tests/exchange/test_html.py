"""The practice page: one small file that holds all it needs."""

from __future__ import annotations

import io
import re

import lxml.html
import pytest
from hypothesis import given
from msgspec.structs import replace

from items import ALL, CASE_ITEM, HEADER, MULTIPLE, SINGLE, TRUE_FALSE, texts
from quizgen.exchange.html import write
from quizgen.markup import escape
from quizgen.model import BankHeader, Item, QuizgenError

PRACTISED = [each for each in ALL if each.use != "exam"]


def page_of(items: list[Item], header: BankHeader = HEADER) -> bytes:
    """Return the practice page of some items."""
    out = io.BytesIO()
    write(header, items, out)
    return out.getvalue()


def test_all_lies_in_the_file() -> None:
    """Nothing is loaded from anywhere; the only links lead into the page."""
    text = page_of(PRACTISED).decode()
    page = lxml.html.fromstring(text.encode())

    assert text.startswith("<!DOCTYPE html>")
    assert not page.xpath("//link | //img | //iframe | //script[@src] | //base")
    assert not re.search(r"https?:|url\(|@import", text)
    assert all(each.startswith("#") for each in page.xpath("//a/@href"))
    assert len(page.xpath('//form[@class="qg-ask"]')) == len(PRACTISED)


def test_lessons_stand_in_course_order() -> None:
    """Each under its title; questions are numbered through."""
    page = lxml.html.fromstring(page_of(PRACTISED))
    titles = [each.text_content() for each in page.xpath("//h2")]
    numbers = [int(re.findall(r"\d+", each.text_content())[0]) for each in page.xpath("//legend")]

    assert titles == list(HEADER.lessons.values())
    assert numbers == list(range(1, len(PRACTISED) + 1))
    assert [each.text_content() for each in page.xpath("//nav//a")] == titles


def test_what_an_exam_asks_never_gets_into_it() -> None:
    """Whoever practises it remembers it."""
    assert "分工定下来之后" not in page_of(list(ALL)).decode()
    with pytest.raises(QuizgenError, match="只用于考试"):
        page_of([CASE_ITEM])


def test_a_hundred_questions_take_less_than_300_kilobytes() -> None:
    """For a chat group; each with four options and four reasons of usual length."""
    why = "“查责任漏洞”的界限：责任有没有写给谁；写了没有做到，归“查制度缺失”。"
    item = replace(
        SINGLE,
        options=tuple(replace(each, text=each.text + why[:16], why=why) for each in SINGLE.options),
        explanation=why * 4,
        stem=why * 2,
    )
    many = [replace(item, id=f"many.{number}", fact=f"many.{number}") for number in range(100)]

    assert len(page_of(list(many))) < 300_000


def test_the_same_items_give_the_same_bytes() -> None:
    """In whatever order they come."""
    assert page_of(PRACTISED) == page_of(PRACTISED[::-1])


def test_an_unknown_lesson_has_a_place_too() -> None:
    """Imported items belong to none."""
    page = lxml.html.fromstring(page_of([replace(TRUE_FALSE, lesson="")], BankHeader()))

    assert [each.text_content() for each in page.xpath("//h2")] == ["其他"]


@given(texts, texts, texts)
def test_every_text_stands_as_it_is(stem: str, option: str, why: str) -> None:
    """Nothing of an item is read as HTML, in texts or in attributes."""
    wrong = replace(MULTIPLE.options[-1], text=escape(option), why=escape(why))
    item = replace(MULTIPLE, stem=escape(stem), options=(*MULTIPLE.options[:-1], wrong))
    page = lxml.html.fromstring(page_of([item]))
    (shown,) = page.xpath('//ul[@class="qg-choices"]/li[@data-at="3"]/span')
    (reason,) = page.xpath('//ul[@class="qg-reasons"]/li[@data-at="3"]/span')

    assert page.xpath('//p[@class="qg-stem"]')[0].text_content().split() == stem.split()
    assert shown.text_content().split() == option.split()
    assert reason.text_content().split() == why.split()
    assert len(page.xpath("//script")) == 1

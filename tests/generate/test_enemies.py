"""Items that give each other away may not stand on one paper (flaw C3)."""

from __future__ import annotations

from quizgen.model import Item

from .making import items

REPORTS = """
:::{points} 报告的时限
:name: report-times
:kind: pairs
:facts: 5-03
:basis: 《事故条例》
:say: 关于【词】，时限是【值】
:of: 属于【词】的做法
:not-value: 5小时; 8小时; 24小时

单位上报
: 1小时

  接到报告起算。

  - 厂长放下电话，先拨县里的号码
  - 误区：查清人数以后再报 → 接到报告以后先报〔5-03〕
    - 考：伤者的姓名没有问清，厂长可以晚一天打电话 → 伤者的姓名没有问清，厂长也要当场打电话

部门上报
: 2小时

  每一级都一样。

  - 局里收到消息，掐着表往上送

补报变化
: 7日

  起火一类的事故。

  - 又有一人没有救过来，接着再说一次
:::
"""
QUESTION = """
:::{question} single_choice
:name: first-hour

厂长接到电话以后，最迟在多久以内上报？

- [x] 1小时

- [ ] 5小时

  没有这样的规定。
- [ ] 8小时

  没有这样的规定。

> 1小时〔5-03〕
:::
"""


def _by_template(made: list[Item], template: str, said: str) -> Item:
    return next(each for each in made if each.template == template and said in each.stem)


def test_a_figure_that_stands_in_another_item_is_told_by_it() -> None:
    """The gap asks for 1小时 while the options of a neighbour list it."""
    made = items(REPORTS)
    gap = _by_template(made, "P3", "单位上报")
    listing = [
        each.id
        for each in made
        if each.id != gap.id and any("1小时" in x.text for x in getattr(each, "options", ()))
    ]

    assert listing
    assert set(listing) <= set(gap.enemies)


def test_a_stem_that_names_a_term_is_kept_from_items_that_ask_for_it() -> None:
    """Which of them is it? Another stem of the same point says it."""
    made = items(REPORTS)
    asking = [each for each in made if each.template == "M5" and "单位上报" in each.points[0]]
    naming = [
        each.id
        for each in made
        if "单位上报" in each.stem and each.points == ("report-times/单位上报",)
    ]

    assert asking
    assert naming
    assert all(set(naming) <= set(each.enemies) for each in asking)


def test_items_that_ask_the_same_fact_of_law_are_apart() -> None:
    """In whatever set or case they stand: one says what the other asks."""
    made = items(REPORTS + QUESTION)
    (question,) = (each for each in made if each.template == "question")
    myths = [each for each in made if each.template == "M8"]

    assert myths
    assert {each.id for each in myths} <= set(question.enemies)
    assert all(question.id in each.enemies for each in myths)

"""The independent check: right keys pass, and no wrong one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cases import Case, read_cases
from generate.making import LAWS, read
from quizgen.generate import Course, make_items
from quizgen.lint import Known, check_key, lint
from quizgen.model import (
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

PAGES = sorted((Path(__file__).parent.parent / "fixtures" / "generate").glob("*.md"))
ALL = [case for page in PAGES for case in read_cases(page)]


def spoiled(item: Item) -> Iterator[Item]:
    """Yield an item with every wrong key that it could have."""
    if isinstance(item, SingleChoice | MultipleChoice):
        yield from _other_options(item)
    elif isinstance(item, TrueFalse):
        yield replace(item, answer=not item.answer)
    elif isinstance(item, Cloze):
        for at in range(len(item.blanks)):
            blanks = (*item.blanks[:at], Gap(("错词",)), *item.blanks[at + 1 :])
            yield replace(item, blanks=blanks)
    elif isinstance(item, Matching):
        yield from _other_pairs(item)
    elif isinstance(item, Ordering):
        yield replace(item, order=(item.order[1], item.order[0], *item.order[2:]))
    elif item.template == "M10":
        yield replace(item, rubric=item.rubric[2:])


def _other_options(item: SingleChoice | MultipleChoice) -> Iterator[Item]:
    """Give a single choice another key; turn each option of a multiple one."""
    single = isinstance(item, SingleChoice)
    for turned in item.options:
        if single and turned.correct:
            continue
        options = tuple(
            replace(
                each, correct=(each is turned) if single else (each.correct != (each is turned))
            )
            for each in item.options
        )
        yield replace(item, options=options)


def _other_pairs(item: Matching) -> Iterator[Item]:
    """Cross two pairs, or take a spare entry."""
    first, second, *rest = item.pairs
    crossed = (Pair(first.left, second.right), Pair(second.left, first.right), *rest)
    yield replace(item, pairs=crossed)
    if item.extra:
        changed = Pair(first.left, item.extra[0])
        yield replace(item, pairs=(changed, second, *rest), extra=(first.right,))


@pytest.mark.parametrize("case", ALL, ids=lambda each: each.title)
def test_right_keys_pass_and_wrong_ones_do_not(case: Case) -> None:
    """Every item of every page, with every wrong key that it could have been given."""
    sets, cases, questions = read(case.source)
    items, _ = make_items(Course(sets=sets, cases=cases, questions=questions, laws=LAWS))
    known = Known(sets=sets, cases=cases, questions=questions)

    for item in items:
        assert list(check_key(item, known)) == [], item
        for wrong in spoiled(item):
            codes = {each.code for each in (*check_key(wrong, known), *lint([wrong], known))}
            if item.origin == "question" and isinstance(item, Cloze | Matching | ShortAnswer):
                continue  # its author's word is all there is
            assert codes & {"K1", "K2"}, wrong


def test_an_item_of_a_set_that_is_gone_is_an_error() -> None:
    """A bank that is older than its lessons is told."""
    sets, _, _ = read(ALL[0].source)
    items, _ = make_items(Course(sets=sets))

    assert {each.code for each in lint(items, Known())} >= {"K2"}

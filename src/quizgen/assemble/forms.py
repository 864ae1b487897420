"""Chosen items to papers: which order they stand in, and their options."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from quizgen.model import (
    KIND_NAMES,
    Bank,
    Blueprint,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Paper,
    PaperItem,
    PaperSection,
    SectionPlan,
    SingleChoice,
    kind_of,
)

from .solve import chosen, rank


def assemble(blueprint: Blueprint, bank: Bank, name: str = "") -> list[Paper]:
    """Make the papers of a blueprint, one a form.

    Args:
        blueprint: what the papers have to look like.
        bank: the items to choose from.
        name: the blueprint's name, kept in the paper.

    Raises:
        QuizgenError: where the blueprint names what the bank has not, or asks for what
            cannot be had together (:class:`ConflictError`).
    """
    return [
        _paper(blueprint, bank, name, form, items)
        for form, items in enumerate(chosen(blueprint, bank))
    ]


def _paper(blueprint: Blueprint, bank: Bank, name: str, form: int, items: Sequence[Item]) -> Paper:
    letter = chr(ord("A") + form)
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for each in sorted(items, key=lambda each: rank(blueprint.seed, letter, "place", each.id)):
        by_kind[kind_of(each)].append(each)
    sections = []
    for plan in blueprint.sections:
        group = by_kind[plan.kind][: plan.count]
        del by_kind[plan.kind][: plan.count]
        sections.append(_section(plan, _placed(blueprint.seed, letter, form, group)))
    used = {each.lesson for each in items}
    return Paper(
        title=blueprint.title,
        form=letter,
        minutes=blueprint.minutes,
        pass_mark=blueprint.pass_mark,
        total=sum(plan.score * plan.count for plan in blueprint.sections),
        sections=tuple(sections),
        blueprint=name,
        seed=blueprint.seed,
        checked=bank.header.checked,
        lessons={key: title for key, title in bank.header.lessons.items() if key in used},
    )


def _section(plan: SectionPlan, placed: Sequence[tuple[Item, tuple[int, ...]]]) -> PaperSection:
    return PaperSection(
        title=plan.title or KIND_NAMES[plan.kind],
        kind=plan.kind,
        score=plan.score,
        rule=plan.rule,
        items=tuple(PaperItem(item=each, score=plan.score, shown=shown) for each, shown in placed),
    )


def _placed(
    seed: int, letter: str, form: int, items: Sequence[Item]
) -> list[tuple[Item, tuple[int, ...]]]:
    """Give each item the order of its options.

    Keys of single choices are dealt round the letters, from another letter on each form, in
    an order drawn by the seed: every letter is the key about as often as any other, and a
    neighbour with another form has another one at the same place.
    """
    placed = []
    dealt: dict[int, int] = defaultdict(int)
    for each in items:
        shown = _drawn(seed, letter, each)
        if isinstance(each, SingleChoice) and not each.fixed:
            size = len(each.options)
            cycle = sorted(
                range(size), key=lambda at: rank(seed, str(dealt[size] // size), str(at))
            )
            place = (cycle[dealt[size] % size] + form) % size
            dealt[size] += 1
            shown = _with_key_at(each, shown, place)
        placed.append((each, shown))
    return placed


def _drawn(seed: int, letter: str, item: Item) -> tuple[int, ...]:
    """Draw an order by the seed; fixed options keep theirs."""
    match item:
        case SingleChoice() | MultipleChoice():
            size = len(item.options)
            if item.fixed:
                return tuple(range(size))
        case Matching():
            size = len(item.pairs) + len(item.extra)
        case Ordering():
            size = len(item.order)
        case _:
            return ()
    order = sorted(range(size), key=lambda at: rank(seed, letter, item.id, str(at)))
    if isinstance(item, Matching | Ordering) and order == list(range(size)):
        order = [*order[1:], order[0]]  # the right order is no question
    return tuple(order)


def _with_key_at(item: SingleChoice, shown: Sequence[int], place: int) -> tuple[int, ...]:
    key = next(at for at, option in enumerate(item.options) if option.correct)
    rest = [at for at in shown if at != key]
    return (*rest[:place], key, *rest[place:])

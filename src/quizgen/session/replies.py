"""What a phone shows of an item and how what it sends becomes an answer.

Nothing here may tell the key. What can be permuted is first sorted by its text, then put into
the phone's own order, and the wire knows places in that order alone: two papers that differ only
in their keys give the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import assert_never

from msgspec import Struct

from quizgen.model import (
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Item,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    Ordering,
    OrderingAnswer,
    Paper,
    PaperItem,
    PaperSection,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    TrueFalseAnswer,
)

LONGEST_WORD = 200
LONGEST_TEXT = 4000
"""Characters that a blank and a written answer may hold."""

Fields = Mapping[str, Sequence[str]]
"""The values of a form, by name."""


class Placed(Struct, frozen=True):
    """An item of a session with its number, from 1."""

    number: int
    section: PaperSection
    placed: PaperItem
    starts_section: bool = False

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.placed.item


def placed_items(paper: Paper) -> tuple[Placed, ...]:
    """Return the items of a paper in order."""
    found: list[Placed] = []
    for section in paper.sections:
        for place, each in enumerate(section.items):
            found.append(Placed(len(found) + 1, section, each, place == 0))
    return tuple(found)


def texts_of(item: Item) -> list[str]:
    """Return what is permuted, in the item's own order."""
    match item:
        case SingleChoice() | MultipleChoice():
            return [each.text for each in item.options]
        case Matching():
            return [*(pair.right for pair in item.pairs), *item.extra]
        case Ordering():
            return list(item.order)
    return []


def own_order(each: Placed, secret: bytes, seat: int) -> list[int]:
    """Return a phone's order of an item: indices into the item's own order.

    Options that are ``fixed`` stand as on the paper.
    """
    texts = texts_of(each.item)
    if getattr(each.item, "fixed", False):
        shown = each.placed.shown
        return list(shown) if len(shown) == len(texts) else list(range(len(texts)))
    by_text = sorted(range(len(texts)), key=lambda at: (texts[at], at))
    rank = [_mixed(secret, seat, each.number, place) for place in range(len(texts))]
    return [by_text[place] for place in sorted(range(len(texts)), key=lambda place: rank[place])]


def _mixed(secret: bytes, seat: int, number: int, place: int) -> bytes:
    return hmac.digest(secret, f"order/{seat}/{number}/{place}".encode(), hashlib.sha256)


def read_answer(each: Placed, order: Sequence[int], fields: Fields) -> Answer | None:
    """Read an answer from a form; ``None`` where it is empty.

    Raises:
        ValueError: for what no page of ours would send.
    """
    name = f"q{each.number}"
    item = each.item
    match item:
        case SingleChoice() | MultipleChoice():
            return _choice(item, [order[_place(v, len(order))] for v in fields.get(name, ())])
        case TrueFalse():
            said = _one(fields, name)
            if said not in ("", "1", "0"):
                raise ValueError("neither true nor false")
            return TrueFalseAnswer(said == "1") if said else None
        case Cloze():
            words = tuple(_text(fields, f"{name}.{n}") for n in range(1, len(item.blanks) + 1))
            return ClozeAnswer(words) if any(words) else None
        case Matching():
            joined = tuple(
                _joined(fields, f"{name}.{n + 1}", order) for n in range(len(item.pairs))
            )
            return MatchingAnswer(joined) if any(at >= 0 for at in joined) else None
        case Ordering():
            steps = [_joined(fields, f"{name}.{n + 1}", order) for n in range(len(item.order))]
            return OrderingAnswer(tuple(steps)) if any(at >= 0 for at in steps) else None
        case ShortAnswer():
            text = _text(fields, name, LONGEST_TEXT)
            return TextAnswer(text) if text else None
        case _:
            assert_never(item)


def _choice(item: SingleChoice | MultipleChoice, chosen: list[int]) -> ChoiceAnswer | None:
    if isinstance(item, SingleChoice) and len(chosen) > 1:
        raise ValueError("more than one option of a single choice")
    return ChoiceAnswer(tuple(sorted(set(chosen)))) if chosen else None


def _place(value: str, size: int) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 3 or int(value) >= size:
        raise ValueError("no such place")
    return int(value)


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    if len(values) > 1:
        raise ValueError(f"{name} more than once")
    return values[0] if values else ""


def _joined(fields: Fields, name: str, order: Sequence[int]) -> int:
    value = _one(fields, name)
    return order[_place(value, len(order))] if value else -1


def _text(fields: Fields, name: str, longest: int = LONGEST_WORD) -> str:
    text = _one(fields, name).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise ValueError(f"{name} is too long")
    if any(char < " " and char not in "\n\t" for char in text):
        raise ValueError(f"{name} holds a control character")
    return text


def complete(item: Item, answer: Answer | None) -> bool:
    """Say whether every part of an item is answered."""
    match answer:
        case None:
            return False
        case ClozeAnswer():
            return all(answer.words)
        case MatchingAnswer():
            return all(at >= 0 for at in answer.joined)
        case OrderingAnswer():
            return all(at >= 0 for at in answer.order)
    return True

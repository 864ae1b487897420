"""A bank: the items of a course, and the names that go with them."""

from __future__ import annotations

from msgspec import Struct, field

from .items import Item

BANK_SCHEMA = "quizgen.bank/1"


class BankHeader(Struct, frozen=True, kw_only=True):
    """The first line of a bank file.

    ``lessons`` names each lesson (docname to title) in course order, ``parts`` each part,
    ``sets`` each point set (id to title); ``checked`` is the day the law was checked.
    """

    schema: str = BANK_SCHEMA
    title: str = ""
    seed: int = 0
    checked: str | None = None
    parts: dict[str, str] = field(default_factory=dict)
    lessons: dict[str, str] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)


class Bank(Struct, frozen=True, kw_only=True):
    """A header and items in the order of their ids."""

    header: BankHeader
    items: tuple[Item, ...]

"""All that exporters are tried on: one of each kind, the nasty ones, the bank of the course."""

from __future__ import annotations

from conftest import ROOT
from quizgen.bank.files import read_bank
from quizgen.model import Item

from .corpus import NASTY_ITEMS

COURSE: tuple[Item, ...] = read_bank(ROOT / "quizzes" / "bank.jsonl").items
EVERYTHING: tuple[Item, ...] = tuple(sorted((*NASTY_ITEMS, *COURSE), key=lambda each: each.id))

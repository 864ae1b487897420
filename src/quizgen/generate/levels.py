"""A level is the distance between a stem and what trainees have read, not the way it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from .context import Draft

RUN = 12
"""Characters in a row in common that make an item one of memory (item-writing rules, section 7)."""
_LETTERS = re.compile(r"[^\w]|_")
_LAW = re.compile(r"《[^《》]*》")
"""The name of a law is no new word, and none that a stem takes from the page."""


def runs(text: str) -> set[str]:
    """Return every run of letters and digits of that length, names of laws aside."""
    parts = [_LETTERS.sub("", part) for part in _LAW.split(text)]
    return {part[at : at + RUN] for part in parts for at in range(len(part) - RUN + 1)}


def levelled(drafts: Sequence[Draft], words: Iterable[str]) -> list[Draft]:
    """Lower every item to ``remember`` whose new words trainees have read.

    One pass over the text of the course, however many items there are.
    """
    cores = [runs(each.core) if each.item.level != "remember" else set() for each in drafts]
    wanted: set[str] = set().union(*cores)
    seen: set[str] = set()
    for text in words:
        seen |= runs(text) & wanted
    return [
        draft if core.isdisjoint(seen) else replace_item(draft, level="remember")
        for draft, core in zip(drafts, cores, strict=True)
    ]


def replace_item(draft: Draft, **changes: object) -> Draft:
    """Change fields of a draft's item."""
    return Draft(replace(draft.item, **changes), draft.core, draft.families)

"""A level is the distance between a stem and what trainees have read, not the way it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from .context import Draft

RUN = 12
"""Characters in a row in common that make an item one of memory (item-writing rules, section 7)."""
_LETTERS = re.compile(r"[^\w]|_")
_LAW = re.compile(r"《[^《》]*》")
"""The name of a law is no new word, and none that a stem takes from the page."""


def runs(text: str) -> Iterator[str]:
    """Yield every run of letters and digits of that length, names of laws aside."""
    for part in _LAW.split(text):
        bare = _LETTERS.sub("", part)
        for at in range(len(bare) - RUN + 1):
            yield bare[at : at + RUN]


def levelled(drafts: Sequence[Draft], words: Iterable[str]) -> list[Draft]:
    """Lower every item to ``remember`` whose new words trainees have read.

    One pass over the text of the course, however many items there are.
    """
    wanted = {run for each in drafts if each.item.level != "remember" for run in runs(each.core)}
    seen: set[str] = set()
    for text in words:
        seen.update(run for run in runs(text) if run in wanted)
    return [_lowered(each, seen) for each in drafts]


def _lowered(draft: Draft, seen: set[str]) -> Draft:
    if draft.item.level == "remember" or not any(run in seen for run in runs(draft.core)):
        return draft
    return replace_item(draft, level="remember")


def replace_item(draft: Draft, **changes: object) -> Draft:
    """Change fields of a draft's item."""
    return Draft(replace(draft.item, **changes), draft.core, draft.families)

"""Rules of item writing, and every key derived anew.

Imports nothing of the generator: a test holds that. Codes are those of the item-writing rules;
K1 to K4 keep an item out of a bank, the others are warnings to mend or to answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizgen.model import Item

from .findings import CODES, ERRORS, Finding, Known
from .keys import check_key
from .law import check_law
from .options import check_options
from .stems import check_stem
from .together import check_hints, check_levels, check_repeats

__all__ = ["CODES", "ERRORS", "Finding", "Known", "check_key", "lint"]

_ALONE = (check_key, check_options, check_stem, check_law)
_TOGETHER = (check_levels, check_repeats, check_hints)


def lint(items: Sequence[Item], known: Known | None = None) -> list[Finding]:
    """Return every flaw that a program can see, in the order of item ids.

    Args:
        items: what to look at.
        known: the course they come from; without it only the items themselves are looked at.
    """
    known = known or Known()
    told = {finding for item in items for rule in _ALONE for finding in rule(item, known)}
    for rule in _TOGETHER:
        told.update(rule(items, known))
    return sorted(told)

"""Banks out to other systems and into ours: a table of formats, one file a format."""

from __future__ import annotations

from .found import Found, Reading, Trouble
from .lines import Limits, Refusal
from .settle import Settled, Twin, settle
from .table import FORMATS, Format, readable

__all__ = [
    "FORMATS",
    "Format",
    "Found",
    "Limits",
    "Reading",
    "Refusal",
    "Settled",
    "Trouble",
    "Twin",
    "readable",
    "settle",
]

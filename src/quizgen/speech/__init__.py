"""From a raw speech to the draft of a lesson: the genre announces its own structure.

No language model and no network. ``reading`` takes files as they come, ``text`` mends what a copy
spoiled, ``outline`` finds what the text enumerates, ``draft`` writes the lesson.
"""

from __future__ import annotations

from .draft import write_lesson
from .merge import Written, replace, save
from .outline import read_outline
from .reading import UnreadableError, read_bytes, read_file
from .report import as_data, as_tree, report
from .tree import Group, Item, Kind, Outline, walk

__all__ = [
    "Group",
    "Item",
    "Kind",
    "Outline",
    "UnreadableError",
    "Written",
    "as_data",
    "as_tree",
    "read_bytes",
    "read_file",
    "read_outline",
    "replace",
    "report",
    "save",
    "walk",
    "write_lesson",
]

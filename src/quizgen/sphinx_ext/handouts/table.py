"""The table of all nodes that a course can hold, and what becomes of each on paper."""

from __future__ import annotations

from sphinx import addnodes

from .blocks import BLOCKS, Refused
from .design import DESIGN
from .inline import INLINE
from .lesson import LESSON
from .tables import TABLES
from .writer import How

_API = {
    f"sphinx.{name}": Refused("讲义里不印程序接口")
    for name in dir(addnodes)
    if name.startswith("desc")
}

NODES: dict[str, How] = {**_API, **BLOCKS, **INLINE, **TABLES, **DESIGN, **LESSON}
"""How each node is written, by package and class; what is not listed is an error."""

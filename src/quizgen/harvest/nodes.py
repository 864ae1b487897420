"""What a directive leaves in the tree: its parsed body, wrapped.

The nodes derive from docutils' own, so that every writer that dispatches by class
knows them. ``options`` is a list of ``(name, value, line)`` as the author wrote it,
repeats included; a title is a ``rubric`` child.
"""

from __future__ import annotations

from docutils import nodes


class points_block(nodes.container):  # noqa: N801 - docutils names nodes in lower case
    """The body of a ``points`` directive."""


class case_block(nodes.container):  # noqa: N801
    """The body of a ``case`` directive; its questions are ``question_block`` children."""


class question_block(nodes.container):  # noqa: N801
    """The body of a ``question`` directive."""


class quiz_block(nodes.container):  # noqa: N801
    """A ``quiz`` directive: a self-check at this place."""


class blank_word(nodes.emphasis):  # noqa: N801
    """A word worth remembering; its wrong values are the attribute ``wrong``, never text."""


BLOCKS = (points_block, case_block, question_block, quiz_block)

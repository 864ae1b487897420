"""The form of an id, and the anchors made from it."""

from __future__ import annotations

import re

ID = re.compile(r"[a-z][a-z0-9-]*")
"""What ``:name:`` may be."""


def point_anchor(set_id: str, term: str) -> str:
    """Name the anchor of a point: ``four-checks.查责任漏洞`` (no blanks, they end an id)."""
    return f"{set_id}.{''.join(term.split())}"

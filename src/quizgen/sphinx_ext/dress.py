"""Placeholder while the pages are being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_dress(app: Sphinx) -> None:
    """Register nothing yet."""

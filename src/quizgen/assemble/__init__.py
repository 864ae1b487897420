"""Bank, blueprint and seed to papers: an exact model, solved by HiGHS."""

from __future__ import annotations

from .forms import assemble
from .solve import ConflictError

__all__ = ["ConflictError", "assemble"]

"""Papers, keys, answer sheets and marking sheets as PDF, Word and Excel."""

from __future__ import annotations

from .paper import prints

__all__ = ["prints"]

"""The index of all point sets and the list of all terms."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.domains import Index, IndexEntry


class PointIndex(Index):
    """Every point set of the course."""

    name = "points"
    localname = "点位索引"
    shortname = "点位"

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """List nothing yet."""
        return [], False


class TermIndex(PointIndex):
    """Every term of the course."""

    name = "terms"
    localname = "术语表"
    shortname = "术语"

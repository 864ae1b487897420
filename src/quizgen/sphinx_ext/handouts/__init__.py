"""Lessons on paper: the builder ``quizgen-handouts`` and all it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dress import ShowFrontMatter
from ..html import RenderBlocks
from ..lawtable import DressLawTables, LinkFacts
from .builder import HandoutsBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class FrontMatterOnPaper(ShowFrontMatter):
    """Show for whom a lesson is, as on its page."""

    formats = (HandoutsBuilder.format,)


class BlocksOnPaper(RenderBlocks):
    """Dress sets, cases and questions, as on the page."""

    formats = (HandoutsBuilder.format,)


class LawTablesOnPaper(DressLawTables):
    """Complete the tables of law, as on the page."""

    formats = (HandoutsBuilder.format,)


class FactsOnPaper(LinkFacts):
    """Link the numbers of facts, as on the page."""

    formats = (HandoutsBuilder.format,)


def setup_handouts(app: Sphinx) -> None:
    """Register the builder, and with it what prepares a lesson for it."""
    app.add_builder(HandoutsBuilder)
    app.connect("builder-inited", _prepare)


def _prepare(app: Sphinx) -> None:
    if isinstance(app.builder, HandoutsBuilder):
        for transform in (FrontMatterOnPaper, BlocksOnPaper, LawTablesOnPaper, FactsOnPaper):
            app.add_post_transform(transform)

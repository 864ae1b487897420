"""The Sphinx side: directives, domain, pages, search. ``register`` is the list of it all."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from quizgen.config import QuizgenConfig
from quizgen.harvest import DIRECTIVES
from quizgen.harvest.directives import blank_role
from quizgen.harvest.nodes import BLOCKS, blank_word

from .builder import PointsBuilder
from .domain import setup_domain
from .dress import setup_dress
from .editions import setup_editions
from .freshness import setup_freshness
from .handouts import setup_handouts
from .html import setup_html
from .indices import setup_indices
from .lawtable import setup_lawtable
from .memory import keep_modules, keep_read
from .roles import PointRole
from .search import setup_search
from .selfcheck import setup_selfcheck
from .telling import setup_telling
from .typography import setup_typography

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENV_VERSION = 3
"""Raise it when what the domain keeps changes shape."""


def register(app: Sphinx) -> None:
    """Tell Sphinx of everything quizgen brings."""
    for setting in fields(QuizgenConfig):
        app.add_config_value(f"quizgen_{setting.name}", setting.default, "env")
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for node in (*BLOCKS, blank_word):
        app.add_node(node)
    app.add_role("blank", blank_role)
    app.add_role("point", PointRole())
    setup_domain(app)
    app.add_builder(PointsBuilder)
    app.connect("builder-inited", keep_modules)
    app.connect("env-updated", keep_read, priority=1)
    setup_typography(app)
    setup_telling(app)
    setup_freshness(app)
    setup_editions(app)
    setup_dress(app)
    setup_selfcheck(app)
    setup_html(app)
    setup_lawtable(app)
    setup_indices(app)
    setup_search(app)
    setup_handouts(app)

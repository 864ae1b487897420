"""A warm build gives the same pages as a cold one.

Stock Sphinx rewrites a page when its source changes. It leaves stale a page that shows
another page's title or a point of another lesson, and the page of a deleted document.
What each page shows from elsewhere is hashed and kept in the output folder (not in the
environment: another builder shares that).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from .domain import QuizgenDomain
from .selfcheck import shown_checks
from .telling import read_config

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

STATE = ".quizgen-state.json"


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shared(app: Sphinx, env: BuildEnvironment) -> str:
    """Hash what any page may show: titles, the table of contents, labels, facts."""
    std = env.domains.standard_domain
    places = cast(QuizgenDomain, env.domains["quizgen"]).fact_places()
    facts = Path(app.srcdir) / read_config(app).facts
    return _digest(
        [
            sorted((name, title.astext()) for name, title in env.titles.items()),
            sorted((name, list(each)) for name, each in env.toctree_includes.items()),
            sorted((name, list(each)) for name, each in std.labels.items()),
            hashlib.sha256(facts.read_bytes()).hexdigest() if facts.is_file() else "",
            sorted(places.items()),
        ]
    )


def _page(app: Sphinx, env: BuildEnvironment, docname: str) -> str:
    """Hash what one page shows from elsewhere: the words of links to points, self-checks."""
    domain = cast(QuizgenDomain, env.domains["quizgen"])
    shown: list[Any] = [shown_checks(env, app.builder, docname)]
    targets = [target for target, _ in domain.references.get(docname, ())]
    for case in domain.cases.get(docname, ()):
        targets += map(str, case.shows)
    for target in targets:
        found = domain.find(target)
        if found is not None:
            pointset, point = found
            shown.append([target, pointset.lesson, pointset.title, point.key if point else ""])
    return _digest(shown)


class Freshness:
    """What the pages showed last time, and what they show now."""

    def __init__(self) -> None:
        self.now: dict[str, Any] = {}

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages that show something that has changed elsewhere."""
        if not isinstance(app.builder, StandaloneHTMLBuilder):
            return []
        before = _read_state(Path(app.outdir) / STATE)
        pages = {name: _page(app, env, name) for name in sorted(env.found_docs)}
        self.now = {"shared": _shared(app, env), "pages": pages}
        old: dict[str, str] = before.get("pages", {})
        _remove_pages(app.builder, set(old) - set(pages))
        if before.get("shared") != self.now["shared"]:
            return sorted(pages)
        return [name for name, shown in pages.items() if old.get(name) != shown]

    def keep(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the state once the pages are written; not after a failed build."""
        if exception is None and self.now:
            text = json.dumps(self.now, ensure_ascii=False, indent=1, sort_keys=True)
            (Path(app.outdir) / STATE).write_text(text + "\n", encoding="utf-8")


def _read_state(path: Path) -> dict[str, Any]:
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _remove_pages(builder: StandaloneHTMLBuilder, gone: Iterable[str]) -> None:
    """Delete the pages of documents that are no more."""
    for docname in sorted(gone):
        Path(builder.get_output_path(docname)).unlink(missing_ok=True)


def setup_freshness(app: Sphinx) -> None:
    """Compare when all documents are read, remember when all pages are written."""
    freshness = Freshness()
    app.connect("env-updated", freshness.outdated)
    app.connect("build-finished", freshness.keep)

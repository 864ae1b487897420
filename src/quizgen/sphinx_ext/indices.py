"""The index of all point sets and the list of all terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.domains import Index, IndexEntry

from quizgen.harvest.ids import point_anchor
from quizgen.model import PointSet, SetKind

from .order import lessons_in_order
from .sounds import initial, pinyin_key

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .domain import QuizgenDomain

KIND_NAMES = {
    SetKind.MEMBERS: "要点",
    SetKind.STEPS: "步骤",
    SetKind.PAIRS: "对应",
    SetKind.TABLE: "表",
    SetKind.RATIO: "比例",
    SetKind.BANDS: "分级",
}
TEMPLATES = Path(__file__).parent / "templates"
_Content = tuple[list[tuple[str, list[IndexEntry]]], bool]


class PointIndex(Index):
    """Every point set of the course with its points, lesson by lesson."""

    name = "points"
    localname = "点位索引"
    shortname = "点位"

    def shown(self, docnames: Iterable[str] | None) -> list[tuple[str, list[PointSet]]]:
        """Return the lessons in their order, each with the sets that this edition shows."""
        domain = cast("QuizgenDomain", self.domain)
        wanted = None if docnames is None else set(docnames)
        sets = domain.shown_sets()
        return [
            (docname, list(sets[docname]))
            for docname in lessons_in_order(domain.env)
            if sets.get(docname) and (wanted is None or docname in wanted)
        ]

    def generate(self, docnames: Iterable[str] | None = None) -> _Content:
        """List sets as groups and their points as the members of each."""
        titles = self.domain.env.titles
        content = []
        for docname, sets in self.shown(docnames):
            entries = [entry for each in sets for entry in _set_entries(docname, each)]
            content.append((titles[docname].astext(), entries))
        return content, False


def _set_entries(docname: str, pointset: PointSet) -> Iterable[IndexEntry]:
    kind = f"{KIND_NAMES[pointset.kind]} {len(pointset.points)} 项"
    dated = "讲话当时的提法" if pointset.status == "dated" else ""
    yield IndexEntry(pointset.title, 1, docname, pointset.id, kind, "", dated)
    for point in pointset.points:
        anchor = point_anchor(pointset.id, point.key)
        yield IndexEntry(point.key, 2, docname, anchor, "", "", point.value or "")


class TermIndex(PointIndex):
    """Every term of the course by its pinyin, with the sets that it belongs to."""

    name = "terms"
    localname = "术语表"
    shortname = "术语"

    def generate(self, docnames: Iterable[str] | None = None) -> _Content:
        """List a term once for each set that has it."""
        entries = [
            IndexEntry(
                point.key,
                0,
                docname,
                point_anchor(each.id, point.key),
                each.title,
                "",
                point.value or point.gloss,
            )
            for docname, sets in self.shown(docnames)
            for each in sets
            for point in each.points
        ]
        groups: dict[str, list[IndexEntry]] = {}
        keys = {name: pinyin_key(name) for name in {each.name for each in entries}}
        for entry in sorted(entries, key=lambda each: keys[each.name]):
            groups.setdefault(initial(keys[entry.name]), []).append(entry)
        return sorted(groups.items()), False


def _choose_template(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> str | None:
    """Show both indices with a page of our own, whatever the theme."""
    if templatename != "domainindex.html" or not pagename.startswith("quizgen-"):
        return None
    builder = app.builder
    pages = {entry[2] for _, entries in context["content"] for entry in entries}
    context["quizgen_index"] = pagename.removeprefix("quizgen-")
    context["quizgen_pages"] = {each: builder.get_relative_uri(pagename, each) for each in pages}
    return "quizgen-index-furo.html" if app.config.html_theme == "furo" else "quizgen-index.html"


def _add_templates(app: Sphinx, config: Any) -> None:
    if str(TEMPLATES) not in config.templates_path:
        config.templates_path = [*config.templates_path, str(TEMPLATES)]


def setup_indices(app: Sphinx) -> None:
    """Register the pages of the indices."""
    app.connect("config-inited", _add_templates)
    app.connect("html-page-context", _choose_template)

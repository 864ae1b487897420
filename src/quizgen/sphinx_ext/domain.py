"""Where Sphinx keeps the points between builds, and how references find them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, Index, ObjType
from sphinx.util.nodes import make_refnode

from quizgen.harvest import (
    case_block,
    harvest,
    harvest_case,
    harvest_question,
    harvest_quiz,
    points_block,
    question_block,
    quiz_block,
)
from quizgen.harvest.anatomy import definition_points, dissect, list_points
from quizgen.harvest.ids import point_anchor
from quizgen.harvest.questions import Quiz
from quizgen.harvest.text import line_of, read_text, walk, walk_blocks
from quizgen.model import Case, Point, PointSet, Question, SourceRef, Target, match_key
from quizgen.problems import Problem

from .editions import condition_of, holds, ids_below
from .indices import PointIndex, TermIndex
from .unread import unread_bold, unread_fences
from .words import trainee_words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .drawn import Drawn


_CONDITIONAL = (addnodes.only, nodes.container)
"""Nodes that are shown under a condition; all blocks of ours are containers."""


class QuizgenDomain(Domain):
    """The point sets, cases and questions of each document, as plain values."""

    name = "quizgen"
    label = "Quiz points"
    object_types: ClassVar[dict[str, ObjType]] = {"points": ObjType("点集", "point")}
    indices: ClassVar[list[type[Index]]] = [PointIndex, TermIndex]
    data_version = 3
    drawn: Drawn | None = None
    """The items of all self-checks, once they are made: not kept between builds."""
    _places: dict[str, str] | None = None
    """The page that shows each fact, once asked for."""
    initial_data: ClassVar[dict[str, Any]] = {
        "sets": {},
        "cases": {},
        "questions": {},
        "quizzes": {},
        "references": {},
        "problems": {},
        "facts": {},
        "hidden": {},
        "words": {},
        "progress": {},
    }

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.checks: dict[tuple[str, ...], str] = {}
        """Self-checks as HTML by page, lesson and items, once they are made: not kept either."""

    @property
    def sets(self) -> dict[str, tuple[PointSet, ...]]:
        """The point sets by document, in order."""
        found: dict[str, tuple[PointSet, ...]] = self.data["sets"]
        return found

    @property
    def cases(self) -> dict[str, tuple[Case, ...]]:
        """The cases by document, in order."""
        found: dict[str, tuple[Case, ...]] = self.data["cases"]
        return found

    @property
    def questions(self) -> dict[str, tuple[Question, ...]]:
        """The questions outside of cases by document, in order."""
        found: dict[str, tuple[Question, ...]] = self.data["questions"]
        return found

    @property
    def quizzes(self) -> dict[str, tuple[Quiz, ...]]:
        """The self-checks by document, in order."""
        found: dict[str, tuple[Quiz, ...]] = self.data["quizzes"]
        return found

    @property
    def references(self) -> dict[str, tuple[tuple[str, SourceRef], ...]]:
        """The ``{point}`` references by document: target as written, and place."""
        found: dict[str, tuple[tuple[str, SourceRef], ...]] = self.data["references"]
        return found

    @property
    def words(self) -> dict[str, str]:
        """What trainees read in each document, self-checks and their reasons left out."""
        found: dict[str, str] = self.data["words"]
        return found

    @property
    def problems(self) -> dict[str, tuple[Problem, ...]]:
        """What harvesting found in each document."""
        found: dict[str, tuple[Problem, ...]] = self.data["problems"]
        return found

    def note_fact(self, docname: str, number: str) -> None:
        """Remember that a page shows a fact in its table of law."""
        self._places = None
        kept: dict[str, tuple[str, ...]] = self.data["facts"]
        kept[docname] = (*kept.get(docname, ()), number)

    def fact_places(self) -> dict[str, str]:
        """Return the page that shows each fact in a table, the first by name where several do."""
        if self._places is None:
            self._places = {
                number: docname
                for docname in sorted(self.data["facts"], reverse=True)
                for number in self.data["facts"][docname]
            }
        return self._places

    def hidden_anchors(self) -> set[tuple[str, str]]:
        """Return the (document, id) of everything that this edition does not show."""
        return {
            (docname, name)
            for docname, hidden in self.data["hidden"].items()
            for condition, names in hidden
            if not holds(self.env, condition)
            for name in names
        }

    def shown_sets(self) -> dict[str, tuple[PointSet, ...]]:
        """Return the sets that this edition shows, by document."""
        hidden = self.hidden_anchors()
        return {
            docname: tuple(each for each in sets if each.id and (docname, each.id) not in hidden)
            for docname, sets in self.sets.items()
        }

    def clear_doc(self, docname: str) -> None:
        """Forget a document that is read anew or gone."""
        self._places = None
        for kept in self.data.values():
            if isinstance(kept, dict):
                kept.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read, and only that."""
        self._places = None
        for name, kept in self.data.items():
            if isinstance(kept, dict):
                theirs = otherdata[name]
                kept.update({each: theirs[each] for each in sorted(docnames) if each in theirs})

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Harvest a document after its read transforms, substitutions included."""
        found = _Harvest(docname)
        hidden: list[tuple[str, tuple[str, ...]]] = []
        for node in list(walk_blocks(document)):
            if isinstance(node, _CONDITIONAL):
                found.take(node)
                if condition := condition_of(node):
                    hidden.append((condition, ids_below(node)))
        if references := _references(document):
            self.data["references"][docname] = references
        found.problems += [*unread_bold(document), *unread_fences(env, document)]
        for name, values in found.kept().items():
            if values:
                self.data[name][docname] = values
        if hidden:
            self.data["hidden"][docname] = tuple(hidden)
        if any(found.kept().values()):
            self.data["words"][docname] = trainee_words(document)

    def label_sets(self) -> None:
        """Let ``{ref}`` find the sets by their titles, once all documents are read.

        (Not as each is read: Sphinx looks through all labels before it reads a document, and
        there are many more sets than labels. What has that name already, keeps it and is told.)
        """
        std = self.env.domains.standard_domain
        for each in self.all_sets():
            std.labels.setdefault(each.id, (each.lesson, each.id, each.title))
            std.anonlabels.setdefault(each.id, (each.lesson, each.id))

    def all_sets(self) -> Iterator[PointSet]:
        """Yield every set that has an id, by document name and order."""
        for docname in sorted(self.sets):
            yield from (each for each in self.sets[docname] if each.id)

    def find(self, target: str) -> tuple[PointSet, Point | None] | None:
        """Find ``set`` or ``set/term``; quotation marks in the term do not matter."""
        set_id, slash, term = target.partition("/")
        for each in self.all_sets():
            if each.id == set_id:
                if not slash:
                    return each, None
                point = find_point(each, term)
                return None if point is None else (each, point)
        return None

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Link a ``{point}`` reference; its words are the set's title or the point's term."""
        found = self.find(target)
        if found is None:
            return None
        words = contnode if node["refexplicit"] else _words(*found)
        if self._is_hidden(found[0]):
            return words  # type: ignore[return-value] # any node will do: nothing to link to
        return _link(builder, fromdocname, *found, words)

    def link(self, builder: Builder, fromdocname: str, target: str) -> nodes.reference | None:
        """Return a link to ``set`` or ``set/term`` with the words of its target."""
        found = self.find(target)
        if found is None or self._is_hidden(found[0]):
            return None
        return _link(builder, fromdocname, *found, _words(*found))

    def _is_hidden(self, pointset: PointSet) -> bool:
        return (pointset.lesson, pointset.id) in self.hidden_anchors()

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Take part in ``{any}``."""
        found = self.resolve_xref(env, fromdocname, builder, "point", target, node, contnode)
        return [] if found is None else [("quizgen:point", found)]

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """List the sets for the inventory and the search; the display name is the anchor.

        (The stock search builds a dead link from any other display name.)
        """
        for docname, sets in sorted(self.shown_sets().items()):
            for each in sets:
                yield each.id, each.id, "points", docname, each.id, 1


def _link(
    builder: Builder,
    fromdocname: str,
    pointset: PointSet,
    point: Point | None,
    words: nodes.Element,
) -> nodes.reference:
    anchor = pointset.id if point is None else point_anchor(pointset.id, point.key)
    return make_refnode(builder, fromdocname, pointset.lesson, anchor, words)


def _words(pointset: PointSet, point: Point | None) -> nodes.inline:
    said = pointset.title if point is None else point.key
    return nodes.inline(said, said, classes=["xref", "quizgen-point"])


def find_point(pointset: PointSet, term: str) -> Point | None:
    """Find a point by its term, quotation marks and blanks aside."""
    wanted = match_key(term)
    return next((point for point in pointset.points if match_key(point.key) == wanted), None)


def find_target(pointset: PointSet, target: Target) -> bool:
    """Say whether a target that names this set is good."""
    return target.term is None or find_point(pointset, target.term) is not None


def _label_sets(app: Sphinx, env: BuildEnvironment) -> None:
    cast("QuizgenDomain", env.domains["quizgen"]).label_sets()


def setup_domain(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(QuizgenDomain)
    app.connect("env-updated", _label_sets, priority=100)  # before anything looks at labels


class _Harvest:
    """Gathers what one document holds."""

    def __init__(self, docname: str) -> None:
        self.docname = docname
        self.sets: list[PointSet] = []
        self.cases: list[Case] = []
        self.questions: list[Question] = []
        self.quizzes: list[Quiz] = []
        self.problems: list[Problem] = []

    def kept(self) -> dict[str, tuple[Any, ...]]:
        """Return all of it as the domain keeps it."""
        return {
            "sets": tuple(self.sets),
            "cases": tuple(self.cases),
            "questions": tuple(self.questions),
            "quizzes": tuple(self.quizzes),
            "problems": tuple(self.problems),
        }

    def take(self, block: nodes.Node) -> None:
        """Harvest one block."""
        lesson = self.docname
        if isinstance(block, points_block):
            pointset, problems = harvest(block)
            self.sets.append(replace(pointset, lesson=lesson))
            if pointset.id:
                _anchor_points(block, pointset)
        elif isinstance(block, case_block):
            case, problems = harvest_case(block)
            asked = tuple(replace(each, lesson=lesson) for each in case.questions)
            self.cases.append(replace(case, lesson=lesson, questions=asked))
        elif isinstance(block, quiz_block):
            quiz, problems = harvest_quiz(block)
            self.quizzes.append(quiz)
        elif isinstance(block, question_block) and not isinstance(block.parent, case_block):
            question, problems = harvest_question(block)
            if question is not None:
                self.questions.append(replace(question, lesson=lesson))
        else:
            return
        self.problems += problems


def _references(document: nodes.document) -> tuple[tuple[str, SourceRef], ...]:
    """Return the target of each ``{point}`` reference and where it stands, in their order."""
    return tuple(
        (node["reftarget"], SourceRef(str(node.source or document["source"]), line_of(node)))
        for node in walk(document)
        if isinstance(node, pending_xref) and node["refdomain"] == "quizgen"
    )


def _anchor_points(block: points_block, pointset: PointSet) -> None:
    """Give each point its anchor: on its list item, or on the row of a table."""
    known = {match_key(point.key): point.key for point in pointset.points}
    for term, node in _point_nodes(block, pointset):
        key = known.pop(match_key(term), None)
        if key is not None:
            node["ids"].append(point_anchor(pointset.id, key))


def _point_nodes(block: points_block, pointset: PointSet) -> Iterator[tuple[str, nodes.Element]]:
    part = dissect(block, pointset.kind)
    for table in part.tables:
        for row in table.findall(nodes.row):
            cell = next(iter(row.findall(nodes.entry)), None)
            if cell is not None and isinstance(row.parent, nodes.tbody):
                words = [child for each in cell.children for child in each.children]
                yield read_text(words).text, row
    for listing in part.lists:
        points = (
            definition_points(listing)
            if isinstance(listing, nodes.definition_list)
            else list_points(listing)
        )
        for point in points:
            yield read_text(point.head).text, _anchor_node(point.node)


def _anchor_node(node: nodes.Element) -> nodes.Element:
    """Return the node that shows an id in HTML: a definition list item shows none."""
    if isinstance(node, nodes.definition_list_item):
        return next(iter(node.findall(nodes.term)), node)
    return node

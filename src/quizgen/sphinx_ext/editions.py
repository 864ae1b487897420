"""Two editions of one course: what an exam asks stands in the trainers' only.

Lessons are read once for both. What trainees must not see is taken out when a page is
written, whatever the builder, and its ids are left out of the inventory and the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform

from quizgen.harvest import blank_word, case_block, points_block, question_block
from quizgen.harvest.anatomy import is_for_exam
from quizgen.harvest.text import all_below

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

TRAINER = "trainer"
"""The tag of the trainers' edition (``sphinx-build -t trainer``)."""
_HOLDS_DETAILS = (nodes.list_item, nodes.definition)
_OPEN_USES: dict[type[nodes.Node], str] = {case_block: "lesson", question_block: "practice"}


def holds(env: BuildEnvironment, condition: str) -> bool:
    """Say whether a condition on tags, as in ``only``, holds in this build."""
    return bool(env._tags.eval_condition(condition))


def option_of(block: nodes.Element, name: str, default: str = "") -> str:
    """Return an option of one of our blocks as the author wrote it."""
    return next((value for each, value, _ in block["options"] if each == name), default)


def is_exam_block(node: nodes.Node) -> bool:
    """Say whether a node is a case or question of the exam (a misspelt use counts as one)."""
    free = _OPEN_USES.get(type(node))
    return free is not None and option_of(cast(nodes.Element, node), "use", free) != free


def is_exam_detail(item: nodes.Element) -> bool:
    """Say whether a nested bullet is a 试, 反 or 考 (with an ASCII colon too: told, but hidden)."""
    if not (
        isinstance(item, nodes.list_item)
        and isinstance(item.parent, nodes.bullet_list)
        and isinstance(item.parent.parent, _HOLDS_DETAILS)
    ):
        return False
    return is_for_exam(item, "：:")


def condition_of(node: nodes.Node) -> str:
    """Return the condition under which a node and all below it are shown, or ``""``."""
    if isinstance(node, addnodes.only):
        return str(node["expr"])
    return TRAINER if is_exam_block(node) else ""


def ids_below(node: nodes.Element) -> tuple[str, ...]:
    """Return every id in a part of a page."""
    inside = [each for each in all_below(node) if isinstance(each, nodes.Element)]
    return tuple(sorted({name for each in inside for name in each["ids"]}))


class TakeOutExam(SphinxPostTransform):
    """Take the exam out of the trainees' pages, and wrong values out of everybody's."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Look at each block of ours once."""
        trainer = holds(self.env, TRAINER)
        for node in all_below(self.document):
            if isinstance(node, blank_word):
                node["wrong"] = []
                node.rawsource = ""
                node["classes"].append("qg-blank")
            elif trainer or not isinstance(node, nodes.container):
                continue
            elif is_exam_block(node):
                node.parent.remove(node)
            elif isinstance(node, points_block):
                _take_out_details(node)


def _take_out_details(block: nodes.Element) -> None:
    for item in all_below(block):
        if isinstance(item, nodes.list_item) and is_exam_detail(item):
            listing = item.parent
            listing.remove(item)
            if not listing.children:
                listing.parent.remove(listing)


def _keep_source_at_home(app: Sphinx) -> None:
    """Copy no source of a page into the trainees' edition: it holds what they may not see."""
    if not app.tags.has(TRAINER):
        app.config.html_copy_source = False


def _hidden_labels(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    domain: Any = env.domains["quizgen"]
    yield from domain.hidden_anchors()


def _write_inventory(builder: StandaloneHTMLBuilder, write: Callable[[], None]) -> None:
    """Write the inventory without the labels of what this edition does not show."""
    std = builder.env.domains.standard_domain
    hidden = set(_hidden_labels(builder.env))
    kept = std.data["labels"], std.data["anonlabels"]
    std.data["labels"] = {k: v for k, v in kept[0].items() if v[:2] not in hidden}
    std.data["anonlabels"] = {k: v for k, v in kept[1].items() if v[:2] not in hidden}
    try:
        write()
    finally:
        std.data["labels"], std.data["anonlabels"] = kept


def _watch_inventory(app: Sphinx) -> None:
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        write = builder.dump_inventory
        builder.dump_inventory = lambda: _write_inventory(  # type: ignore[method-assign]
            builder, write
        )


def setup_editions(app: Sphinx) -> None:
    """Register what keeps the editions apart."""
    app.add_post_transform(TakeOutExam)
    app.connect("builder-inited", _keep_source_at_home)
    app.connect("builder-inited", _watch_inventory)

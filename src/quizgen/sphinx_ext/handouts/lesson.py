"""What quizgen brings to a lesson: sets of points as what they are, cases, questions."""

from __future__ import annotations

from typing import Any

from docutils import nodes

from quizgen.harvest import case_block, question_block
from quizgen.harvest.anatomy import ListNode
from quizgen.model import EXAM_LABELS

from ..asked import fold as fold_node
from ..drawings import SLIVER, BandsDrawing, QuantityDrawing
from ..lawtable import fact_cite
from .blocks import bullet_list, enumerated_list
from .design import container as design_container
from .inline import inner_link, passed, silent
from .selfcheck import write_quiz
from .typst_code import NOTHING, array, boolean, call, content, seq, string, words
from .writer import Writer, has_class, plain_length

_DOTS_UP_TO = 600
_WHOLE = 420
"""A question, or an answer, of up to so many characters is not broken over pages."""
_ACROSS = 30


def points(writer: Writer, node: nodes.Element) -> str:
    """Write a set in its frame; a dated one in a broken line.

    What it rests on stands with its last point: no page begins with that line alone.
    """
    *before, listing, basis = [None, None, *node.children]
    if isinstance(listing, ListNode) and has_class(basis, "qg-basis"):
        shown = [each for each in before if each is not None]
        points = _points(writer, listing, writer.write(basis))
        written = seq([writer.all_of(shown), writer.placed(listing, points)])
    else:
        written = writer.children(node)
    body = seq([writer.anchors(node), written])
    return call("point-set", body, dated=boolean(has_class(node, "qg-dated")))


def any_list(writer: Writer, node: nodes.Element) -> str:
    """Write a list: of points, of details, of options, or any other."""
    if has_class(node, "qg-points"):
        return writer.placed(node, _points(writer, node))
    if has_class(node, "qg-details"):
        return writer.placed(node, _details(writer, node))
    if has_class(node, "qg-options"):
        return writer.placed(node, _options(writer, node))
    if isinstance(node, nodes.bullet_list):
        return bullet_list(writer, node)
    return enumerated_list(writer, node)


def _points(writer: Writer, node: nodes.Element, basis: str = NOTHING) -> str:
    steps = any(has_class(block, "qg-steps") for block in _around(node))
    numbered = steps or isinstance(node, nodes.enumerated_list)
    start = int(node.get("start", 1))
    items = [each for each in node.children if isinstance(each, nodes.Element)]
    written = []
    for place, item in enumerate(items):
        number = string(str(start + place)) if numbered else "none"
        body = content(seq([writer.anchors(item), writer.children(item)]))
        if steps:
            written.append(call("step", number, boolean(place == len(items) - 1), body))
        else:
            written.append(call("member", number, body))
    if basis:
        whole = plain_length(items[-1]) <= _WHOLE
        written[-1:] = [call("kept", seq([written[-1], basis]))] if whole else [written[-1], basis]
    return seq(written)


def _around(node: nodes.Node) -> list[nodes.Element]:
    found, parent = [], node.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found


def _details(writer: Writer, node: nodes.Element) -> str:
    """Write details; those with a label need no mark before it."""
    groups: list[tuple[bool, list[str]]] = []
    for item in node.children:
        if isinstance(item, nodes.Element):
            bare = not any(name.startswith("qg-detail-") for name in item["classes"])
            if not groups or groups[-1][0] != bare:
                groups.append((bare, []))
            body = content(seq([writer.anchors(item), writer.children(item)]))
            groups[-1][1].append(body)
    return seq(call("details", boolean(bare), *items) for bare, items in groups)


def _options(writer: Writer, node: nodes.Element) -> str:
    """Write lettered options, in as many columns as they fit."""
    items = []
    for place, item in enumerate(node.children):
        letter = string(f"{chr(ord('A') + place)}.\u00a0")
        body = [child for child in item.children if isinstance(child, nodes.Element)]
        if len(body) == 1 and isinstance(body[0], nodes.paragraph):
            items.append(seq([letter, writer.children(body[0])]))
        else:
            items.append(seq([letter, *(writer.write(each) for each in body)]))
    return call("options", *items)


def label(writer: Writer, node: nodes.Node) -> str:
    """Write the label of a detail in Hei; in a box where only trainers see the detail."""
    name = node.astext().removesuffix("：")
    box = "chip" if name in EXAM_LABELS else "bold"
    return seq([call(box, string(name)), string("：")])


def cite(writer: Writer, node: nodes.Node) -> str:
    """Write the numbers of facts, linked."""
    pieces = []
    for each in node.links if isinstance(node, fact_cite) else ():
        if isinstance(each, str):
            pieces.append(string(each))
        else:
            said = string(each.number)
            pieces.append(inner_link(writer, each.docname, each.anchor, said, paged=False))
        pieces.append(string("、"))
    return seq([string("〔"), *pieces[:-1], string("〕")])


def case(writer: Writer, node: nodes.Element) -> str:
    """Write a case."""
    body = seq([writer.anchors(node), writer.children(node)])
    return call("case-box", body, exam=boolean(has_class(node, "qg-exam")))


def question(writer: Writer, node: nodes.Element) -> str:
    """Write a question written by hand: what is asked stands on one page, unless it is long."""
    asked = [each for each in node.children if not isinstance(each, fold_node)]
    told = [each for each in node.children if isinstance(each, fold_node)]
    broken = boolean(sum(map(plain_length, asked)) > _WHOLE)
    shown = call("asked", content(writer.all_of(asked)), breakable=broken)
    return call("ask-box", seq([writer.anchors(node), shown, writer.all_of(told)]))


def fold(writer: Writer, node: nodes.Element) -> str:
    """Write what a screen folds away, where this edition shows it."""
    asked = isinstance(node.parent, question_block)
    told = isinstance(node.parent, case_block)
    shown = writer.edition.answers if asked else writer.edition.analyses if told else True
    if not shown:
        return NOTHING
    head = words(str(node["summary"]).removeprefix("看"))
    broken = boolean(plain_length(node) > _WHOLE)
    return writer.placed(node, call("answer-box", head, writer.children(node), breakable=broken))


# ---------------------------------------------------------------- containers


def container(writer: Writer, node: nodes.Element) -> str:
    """Write a container: of sphinx-design, of ours, or any other."""
    if "design_component" in node:
        return design_container(writer, node)
    if has_class(node, "qg-draw"):
        return _drawing(writer, node)
    if has_class(node, "qg-then-now"):
        then, now = (writer.write(each) for each in node.children)
        return writer.placed(node, call("then-now", then, now))
    if has_class(node, "qg-front"):
        return writer.placed(node, call("front-box", writer.children(node)))
    if has_class(node, "literal-block-wrapper"):
        return writer.placed(node, call("block", writer.children(node), width="100%"))
    return passed(writer, node)


def _drawing(writer: Writer, node: nodes.Element) -> str:
    drawing = node.get("drawing")
    if isinstance(drawing, QuantityDrawing):
        return _quantity(drawing)
    if isinstance(drawing, BandsDrawing):
        bars = [_bar(drawing, place) for place in range(len(drawing.measures))]
        return seq([*bars, call("band-note", words(drawing.note))])
    return writer.refuse(node, "不会画这张图")


def _quantity(drawing: QuantityDrawing) -> str:
    number, largest = drawing.quantity, drawing.largest
    if largest <= _DOTS_UP_TO and number == int(number) and number > 0:
        return call("squares", str(int(number)), str(min(_ACROSS, int(largest))))
    share = number / largest if largest else 0
    return call("length-bar", f"{max(SLIVER / 100, share):.5f}")


def _bar(drawing: BandsDrawing, place: int) -> str:
    measure = drawing.measures[place]
    bands = array(f"({words(name)}, {rank})" for name, rank in measure.bands)
    edges = array(f"({words(number)}, {boolean(up)})" for number, up in measure.edges)
    return call("band-bar", words(measure.said), bands, edges)


LESSON: dict[str, Any] = {
    "docutils.container": container,
    "docutils.bullet_list": any_list,
    "docutils.enumerated_list": any_list,
    "quizgen.label_chip": label,
    "quizgen.fact_cite": cite,
    "quizgen.points_block": points,
    "quizgen.case_block": case,
    "quizgen.question_block": question,
    "quizgen.quiz_block": write_quiz,
    "quizgen.progress_block": silent,  # what was done in a browser is nothing on paper
    "quizgen.fold": fold,
}
"""Our own nodes, and docutils' where our classes decide."""

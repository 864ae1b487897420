"""A set of points, shown as what it is: panels, a timeline, a table, a scale, a band chart.

What the author wrote stays in the tree: lists and tables are marked with classes and
completed. Only a definition list becomes another thing, a table of two columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from docutils import nodes

from quizgen.harvest import points_block
from quizgen.harvest.anatomy import (
    beginning,
    definition_points,
    dissect,
    find_label,
    list_points,
)
from quizgen.harvest.details import ARROW
from quizgen.harvest.text import read_text, walk_blocks
from quizgen.model import Point, PointSet, SetKind, match_key

from .drawings import draw_bands, draw_quantity

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

SLUGS = {
    "共": "shared",
    "共通": "shared",
    "界限": "boundary",
    "例": "example",
    "误区": "myth",
    "考": "exam-myth",
    "试": "try",
    "反": "counter",
    "谁": "who",
    "时限": "term",
    "数额": "amount",
    "频次": "often",
}
"""Labels of details, as written and as shown, in class names."""
SHOWN = {"共": "共通"}
"""What readers see of a label that authors write in short."""
DATED = "讲话当时的提法"
_GRIDS = {
    SetKind.PAIRS: ("qg-pairs-table",),
    SetKind.TABLE: ("qg-values-table", "qg-stack"),
    SetKind.BANDS: ("qg-bands-table", "qg-stack"),
}
"""Classes of tables by kind; the rows of those that ``stack`` stand by themselves on a phone."""
_Render = Callable[[points_block, PointSet], None]


def render_points(block: points_block, pointset: PointSet, level: int) -> None:
    """Dress a set in place.

    Args:
        block: what the directive left, exam details already taken out.
        pointset: what the domain keeps of it.
        level: the level of heading that its title takes.
    """
    block["classes"] += ["qg-set", f"qg-{pointset.kind}"]
    _render_title(block, pointset, level)
    _RENDER[pointset.kind](block, pointset)
    if pointset.status == "dated":
        block["classes"].append("qg-dated")
        block.insert(0, nodes.paragraph("", DATED, classes=["qg-dated-mark"]))
        _pair_with_today(block)


def _render_title(block: points_block, pointset: PointSet, level: int) -> None:
    title = block.children[0] if block.children else None
    if isinstance(title, nodes.rubric):
        title["heading-level"] = min(level, 6)
        title["classes"].append("qg-title")
        if pointset.id:
            title += permalink(pointset.id)


def permalink(anchor: str) -> nodes.reference:
    """Return a link to a place itself, shown on hover as Sphinx does with headings."""
    return nodes.reference(
        "", "¶", refid=anchor, reftitle="本处的链接", classes=["headerlink", "no-search"]
    )


# ---------------------------------------------------------------- the kinds


def _render_list(block: points_block, pointset: PointSet) -> None:
    for listing in dissect(block, pointset.kind).lists:
        listing["classes"].append("qg-points")
        for part in list_points(listing):
            part.node["classes"].append("qg-point")
            _render_details(part.details)
            if part.head:
                part.head[0]["classes"].append("qg-term")  # type: ignore[index]


def _render_table(block: points_block, pointset: PointSet) -> None:
    part = dissect(block, pointset.kind)
    for table in part.tables:
        dress_table(table, ["qg-grid", *_GRIDS[pointset.kind]])
    _render_list(block, pointset)


def _render_bands(block: points_block, pointset: PointSet) -> None:
    chart = draw_bands(pointset)
    for table in dissect(block, pointset.kind).tables[:1]:
        if chart is not None:
            block.insert(block.index(table), chart)
    _render_table(block, pointset)


def _render_pairs(block: points_block, pointset: PointSet) -> None:
    for listing in dissect(block, pointset.kind).lists:
        if isinstance(listing, nodes.definition_list):
            block[block.index(listing)] = _pair_table(listing, pointset)
    _render_table(block, pointset)


def _render_ratio(block: points_block, pointset: PointSet) -> None:
    points = {match_key(point.key): point for point in pointset.points}
    largest = max((point.quantity or 0 for point in pointset.points), default=0)
    part = dissect(block, pointset.kind)
    for listing in part.lists:
        if isinstance(listing, nodes.definition_list):
            listing["classes"].append("qg-scale")
            for each in definition_points(listing):
                _render_details(each.details)
                term, *_, place = each.node.children
                _draw_beside(place, points.get(match_key(term.astext())), largest)
    for table in part.tables:
        for row in table.findall(nodes.row):
            if isinstance(row.parent, nodes.tbody) and len(row.children) > 1:
                _draw_beside(row[1], points.get(match_key(row[0].astext())), largest)
        dress_table(table, ["qg-grid", "qg-scale-table"])


def _draw_beside(place: nodes.Node, point: Point | None, largest: float) -> None:
    """Put the drawing of a number behind the paragraph that says it."""
    if isinstance(place, nodes.Element) and point is not None and point.quantity is not None:
        if place.children and isinstance(place.children[0], nodes.paragraph):
            place.children[0]["classes"].append("qg-quantity")
        place.insert(1, draw_quantity(point.quantity, largest))


_RENDER: dict[SetKind, _Render] = {
    SetKind.MEMBERS: _render_list,
    SetKind.STEPS: _render_list,
    SetKind.PAIRS: _render_pairs,
    SetKind.TABLE: _render_table,
    SetKind.RATIO: _render_ratio,
    SetKind.BANDS: _render_bands,
}


# ---------------------------------------------------------------- tables


def _pair_table(listing: nodes.definition_list, pointset: PointSet) -> nodes.table:
    """Make a table of two columns: the terms, and their counterparts with what belongs to them."""
    body = nodes.tbody()
    for part in definition_points(listing):
        _render_details(part.details)
        ids = [name for each in part.node.findall(nodes.term) for name in each["ids"]]
        right = [child for each in part.node.findall(nodes.definition) for child in each.children]
        if right and isinstance(right[0], nodes.paragraph):
            right[0]["classes"].append("qg-counterpart")
        row = nodes.row(ids=[*part.node["ids"], *ids], classes=["qg-point"])
        row += nodes.entry("", nodes.paragraph("", "", *part.head))
        row += nodes.entry("", *right)
        body += row
    head = [pointset.terms, pointset.values] if pointset.terms and pointset.values else []
    roomy = any(point.details for point in pointset.points)
    return make_table(head, body, [1, 2], ["qg-stack"] if roomy else [])


def make_table(
    head: Sequence[str | None], body: nodes.tbody, widths: Sequence[int], classes: list[str]
) -> nodes.table:
    """Make a table from its rows; without ``head`` it has none."""
    group = nodes.tgroup(cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    if head:
        cells = [nodes.entry("", nodes.paragraph("", name or "")) for name in head]
        group += nodes.thead("", nodes.row("", *cells))
    group += body
    return nodes.table("", group, classes=classes)


def dress_table(table: nodes.table, classes: list[str]) -> None:
    """Make the first column heads of rows, and let each cell carry the name of its column.

    The names show on narrow screens, where every row stands as a block of its own.
    """
    table["classes"] += classes
    group = next((each for each in table.children if isinstance(each, nodes.tgroup)), table)
    columns = [each for each in group.children if isinstance(each, nodes.colspec)]
    if columns:
        columns[0]["stub"] = 1
    _keep_short(group)
    names: list[str] = []
    for row in _rows(group):
        cells = [cell for cell in row.children if isinstance(cell, nodes.entry)]
        if isinstance(row.parent, nodes.thead):
            names = [read_text(cell.children).text for cell in cells]
            continue
        for name, cell in list(zip(names, cells, strict=False))[1:]:
            if name and cell.children and isinstance(cell.children[0], nodes.paragraph):
                label = nodes.inline("", name, classes=["qg-column", "no-search"])
                cell.children[0].insert(0, label)


def _keep_short(group: nodes.Element) -> None:
    """Mark the cells of short columns: on a wide screen they are not broken."""
    rows = [
        [each for each in row.children if isinstance(each, nodes.entry)] for row in _rows(group)
    ]
    if len({len(row) for row in rows}) != 1:  # cells that span columns
        return
    longest = [max(len(cell.astext()) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        for cell, is_short in zip(row, short_columns(longest), strict=True):
            if is_short:
                cell["classes"].append("qg-short")


_SHORT, _ROOM = 12, 24
"""Characters of a short column's longest cell, and of all such columns together."""


def short_columns(longest: Sequence[int]) -> list[bool]:
    """Say which columns hold nothing long: numbers, articles of law, names.

    None do where such columns together leave no room, or where there is no other.

    Args:
        longest: the characters of each column's longest cell.
    """
    short = [each <= _SHORT for each in longest]
    roomy = sum(each for each in longest if each <= _SHORT) <= _ROOM and not all(short)
    return [each and roomy for each in short]


def tables_of(document: nodes.document) -> list[nodes.table]:
    """Return the tables of a page; none stands inside a text."""
    return [each for each in walk_blocks(document) if isinstance(each, nodes.table)]


def _rows(group: nodes.Element) -> Iterator[nodes.row]:
    """Yield the rows of a table, those of its head first."""
    for part in group.children:
        if isinstance(part, nodes.thead | nodes.tbody):
            yield from (each for each in part.children if isinstance(each, nodes.row))


# ---------------------------------------------------------------- details


class label_chip(nodes.Text):  # noqa: N801 - docutils names nodes in lower case
    """The label of a detail and its colon: a text with a look of its own.

    (No element with a text in it: a course has one for each labelled detail.)
    """


def visit_label_chip(self: HTML5Translator, node: label_chip) -> None:
    """Write the chip; the colon is for those who copy or listen."""
    label = node.removesuffix("：")
    self.body.append(
        f'<span class="qg-chip qg-chip-{SLUGS[label]}">{label}</span>'
        '<span class="qg-colon">：</span>'
    )
    raise nodes.SkipNode


def _render_details(details: Sequence[nodes.list_item]) -> None:
    """Mark the bullets that are details, give their labels chips, and so with those below."""
    listing = None
    for item in details:
        classes = item["classes"]
        classes.append("qg-detail")
        if item.parent is not listing:  # most stand in one list
            listing = item.parent
            if isinstance(listing, nodes.Element) and "qg-details" not in listing["classes"]:
                listing["classes"].append("qg-details")
        if item.children and isinstance(item.children[0], nodes.paragraph):
            _render_label(classes, item.children[0])
        for block in item.children[1:]:
            if isinstance(block, nodes.bullet_list):
                _render_details([each for each in block if isinstance(each, nodes.list_item)])


def _render_label(classes: list[str], paragraph: nodes.paragraph) -> None:
    """Give a labelled detail its chip, and a 误区 its two sides."""
    label, length = find_label(beginning(paragraph.children))
    if not label:
        return
    classes.append(f"qg-detail-{SLUGS[label]}")
    _take_off(paragraph, length)
    if label in ("误区", "考"):
        _split_sides(paragraph)
    paragraph.insert(0, label_chip(f"{SHOWN.get(label, label)}："))


def chip(text: str, slug: str, *, aside: bool = False) -> nodes.inline:
    """Return a small label; one that stands ``aside`` is no part of a title that is searched."""
    classes = ["qg-chip", f"qg-chip-{slug}", *(["no-search"] if aside else [])]
    return nodes.inline("", text, classes=classes)


def _take_off(paragraph: nodes.paragraph, length: int) -> None:
    """Take a label and its colon, of that many characters, off the front of a paragraph."""
    while length and paragraph.children and isinstance(paragraph.children[0], nodes.Text):
        text = paragraph.children[0]
        paragraph[0:1] = [nodes.Text(text[length:])] if len(text) > length else []
        length -= min(length, len(text))


def _split_sides(paragraph: nodes.paragraph) -> None:
    """Set what is wrongly said apart from what is right."""
    before: list[nodes.Node] = []
    after: list[nodes.Node] | None = None
    for child in paragraph.children:
        found = ARROW.search(child) if isinstance(child, nodes.Text) and after is None else None
        if found:
            before.append(nodes.Text(found.string[: found.start()]))
            after = [nodes.Text(found.string[found.end() :])]
        else:
            (before if after is None else after).append(child)
    if after is not None:
        paragraph.children = []
        paragraph += nodes.inline("", "", *before, classes=["qg-false"])
        paragraph += nodes.inline("", " → ", classes=["qg-arrow"])
        paragraph += nodes.inline("", "", *after, classes=["qg-true"])


# ---------------------------------------------------------------- then and now


def _pair_with_today(block: points_block) -> None:
    """Set what a speech said beside the admonition that says what holds today."""
    parent = block.parent
    place = parent.index(block)
    following = parent.children[place + 1 : place + 2]
    if following and isinstance(following[0], nodes.admonition):
        today = following[0]
        if "today" in today["classes"]:
            parent.remove(today)
            both = nodes.container(classes=["qg-then-now"])
            parent[place] = both
            both += [block, today]

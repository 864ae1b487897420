"""A ``points`` block to a :class:`~quizgen.model.PointSet` and its problems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from docutils import nodes
from msgspec.structs import replace

from quizgen.model import Blank, Bound, Point, PointSet, SetKind, Value, match_key
from quizgen.problems import Code, Problem

from . import bands, checks
from .anatomy import (
    PointPart,
    SetPart,
    TablePart,
    definition_points,
    dissect,
    list_points,
    read_table,
)
from .details import read_details
from .nodes import points_block
from .numbers import announced_number, unit_and_noun
from .options import ALLOWED, POINTS_OPTIONS, Options
from .text import Text, line_of, raw_text, read_text

_QUANTITY = re.compile(r"\s*(?:约|大约|近)?\s*(\d[\d,]*(?:\.\d+)?)\s*(\D*)")
_LONE_TERM = re.compile(r"[^，。；：、！？\n]{1,20}(?:\n\s*:\s*)?")
_NO_VALUE = re.compile(r"[—–-]*")
_BANDS_ONLY = ("edges", "decide", "event")


def harvest(node: points_block) -> tuple[PointSet, list[Problem]]:
    """Read a set of points.

    Args:
        node: what the ``points`` directive left, after substitutions are in.

    Returns:
        The set as far as it could be read (``id`` is empty where ``:name:`` is missing),
        and every problem found, errors and notes, in order of their lines.
    """
    options = Options(node, POINTS_OPTIONS)
    title = _title(node, options)
    kind = _kind(options)
    checks.stray_marks(options, node)
    part = dissect(node, kind)
    _check_blocks(options, part, kind)
    found, head = _READERS[kind](options, part)
    points = tuple(point for point in found if point.key)
    checks.points(options, points)
    announced = _announced(options, title, len(found))
    pointset = _assemble(options, title, kind, points, head, announced)
    checks.relations(options, pointset)
    checks.leaks(options, pointset)
    checks.slots(options, pointset)
    return pointset, sorted(options.problems, key=lambda each: each.where.line)


def _title(node: points_block, options: Options) -> str:
    rubric = node.children[0] if node.children else None
    if isinstance(rubric, nodes.rubric):
        return read_text(rubric.children).text
    options.tell(Code.NO_TITLE, "points 后面要写标题，如“:::{points} 四查”")
    return ""


def _kind(options: Options) -> SetKind:
    if options.get("kind") is None:
        if "kind" not in options.lines:
            options.tell(Code.NO_KIND, f"缺 :kind:，可以是：{'、'.join(ALLOWED['kind'])}")
        return SetKind.MEMBERS
    return SetKind(options.choice("kind", "members"))


def _announced(options: Options, title: str, found: int) -> int | None:
    said = options.number("announced", 0)
    announced = announced_number(title) if said is None else said
    if announced is not None and announced != found:
        where = (
            f":announced: 写的是 {announced}" if said is not None else f"标题说有 {announced} 个"
        )
        options.tell(
            Code.ANNOUNCED_MISMATCH,
            f"{where}，这里读到 {found} 个：请补齐各点，或用 :announced: 写明",
            options.where("announced"),
        )
    return announced


def _check_blocks(options: Options, part: SetPart, kind: SetKind) -> None:
    for block in part.stray:
        _tell_stray(options, block, kind)
    if len(part.tables) > 1:
        options.tell(Code.SPLIT_LIST, "一个点集只能有一个表格", line_of(part.tables[1]))
    if len(part.lists) > 1:
        options.tell(
            Code.SPLIT_LIST,
            "列表断成了几段：中间不要夹注释（注释写在 points 之前），编号和符号要用同一种",
            line_of(part.lists[1]),
        )


def _tell_stray(options: Options, block: nodes.Element, kind: SetKind) -> None:
    wanted = "表格" if kind in (SetKind.TABLE, SetKind.BANDS) else "列表"
    raw = raw_text(block.children)
    said = " ".join(raw.split())
    if kind in (SetKind.PAIRS, SetKind.RATIO) and _LONE_TERM.fullmatch(raw.strip()):
        options.tell(
            Code.NO_COUNTERPART,
            f"“{said.rstrip(' :')}”没有对应项：下一行要写“: 对应项”",
            line_of(block),
        )
    else:
        options.tell(
            Code.STRAY_BLOCK,
            f"这一段不属于{wanted}：“{said[:20]}”，请移到点集外面",
            line_of(block),
        )


Found = tuple[list[Point], list[str]]
"""The points (an empty key marks one whose term is missing), and the table's head."""


def _read_members(options: Options, part: SetPart) -> Found:
    if not part.lists:
        options.tell(Code.NO_POINTS, "点集里没有列表，请写“1. **词**：释义”")
    return [_member(options, each) for found in part.lists for each in list_points(found)], []


def _member(options: Options, part: PointPart) -> Point:
    term, gloss = read_text(part.head), read_text(part.gloss)
    if not term.text and not gloss.text:
        options.tell(Code.EMPTY_POINT, "这一点是空的", part.line)
    elif not term.text:
        options.tell(
            Code.TERM_MISSING,
            f"要点要以粗体的词开头，写成“**词**：释义”，这里是“{gloss.text[:20]}”",
            part.line,
        )
    return _point(options, part, term, _gloss(gloss))


def _gloss(text: Text) -> Text:
    """Take the colon between term and gloss off."""
    text = text.strip()
    return text.cut(1).strip() if text.text[:1] in ("：", ":") else text


def _point(
    options: Options,
    part: PointPart,
    term: Text,
    gloss: Text,
    value: str | None = None,
    quantity: float | None = None,
    unit: str = "",
    blanks: Sequence[Blank] = (),
) -> Point:
    for block in part.stray:
        options.tell(
            Code.STRAY_BLOCK,
            "要点里只能有释义和用“-”写的细目，这一段请移出去",
            line_of(block),
        )
    return Point(
        key=term.text,
        value=value,
        quantity=quantity,
        unit=unit,
        gloss=gloss.text,
        details=read_details(options, part.details),
        blanks=(*blanks, *gloss.blanks),
        line=part.line,
    )


def _read_pairs(options: Options, part: SetPart) -> Found:
    return _read_sides(options, part, ratio=False)


def _read_ratio(options: Options, part: SetPart) -> Found:
    return _read_sides(options, part, ratio=True)


def _read_sides(options: Options, part: SetPart, *, ratio: bool) -> Found:
    definitions = [each for each in part.lists if isinstance(each, nodes.definition_list)]
    if part.tables:
        others = [each for each in part.lists if each not in definitions]
        return _read_pair_table(options, part.tables[0], others, ratio=ratio)
    for found in part.lists:
        if found not in definitions:
            options.tell(
                Code.STRAY_BLOCK,
                "一对一的点集要写成定义列表（词一行，下一行“: 对应项”）或两列的表",
                line_of(found),
            )
    if not definitions:
        options.tell(Code.NO_POINTS, "点集里没有定义列表，也没有表格")
    points = [
        _pair(options, each, ratio=ratio)
        for found in definitions
        for each in definition_points(found)
    ]
    return points, []


def _pair(options: Options, part: PointPart, *, ratio: bool) -> Point:
    term = read_text(part.head)
    if part.counterparts > 1 and "\n" in raw_text(part.counterpart or []):
        options.tell(Code.GLUED_LIST, "几对连在了一起：对与对之间要空一行", part.line)
    elif part.counterparts > 1:
        options.tell(
            Code.MANY_COUNTERPARTS, f"“{term.text}”有 {part.counterparts} 个对应项", part.line
        )
    counterpart = read_text(part.counterpart or [])
    return _sided(options, part, term, counterpart, ratio=ratio)


def _sided(
    options: Options, part: PointPart, term: Text, counterpart: Text, *, ratio: bool
) -> Point:
    gloss = read_text(part.gloss)
    if not term.text:
        options.tell(Code.TERM_MISSING, "这一对没有词", part.line)
    if not counterpart.text:
        options.tell(Code.NO_COUNTERPART, f"“{term.text}”没有对应项", part.line)
        return _point(options, part, term, gloss)
    if not ratio:
        return _point(options, part, term, gloss, counterpart.text, blanks=counterpart.blanks)
    number = _QUANTITY.fullmatch(unicodedata.normalize("NFKC", counterpart.text))
    if not number:
        options.tell(
            Code.BAD_NUMBER,
            f"比率的对应项要以数字开头，如“29 起”，这里是“{counterpart.text}”",
            part.line,
        )
        return _point(options, part, term, gloss)
    quantity = float(number[1].replace(",", ""))
    unit = number[2].strip()
    return _point(options, part, term, gloss, quantity=quantity, unit=unit)


def _read_pair_table(
    options: Options, node: nodes.table, lists: Sequence[nodes.Element], *, ratio: bool
) -> Found:
    table = read_table(node)
    head = _head(options, table, exactly=2)
    points = []
    below = _details_below(options, lists)
    for line, cells in _rows(options, table):
        part = below.pop(match_key(read_text(cells[0]).text), None) or PointPart(node, [])
        part.line = line
        counterpart = read_text(cells[1]) if len(cells) > 1 else Text("")
        points.append(_sided(options, part, read_text(cells[0]), counterpart, ratio=ratio))
    _unknown_rows(options, below)
    return points, head


def _read_table(options: Options, part: SetPart) -> Found:
    if not part.tables:
        options.tell(Code.NO_POINTS, "点集里没有表格")
        return [], []
    table = read_table(part.tables[0])
    head = _head(options, table)
    below = _details_below(options, part.lists)
    points = []
    for line, cells in _rows(options, table):
        point = _row_point(options, below, line, cells)
        values = []
        for name, cell in zip(head[1:], cells[1:], strict=False):
            text = read_text(cell)
            if not text.text:
                options.tell(Code.BAD_TABLE, f"“{point.key}”的“{name}”一格是空的", line)
            elif not _NO_VALUE.fullmatch(text.text):
                values.append(Value(name, text.text, text.blanks))
        points.append(replace(point, values=tuple(values)))
    _unknown_rows(options, below)
    return points, head


def _read_bands(options: Options, part: SetPart) -> Found:
    _require_edges(options)
    if not part.tables:
        options.tell(Code.NO_POINTS, "分级的点集要有表格：首列是等级，其余列如“死亡（人）”")
        return [], []
    table = read_table(part.tables[0])
    head = _head(options, table)
    measures = [_measure(options, name, table) for name in head[1:]]
    below = _details_below(options, part.lists)
    points = []
    for line, cells in _rows(options, table):
        point = _row_point(options, below, line, cells)
        bounds = _bounds(options, measures, cells[1:], line)
        points.append(replace(point, bounds=bounds))
    _unknown_rows(options, below)
    _check_bands(options, measures, points, line_of(table.node))
    return points, head


def _row_point(
    options: Options, below: dict[str, PointPart], line: int, cells: list[list[nodes.Node]]
) -> Point:
    term = read_text(cells[0]) if cells else Text("")
    if not term.text:
        options.tell(Code.TERM_MISSING, "这一行的第一格是空的", line)
    part = below.pop(match_key(term.text), None)
    if part is None:
        return Point(key=term.text, line=line)
    point = _point(options, part, term, _gloss(read_text(part.gloss)))
    return replace(point, line=line)


def _details_below(options: Options, lists: Sequence[nodes.Element]) -> dict[str, PointPart]:
    """Read the list after a table: glosses and details by term."""
    found: dict[str, PointPart] = {}
    for each in lists:
        for part in list_points(each):
            term = read_text(part.head).text
            if not term:
                options.tell(
                    Code.TERM_MISSING,
                    f"表格后面的细目要以粗体的词开头，这里是“{read_text(part.gloss).text[:20]}”",
                    part.line,
                )
            elif match_key(term) in found:
                options.tell(Code.DUPLICATE_TERM, f"“{term}”的细目写了两次", part.line)
            else:
                found[match_key(term)] = part
    return found


def _unknown_rows(options: Options, below: dict[str, PointPart]) -> None:
    for part in below.values():
        term = read_text(part.head).text
        options.tell(Code.UNKNOWN_GRADE, f"表格里没有“{term}”这一行", part.line)


def _head(options: Options, table: TablePart, exactly: int | None = None) -> list[str]:
    head = [read_text(cell).text for cell in table.head]
    line = line_of(table.node)
    if not head:
        options.tell(Code.BAD_TABLE, "表格要有表头", line)
    elif exactly and len(head) != exactly:
        options.tell(Code.BAD_TABLE, f"这里的表格要有 {exactly} 列，现在是 {len(head)} 列", line)
    elif len(head) < 2:
        options.tell(Code.BAD_TABLE, "表格至少要有两列：首列是词，其余列是值", line)
    for number, name in enumerate(head, 1):
        if not name:
            options.tell(Code.BAD_TABLE, f"表头第 {number} 格是空的", line)
        elif head.index(name) != number - 1:
            options.tell(Code.BAD_TABLE, f"表头有两个“{name}”", line)
    return head


def _rows(options: Options, table: TablePart) -> list[tuple[int, list[list[nodes.Node]]]]:
    if not table.rows:
        options.tell(Code.NO_POINTS, "表格里没有行", line_of(table.node))
    return table.rows


def _require_edges(options: Options) -> None:
    missing = [f":{name}:" for name in ("edges", "decide") if name not in options.lines]
    if missing:
        options.tell(
            Code.NO_EDGES,
            f"分级的点集必须写 {'、'.join(missing)}，没有缺省："
            ":edges: above-in below-out（以上含、以下不含）或 both-in；:decide: any",
        )


def _measure(options: Options, name: str, table: TablePart) -> bands.Measure:
    measure = bands.read_head(name)
    if measure is None:
        options.tell(
            Code.NO_MEASURE_UNIT,
            f"表头“{name}”要带单位，如“死亡（人）”",
            line_of(table.node),
        )
        return bands.Measure(name, "")
    return measure


def _bounds(
    options: Options,
    measures: Sequence[bands.Measure],
    cells: Sequence[list[nodes.Node]],
    line: int,
) -> tuple[Bound, ...]:
    edges = options.get("edges") or ""
    found = []
    for measure, cell in zip(measures, cells, strict=False):
        try:
            bound = bands.read_bound(measure, read_text(cell).text, edges)
        except bands.BadBand as problem:
            options.tell(
                Code.BAD_BAND,
                f"{problem}（能读的写法如 30人以上、10人以上30人以下、10—29人、不足3人、超过5万元）",
                line,
            )
            continue
        if bound is not None:
            found.append(bound)
    return tuple(found)


def _check_bands(
    options: Options, measures: Sequence[bands.Measure], points: Sequence[Point], line: int
) -> None:
    lines = {point.key: point.line for point in points}
    for measure in measures:
        named = [
            (point.key, bound)
            for point in points
            for bound in point.bounds
            if bound.measure == measure.name
        ]
        ordered = bands.in_order(named)
        for (low, lower), (high, higher) in pairwise(ordered):
            wrong = bands.overlap_or_gap(measure, lower, higher, options.get("edges") or "")
            if wrong:
                code = Code.BAND_OVERLAP if wrong == "overlap" else Code.BAND_GAP
                said = "有重叠" if wrong == "overlap" else "之间有空档"
                options.tell(
                    code,
                    f"{measure.name}：“{low}”（{lower.text}）和“{high}”（{higher.text}）{said}",
                    lines.get(high, line),
                )


_READERS = {
    SetKind.MEMBERS: _read_members,
    SetKind.STEPS: _read_members,
    SetKind.PAIRS: _read_pairs,
    SetKind.RATIO: _read_ratio,
    SetKind.TABLE: _read_table,
    SetKind.BANDS: _read_bands,
}


def _gaps(kind: SetKind) -> list[str]:
    """Name the gaps that the sentence of a set can have."""
    if kind in (SetKind.MEMBERS, SetKind.STEPS):
        return ["清单", "词"]
    if kind is SetKind.BANDS:
        return ["词", "量", "清单"]
    return ["词", "值", "清单"]


def _assemble(
    options: Options,
    title: str,
    kind: SetKind,
    points: tuple[Point, ...],
    head: Sequence[str],
    announced: int | None,
) -> PointSet:
    for name in _BANDS_ONLY:
        if kind is not SetKind.BANDS and name in options.lines:
            options.tell(
                Code.OPTION_NOT_FOR_KIND, f":{name}: 只用于 :kind: bands", options.where(name)
            )
    columns = list(head[1:]) if kind is SetKind.TABLE else []
    if kind is SetKind.BANDS:
        columns = [measure.name for measure in map(bands.read_head, head[1:]) if measure]
    split = unit_and_noun(title)
    part_of = options.targets("part-of")
    return PointSet(
        id=options.name(),
        title=title,
        kind=kind,
        points=points,
        status=options.choice("status", "current"),
        ask=options.choice("ask", "full"),
        announced=announced,
        topic=options.get("topic"),
        part_of=part_of[0] if part_of else None,
        by=options.get("by"),
        source=tuple(options.entries("source")),
        facts=options.facts(),
        say=options.slot("say", _gaps(kind), columns if kind is SetKind.TABLE else ()),
        of=options.slot("of", ["词"]),
        scene=options.slot("scene", ["词"]),
        lack=options.slot("lack", ["词"]),
        noun=options.get("noun") or (split[1] if split else None),
        unit=options.get("unit") or (split[0] if split else None),
        terms=options.get("terms") or (head[0] if head else None),
        values=options.get("values") or (head[1] if len(head) == 2 else None),
        counts=options.choice("counts", "term"),
        basis=options.slot("basis", []),
        premise=options.slot("premise", []),
        called=options.slot("called", []),
        about=options.slot("about", []),
        event=options.slot("event", ["量", "词"]),
        compute=options.get("compute"),
        edges=options.choice("edges", "") if "edges" in options.lines else None,
        decide=options.choice("decide", "") if "decide" in options.lines else None,
        columns=tuple(columns),
        wrong_terms=options.wrongs("not"),
        wrong_values=options.wrongs("not-value"),
        same=checks.wordings(options, "same"),
        was=tuple((new, old[0]) for new, old in checks.wordings(options, "was")),
        confuse=tuple(options.entries("confuse")),
        line=options.line,
    )

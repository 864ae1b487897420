"""The answer sheet as PDF, drawn from its geometry."""

from __future__ import annotations

import io
from collections.abc import Iterator

import segno

from quizgen.markup import typst_text
from quizgen.model import Paper

from .numbering import score_text
from .sheet import MARK, Block, Sheet, Writing
from .typesetting import quoted, to_pdf

_HEADS = {
    "single_choice": "单选",
    "multiple_choice": "多选",
    "true_false": "判断",
    "matching": "连线",
    "ordering": "排序",
}


def sheet_pdf(paper: Paper, sheet: Sheet) -> bytes:
    """Print the answer sheet."""
    pages = [_page(sheet, number) for number in range(sheet.pages)]
    source = (
        "#set page(width: 210mm, height: 297mm, margin: 0mm)\n"
        "#set par(leading: 0.5em)\n"
        "#let at(x, y, body) = place(top + left, dx: x, dy: y, body)\n"
        + "\n#pagebreak()\n".join(
            "\n".join([*_head(paper, sheet, number), *page]) for number, page in enumerate(pages)
        )
    )
    return to_pdf(source, title=f"{paper.title}（{paper.form}卷）答题卡", keywords=sheet.code)


def _head(paper: Paper, sheet: Sheet, number: int) -> Iterator[str]:
    for x, y in sheet.marks:
        yield f"#at({x}mm, {y}mm, rect(width: {MARK}mm, height: {MARK}mm, fill: black))"
    foot = f"{paper.title}　{paper.form} 卷　编号 {sheet.code}　第 {number + 1} 页　共 {sheet.pages} 页"
    yield f"#at(0mm, 283mm, box(width: 210mm, align(center, text(size: 8.5pt)[{typst_text(foot)}])))"
    if number:
        title = f"{paper.title}　答题卡（续）"
        yield f"#at(0mm, 14mm, box(width: 210mm, align(center)[*{typst_text(title)}*]))"
        return
    title = f"{paper.title}　答题卡"
    yield (
        f"#at(0mm, 12mm, box(width: 210mm, align(center, text(size: 14pt)"
        f"[*{typst_text(title)}*（{paper.form} 卷）])))"
    )
    yield _qr(sheet)
    for place, name in enumerate(("单位", "姓名", "工号", "日期")):
        y = 30 + place * 9
        yield f"#at(20mm, {y}mm)[{name}]#at(31mm, {y + 4.5}mm, line(length: 62mm, stroke: 0.5pt))"
    hints = (
        "用 2B 铅笔把圆圈涂满，改动要擦净；工号不足八位的，前面补 0。",
        "不要折叠、弄脏本卡，不要在四角黑块和二维码上写字。",
        f"满分 {score_text(paper.total)} 分。得分：　　　　　阅卷人：",
    )
    for place, words in enumerate(hints):
        y = 68 + place * 8
        yield f"#at(20mm, {y}mm, box(width: 80mm, text(size: 8pt)[{typst_text(words)}]))"


def _qr(sheet: Sheet) -> str:
    x, y, size = sheet.qr
    out = io.BytesIO()
    segno.make_qr(f"quizgen:{sheet.code}", error="m").save(out, kind="svg", border=0, scale=10)
    svg = out.getvalue().decode()
    image = (
        f'image(bytes({quoted(svg)}), format: "svg", width: {size}mm, alt: {quoted(sheet.code)})'
    )
    text = f"#at({x}mm, {y + size + 1}mm, text(size: 8pt)[{sheet.code}])"
    return f"#at({x}mm, {y}mm, {image})" + text


def _page(sheet: Sheet, number: int) -> list[str]:
    lines = [
        _bubble(sheet, each.x, each.y, each.choice)
        for page, each in sheet.bubbles
        if page == number
    ]
    for block in sheet.blocks:
        if block.page == number:
            lines += list(_labels(sheet, block))
    lines += [_area(each) for each in sheet.writing if each.page == number]
    return lines


def _bubble(sheet: Sheet, x: float, y: float, choice: str) -> str:
    r = sheet.radius
    return (
        f"#at({x - r:.3f}mm, {y - r:.3f}mm, circle(radius: {r}mm, stroke: 0.5pt, inset: 0pt, "
        f"align(center + horizon, text(size: 6pt, fill: luma(110))[{choice}])))"
    )


def _labels(sheet: Sheet, block: Block) -> Iterator[str]:
    x, y = block.origin
    if block.kind == "number":
        yield f"#at({x - 2}mm, {y - 12}mm)[工号]"
        side = sheet.radius * 2
        for place in range(len(block.labels)):
            left = x - sheet.radius + place * block.row_gap
            yield (
                f"#at({left:.3f}mm, {y - 7.5:.3f}mm, rect(width: {side}mm, height: 5mm, stroke: 0.4pt))"
            )
        return
    head = _HEADS[block.kind]
    yield f"#at({x - 9:.3f}mm, {y - 5.6:.3f}mm, text(size: 7.5pt, font: hei)[{head}])"
    for row, label in enumerate(block.labels):
        top = y + row * block.row_gap - 1.6
        yield (
            f"#at({x - 12:.3f}mm, {top:.3f}mm, box(width: 9mm, align(right, "
            f"text(size: 8.5pt)[{label}])))"
        )


def _area(each: Writing) -> str:
    return (
        f"#at({each.x}mm, {each.y}mm, rect(width: {each.width}mm, height: {each.height}mm, "
        f"stroke: 0.5pt, inset: 2mm)[{each.label}.])"
    )

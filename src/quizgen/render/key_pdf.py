"""The answer key: a table of letters to mark with, and all items with their explanations."""

from __future__ import annotations

from collections.abc import Iterator

from quizgen.markup import to_typst
from quizgen.model import Cloze, MultipleChoice, Paper, ShortAnswer, SingleChoice, TrueFalse

from .numbering import Numbered, han, key_of, letter, numbered, score_text, shown_of
from .paper_pdf import footer, theme
from .typesetting import to_pdf

_LETTERED = ("single_choice", "multiple_choice", "true_false")
_A_ROW = 10


def key_pdf(paper: Paper, code: str) -> bytes:
    """Print the key of a paper, for markers only."""
    source = "\n".join(
        [
            theme(),
            "#set page(width: 210mm, height: 297mm, margin: (x: 20mm, top: 18mm, bottom: 20mm))",
            footer(paper, code, "　参考答案"),
            '#align(center)[#text(font: hei, weight: "bold", size: 16pt)'  # noqa: ISC004 - one line of Typst
            f"[{to_typst(paper.title)}　参考答案与评分标准]#v(2pt)（{paper.form} 卷　满分 "
            f"{score_text(paper.total)} 分　仅供阅卷）]",
            *_tables(paper),
            "#section-head[逐题解析]",
            *(_explained(each) for each in numbered(paper)),
        ]
    )
    return to_pdf(source, title=f"{paper.title}（{paper.form}卷）参考答案", keywords=code)


def _tables(paper: Paper) -> Iterator[str]:
    all_items = list(numbered(paper))
    for index, section in enumerate(paper.sections):
        items = [each for each in all_items if each.section is section]
        head = f"{han(index)}、{section.title}（每题 {score_text(section.score)} 分）"
        yield f"#section-head[{to_typst(head)}]"
        if section.kind in _LETTERED:
            yield from _letter_rows(items)
        else:
            yield from (f"#question({n.number})[{to_typst(_key_text(n))}]" for n in items)


def _letter_rows(items: list[Numbered]) -> Iterator[str]:
    for start in range(0, len(items), _A_ROW):
        row = items[start : start + _A_ROW]
        spare = "[], " * (_A_ROW - len(row))
        heads = "".join(f"[{each.number}], " for each in row) + spare
        keys = "".join(f"[*{short_key(each)}*], " for each in row) + spare
        yield (
            f"#block(breakable: false, above: 0.5em, below: 0.5em, table(columns: (14mm,) + "
            f"(1fr,) * {_A_ROW}, align: center + horizon, stroke: 0.5pt, inset: 4pt, "
            f"[题号], {heads}[答案], {keys}))"
        )


def short_key(each: Numbered) -> str:
    """Return the key as it stands in a table: letters, √ or ×."""
    if isinstance(each.item, TrueFalse):
        return "√" if each.item.answer else "×"
    return key_of(each.placed)


def _key_text(each: Numbered) -> str:
    from quizgen.markup import escape

    return escape(key_of(each.placed))


def _explained(each: Numbered) -> str:
    item = each.item
    lines = [f"*{to_typst(_key_text(each))}*　{to_typst(_stem(each))}"]
    if item.explanation:
        lines.append(f"[解析：{to_typst(item.explanation)}]")
    if isinstance(item, SingleChoice | MultipleChoice):
        lines += list(_whys(each, item))
    if isinstance(item, TrueFalse) and item.why and item.why not in item.explanation:
        lines.append(f"[{to_typst(item.why)}]")
    rest = "".join(line if line.startswith("[") else f"[{line}]" for line in lines[1:])
    return f"#question({each.number})[{lines[0]}]{rest}"


def _stem(each: Numbered) -> str:
    item = each.item
    if isinstance(item, Cloze):
        text = item.stem
        for number in range(1, len(item.blanks) + 1):
            text = text.replace("{{" + str(number) + "}}", "＿＿＿＿")
        return text
    return item.stem


def _whys(each: Numbered, item: SingleChoice | MultipleChoice) -> Iterator[str]:
    for place, at in enumerate(shown_of(each.placed, len(item.options))):
        option = item.options[at]
        if option.why:
            mark = "√" if option.correct else "×"
            yield f"[{letter(place)}　{to_typst(option.text)}　{mark}　{to_typst(option.why)}]"


def needs_a_marker(paper: Paper) -> bool:
    """Say whether a person has to mark something."""
    return any(isinstance(each.item, ShortAnswer) for each in numbered(paper))

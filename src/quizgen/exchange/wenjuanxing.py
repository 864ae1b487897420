"""问卷星: JSON lines for ``wjx survey create-by-json --type 6``, one object a line.

As the official examples have it: options begin with their letters, the key holds letters; a
judgement is 对 or 错. Not tried with an account: see the page of formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from quizgen.markup import plain
from quizgen.model import (
    BankHeader,
    Cloze,
    Item,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .found import letter
from .rubrics import rubric_text
from .stems import full_stem, gaps_fit, pieces

SCORE = "2"
_GAP = "{_}"


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the survey's own line, then a line an item."""
    head = {
        "qtype": "问卷基础信息",
        "title": header.title or "题库",
        "introduction": "",
        "endpageinformation": "答题结束，谢谢。",
        "language": "zh",
    }
    out.write(msgspec.json.encode(head) + b"\n")
    out.writelines(msgspec.json.encode(_line(item)) + b"\n" for item in items)


def refuses(item: Item) -> Iterator[str]:
    """Yield what 问卷星 cannot say."""
    if isinstance(item, Cloze):
        if item.unordered:
            yield "问卷星的填空题不能次序不限"
        elif not gaps_fit(item) or _GAP in plain(item.stem):
            yield "题干里的空和答案对不上"


def _line(item: Item) -> dict[str, Any]:
    line: dict[str, Any] = {"qtype": "", "title": plain(full_stem(item)).strip()}
    match item:
        case SingleChoice() | MultipleChoice():
            line["qtype"] = "考试多选" if isinstance(item, MultipleChoice) else "考试单选"
            texts = enumerate(item.options)
            line["select"] = [f"{letter(n)}. {plain(each.text).strip()}" for n, each in texts]
            rights = [letter(n) for n, each in enumerate(item.options) if each.correct]
            line |= {"correctselect": rights, "quizscore": SCORE}
        case TrueFalse():
            line |= {"qtype": "考试判断", "select": ["对", "错"]}
            line |= {"correctselect": ["对" if item.answer else "错"], "quizscore": SCORE}
        case Cloze():
            line |= _gaps(item)
        case ShortAnswer():
            total = sum(each.score for each in item.rubric)
            line |= {"qtype": "考试简答", "quizscore": str(total)}
            line["answeranalysis"] = plain(rubric_text(item.rubric))
    told = plain(item.explanation).strip()
    if told:
        before = line.get("answeranalysis")
        line["answeranalysis"] = f"{before}\n{told}" if before else told
    return line


def _gaps(item: Cloze) -> dict[str, Any]:
    _, numbers = pieces(full_stem(item))
    title = plain(full_stem(item))
    for at in numbers:
        title = title.replace(f"{{{{{at + 1}}}}}", _GAP, 1)
    gaps = [[plain(each).strip() for each in item.blanks[at].accept] for at in numbers]
    if len(gaps) == 1:
        title = title.replace(_GAP, "____")
        return {
            "qtype": "考试单项填空",
            "title": title.strip(),
            "correctselect": gaps[0],
            "quizscore": SCORE,
        }
    lists = [{"correctselect": gap, "quizscore": "1", "include": False} for gap in gaps]
    return {"qtype": "考试多项填空", "title": title.strip(), "answerlists": lists}

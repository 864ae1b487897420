"""Our own Excel table: a row an item, all seven kinds, nothing lost; made to be edited.

Options, gaps, pairs, steps and rubric lines stand in the 选项 columns. Other wordings of a gap
stand below each other in its cell; a pair is 左 → 右, a spare right side → 右.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from quizgen.markup import plain, runs
from quizgen.model import (
    KIND_NAMES,
    BankHeader,
    Choice,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    Stimulus,
    TrueFalse,
    kind_of,
)

from .alike import alike
from .answers import NO, YES, letters_in, truth_of
from .found import Reading, choice_item, cloze, letter, short_answer, true_false
from .inline import from_runs
from .lines import parts_of
from .rubrics import read_rubric
from .sheets import Column, Grid, rows, unwritable
from .stems import GAP, drawn, undrawn

LEVELS = {"remember": "记忆", "understand": "理解", "apply": "应用"}
USES = {"exam": "考试", "practice": "练习", "both": "两用"}
UNORDERED, ORDERED, FIXED = "次序不限", "依次", "不打乱"
FEWEST = 6
"""Option columns, at least."""
_ARROW = " → "
_BEFORE = (
    Column("题号", 28),
    Column("题型", 11, tuple(KIND_NAMES.values()), centred=True),
    Column("题干", 52),
)
_AFTER = (
    Column("答案", 12, centred=True),
    Column("解析", 36),
    Column("选项说明", 36),
    Column("材料", 24),
    Column("用途", 7, tuple(USES.values()), centred=True),
    Column("认知层次", 9, tuple(LEVELS.values()), centred=True),
    Column("难度", 7, centred=True),
    Column("选项次序", 9, (FIXED,), centred=True),
    Column("部分", 14),
    Column("课", 22),
    Column("主题", 12),
    Column("依据", 14),
)


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write a table with as many option columns as the items need."""
    items = list(items)
    most = max(FEWEST, *map(parts_count, items))
    options = [Column(f"选项{letter(n)}", 18) for n in range(most)]
    grid = Grid("题目", [*_BEFORE, *options, *_AFTER])
    for item in items:
        grid.add(row_of(item, most))
    grid.save(out)


def refuses(item: Item) -> Iterator[str]:
    """Yield why a row would not read back as the item it was."""
    row = row_of(item, max(FEWEST, len(_cells(item))))
    if why := unwritable(row):
        yield why
        return
    names = heads(len(row) - len(_BEFORE) - len(_AFTER))
    try:
        again = _item(
            dict(zip(names, (from_runs(runs(each)).strip() for each in row), strict=True))
        )
    except QuizgenError as problem:
        yield f"写进表格就读不回来：{problem}"
        return
    if not alike(item, again):
        yield "写进表格就分不清选项、空或答案（换行、→ 或 ____ 夹在文字里）"


def heads(most: int) -> list[str]:
    """Return the headings of a table with so many option columns."""
    options = [f"选项{letter(n)}" for n in range(most)]
    return [*(each.head for each in _BEFORE), *options, *(each.head for each in _AFTER)]


def parts_count(item: Item) -> int:
    """Return how many option columns an item fills."""
    return len(_cells(item))


def row_of(item: Item, most: int) -> list[str]:
    """Return the cells of an item, as inline MyST."""
    cells = _cells(item)
    stimulus = item.stimulus
    return [
        item.id,
        KIND_NAMES[kind_of(item)],
        _stem(item),
        *cells,
        *[""] * (most - len(cells)),
        _key(item),
        item.explanation,
        _whys(item),
        f"〔{stimulus.id}〕{stimulus.text}" if stimulus else "",
        USES[item.use],
        LEVELS[item.level],
        f"{item.difficulty:g}",
        FIXED if isinstance(item, SingleChoice | MultipleChoice) and item.fixed else "",
        item.part,
        item.lesson,
        item.topic or "",
        " ".join(item.facts),
    ]


def _stem(item: Item) -> str:
    """Draw gaps as lines, where they are numbered through and no other line is drawn."""
    if not isinstance(item, Cloze):
        return item.stem
    numbers = [int(each) for each in GAP.findall(item.stem)]
    plainly = numbers == list(range(1, len(numbers) + 1)) and not re.search("_[_{]|}_", item.stem)
    return drawn(item.stem) if plainly else item.stem


def _cells(item: Item) -> list[str]:
    match item:
        case Cloze():
            return ["\n".join(gap.accept) for gap in item.blanks]
        case Matching():
            pairs = [f"{each.left}{_ARROW}{each.right}" for each in item.pairs]
            return [*pairs, *(f"{_ARROW.lstrip()}{each}" for each in item.extra)]
        case ShortAnswer():
            return [f"{line.text}（{line.score}分）" for line in item.rubric]
    return parts_of(item)


def _key(item: Item) -> str:
    match item:
        case SingleChoice() | MultipleChoice():
            return "".join(letter(n) for n, each in enumerate(item.options) if each.correct)
        case TrueFalse():
            return YES if item.answer else NO
        case Cloze():
            return UNORDERED if item.unordered else ORDERED
        case Ordering():
            return ORDERED
    return ""


def _whys(item: Item) -> str:
    """Write why options are wrong, a line each; lines that go on begin with a wide blank."""
    match item:
        case TrueFalse():
            return item.why
        case SingleChoice() | MultipleChoice():
            told = ((letter(n), each.why) for n, each in enumerate(item.options) if each.why)
            return "\n".join(
                f"{name}：{why.replace(chr(10), chr(10) + '　')}" for name, why in told
            )
    return ""


# in

_NEEDED = ("题型", "题干", "答案")


def read(data: bytes) -> Reading:
    """Read our table; columns are found by their headings."""
    reading = Reading()
    names: list[str] = []
    for number, cells in rows(data):
        if not names:
            names = ["".join(plain(each).split()) for each in cells]
            if missing := [each for each in _NEEDED if each not in names]:
                raise QuizgenError(f"第 {number} 行是标题行，缺这些列：{'、'.join(missing)}")
            continue
        try:
            reading.add(number, _item(dict(zip(names, cells, strict=False))))
        except QuizgenError as problem:
            reading.blame(number, str(problem))
    if not names:
        raise QuizgenError("表格是空的")
    return reading


def _item(row: Mapping[str, str]) -> Item:
    kinds = {name: kind for kind, name in KIND_NAMES.items()} | _SHORT_NAMES
    kind = kinds.get(plain(row.get("题型", "")).strip())
    if kind is None:
        known = "、".join(KIND_NAMES.values())
        raise QuizgenError(f"题型“{row.get('题型', '')}”没有，可以写：{known}")
    return _READERS[kind](row, _common(row))


_SHORT_NAMES = {
    "单选题": "single_choice",
    "多选题": "multiple_choice",
    "判断": "true_false",
    "填空": "cloze",
    "匹配题": "matching",
    "问答题": "short_answer",
}


def _common(row: Mapping[str, str]) -> dict[str, Any]:
    def told(head: str) -> str:
        return plain(row.get(head, "")).strip()

    more: dict[str, Any] = {
        "explanation": row.get("解析", ""),
        "part": told("部分"),
        "lesson": told("课"),
        "topic": told("主题") or None,
        "facts": tuple(re.split(r"[\s,，;；、]+", told("依据"))) if told("依据") else (),
    }
    more |= {"id": told("题号")} if told("题号") else {}
    for head, field, names in (("用途", "use", USES), ("认知层次", "level", LEVELS)):
        if given := told(head):
            values = {name: value for value, name in names.items()}
            if given not in values:
                raise QuizgenError(f"{head}“{given}”没有，可以写：{'、'.join(values)}")
            more[field] = values[given]
    if given := told("难度"):
        more["difficulty"] = _difficulty(given)
    if case_text := row.get("材料", ""):
        more["stimulus"] = _stimulus(case_text)
    return more


def _difficulty(given: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise QuizgenError(f"难度要写 0 到 1 的数，这里是“{given}”")
    return value


def _stimulus(text: str) -> Stimulus:
    found = re.match(r"〔([^〔〕\n]+)〕", text)
    return Stimulus(found[1], text[found.end() :]) if found else Stimulus("case", text)


def _options(row: Mapping[str, str]) -> list[str]:
    """Return the cells of the option columns, up to the last that is filled."""
    cells = [row[each] for each in row if re.fullmatch(r"选项[A-Z]{1,2}", each)]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _read_choice(row: Mapping[str, str], more: dict[str, Any], *, many: bool) -> Item:
    texts = _options(row)
    rights = letters_in(plain(row.get("答案", "")), len(texts))
    whys = _told_whys(row.get("选项说明", ""))
    options = [Choice(text, n in rights, whys.get(letter(n), "")) for n, text in enumerate(texts)]
    fixed = plain(row.get("选项次序", "")).strip() == FIXED
    return choice_item(row.get("题干", ""), options, many=many, fixed=fixed, **more)


def _read_single(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    return _read_choice(row, more, many=False)


def _read_multiple(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    return _read_choice(row, more, many=True)


def _told_whys(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if head := re.match(r"([A-Z]{1,2})[：:]", line):
            name = head[1]
            found[name] = line[head.end() :]
        elif name:
            found[name] += "\n" + line.removeprefix("　")
    return found


def _read_truth(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    answer = truth_of(plain(row.get("答案", "")))
    return true_false(row.get("题干", ""), answer, row.get("选项说明", ""), **more)


def _read_cloze(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    stem = row.get("题干", "")
    if not GAP.search(stem):
        stem, _ = undrawn(stem)
    gaps = [cell.split("\n") for cell in _options(row)]
    unordered = UNORDERED in row.get("答案", "")
    return cloze(stem, gaps, unordered=unordered, **more)


def _read_matching(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    pairs, extra = [], []
    for cell in _options(row):
        left, arrow, right = cell.partition("→")
        if not arrow:
            raise QuizgenError(f"连线题的每一格要写“左 → 右”，这里是“{cell[:40]}”")
        if left.strip():
            pairs.append(Pair(left.strip(), right.strip()))
        else:
            extra.append(right.strip())
    more = {"id": "", "fact": "", "template": "import"} | more
    return Matching(stem=row.get("题干", ""), pairs=tuple(pairs), extra=tuple(extra), **more)


def _read_ordering(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    steps = _options(row)
    key = plain(row.get("答案", "")).strip()
    if key and key != ORDERED:
        places = list(map(_place, re.findall("[A-Za-zＡ-Ｚａ-ｚ]", key)))
        if sorted(places) != list(range(len(steps))):
            raise QuizgenError(f"排序题的答案要写“{ORDERED}”或全部字母，这里是“{key}”")
        steps = [steps[n] for n in places]
    more = {"id": "", "fact": "", "template": "import"} | more
    return Ordering(stem=row.get("题干", ""), order=tuple(steps), **more)


def _place(char: str) -> int:
    return next(iter(letters_in(char, 26)))


def _read_short(row: Mapping[str, str], more: dict[str, Any]) -> Item:
    lines = [line for cell in _options(row) for line in read_rubric(cell)]
    if len(lines) != len(_options(row)):
        raise QuizgenError("简答题的要点要一格一条，写成“要点（2分）”")
    return short_answer(row.get("题干", ""), lines, **more)


_READERS: dict[str, Callable[[Mapping[str, str], dict[str, Any]], Item]] = {
    "single_choice": _read_single,
    "multiple_choice": _read_multiple,
    "true_false": _read_truth,
    "cloze": _read_cloze,
    "matching": _read_matching,
    "ordering": _read_ordering,
    "short_answer": _read_short,
}

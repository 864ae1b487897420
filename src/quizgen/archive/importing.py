"""Paper sessions: a filled-in marking sheet, or an Excel file of letters, into the store."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, insert, select

from quizgen.bank.files import paper_code, read_paper
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    Ordering,
    OrderingAnswer,
    Paper,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    TrueFalseAnswer,
)
from quizgen.render.numbering import letter, shown_of
from quizgen.session import service
from quizgen.session.replies import Placed, placed_items, texts_of
from quizgen.session.roster import cell_text, heading, open_sheet, read_person
from quizgen.session.rules import Mode, Phase
from quizgen.session.service import About, Person
from quizgen.session.tables import answers, seats, sessions

ON_PAPER = "（写在纸质试卷上）"
_CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{8}$")
_TRUE = {"√", "✓", "✔", "对", "正确", "T", "TRUE", "是", "1", "A", "Y"}
_FALSE = {"×", "✗", "✘", "X", "错", "错误", "F", "FALSE", "否", "0", "B", "N"}
_SKIPPED = "-—–_"


class Row(Struct, frozen=True):
    """A person and her answers, by number; marks of written ones too."""

    person: Person
    answers: dict[int, Answer]
    marks: dict[int, float]


class Sheet(Struct, frozen=True):
    """A marking sheet as it was read."""

    paper: Paper
    rows: tuple[Row, ...]
    sha256: str


def find_code(path: Path) -> str | None:
    """Return the paper's code as a marking sheet names it in B2."""
    text = cell_text(open_sheet(path, "登分表").cell(2, 2).value).upper()
    return text if _CODE.match(text) else None


def find_paper(code: str, folders: list[Path]) -> Paper:
    """Find a paper by its code in some folders.

    Raises:
        QuizgenError: where it is in none, or the file is not the paper of that code.
    """
    for folder in folders:
        path = folder / f"{code}.json"
        if path.is_file():
            paper = read_paper(path)
            if paper_code(paper) != code:
                raise QuizgenError(f"{path}：内容与编号 {code} 不符，被改过")
            return paper
    places = "、".join(str(each) for each in folders)
    raise QuizgenError(f"找不到试卷 {code}.json（找过 {places}）；用 --paper 指定")


def read_sheet(path: Path, paper: Paper) -> Sheet:
    """Read a marking sheet against its paper.

    Raises:
        QuizgenError: lists every cell that is wrong.
    """
    sheet = open_sheet(path, "登分表")
    top, columns = heading(sheet, path)
    items = {each.number: each for each in placed_items(paper)}
    wrong: list[str] = []
    places = _places(sheet, top, items, wrong, path)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for row in range(top + 1, sheet.max_row + 1):
        read = _row(sheet, row, columns, places, items, wrong, path)
        if read is None:
            continue
        if read.person.who in seen:
            wrong.append(f"{path}:{row}：与第 {seen[read.person.who]} 行是同一个人")
        seen.setdefault(read.person.who, row)
        rows.append(read)
    if wrong:
        raise QuizgenError("登分表要改：\n" + "\n".join(wrong))
    if not rows:
        raise QuizgenError(f"{path}：登分表里一个人也没有")
    return Sheet(paper, tuple(rows), hashlib.sha256(path.read_bytes()).hexdigest())


def _places(
    sheet: Any, top: int, items: dict[int, Placed], wrong: list[str], path: Path
) -> dict[int, int]:
    """Find the column of every item."""
    found: dict[int, int] = {}
    for column in range(1, sheet.max_column + 1):
        text = cell_text(sheet.cell(top, column).value).removeprefix("第").removesuffix("题")
        if text.isascii() and text.isdigit():
            found.setdefault(int(text), column)
    wrong += [f"{path}:{top}：试卷没有第 {n} 题" for n in sorted(found.keys() - items.keys())]
    wrong += [f"{path}:{top}：表头少第 {n} 题" for n in sorted(items.keys() - found.keys())]
    return {number: column for number, column in found.items() if number in items}


def _row(
    sheet: Any,
    row: int,
    columns: dict[str, int],
    places: dict[int, int],
    items: dict[int, Placed],
    wrong: list[str],
    path: Path,
) -> Row | None:
    cells = {n: cell_text(sheet.cell(row, column).value) for n, column in places.items()}
    try:
        person = read_person(sheet, row, columns)
    except ValueError as problem:
        wrong.append(f"{path}:{row}：{problem}")
        return None
    if person is None:
        if any(cells.values()):
            wrong.append(f"{path}:{row}：有答案，没有姓名")
        return None
    found: dict[int, Answer] = {}
    marks: dict[int, float] = {}
    for number, text in cells.items():
        if not text:
            continue
        try:
            found[number] = read_cell(items[number], text)
        except ValueError as problem:
            cell = sheet.cell(row, places[number]).coordinate
            wrong.append(f"{path}!{cell}（{person.name}，第 {number} 题）：{problem}")
            continue
        written = found[number]
        if isinstance(written, TextAnswer) and written.score is not None:
            marks[number] = written.score
    return Row(person, found, marks)


def read_cell(each: Placed, text: str) -> Answer:
    """Read what was written for an item, letters as on the printed paper.

    Raises:
        ValueError: says in Chinese what is wrong.
    """
    item = each.item
    match item:
        case SingleChoice() | MultipleChoice():
            chosen = _letters(each, text)
            if isinstance(item, SingleChoice) and len(chosen) != 1:
                raise ValueError(f"单选题只能有一个字母，这里是“{text}”")
            return ChoiceAnswer(tuple(sorted(set(chosen))))
        case TrueFalse():
            return TrueFalseAnswer(_true_or_false(text))
        case Cloze():
            words = [word.strip() for word in re.split(r"[；;]", text)]
            if len(words) > len(item.blanks):
                raise ValueError(f"有 {len(words)} 个答案，只有 {len(item.blanks)} 个空")
            return ClozeAnswer(tuple(words + [""] * (len(item.blanks) - len(words))))
        case Matching():
            return MatchingAnswer(tuple(_letters(each, text, len(item.pairs), skips=True)))
        case Ordering():
            return OrderingAnswer(tuple(_letters(each, text, len(item.order), skips=True)))
        case ShortAnswer():
            return TextAnswer(ON_PAPER, _score(text, each.placed.score))


def _letters(
    each: Placed, text: str, count: int | None = None, *, skips: bool = False
) -> list[int]:
    """Read letters of the printed paper into the item's own order; -1 for one left out."""
    shown = shown_of(each.placed, len(texts_of(each.item)))
    bare = unicodedata.normalize("NFKC", text).upper()
    bare = re.sub(r"[\s,，、;；.。→>()（）]|\d+\s*[-—–:：]\s*(?=[A-Z_-])", "", bare)
    found = []
    for char in bare:
        if skips and char in _SKIPPED:
            found.append(-1)
        elif "A" <= char <= "Z" and ord(char) - 65 < len(shown):
            found.append(shown[ord(char) - 65])
        else:
            raise ValueError(f"“{text}”里的 {char} 不在 A—{letter(len(shown) - 1)} 之内")
    if count is not None and len(found) != count:
        raise ValueError(f"要 {count} 个字母，这里有 {len(found)} 个（没选的写 -）")
    if not found:
        raise ValueError(f"“{text}”里没有字母")
    return found


def _true_or_false(text: str) -> bool:
    bare = unicodedata.normalize("NFKC", text).strip().upper()
    if bare in _TRUE:
        return True
    if bare in _FALSE:
        return False
    raise ValueError(f"判断题写 √ 或 ×，这里是“{text}”")


def _score(text: str, most: float) -> float:
    try:
        value = float(unicodedata.normalize("NFKC", text))
    except ValueError:
        raise ValueError(f"简答题写得分（0—{most:g}），这里是“{text}”") from None
    if not 0 <= value <= most:
        raise ValueError(f"得分要在 0—{most:g} 之间，这里是 {text}")
    return round(value, 2)


def store_sheet(
    connection: Connection,
    sheet: Sheet,
    *,
    name: str,
    about: About,
    secret: bytes,
    now: float,
    started: float | None,
    closed: float | None,
) -> str:
    """Keep a paper session.

    Raises:
        QuizgenError: where the same file is in the store already.
    """
    twin = connection.execute(
        select(sessions.c.id).where(sessions.c.source == sheet.sha256)
    ).scalar()
    if twin is not None:
        raise QuizgenError(f"这张登分表已经读入过，是场次 {twin}")
    service.create(
        connection,
        name=name,
        paper=sheet.paper,
        mode=Mode.EXAM,
        about=about,
        roster=[],
        secret=secret,
        now=now,
        kind="paper",
        source=sheet.sha256,
    )
    values = {"phase": Phase.CLOSED, "started": started, "closed": closed}
    connection.execute(sessions.update().where(sessions.c.id == name).values(**values))
    moment = started if started is not None else now
    for seat, row in enumerate(sheet.rows, 1):
        _store_row(connection, name, seat, row, moment)
    service.note(connection, name, now, "imported", detail=sheet.sha256)
    return name


def _store_row(connection: Connection, name: str, seat: int, row: Row, moment: float) -> None:
    connection.execute(
        insert(seats).values(
            session=name,
            seat=seat,
            who=row.person.who,
            listed=True,
            signed=moment,
            handed=moment,
            **msgspec.structs.asdict(row.person),
        )
    )
    given = [
        {
            "session": name,
            "seat": seat,
            "number": number,
            "answer": msgspec.json.encode(answer).decode(),
            "turn": 1,
            "saved": moment,
            "mark": row.marks.get(number),
        }
        for number, answer in row.answers.items()
    ]
    if given:
        connection.execute(insert(answers), given)

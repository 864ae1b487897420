"""Archives: what they hold, what they refuse, what is found when someone changes them."""

from __future__ import annotations

import datetime
import io
import json
import random
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest
from msgspec.structs import replace

from items import paper
from quizgen.archive import compose, erase, persons
from quizgen.archive.analysis import analyse
from quizgen.archive.filing import Filed, file_archive, safe_name, verify
from quizgen.archive.hours import GENERAL, HIGH_RISK, read_hours
from quizgen.archive.importing import find_code, find_paper, read_sheet, store_sheet
from quizgen.archive.report import advice, as_html, as_json, as_text, lesson_link
from quizgen.archive.results import outcome
from quizgen.bank.files import paper_code, write_paper
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    ClozeAnswer,
    MatchingAnswer,
    OrderingAnswer,
    Paper,
    QuizgenError,
    TextAnswer,
    TrueFalseAnswer,
)
from quizgen.render.marking import marking_xlsx
from quizgen.session import rules, service
from quizgen.session.rules import Mode, Order
from quizgen.session.service import About, Person, Reply, SignedIn
from quizgen.session.store import Store
from serving import NAME, open_session

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime.datetime(2026, 11, 25, 9, tzinfo=ZONE).timestamp()
NASTY = "=HYPERLINK(\"http://x\")&'<b>'"
PEOPLE = [
    Person(name="李雷", number="1001", department="机修车间", role="安全生产管理人员", employment="正式"),
    Person(name=NASTY, number="+1", department="-1+1", role="@SUM(A1)"),
    Person(name="买买提·吐尔逊", number="1003", department="#二*车_间$"),
    Person(name="王伟", number="1004"),
]  # fmt: skip
RIGHT: dict[int, Answer] = {
    1: ChoiceAnswer((1,)),
    2: ChoiceAnswer((0,)),
    3: ChoiceAnswer((0, 1, 2)),
    4: TrueFalseAnswer(False),
    5: ClozeAnswer(("一小时", "县级")),
    6: ClozeAnswer(("查制度缺失", "查现场", "查责任漏洞")),
    7: MatchingAnswer((0, 1, 2)),
    8: OrderingAnswer((0, 1, 2, 3)),
    9: TextAnswer("四查：查现场、查责任、查制度、查设备；#我 *每班* [先] 看通道。"),
}


def held(
    store: Store,
    name: str = NAME,
    *,
    whole: Paper | None = None,
    marked: bool = True,
    day: float = MORNING,
    **about: Any,
) -> Store:
    """Hold an exam: 李雷 all right, the next only item 1, the third nothing, 王伟 not there."""
    told = {
        "place": "三楼会议室",
        "lecturer": "王老师",
        "hours": 4.0,
        "audience": "全体职工",
    } | about
    open_session(store, whole or paper(), Mode.EXAM, PEOPLE, name, now=day - 600, **told)

    def play(connection: Any) -> None:
        for person in PEOPLE[:3]:
            found = service.sign_in(connection, name, person, shown="", code="123456", now=day - 60)
            assert isinstance(found, SignedIn)
        service.order(connection, name, Order.START, day)
        for seat in (1, 2, 3):
            service.attend(connection, name, seat, rules.Begin(1), day + 5)
        first = [Reply(number, answer, 1) for number, answer in RIGHT.items()]
        assert service.save(connection, name, SignedIn(1, 1), first, day + 60) is None
        one = [Reply(1, ChoiceAnswer((1,)), 1), Reply(2, ChoiceAnswer((1,)), 1)]
        assert service.save(connection, name, SignedIn(2, 1), one, day + 60) is None
        service.attend(connection, name, 1, rules.HandIn(1), day + 600)
        service.attend(connection, name, 2, rules.Extra(300), day + 600)
        service.order(connection, name, Order.CLOSE, day + 3600)
        if marked:
            service.mark(connection, name, 1, 9, 1.5, day + 3700)

    store.write(play)
    return store


def gathered(store: Store, name: str = NAME, again: str = "") -> compose.Gathered:
    """Read all that an archive is made of."""
    now = MORNING + 7200
    return store.read(
        lambda c: compose.gather(c, name, table=GENERAL, zone=ZONE, now=now, again=again)
    )


def file_(store: Store, root: Path, name: str = NAME, again: str = "") -> Filed:
    """File an archive."""
    all_ = gathered(store, name, again)
    filed = compose.file_it(all_, root, {path: make() for path, make in compose.contents(all_)})
    store.write(lambda c: compose.remember(c, all_.outcome, filed, MORNING + 7200))
    return filed


def pdf(path: Path) -> str:
    """Return the text of a PDF without blanks."""
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def test_an_archive_holds_what_the_law_wants(store: Store, tmp_path: Path) -> None:
    """时间、内容、参加人员、考核结果, and the sheets that offices know."""
    folder = file_(held(store), tmp_path / "柜").folder
    about = pdf(folder / "01-培训信息.pdf")

    assert folder.name == f"0001-2026-11-25-{NAME}-全员安全培训"
    for words in (
        "2026-11-2509:00至2026-11-2510:00",
        "全员安全培训",
        "三楼会议室",
        "王老师",
        "签到3人",
    ):
        assert words in about
    assert "合格1人，不合格2人" in about
    assert "签名" in about
    attendance = pdf(folder / "02-签到表.pdf")
    assert "李雷" in attendance
    assert "未到" in attendance
    scores = pdf(folder / "03-成绩汇总.pdf")
    assert "17.5" in scores
    assert "缺考" in scores
    assert "加时5分钟，到时收卷" in scores
    assert "参考答案" in pdf(next(folder.glob("05-*")))
    sheet = pdf(folder / "逐人答卷" / "001-1001-李雷.pdf")
    assert "17.5/18分" in sheet
    assert "先]看通道" in sheet
    record = pdf(folder / "一人一档" / "001-1001-李雷.pdf")
    assert "安全生产管理人员" in record
    assert "还差8" in record
    assert len(list(folder.glob("逐人答卷/*.pdf"))) == len(list(folder.glob("一人一档/*.pdf"))) == 3
    raw = json.loads((folder / "原始数据" / "场次.json").read_bytes())
    assert raw["people"][0]["answers"]["1"] == {
        "answer": {"type": "choice", "chosen": [1]},
        "score": 2.0,
    }


def test_the_same_session_gives_the_same_files(lite: Store) -> None:
    """No clock, no chance: PDF and Excel are equal byte for byte."""
    all_ = gathered(held(lite))
    one, two = ({path: make() for path, make in compose.contents(all_)} for _ in range(2))

    assert one == two


def test_texts_in_workbooks_are_never_formulas(lite: Store, tmp_path: Path) -> None:
    """Whatever people are called."""
    folder = file_(held(lite), tmp_path / "柜").folder
    found = 0
    for path in folder.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path, cell.coordinate)
                    found += cell.value == NASTY
        with zipfile.ZipFile(path) as book:
            assert not any(b"<f>" in book.read(name) for name in book.namelist())
    assert found >= 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"topic": "  "}, "内容"),
        ({"marked": False}, "考核结果"),
    ],
)
def test_what_the_law_wants_and_is_not_there_is_named(
    lite: Store, change: dict[str, Any], said: str
) -> None:
    """And nothing is filed."""
    held(lite, **change)
    with pytest.raises(QuizgenError, match=said):
        gathered(lite)


def test_a_session_that_nobody_attended_or_that_is_not_over_is_not_filed(lite: Store) -> None:
    """参加人员、时间."""
    open_session(lite, paper(), now=MORNING)
    with pytest.raises(QuizgenError, match="还没有结束"):
        gathered(lite)
    lite.write(lambda c: service.order(c, NAME, Order.START, MORNING))
    lite.write(lambda c: service.order(c, NAME, Order.CLOSE, MORNING + 1))
    with pytest.raises(QuizgenError, match="参加人员"):
        gathered(lite)


def test_a_session_is_filed_once_unless_there_is_a_reason(store: Store, tmp_path: Path) -> None:
    """The first archive stays; the second says why."""
    first = file_(held(store), tmp_path / "柜")
    with pytest.raises(QuizgenError, match="已经归档"):
        gathered(store)
    before = (first.folder / "manifest.json").read_bytes()
    second = file_(store, tmp_path / "柜", again="成绩复核")

    assert "成绩复核" in pdf(second.folder / "01-培训信息.pdf")
    assert (first.folder / "manifest.json").read_bytes() == before
    assert verify(tmp_path / "柜") == (2, [])


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    """Return a cabinet of three small archives."""
    root = tmp_path / "柜"
    for number in range(1, 4):
        files = {"a.txt": b"a" * number, "子/b.txt": b"b"}
        file_archive(root, files, session=f"S{number}", topic="主题", day="2026-11-25", filed="x")
    return root


def folder_of(root: Path, number: int) -> Path:
    """Return an archive of the cabinet."""
    return next(root.glob(f"{number:04}-*"))


def test_every_changed_byte_is_named(cabinet: Path) -> None:
    """In any file, at any place."""
    rng = random.Random("bytes")
    assert verify(cabinet) == (3, [])
    for path in sorted(each for each in cabinet.rglob("*") if each.is_file()):
        whole = path.read_bytes()
        at = rng.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        _, wrong = verify(cabinet)
        last = path.parent.name.startswith("0003") and path.name == "manifest.json"
        assert any(path.name in line for line in wrong) or last, path
        path.write_bytes(whole)
    assert verify(cabinet) == (3, [])


def test_files_added_and_removed_are_named(cabinet: Path) -> None:
    """Archives too."""
    (folder_of(cabinet, 1) / "子" / "新.txt").write_bytes(b"")
    (folder_of(cabinet, 2) / "a.txt").unlink()
    _, wrong = verify(cabinet)
    assert wrong == [
        "0001-2026-11-25-S1-主题/子/新.txt：多出来的",
        "0002-2026-11-25-S2-主题/a.txt：被删了",
    ]
    shutil.rmtree(folder_of(cabinet, 2))
    assert "第 0002 号档案：不见了" in verify(cabinet)[1]


def test_a_manifest_written_anew_breaks_the_chain(cabinet: Path) -> None:
    """Even where it fits its files; the last one is known to the store."""
    path = folder_of(cabinet, 2) / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"S2"', b'"SX"'))
    assert any(f"{path.parent.name}/manifest.json" in line for line in verify(cabinet)[1])
    last = folder_of(cabinet, 3)
    known = {last.name: "0" * 64, "0004-没有": "1" * 64}
    wrong = verify(cabinet, known)[1]
    assert any("0003" in line and "记录库" in line for line in wrong)
    assert any("0004-没有" in line for line in wrong)


def test_an_archive_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """A write that fails leaves no folder."""
    root = tmp_path / "柜"
    with pytest.raises(QuizgenError, match="写不了"):
        file_archive(root, {"a": b"", "a/b": b""}, session="S", topic="t", day="d", filed="x")

    assert list(root.iterdir()) == []


@pytest.mark.parametrize("name", ["a/b\\c:d", "..", "CON", " x. ", "", "\x00", "长" * 200])
def test_names_of_files_are_safe_everywhere(name: str) -> None:
    """Windows included."""
    safe = safe_name(name)

    assert safe
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', safe)
    assert safe.strip(" .") == safe
    assert len(safe) <= 61
    assert safe.upper() != "CON"


def test_a_person_has_one_record_over_time(store: Store) -> None:
    """Hours against what the role asks for; what nobody wrote down is said."""
    held(store, "AAAAAA", day=MORNING - 400 * 86400, topic="去年的班")
    held(store, "BBBBBB", topic="今年的班")
    held(store, "CCCCCC", day=MORNING + 86400, topic="没写学时的班", hours=None)
    who = store.read(lambda c: persons.find_people(c, "１００１"))
    assert who == ["1001"]
    (record,) = store.read(lambda c: persons.records(c, who, GENERAL, zone=ZONE, year="2026"))

    assert [each.topic for each in record.trainings] == ["去年的班", "今年的班", "没写学时的班"]
    assert (record.hours_this_year, record.hours_total, record.unknown_hours) == (4, 8, 1)
    assert record.need is not None
    assert (record.need.first, record.need.yearly) == (32, 12)
    risky = HIGH_RISK.need("安全生产管理人员")
    assert risky is not None
    assert (risky.first, risky.yearly) == (48, 16)
    assert store.read(lambda c: persons.find_people(c, "王伟")) == ["1004"]
    assert not store.read(lambda c: persons.records(c, ["1004"], GENERAL, zone=ZONE, year="2026"))


def test_the_table_of_hours_is_a_setting(tmp_path: Path) -> None:
    """In TOML; mistakes are named."""
    path = tmp_path / "学时.toml"
    path.write_text('[[role]]\nname = "电工"\nyearly = 8\n', encoding="utf-8")
    need = read_hours(path).need("维修电工")
    assert need is not None
    assert (need.first, need.yearly) == (None, 8)
    path.write_text('[[role]]\nname = "电工"\nyear = 8\n', encoding="utf-8")
    with pytest.raises(QuizgenError, match="学时表读不懂"):
        read_hours(path)


def test_erasing_leaves_the_archive_and_says_why(lite: Store, tmp_path: Path) -> None:
    """Gone from the store, byte for byte; the archive is listed and verifies."""
    file_(held(lite), tmp_path / "柜")
    found = lite.write(lambda c: erase.erase(c, "1003", MORNING))

    assert found.sessions == (NAME,)
    assert [Path(each.folder).parent.name for each in found.archives] == ["柜"]
    assert "第二十八条" in erase.WHY_KEPT
    rows = lite.read(lambda c: service.seat_rows(c, NAME))
    assert [row.person.number for row in rows] == ["1001", "+1", "1004"]
    assert verify(tmp_path / "柜") == (1, [])
    again = lite.read(lambda c: erase.look(c, "1003"))
    assert (again.sessions, len(again.archives)) == ((), 1)
    lite.close()
    assert "买买提".encode() not in (tmp_path / "records.db").read_bytes()


def test_nobody_is_erased_from_a_session_that_is_not_over(store: Store) -> None:
    """Her seat would be given to another."""
    open_session(store, paper(), roster=PEOPLE, now=MORNING)
    with pytest.raises(QuizgenError, match="还没有结束"):
        store.write(lambda c: erase.erase(c, "1001", MORNING))


CELLS = ["B", "A", "BDA", "×", "1小时；县级", "查责任漏洞；查现场；查制度缺失", "CBE", "BDAC", 1.5]
"""The right answers in the letters of the printed paper."""


def filled(path: Path, *rows: tuple[Any, ...]) -> Path:
    """Fill in the marking sheet of the paper."""
    whole = paper()
    book = openpyxl.load_workbook(io.BytesIO(marking_xlsx(whole, paper_code(whole))))
    sheet: Any = book.active
    for number, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(path)
    return path


def test_a_marking_sheet_is_read_back(store: Store, tmp_path: Path) -> None:
    """Letters of the printed paper become the same answers as on a phone."""
    whole = paper()
    write_paper(tmp_path, whole)
    path = filled(
        tmp_path / "登分表.xlsx",
        (1001, "李雷", "机修", *CELLS),
        (
            "1002",
            "韩梅梅",
            None,
            "a",
            None,
            " b，d ",
            "√",
            "；县级",
            None,
            "C--",
            "1-B 2-D 3-A 4-C",
            0,
        ),
    )
    code = find_code(path)
    assert code == paper_code(whole)
    sheet = read_sheet(path, find_paper(code, [tmp_path / "nosuch", tmp_path]))
    first, second = sheet.rows

    assert {n: a for n, a in first.answers.items() if n not in (2, 5, 6, 9)} == {
        n: a for n, a in RIGHT.items() if n not in (2, 5, 6, 9)
    }
    assert second.answers[3] == ChoiceAnswer((0, 1))
    assert second.answers[7] == MatchingAnswer((0, -1, -1))
    assert 2 not in second.answers
    values: dict[str, Any] = {
        "about": About(topic="纸考"), "secret": b"x" * 32, "now": MORNING,
        "started": MORNING, "closed": MORNING + 3600,
    }  # fmt: skip
    store.write(lambda c: store_sheet(c, sheet, name="PAPERS", **values))
    found = store.read(lambda c: outcome(c, "PAPERS"))
    assert found.mode == "纸质试卷"
    assert found.unmarked == 0
    assert found.people[0].sheet.items[8].graded.score == 1.5
    filed = file_(store, tmp_path / "柜", "PAPERS")
    assert "纸质试卷" in pdf(filed.folder / "01-培训信息.pdf")
    with pytest.raises(QuizgenError, match="已经读入过"):
        store.write(lambda c: store_sheet(c, sheet, name="PAPERT", **values))


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    """With person, item and what is wanted."""
    row = ("E", "AB", "BX", "也许", "a；b；c", None, "AB", "ABCA?", 9)
    path = filled(
        tmp_path / "登分表.xlsx", (1, "李雷", "", *row), (1, "李雷"), (None, None, None, "A")
    )
    with pytest.raises(QuizgenError) as told:
        read_sheet(path, paper())
    said = str(told.value)

    for cell in ("D5", "E5", "F5", "G5", "H5", "J5", "K5", "L5"):
        assert f"!{cell}（李雷" in said, cell
    assert "同一个人" in said
    assert "没有姓名" in said


def test_a_sheet_of_another_paper_is_refused(tmp_path: Path) -> None:
    """Too few columns, or no such item."""
    path = filled(tmp_path / "登分表.xlsx", (1, "李雷"))
    whole = paper()
    fewer = replace(whole, sections=whole.sections[:2])
    with pytest.raises(QuizgenError, match="试卷没有第 4 题"):
        read_sheet(path, fewer)
    with pytest.raises(QuizgenError, match="--paper"):
        find_paper("AAAAAAAA", [tmp_path])


def test_the_analysis_is_honest_about_few_people(lite: Store) -> None:
    """n, intervals, and a dash where nothing varies."""
    held(lite)
    analysis = analyse(lite.read(lambda c: outcome(c, NAME)))
    text = as_text(analysis, lesson_link("https://kurs.example/"))

    assert analysis.few
    assert analysis.paper.n == 3
    assert analysis.items[0].facility == pytest.approx(2 / 3)
    assert "人数少于 30" in text
    assert "https://kurs.example/measures/four-checks.html" in text
    assert "重讲《四查》" in "\n".join(advice(analysis))
    assert json.loads(as_json(analysis))["paper"]["n"] == 3
    option = analysis.items[1].options
    assert [(each.count, each.right) for each in option] == [
        (1, True),
        (1, False),
        (0, False),
        (1, False),
    ]


def test_the_report_is_one_page_that_needs_nothing(lite: Store) -> None:
    """No script, no address but the lessons', names of nobody."""
    held(lite)
    page = as_html(analyse(lite.read(lambda c: outcome(c, NAME))), lesson_link("../html"))

    assert "<svg" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!\.\./html/)', page)
    assert "李雷" not in page


def test_nothing_varies_and_nothing_breaks(lite: Store) -> None:
    """Everybody the same: dashes."""
    open_session(lite, paper(), now=MORNING)
    for number in range(2):
        person = Person(name=f"第{number}人")
        lite.write(lambda c, p=person: service.sign_in(c, NAME, p, shown="", code="1", now=MORNING))  # type: ignore[misc]  # binds p
    lite.write(lambda c: service.order(c, NAME, Order.START, MORNING))
    lite.write(lambda c: service.order(c, NAME, Order.CLOSE, MORNING + 60))
    analysis = analyse(lite.read(lambda c: outcome(c, NAME)))

    assert analysis.paper.reliability is None
    assert all(each.discrimination is None for each in analysis.items)
    assert "区分度　–" not in as_html(analysis, lesson_link("x"))
    assert "–" in as_text(analysis, lesson_link("x"))

"""``quizgen serve``, ``records`` and ``stats``, as a trainer runs them."""

from __future__ import annotations

import io
import json
import signal
import socket
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from archive.test_archive import CELLS, filled, held
from crashing import Server
from items import paper
from quizgen.bank.files import paper_code, write_paper
from quizgen.cli import quizgen
from quizgen.session import service
from quizgen.session.service import Person
from quizgen.session.store import Store, as_url, default_database
from serving import NAME, Phone, open_session


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder with a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("QUIZGEN_DATABASE", raising=False)
    monkeypatch.setenv("TZ", "Asia/Shanghai")


def run(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(quizgen, list(arguments))


@pytest.fixture
def store() -> Any:
    """Return the store that commands find by themselves."""
    store = Store(as_url(None))
    yield store
    store.close()


def test_records_lie_with_the_user_whatever_the_folder(tmp_path: Path, store: Store) -> None:
    """One store, found again from everywhere."""
    open_session(store, paper())

    assert default_database() == tmp_path / "home" / "quizgen" / "records.db"
    assert NAME in run("records", "list").stdout
    assert run("records", "list", "--database", "another.db").stdout.count(NAME) == 0


def test_a_session_is_listed_and_shown(store: Store) -> None:
    """As a table and as JSON."""
    held(store)
    (row,) = json.loads(run("records", "list", "--format", "json").stdout)
    shown = json.loads(run("records", "show", NAME.lower(), "--format", "json").stdout)
    person = run("records", "show", "--person", "1001")

    assert (row["session"], row["signed"], row["passed"]) == (NAME, 3, 1)
    assert [one["result"] for one in shown["people"]] == ["合格", "不合格", "不合格", "缺考"]
    assert "三楼会议室" in run("records", "show", NAME).stdout
    assert "还差 8" in person.stdout
    assert "没有核对官方原件" in person.stderr


def test_filing_checking_and_erasing(store: Store, tmp_path: Path) -> None:
    """With what is missing filled in on the way."""
    held(store, place="", hours=None, topic="")
    refused = run("records", "archive", NAME, "-o", "柜")
    assert (refused.exit_code, "内容" in refused.stderr) == (1, True)
    assert not Path("柜").exists()
    done = run("records", "archive", NAME, "-o", "柜", "--topic", "补上的主题", "--hours", "4")
    assert done.exit_code == 0, done.output
    assert "没有写 地点、记录人" in done.stderr
    folder = Path(done.stdout.strip())
    assert run("records", "verify", "柜").stdout == "1 份档案，全部相符。\n"
    log = openpyxl.load_workbook(folder / "07-培训档案.xlsx")["过程记录"]
    told = [cell.value for row in log.iter_rows() for cell in row]
    assert "改培训信息" in told
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    wrong = run("records", "verify", "柜")
    assert (wrong.exit_code, "manifest.json" in wrong.stdout) == (1, True)
    look = run("records", "erase", "1001")
    assert (look.exit_code, "没有删" in look.stderr) == (1, True)
    assert str(folder) in look.stdout
    assert "第二十八条" in look.stdout
    assert run("records", "erase", "1001", "--yes").exit_code == 0
    assert run("records", "erase", "1001", "--yes").exit_code == 1


def test_an_unfiled_record_is_not_erased_by_the_way(store: Store) -> None:
    """The law wants it first."""
    held(store)
    refused = run("records", "erase", "1001", "--yes")

    assert (refused.exit_code, "还没有归档" in refused.stderr) == (1, True)
    assert run("records", "erase", "1001", "--yes", "--unfiled").exit_code == 0


def test_a_paper_exam_from_the_sheet_to_the_archive(tmp_path: Path) -> None:
    """The paper is found by its code; without times the archive asks for them."""
    write_paper(tmp_path / "build" / "papers", paper())
    sheet = filled(tmp_path / "登分表.xlsx", (1001, "李雷", "机修", *CELLS))
    done = run("records", "import", str(sheet), "--topic", "纸考")
    assert done.exit_code == 0, done.output
    name = done.stdout.strip()
    refused = run("records", "archive", name, "-o", "柜")
    assert (refused.exit_code, "时间" in refused.stderr) == (1, True)
    times = ("--start", "2026-11-25 09:00", "--end", "2026-11-25 10:00")
    done = run("records", "archive", name, "-o", "柜", *times)
    assert done.exit_code == 0, done.output
    twice = run("records", "import", str(sheet))
    assert (twice.exit_code, name in twice.stderr) == (1, True)


def test_letters_of_a_plain_workbook_need_the_paper(tmp_path: Path) -> None:
    """Any head with 姓名 and the numbers of the items will do."""
    path = write_paper(tmp_path, paper())
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["姓名", *range(1, 10)])
    sheet.append(["李雷", *CELLS])
    book.save(tmp_path / "字母.xlsx")
    refused = run("records", "import", "字母.xlsx")

    assert (refused.exit_code, "--paper" in refused.stderr) == (1, True)
    assert run("records", "import", "字母.xlsx", "--paper", str(path)).exit_code == 0


def test_statistics_in_every_form(store: Store, tmp_path: Path) -> None:
    """Text, JSON, Excel, HTML."""
    held(store)
    text = run("stats", NAME, "--html", "分析.html", "--xlsx", "分析.xlsx")
    data = json.loads(run("stats", NAME, "--format", "json").stdout)

    assert text.exit_code == 0, text.output
    assert "信度" in text.stdout
    assert data["paper"]["n"] == 3
    assert "<svg" in (tmp_path / "分析.html").read_text(encoding="utf-8")
    assert "逐题分析" in openpyxl.load_workbook(tmp_path / "分析.xlsx").sheetnames


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("records", "show", "NOSUCH"), "没有场次", 1),
        (("records", "show"), "场次", 2),
        (("records", "show", "--person", "没有这人"), "没有这人", 1),
        (("records", "archive", "NOSUCH", "-o", "柜"), "没有场次", 1),
        (("records", "verify", "."), "没有档案", 1),
        (("records", "list", "--database", "mysql://x"), "--database", 1),
        (("stats", "NOSUCH"), "没有场次", 1),
        (("serve", "nosuch.json"), "nosuch.json", 2),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str, code: int) -> None:
    """In Chinese, without a traceback."""
    done = run(*arguments)

    assert done.exit_code == code
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_every_help_has_an_example() -> None:
    """In Chinese."""
    for arguments in (
        ("serve",), ("stats",), ("records",), ("records", "list"), ("records", "show"),
        ("records", "import"), ("records", "archive"), ("records", "verify"), ("records", "erase"),
    ):  # fmt: skip
        assert "例：quizgen" in run(*arguments, "--help").stdout.replace("\n", "")


def test_the_same_command_takes_up_the_session(tmp_path: Path) -> None:
    """The token stays; Ctrl+C ends without a fuss; --new opens another."""
    server = Server(tmp_path)
    server.start()
    first = (server.session, server.token)
    phone = Phone(server.port)
    phone.join("李雷")
    assert server.end(signal.SIGINT) == 0
    server.start()
    assert (server.session, server.token) == first
    phone.close()
    assert "已签到" in phone.get().text
    phone.close()
    server.end(signal.SIGINT)
    server.options = ("--new",)
    server.start()
    assert server.session != first[0]
    server.end(signal.SIGINT)


def test_people_can_be_added_to_a_roster(store: Store) -> None:
    """By running the command again with the longer list."""
    people = [Person(name="李雷", number="1"), Person(name="王伟", number="2")]
    open_session(store, paper(), roster=people[:1])
    added = store.write(lambda c: service.extend_roster(c, NAME, people, 5.0))
    rows = store.read(lambda c: service.seat_rows(c, NAME))

    assert added == 1
    assert [(row.seat, row.person.name) for row in rows] == [(1, "李雷"), (2, "王伟")]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """With what to do."""
    path = write_paper(tmp_path, paper())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", str(path), "--host", "127.0.0.1", "--port", port)

    assert (done.exit_code, "--port" in done.stderr) == (1, True)


def test_a_wrong_roster_opens_no_session(tmp_path: Path) -> None:
    """All its mistakes are listed."""
    path = write_paper(tmp_path, paper())
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "名单.xlsx").write_bytes(out.getvalue())
    done = run("serve", str(path), "--roster", "名单.xlsx")

    assert (done.exit_code, "姓名" in done.stderr) == (1, True)
    assert run("records", "list", "--format", "json").stdout.strip() == "[]"
    assert paper_code(paper()) not in done.stdout

"""``quizgen records``: what was held, what is filed, what is kept of whom."""

from __future__ import annotations

import datetime
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from .database import database_option

if TYPE_CHECKING:
    from quizgen.archive.hours import HoursTable
    from quizgen.session.service import About
    from quizgen.session.store import Store

_MOMENT = "%Y-%m-%d %H:%M"
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="表格，或供程序读的 JSON。",
)


@click.group(
    help="培训记录：列出、查看、读入纸考的登分表、归档、检查档案、删除个人信息。",
    epilog="例：quizgen records archive VPRGAC -o 培训档案",
)
def records() -> None:
    """Hold the commands of records together."""


@contextmanager
def opened(database: str | None) -> Iterator[Store]:
    """Open the store and close it again."""
    from quizgen.session.store import Store, as_url

    store = Store(as_url(database))
    try:
        yield store
    finally:
        store.close()


def zone() -> datetime.tzinfo | None:
    """Return the time zone of this machine: archives say the time on the wall."""
    return None


@records.command("list", epilog="例：quizgen records list")
@FORMAT
@database_option
def list_(form: str, database: str | None) -> None:
    """列出所有场次。"""  # noqa: D400 - shown to users as help
    from quizgen.archive.results import outcome

    with opened(database) as store:
        rows = store.read(lambda c: [_line(outcome(c, each.id)) for each in _sessions(c)])
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("场次", "开始", "主题", "方式", "状态", "签到", "合格", box=None)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    _console().print(table)


def _sessions(connection: Any) -> Any:
    from quizgen.session.service import all_sessions

    return all_sessions(connection)


def _line(found: Any) -> dict[str, Any]:
    from quizgen.archive.results import moment
    from quizgen.session.trainer import PHASE_NAMES

    return {
        "session": found.there.id,
        "started": moment(found.there.state.started, zone()),
        "topic": found.there.about.topic,
        "mode": found.mode,
        "phase": PHASE_NAMES[found.there.state.phase],
        "signed": len(found.present),
        "passed": sum(each.passed is True for each in found.present),
    }


@records.command(epilog="例：quizgen records show VPRGAC　　quizgen records show --person 1001")
@click.argument("session", required=False)
@click.option("--person", help="看一个人历次的培训：写工号或者姓名。")
@click.option(
    "--hours-table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="学时表（TOML）。",
)
@click.option("--high-risk", is_flag=True, help="矿山、危险化学品等高危单位的学时要求。")
@FORMAT
@database_option
def show(
    session: str | None,
    person: str | None,
    hours_table: Path | None,
    high_risk: bool,
    form: str,
    database: str | None,
) -> None:
    """看一场的成绩，或者一个人历次的培训。"""  # noqa: D400 - shown to users as help
    if bool(session) == bool(person):
        raise click.UsageError("写一个场次，或者用 --person 写一个人。")
    with opened(database) as store:
        if session:
            _show_session(store, session.upper(), form)
        elif person:
            _show_person(store, person, _hours(hours_table, high_risk), form)


def _show_session(store: Store, session: str, form: str) -> None:
    from quizgen.archive.documents import about_rows, remark
    from quizgen.archive.results import moment, outcome
    from quizgen.archive.wording import judged, points

    found = store.read(lambda c: outcome(c, session))
    people = [
        {
            "name": each.person.name,
            "number": each.person.number,
            "department": each.person.department,
            "signed": moment(each.signed, zone()),
            "score": None if each.signed is None else each.sheet.score,
            "result": "缺考" if each.signed is None else judged(each.passed),
            "remark": remark(each),
        }
        for each in found.people
    ]
    if form == "json":
        about = dict(about_rows(found, zone()))
        click.echo(json.dumps({"about": about, "people": people}, ensure_ascii=False, indent=2))
        return
    for label, value in about_rows(found, zone()):
        click.echo(f"{label}　{value}")
    table = Table("姓名", "工号", "部门", "签到", "得分", "结果", "备注", box=None)
    for one in people:
        score = "" if one["score"] is None else points(float(one["score"]))
        table.add_row(*(str(v) for v in (one | {"score": score}).values()))
    _console().print(table)


def _show_person(store: Store, text: str, table: HoursTable, form: str) -> None:
    import msgspec

    from quizgen.archive.documents import hours_line
    from quizgen.archive.persons import records as read_records
    from quizgen.archive.wording import judged, points

    whose = _whose(store, text)
    year = datetime.datetime.now().strftime("%Y")
    found = store.read(lambda c: read_records(c, whose, table, zone=zone(), year=year))
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    for record in found:
        person = record.person
        click.echo(
            f"{person.name}　{person.number}　{person.department}　{person.role}".rstrip("　")
        )
        click.echo(f"{record.year} 年：{hours_line(record)}")
        shown = Table("日期", "场次", "主题", "学时", "成绩", "结果", box=None)
        for one in record.trainings:
            hours = "" if one.hours is None else f"{one.hours:g}"
            score = f"{points(one.score)} / {points(one.total)}"
            shown.add_row(one.day, one.session, one.topic, hours, score, judged(one.passed))
        _console().print(shown)
    click.echo(table.note, err=True)


def _whose(store: Store, text: str) -> list[str]:
    from quizgen.archive.persons import find_people
    from quizgen.model import QuizgenError

    whose = store.read(lambda c: find_people(c, text))
    if not whose:
        raise QuizgenError(f"记录库里没有“{text}”这个工号或姓名")
    return whose


def _hours(path: Path | None, high_risk: bool) -> HoursTable:
    from quizgen.archive.hours import GENERAL, HIGH_RISK, read_hours

    if path is not None:
        return read_hours(path)
    return HIGH_RISK if high_risk else GENERAL


def about_options(command: Any) -> Any:
    """Add the options that say what a training was."""
    for option in reversed(
        [
            click.option("--topic", help="培训主题。"),
            click.option("--place", help="地点。"),
            click.option("--lecturer", help="讲师。"),
            click.option("--hours", type=click.FloatRange(0, 1000), help="学时。"),
            click.option("--audience", help="培训对象。"),
            click.option("--category", help="培训类别。"),
            click.option("--recorder", help="记录人。"),
            click.option(
                "--start",
                type=click.DateTime([_MOMENT]),
                help="开始时间（纸考），如 “2026-11-25 09:00”。",
            ),
            click.option("--end", type=click.DateTime([_MOMENT]), help="结束时间（纸考）。"),
        ]
    ):
        command = option(command)
    return command


_ABOUT = ("topic", "place", "lecturer", "hours", "audience", "category", "recorder")


def _times(options: dict[str, Any]) -> dict[str, float]:
    """Return the times given, in seconds."""
    start, end = options["start"], options["end"]
    if start and end and end <= start:
        raise click.BadParameter("结束要晚于开始。", param_hint="--end")
    named = (("started", start), ("closed", end))
    return {name: given.timestamp() for name, given in named if given is not None}


@records.command(
    "import",
    epilog="例：quizgen records import VHA59F5Z-A-登分表.xlsx --papers build/papers "
    '--topic 全员安全培训 --start "2026-11-25 09:00" --end "2026-11-25 10:00"',
)
@click.argument(
    "sheet_path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"
)
@click.option(
    "--paper",
    "paper_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="试卷的 编号.json；登分表 B2 里有编号时不用写。",
)
@click.option(
    "--papers",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/papers"),
    show_default=True,
    help="到哪个文件夹里按编号找试卷（登分表旁边也找）。",
)
@about_options
@database_option
def import_(sheet_path: Path, paper_path: Path | None, folder: Path, **options: Any) -> None:
    """读入纸考的登分表（或每人一行字母的 xlsx），和手机考试存在一处。"""  # noqa: D400 - shown to users as help
    from quizgen.archive.importing import find_code, find_paper, read_sheet, store_sheet
    from quizgen.bank.files import read_paper
    from quizgen.model import QuizgenError
    from quizgen.session.desk import new_session_name

    if paper_path is not None:
        paper = read_paper(paper_path)
    elif code := find_code(sheet_path):
        paper = find_paper(code, [sheet_path.parent, folder])
    else:
        raise QuizgenError(f"{sheet_path}：B2 里没有试卷编号；用 --paper 指定试卷的 JSON")
    sheet = read_sheet(sheet_path, paper)
    times = _times(options)
    about = _about(options, paper.title)
    with opened(options["database"]) as store:
        name = store.write(
            lambda c: store_sheet(
                c,
                sheet,
                name=new_session_name(),
                about=about,
                secret=secrets.token_bytes(32),
                now=time.time(),
                started=times.get("started"),
                closed=times.get("closed"),
            )
        )
    click.echo(name)
    click.echo(
        f"读入 {len(sheet.rows)} 人，场次 {name}。归档：quizgen records archive {name} -o 培训档案",
        err=True,
    )


def _about(options: dict[str, Any], title: str) -> About:
    from quizgen.session.service import About

    given = {name: options[name] for name in _ABOUT if options[name] is not None}
    return About(**({"topic": title} | given))


@records.command(
    epilog="例：quizgen records archive VPRGAC -o 培训档案 --place 三楼会议室 --hours 4"
)
@click.argument("session")
@click.option(
    "-o",
    "--output",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="档案柜：每期一个文件夹，前后相连；以后各期都归到这里。",
)
@click.option(
    "--hours-table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="学时表（TOML：[[role]] 下写 name、first、yearly）。",
)
@click.option("--high-risk", is_flag=True, help="矿山、危险化学品等高危单位的学时要求。")
@click.option(
    "--again", metavar="原因", default="", help="已经归过档的再归一份，写明原因；原来那份不动。"
)
@about_options
@database_option
def archive(
    session: str, root: Path, hours_table: Path | None, high_risk: bool, again: str, **options: Any
) -> None:
    """把一场的培训档案归档：一期一档、一人一档，PDF 和 Excel，可以直接签字。"""  # noqa: D400 - shown to users as help
    from quizgen.archive import compose
    from quizgen.session import service

    table = _hours(hours_table, high_risk)
    changes = {name: options[name] for name in _ABOUT if options[name] is not None} | _times(
        options
    )
    name, now = session.upper(), time.time()
    with opened(options["database"]) as store:
        if changes:
            store.write(lambda c: service.describe(c, name, now, changes))
        all_ = store.read(
            lambda c: compose.gather(c, name, table=table, zone=zone(), now=now, again=again)
        )
        filed = compose.file_it(all_, root, _made(list(compose.contents(all_))))
        store.write(lambda c: compose.remember(c, all_.outcome, filed, now))
    if blank := compose.blank_fields(all_.outcome):
        click.echo(f"没有写 {'、'.join(blank)}，印出来的表上留空，手写补上并签名。", err=True)
    click.echo(filed.folder)
    click.echo(f"第 {filed.sequence:04} 号档案，校验码 {filed.sha256}", err=True)


def _made(jobs: list[Any]) -> dict[str, bytes]:
    """Make every file before the first is written."""
    console = Console(stderr=True)
    made = {}
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("正在归档", total=len(jobs))
        for path, make in jobs:
            made[path] = make()
            bar.advance(task)
    return made


@records.command(epilog="例：quizgen records verify 培训档案")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@database_option
@click.pass_context
def verify(ctx: click.Context, folder: Path, database: str | None) -> None:
    """检查档案柜（或一份档案）：改过、多出、删掉的文件逐个点名。"""  # noqa: D400 - shown to users as help
    from quizgen.archive.filing import verify as check
    from quizgen.model import QuizgenError

    count, wrong = check(folder, _known(folder, database))
    if not count and not wrong:
        raise QuizgenError(f"{folder}：里面没有档案")
    for line in wrong:
        click.echo(line)
    if wrong:
        click.echo(f"查了 {count} 份档案，{len(wrong)} 处不符。", err=True)
        ctx.exit(1)
    click.echo(f"{count} 份档案，全部相符。")


def _known(folder: Path, database: str | None) -> dict[str, str]:
    """Return the hashes that the store keeps of this cabinet's manifests; none without a store."""
    from quizgen.archive.compose import filed_of
    from quizgen.session.store import default_database

    if database is None and not default_database().exists():
        return {}
    with opened(database) as store:
        rows = store.read(filed_of)
    here = folder.resolve()
    return {Path(row.folder).name: row.manifest for row in rows if Path(row.folder).parent == here}


@records.command(epilog="例：quizgen records erase 1001 --yes")
@click.argument("person", metavar="工号或姓名")
@click.option("--yes", is_flag=True, help="真的删除；不写只列出会删什么。")
@click.option("--unfiled", is_flag=True, help="还没有归档的场次也删（那里的法定记录会缺这个人）。")
@database_option
@click.pass_context
def erase(ctx: click.Context, person: str, yes: bool, unfiled: bool, database: str | None) -> None:
    """从记录库删除一个人的信息；已归档的不动，列出在哪里、为什么留。"""  # noqa: D400 - shown to users as help
    from quizgen.archive import erase as erasing
    from quizgen.model import QuizgenError

    with opened(database) as store:
        whose = _whose(store, person)
        if len(whose) > 1:
            raise QuizgenError(f"“{person}”有 {len(whose)} 个人，请写工号（{'、'.join(whose)}）")
        found = store.read(lambda c: erasing.look(c, whose[0]))
        _tell(found, erasing.WHY_KEPT)
        if not yes:
            click.echo("没有删。真的要删，加 --yes。", err=True)
            ctx.exit(1)
        if found.unfiled and not unfiled:
            raise QuizgenError(
                f"场次 {'、'.join(found.unfiled)} 还没有归档，现在删会缺法定记录；先归档，或者加 --unfiled"
            )
        store.write(lambda c: erasing.erase(c, whose[0], time.time()))
        click.echo("已从记录库删除。")


def _tell(found: Any, why: str) -> None:
    click.echo(
        f"记录库：{len(found.sessions)} 场（{'、'.join(found.sessions)}），{found.answers} 个答案"
    )
    for each in found.archives:
        click.echo(f"档案：{each.folder}（场次 {each.session}）")
    if found.archives:
        click.echo(why)


def _console() -> Console:
    """Print to a terminal at its width; into a pipe, one line a row."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(width=2000, highlight=False, markup=False)

"""Everything that belongs to the archive of a session, made in memory, then filed at once."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, insert, select

from quizgen.bank.files import encode_paper
from quizgen.model import QuizgenError
from quizgen.render.key_pdf import key_pdf
from quizgen.render.paper_pdf import paper_pdf
from quizgen.session import service
from quizgen.session.rules import Order, Phase
from quizgen.session.tables import archives, log

from .analysis import Analysis, analyse
from .books import records_xlsx, session_xlsx
from .documents import about_pdf, analysis_pdf, attendance_pdf, record_pdf, scores_pdf, sheet_pdf
from .filing import Filed, file_archive, safe_name
from .hours import HoursTable
from .persons import Record, records
from .results import Outcome, Participant, moment, outcome

Make = Callable[[], bytes]
LOG_WORDS = {
    "created": "建立场次",
    "imported": "读入登分表",
    "start": "开始",
    "pause": "暂停",
    "resume": "继续",
    "reveal": "揭晓",
    "next": "下一题",
    "close": "结束",
    "archive": "归档",
    "listed": "补进名单",
    "signed in": "签到",
    "moved": "换设备登录",
    "began": "开始答题",
    "handed in": "交卷",
    "collected": "到时收卷",
    "late answer": "过时的答案，不计",
    "extra time": "加时",
    "outage": "服务中断，计时补足",
    "marked": "简答评分",
    "described": "改培训信息",
    "erased": "删除个人信息",
}
"""What the log says, in Chinese."""


class Gathered(Struct, frozen=True, kw_only=True):
    """All that an archive is made of."""

    outcome: Outcome
    analysis: Analysis
    records: tuple[Record, ...]
    log: tuple[tuple[str, str, str, str], ...]
    caveat: str
    zone: Any
    filed: str
    again: str


def missing_fields(found: Outcome) -> list[str]:
    """Return what the law wants in an archive and is not there (时间、内容、参加人员、考核结果)."""
    state = found.there.state
    missing = []
    if state.started is None or state.closed is None:
        missing.append("时间：没有起止时间（纸考用 --start、--end 写上）")
    if not found.there.about.topic.strip():
        missing.append("内容：没有培训主题（--topic）")
    if not found.present:
        missing.append("参加人员：没有人签到")
    if found.unmarked:
        missing.append(
            f"考核结果：还有 {found.unmarked} 份简答没有评分（运行 quizgen serve 试卷.json "
            f"--session {found.there.id}，在讲师页“简答评分”里评）"
        )
    return missing


def blank_fields(found: Outcome) -> list[str]:
    """Return what is left to be written by hand; many provinces ask for it."""
    about = found.there.about
    values = {
        "地点": about.place,
        "讲师": about.lecturer,
        "学时": "" if about.hours is None else "有",
        "培训对象": about.audience,
        "记录人": about.recorder,
    }
    return [name for name, value in values.items() if not value.strip()]


def gather(
    connection: Connection,
    session: str,
    *,
    table: HoursTable,
    zone: datetime.tzinfo | None,
    now: float,
    again: str = "",
) -> Gathered:
    """Read all that an archive is made of.

    Raises:
        QuizgenError: where the session is not over, or a legally required field is missing.
    """
    found = outcome(connection, session)
    if found.there.state.phase not in (Phase.CLOSED, Phase.ARCHIVED):
        raise QuizgenError(f"场次 {session} 还没有结束；先在讲师页点“结束”")
    if found.there.state.phase is Phase.ARCHIVED and not again:
        where = "、".join(each.folder for each in filed_of(connection, session))
        raise QuizgenError(f"场次 {session} 已经归档（{where}）；要再归一份，用 --again 写明原因")
    if missing := missing_fields(found):
        lines = "\n".join(f"  {each}" for each in missing)
        raise QuizgenError(f"不能归档，安全生产法第二十八条要记的还缺：\n{lines}")
    whose = [each.person.who for each in found.present]
    year = moment(found.there.state.started, zone, "%Y")
    return Gathered(
        outcome=found,
        analysis=analyse(found),
        records=tuple(records(connection, whose, table, zone=zone, year=year)),
        log=tuple(log_lines(connection, found, zone)),
        caveat=table.note,
        zone=zone,
        filed=moment(now, zone, "%Y-%m-%d %H:%M:%S"),
        again=again,
    )


def log_lines(
    connection: Connection, found: Outcome, zone: datetime.tzinfo | None
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the log of a session in words."""
    names = {each.seat: each.person.name for each in found.people}
    query = select(log).where(log.c.session == found.there.id).order_by(log.c.id)
    for row in connection.execute(query):
        yield (
            moment(row.moment, zone, "%Y-%m-%d %H:%M:%S"),
            LOG_WORDS.get(row.what, row.what),
            names.get(row.seat, "") if row.seat else "",
            row.detail,
        )


def contents(all_: Gathered) -> Iterator[tuple[str, Make]]:
    """Yield the path of every file of an archive and what makes it."""
    found, zone = all_.outcome, all_.zone
    code = found.there.paper_code
    yield "01-培训信息.pdf", lambda: about_pdf(found, zone, all_.filed, all_.again)
    yield "02-签到表.pdf", lambda: attendance_pdf(found, zone)
    yield "03-成绩汇总.pdf", lambda: scores_pdf(found, zone)
    yield f"04-试卷-{code}.pdf", lambda: paper_pdf(found.paper, code)
    yield f"05-答案-{code}.pdf", lambda: key_pdf(found.paper, code)
    yield "06-试卷分析.pdf", lambda: analysis_pdf(all_.analysis, found)
    yield "07-培训档案.xlsx", lambda: session_xlsx(found, all_.analysis, all_.log, zone)
    yield "08-一人一档.xlsx", lambda: records_xlsx(all_.records, all_.caveat)
    yield f"原始数据/{code}.json", lambda: encode_paper(found.paper)
    yield "原始数据/场次.json", lambda: raw(all_)
    for each in found.present:
        yield f"逐人答卷/{file_name(each)}.pdf", _sheet(found, each, zone)
    names = {each.person.who: file_name(each) for each in found.present}
    for record in all_.records:
        yield f"一人一档/{names[record.person.who]}.pdf", _record(record, all_.caveat)


def _sheet(found: Outcome, each: Participant, zone: Any) -> Make:
    return lambda: sheet_pdf(found, each, zone)


def _record(record: Record, caveat: str) -> Make:
    return lambda: record_pdf(record, caveat)


def file_name(each: Participant) -> str:
    """Name a person's file; the seat keeps namesakes apart."""
    parts = [f"{each.seat:03}", each.person.number, each.person.name]
    return safe_name("-".join(part for part in parts if part))


def raw(all_: Gathered) -> bytes:
    """Write the session for programs: JSON, every answer as it was stored."""
    found = all_.outcome
    about = asdict(found.there.about) | {
        "session": found.there.id,
        "kind": found.there.kind,
        "mode": found.there.state.mode,
        "paper": found.there.paper_code,
        "started": found.there.state.started,
        "closed": found.there.state.closed,
    }
    people = [
        asdict(each.person)
        | {
            "seat": each.seat,
            "signed": each.signed,
            "handed": each.handed,
            "forced": each.forced,
            "extra": each.extra,
            "score": each.sheet.score,
            "passed": each.passed,
            "answers": {
                str(one.each.number): {"answer": one.answer, "score": one.graded.score}
                for one in each.sheet.items
            },
        }
        for each in found.people
    ]
    data = {
        "schema": "quizgen.session/1",
        "about": about,
        "people": people,
        "log": [list(line) for line in all_.log],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def day_of(all_: Gathered) -> str:
    """Return the day of the session, for the name of its folder."""
    return moment(all_.outcome.there.state.started, all_.zone, "%Y-%m-%d")


def file_it(all_: Gathered, root: Path, made: dict[str, bytes]) -> Filed:
    """File what was made."""
    found = all_.outcome
    return file_archive(
        root,
        made,
        session=found.there.id,
        topic=found.there.about.topic,
        day=day_of(all_),
        filed=all_.filed,
    )


def remember(connection: Connection, found: Outcome, filed: Filed, now: float) -> None:
    """Note in the store where an archive lies, and whose data it holds (as salted hashes)."""
    whose = [print_of(found.there.id, each.person.who) for each in found.people]
    connection.execute(
        insert(archives).values(
            session=found.there.id,
            filed=now,
            folder=str(filed.folder.resolve()),
            manifest=filed.sha256,
            people=json.dumps(whose),
        )
    )
    service.order(connection, found.there.id, Order.ARCHIVE, now)


def print_of(session: str, who: str) -> str:
    """Return the salted hash by which an archive is found again once a person is erased."""
    return hmac.new(session.encode(), who.encode(), hashlib.sha256).hexdigest()


class FiledRow(Struct, frozen=True):
    """An archive as the store remembers it."""

    session: str
    filed: float
    folder: str
    manifest: str
    people: tuple[str, ...]


def filed_of(connection: Connection, session: str | None = None) -> list[FiledRow]:
    """Return the archives that the store knows of, oldest first."""
    query = select(archives).order_by(archives.c.id)
    if session is not None:
        query = query.where(archives.c.session == session)
    return [
        FiledRow(row.session, row.filed, row.folder, row.manifest, tuple(json.loads(row.people)))
        for row in connection.execute(query)
    ]

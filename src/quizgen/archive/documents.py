"""The sheets of an archive as PDF, ready to sign."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from quizgen.markup import plain, to_typst, typst_text
from quizgen.render.typesetting import to_pdf

from .analysis import Analysis, Weak
from .persons import Record
from .results import Outcome, Participant, moment
from .wording import (
    answer_text,
    between,
    chosen_text,
    judged,
    key_text,
    percent,
    points,
    short,
)


@cache
def _theme() -> str:
    return (files("quizgen.archive") / "archive.typ").read_text(encoding="utf-8")


def _cell(text: str) -> str:
    return f"[{typst_text(text)}]"


def _table(
    columns: str, head: Sequence[str], rows: Iterable[Sequence[str]], align: str = ""
) -> str:
    """Write a table whose head stands on every page; rows are plain text."""
    heads = ", ".join(_cell(each) for each in head)
    body = "".join(", ".join(_cell(each) for each in row) + ",\n" for row in rows)
    placed = f"align: {align}, " if align else ""
    return f"#table(columns: {columns}, {placed}table.header({heads}),\n{body})\n"


def _document(title: str, body: Iterable[str], footer: str) -> bytes:
    foot = (
        f"#set page(footer: context text(size: 8.5pt, grid(columns: (1fr, auto), {_cell(footer)}, "
        "[第 #counter(page).display() 页　共 #counter(page).final().at(0) 页])))\n"
    )
    source = _theme() + foot + f"#title{_cell(title)}\n" + "\n".join(body)
    return to_pdf(source, title=title)


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    return "#facts(" + "".join(f"({_cell(a)}, {_cell(b)}), " for a, b in rows) + ")\n"


def _foot(outcome: Outcome) -> str:
    return f"{outcome.there.about.topic}　场次 {outcome.there.id}　试卷 {outcome.there.paper_code}"


def about_rows(outcome: Outcome, zone: datetime.tzinfo | None) -> list[tuple[str, str]]:
    """Return what is known of a training, the four legal items among it."""
    about, state = outcome.there.about, outcome.there.state
    lessons = "、".join(outcome.paper.lessons.values())
    checked = f"（法条核对到 {outcome.paper.checked}）" if outcome.paper.checked else ""
    marked = [each for each in outcome.present if each.passed is not None]
    passed = sum(each.passed is True for each in marked)
    start, end = moment(state.started, zone), moment(state.closed, zone)
    roster = (
        f"，应到 {len(outcome.people)} 人，未到 {len(outcome.absent)} 人"
        if outcome.there.roster
        else ""
    )
    return [
        ("培训主题", about.topic),
        ("培训时间", f"{start} 至 {end}" if start else ""),
        ("培训地点", about.place),
        ("讲师", about.lecturer),
        ("学时", "" if about.hours is None else f"{about.hours:g}"),
        ("培训对象", about.audience),
        ("培训类别", about.category),
        ("培训内容", f"{about.topic}{'：' + lessons if lessons else ''}{checked}"),
        ("参加人员", f"签到 {len(outcome.present)} 人{roster}，名单见签到表"),
        (
            "考核方式",
            (
                f"{outcome.mode}，试卷 {outcome.there.paper_code}（{outcome.paper.form} 卷），"
                f"满分 {points(outcome.paper.total)} 分，{points(outcome.paper.pass_mark)} 分合格"
            ),
        ),
        ("考核结果", f"合格 {passed} 人，不合格 {len(marked) - passed} 人，逐人见成绩汇总"),
        ("记录人", about.recorder),
    ]


def about_pdf(outcome: Outcome, zone: datetime.tzinfo | None, filed: str, again: str) -> bytes:
    """Print what the law wants recorded, and room to sign."""
    more = [("归档时间", filed)] + ([("补归原因", again)] if again else [])
    body = [
        _facts([*about_rows(outcome, zone), *more]),
        (
            "#small[依据《安全生产法》第二十八条第四款：建立安全生产教育和培训档案，如实记录时间、内容、参加人员"
            "以及考核结果等情况。空着的栏目由记录人手写补上并签名。]"
        ),
        "#signatures([讲师], [记录人], [审核人])",
        "#signatures([日期], [日期], [日期])",
    ]
    return _document("安全生产教育和培训记录", body, _foot(outcome))


def attendance_pdf(outcome: Outcome, zone: datetime.tzinfo | None) -> bytes:
    """Print the attendance list; the last column is for the person's own hand."""
    how = "手机签到时间" if outcome.there.kind == "phones" else "参加"
    rows = [
        (
            str(n),
            each.person.name,
            each.person.number,
            each.person.department,
            each.person.role,
            (moment(each.signed, zone, "%m-%d %H:%M:%S") if how != "参加" else "是")
            if each.signed is not None
            else "未到",
            "",
        )
        for n, each in enumerate(outcome.people, 1)
    ]
    head = ("序号", "姓名", "工号", "部门", "岗位", how, "本人签名")
    columns = "(12mm, 1.1fr, 1fr, 1.3fr, 1.1fr, 30mm, 30mm)"
    table = "#set table(inset: (x: 5pt, y: 9pt))\n" + _table(columns, head, rows, "horizon")
    return _document(
        "签到表", [_where(outcome, zone), table, "#signatures([讲师], [记录人])"], _foot(outcome)
    )


def _where(outcome: Outcome, zone: datetime.tzinfo | None) -> str:
    about = outcome.there.about
    start = moment(outcome.there.state.started, zone)
    parts = [f"主题：{about.topic}", f"时间：{start}"]
    parts += [f"地点：{about.place}"] if about.place else []
    parts += [f"讲师：{about.lecturer}"] if about.lecturer else []
    return f"{typst_text('　'.join(parts))}\n\n"


def scores_pdf(outcome: Outcome, zone: datetime.tzinfo | None) -> bytes:
    """Print everybody's score."""
    rows = []
    for n, each in enumerate(outcome.people, 1):
        absent = each.signed is None
        rows.append(
            (
                str(n),
                each.person.name,
                each.person.number,
                each.person.department,
                "" if absent else points(each.sheet.score),
                "缺考" if absent else judged(each.passed),
                remark(each),
            )
        )
    head = ("序号", "姓名", "工号", "部门", "得分", "结果", "备注")
    columns = "(12mm, 1.2fr, 1fr, 1.3fr, 16mm, 18mm, 1.3fr)"
    said = f"满分 {points(outcome.paper.total)} 分，{points(outcome.paper.pass_mark)} 分合格"
    body = [
        _where(outcome, zone),
        f"{typst_text(said)}\n\n",
        _table(columns, head, rows, "horizon"),
        "#signatures([考核人], [记录人], [审核人])",
    ]
    return _document("成绩汇总", body, _foot(outcome))


def remark(each: Participant) -> str:
    """Say what was special: extra time, a paper collected at the end."""
    parts = []
    if each.extra:
        parts.append(f"加时 {each.extra / 60:g} 分钟")
    if each.forced:
        parts.append("到时收卷")
    return "，".join(parts)


def sheet_pdf(outcome: Outcome, each: Participant, zone: datetime.tzinfo | None) -> bytes:
    """Print what one person answered."""
    facts = [
        ("姓名", each.person.name),
        ("工号", each.person.number),
        ("部门", each.person.department),
        (
            "签到",
            moment(each.signed, zone, "%Y-%m-%d %H:%M:%S")
            if outcome.there.kind == "phones"
            else "见签到表",
        ),
        (
            "交卷",
            moment(each.handed, zone, "%Y-%m-%d %H:%M:%S")
            + ("（到时收卷）" if each.forced else ""),
        ),
        (
            "成绩",
            f"{points(each.sheet.score)} / {points(outcome.paper.total)} 分，{judged(each.passed)}",
        ),
    ]
    blocks = [_facts(facts), "#small[选项字母按本档案里的试卷；手机上各人的选项次序不同。]\n"]
    for marked in each.sheet.items:
        said = answer_text(marked.each, marked.answer)
        words = chosen_text(marked.each, marked.answer)
        full = points(marked.each.placed.score)
        got = "待评" if marked.graded.score is None else points(marked.graded.score)
        blocks.append(
            f"#block(above: 1em, below: 0pt, breakable: false)[*{marked.each.number}.* "
            f"{to_typst(_lined(marked.each.item.stem))} \\ "
            f"#text(size: 9.5pt)[*作答* {typst_text(said)}{'（' + typst_text(words) + '）' if words else ''}"
            f"　*答案* {typst_text(key_text(marked.each))}　*得分* {got} / {full}]]"
        )
    blocks.append("#signatures([本人签名], [考核人签名], [日期])")
    return _document("个人答卷", blocks, _foot(outcome))


def _lined(stem: str) -> str:
    import re

    return re.sub(r"\{\{\d+\}\}", "（　　）", stem)


def analysis_pdf(analysis: Analysis, outcome: Outcome) -> bytes:
    """Print what the paper tells."""
    rows = [
        (
            str(each.number),
            each.kind,
            each.stem if len(each.stem) <= 34 else each.stem[:33] + "…",
            percent(each.facility),
            between(each.low, each.high),
            short(each.discrimination),
            "；".join(each.flags),
        )
        for each in analysis.items
    ]
    head = ("题", "题型", "题干", "难度", "全对率区间", "区分度", "提示")
    body = [
        f"{typst_text(note(analysis))}\n\n",
        _facts(paper_rows(analysis)),
        "#head[逐题]",
        _table("(9mm, 21mm, 1.6fr, 13mm, 22mm, 15mm, 1fr)", head, rows, "horizon"),
        "#head[薄弱的课]",
        _weak(analysis.weak_lessons),
        "#head[薄弱的要点]",
        _weak(analysis.weak_points),
    ]
    return _document("试卷分析", body, _foot(outcome))


def note(analysis: Analysis) -> str:
    """Say how far the figures can be trusted."""
    said = f"参加 {analysis.paper.n} 人。"
    if analysis.few:
        said += "人数少于 30，难度、区分度和信度只能当线索，不能拿来评价一道题或者一个人。"
    return said + (
        "难度是平均得分率；区间是 95% 威尔逊区间，同一人答几道题时偏窄；区分度是题分与其余题总分的相关系数；"
        "“–”表示没有差异，算不出来。"
    )


def paper_rows(analysis: Analysis) -> list[tuple[str, str]]:
    """Return the figures of the paper as a whole."""
    p = analysis.paper
    return [
        ("平均分", f"{short(p.mean, 1)}（满分 {points(p.total)}）"),
        ("最低、最高", f"{short(p.lowest, 1)}、{short(p.highest, 1)}"),
        ("标准差", short(p.sd)),
        ("合格", f"{p.passed} 人，合格率区间 {between(p.pass_low, p.pass_high)}"),
        (f"信度 {p.reliability_name}", short(p.reliability)),
        ("测量标准误", short(p.sem)),
    ]


def _weak(weak: Sequence[Weak]) -> str:
    if not weak:
        return "没有得分率低于 70% 的。\n"
    rows = [
        (
            each.title,
            "、".join(map(str, each.items)),
            percent(each.facility),
            between(each.low, each.high),
        )
        for each in weak
    ]
    return _table("(1.6fr, 1fr, 20mm, 30mm)", ("名称", "题号", "得分率", "区间"), rows)


def record_pdf(record: Record, caveat: str) -> bytes:
    """Print a person's record."""
    person = record.person
    facts = [
        ("姓名", person.name),
        ("工号", person.number),
        ("部门", person.department),
        ("岗位", person.role),
        ("用工类型", person.employment),
        (f"{record.year} 年累计", hours_line(record)),
        ("历年累计", f"{record.hours_total:g} 学时，{len(record.trainings)} 次"),
    ]
    rows = [
        (
            each.day,
            each.topic,
            each.category,
            each.lecturer,
            "" if each.hours is None else f"{each.hours:g}",
            each.how,
            f"{points(each.score)} / {points(each.total)}",
            judged(each.passed),
        )
        for each in record.trainings
    ]
    head = ("日期", "主题", "类别", "讲师", "学时", "考核方式", "成绩", "结果")
    body = [
        _facts(facts),
        "#head[培训和考核]",
        _table("(22mm, 1.5fr, 1fr, 17mm, 12mm, 19mm, 19mm, 16mm)", head, rows, "horizon"),
        f"#small{_cell(caveat)}\n",
        "#signatures([本人签名], [记录人], [日期])",
    ]
    return _document("个人安全培训档案", body, f"{plain(person.name)}　{person.number}")


def hours_line(record: Record) -> str:
    """Say how many hours there are this year, and what the role asks for."""
    said = f"{record.hours_this_year:g} 学时"
    if record.unknown_hours:
        said += f"（另有 {record.unknown_hours} 次没有写学时）"
    need = record.need
    if need is None:
        return f"{said}；这个岗位没有设定学时要求"
    wants = []
    if need.first is not None:
        wants.append(f"初次不少于 {need.first:g} 学时")
    if need.yearly is not None:
        gap = max(0.0, need.yearly - record.hours_this_year)
        wants.append(
            f"每年再培训不少于 {need.yearly:g} 学时" + (f"（还差 {gap:g}）" if gap else "（已够）")
        )
    return f"{said}；{need.name}：{'，'.join(wants) if wants else '没有全国统一的学时要求'}"

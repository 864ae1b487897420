"""``quizgen stats``: what a paper tells, item by item."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .database import database_option
from .records import opened


@click.command(
    help="一场考试的试卷分析：每题难度、区分度、选项分布，全卷平均分、标准差、信度、测量标准误，"
    "薄弱的课和要点、重讲建议。\n\nSESSION 是场次（records list 里有）。人数少时区间很宽，照实写出来。",
    epilog="例：quizgen stats VPRGAC --html 分析.html --xlsx 分析.xlsx",
)
@click.argument("session")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="写到标准输出的样子。",
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="另写一个网页，图在里面。"
)
@click.option(
    "--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="另写一个 Excel 文件。"
)
@click.option(
    "--course",
    default="build/html",
    show_default=True,
    help="课件在哪里（文件夹或网址），薄弱点链接到那里。",
)
@database_option
def stats(session: str, form: str, database: str | None, **options: Any) -> None:
    """Analyse a session."""
    from quizgen.archive import report
    from quizgen.archive.analysis import analyse
    from quizgen.archive.books import stats_xlsx
    from quizgen.archive.results import outcome
    from quizgen.bank.files import write_atomically

    with opened(database) as store:
        found = store.read(lambda c: outcome(c, session.upper()))
    if found.unmarked:
        click.echo(f"还有 {found.unmarked} 份简答没有评分，先按 0 分算。", err=True)
    analysis = analyse(found)
    link = report.lesson_link(_course(options["course"]))
    if options["html"]:
        write_atomically(options["html"], report.as_html(analysis, link).encode())
    if options["xlsx"]:
        write_atomically(options["xlsx"], stats_xlsx(analysis))
    if form == "json":
        click.echo(report.as_json(analysis))
    else:
        click.echo(report.as_text(analysis, link), nl=False)


def _course(where: str) -> str:
    """Return the address of the course: folders as file:// links, which open from anywhere."""
    return where if "://" in where else Path(where).resolve().as_uri()

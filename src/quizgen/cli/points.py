"""``quizgen points``: every enumerated point with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from quizgen.model import PointSet
    from quizgen.sphinx_ext.course import CourseContent

KINDS = {
    "members": "成组要点",
    "steps": "步骤",
    "pairs": "对应",
    "table": "表",
    "ratio": "比率",
    "bands": "分级",
}


PROJECT_HELP = "课程（conf.py）所在的文件夹，缺省为当前文件夹。"


@click.command(
    help="列出课件里的全部点集和要点，以及它们在哪一课、哪一行。\n\n"
    "结果写到标准输出，问题（带文件和行号）写到标准错误；有问题时退出码为 1。",
    epilog="例：quizgen points --format json > points.json",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="表格，或供程序读的 JSON。",
)
@click.option("--stats", is_flag=True, help="只报数目：课、点集、要点、情境、案例、误区……")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help=PROJECT_HELP,
)
@click.pass_context
def points(ctx: click.Context, form: str, stats: bool, project: Path) -> None:
    """Read the course and print what it enumerates."""
    from quizgen.sphinx_ext.listing import as_data, count

    content = read_project(project)
    for warning in content.warnings:
        click.echo(warning, err=True)
    if stats:
        _print_stats(count(content.sets, content.cases), form)
    elif form == "json":
        data = [as_data(each) for each in content.sets]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print_table(content.sets)
    if content.warnings:
        click.echo(f"共 {len(content.warnings)} 处问题，见上。", err=True)
        ctx.exit(1)


def read_project(project: Path) -> CourseContent:
    """Read the course, with a sign of life on a terminal."""
    from quizgen.sphinx_ext.course import find_course, read_course

    confdir, srcdir = find_course(project)
    console = Console(stderr=True)
    if not console.is_terminal:
        return read_course(confdir, srcdir)
    columns = (TextColumn("正在读课件"), TextColumn("{task.completed:.0f} 页"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        return read_course(confdir, srcdir, lambda _: bar.advance(task))


def _print_stats(numbers: dict[str, int], form: str) -> None:
    from quizgen.sphinx_ext.listing import STATS

    if form == "json":
        click.echo(json.dumps(numbers, ensure_ascii=False, indent=2))
        return
    table = Table("项目", "数目", box=None)
    table.columns[1].justify = "right"
    for name, said in STATS:
        table.add_row(said, str(numbers[name]))
    _console().print(table)


def _print_table(sets: tuple[PointSet, ...]) -> None:
    table = Table("编号", "标题", "种类", "点数", "所在", "要点", box=None)
    for each in sets:
        table.add_row(
            each.id,
            each.title,
            KINDS[each.kind],
            str(len(each.points)),
            f"{each.lesson}:{each.line}",
            "、".join(point.key for point in each.points),
        )
    _console().print(table)


def _console() -> Console:
    """Print to a terminal at its width; into a pipe, one line a row."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(width=2000, highlight=False, markup=False)

"""``quizgen export``: a bank (or a course, or an answer sheet) in the format of another system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.exchange import FORMATS, Format, Refusal
from quizgen.model import KIND_NAMES, Item, QuizgenError

if TYPE_CHECKING:
    from quizgen.model import Bank


def _menu() -> str:
    """List the formats, a line each."""
    width = max(map(len, FORMATS))
    lines = [f"  {each.name:<{width}}  {each.about}" for each in FORMATS.values()]
    return "\b\n格式：\n" + "\n".join(lines)


@click.command(
    "export",
    help="把题库写成别的系统能读的文件。\n\n"
    "格式装不下的题先全部列出，不写文件，退出码为 1；加 --skip 就略过它们。"
    "写成之前旧文件不动；同样的题库得到的文件一个字节也不差。\n\n" + _menu(),
    epilog="例：quizgen export quizzes/bank.jsonl --to moodle-xml -o 题库.xml",
)
@click.argument(
    "bank", type=click.Path(dir_okay=False, path_type=Path), default=Path("quizzes/bank.jsonl")
)
@click.option(
    "--to", "name", type=click.Choice(list(FORMATS)), required=True, help="写成哪种格式，见上。"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪里，缺省为当前文件夹里的“题库名 + 格式的后缀”。",
)
@click.option("--skip", is_flag=True, help="略过格式装不下的题（仍然逐题说明）。")
@click.option("--kinds", help="只要这些题型，用逗号隔开，如 single_choice,true_false。")
@click.option("--lessons", help="只要这些课或部分，用逗号隔开，如 duty,measures/four-checks。")
@click.option(
    "--html",
    "course",
    type=click.Path(exists=True, path_type=Path),
    help="scorm12：做好的课程文件夹（build/html），或其中一课的 .html。",
)
@click.option("--count", type=click.IntRange(min=1), help="html：抽几题，各课各题型搭配着抽。")
@click.pass_context
def export(
    ctx: click.Context,
    bank: Path,
    name: str,
    output: Path | None,
    skip: bool,
    kinds: str | None,
    lessons: str | None,
    course: Path | None,
    count: int | None,
) -> None:
    """Write a bank, a course or a sheet in the format of another system."""
    form = FORMATS[name]
    if (form.needs == "course") != (course is not None):
        raise click.UsageError("--to scorm12 要和 --html 一起用，别的格式不用 --html")
    if count and form.needs != "practice":
        raise click.UsageError("--count 只和 --to html 一起用")
    path = output or Path(f"{(course or bank).resolve().stem}{form.suffix}")
    if course is not None:
        _write_course(course, path)
    elif form.needs == "sheet":
        _write_sheet(bank, path)
    else:
        wanted = names(kinds, KIND_NAMES), names(lessons)
        _write_items(ctx, form, bank, path, skip, *wanted, count)


def _write_course(course: Path, path: Path) -> None:
    from quizgen.bank.files import open_atomically
    from quizgen.exchange.scorm12 import write_course

    if course.is_dir() and path.resolve().is_relative_to(course.resolve()):
        raise QuizgenError(f"{path} 在课程文件夹里，请用 -o 写到别处")
    with open_atomically(path) as out:
        pages = write_course(course, out)
    click.echo(f"{path}：{pages} 页", err=True)


def _write_sheet(sheet: Path, path: Path) -> None:
    from quizgen.bank.files import open_atomically
    from quizgen.exchange.omr import read_sheet, write_sheet

    try:
        read = read_sheet(sheet.read_bytes())
    except OSError as problem:
        raise QuizgenError(f"{sheet}：读不了（{problem.strerror or problem}）") from problem
    with open_atomically(path) as out:
        pages = write_sheet(read, out)
    click.echo(f"{path}：{pages} 页", err=True)


def _write_items(
    ctx: click.Context,
    form: Format,
    bank: Path,
    path: Path,
    skip: bool,
    kinds: Sequence[str],
    lessons: Sequence[str],
    count: int | None,
) -> None:
    from quizgen.bank.files import read_bank
    from quizgen.practice.drawing import mixed

    read = read_bank(bank)
    items = chosen(read.items, kinds, lessons)
    if form.needs == "practice":
        items = [each for each in items if each.use != "exam"]
        items = items if count is None else mixed(items, count)
    if not items:
        raise QuizgenError(f"{bank}：没有要导出的题")
    _write_bank(ctx, form, read, items, path, skip)


def _write_bank(
    ctx: click.Context, form: Format, bank: Bank, items: Sequence[Item], path: Path, skip: bool
) -> None:
    from quizgen.bank.files import open_atomically

    refusals = form.refusals(items)
    refused = {each.id for each in refusals}
    kept = [each for each in items if each.id not in refused]
    _tell(form, refusals, skip)
    if refused and not skip:
        click.echo(
            f"{form.name} 装不下其中 {len(refused)} 题，没有写文件；加 --skip 略过。", err=True
        )
        ctx.exit(1)
    if not kept:
        raise QuizgenError(f"{form.name} 一题也装不下，没有写文件")
    with open_atomically(path) as out:
        form.write(bank.header, kept, out)
    left_out = f"，略过 {len(refused)} 题" if refused else ""
    click.echo(f"{path}：{len(kept)} 题{left_out}", err=True)


def _tell(form: Format, refusals: Sequence[Refusal], skip: bool) -> None:
    word = "略过" if skip else "装不下"
    for each in refusals:
        click.echo(f"{form.name} {word} {each.id}：{each.why}", err=True)


def names(value: str | None, known: dict[str, str] | None = None) -> list[str]:
    """Read a list of names; an unknown kind is wrong use."""
    given = [each.strip() for each in (value or "").replace("，", ",").split(",") if each.strip()]
    for name in given:
        if known is not None and name not in known:
            raise click.BadParameter(f"没有题型 {name}，可以是：{'、'.join(known)}")
    return given


def chosen(items: Sequence[Item], kinds: Sequence[str], lessons: Sequence[str]) -> list[Item]:
    """Keep the items of some kinds and of some lessons or parts; none named means all."""
    from quizgen.model import kind_of

    return [
        each
        for each in items
        if (not kinds or kind_of(each) in kinds)
        and (not lessons or each.lesson in lessons or each.part in lessons)
    ]

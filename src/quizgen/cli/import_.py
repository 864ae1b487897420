"""``quizgen import``: question files of others become authored items."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from quizgen.exchange import FORMATS, readable, settle
from quizgen.model import Item, QuizgenError

if TYPE_CHECKING:
    from quizgen.exchange import Settled
    from quizgen.model import BankHeader

_MENU = "\b\n能读的格式：\n" + "\n".join(f"  {each.name:<10}  {each.about}" for each in readable())


@click.command(
    "import",
    help="读入别人的题库，写成 quizzes/items/ 下的题目文件；以后 quizgen bank 会一并收入题库。\n\n"
    "文件里的问题全部列出（带行号或题号），有一处就什么也不写，退出码为 1；加 --skip 就略过有问题"
    "的题。题库和 quizzes/items/ 里已经有的题不再收，逐题说明；题干相近的也点名，请人看一眼。\n\n"
    + _MENU,
    epilog="例：quizgen import 安全题库.docx",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "name",
    type=click.Choice([each.name for each in readable()]),
    help="文件是哪种格式；缺省时按后缀和内容认。",
)
@click.option("--skip", is_flag=True, help="略过有问题的题，收下其余的。")
@click.option("--dry-run", is_flag=True, help="只看，不写文件。")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="课程所在的文件夹，缺省为当前文件夹。",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪里，缺省为 quizzes/items/文件名.yaml。",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="报告写成文字，或供程序读的 JSON（写到标准输出）。",
)
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    name: str | None,
    skip: bool,
    dry_run: bool,
    project: Path,
    output: Path | None,
    form: str,
) -> None:
    """Read a question file and write it as authored items."""
    from quizgen.bank.authoring import encode_items
    from quizgen.bank.files import write_atomically
    from quizgen.exchange.sniff import read_file

    path = output or project / "quizzes" / "items" / f"{_slug(file)}.yaml"
    if path.exists() and not dry_run:
        raise QuizgenError(f"{path} 已经有了；请先移走，或者用 -o 写到别的文件")
    reading = read_file(file, FORMATS[name] if name else None)
    header, known = _there(project)
    settled = linted(at_home(settle(reading, file.name, known), header))
    written = not dry_run and bool(settled.items) and (skip or not settled.troubles)
    if written:
        write_atomically(path, encode_items(settled.items))
    told = as_data if form == "json" else tell
    told(file, path, settled, written=written, dry_run=dry_run)
    if settled.troubles and (not skip or not settled.items):
        ctx.exit(1)


def _slug(file: Path) -> str:
    """Name the file of items after the file that they came from."""
    return re.sub(r"[^\w.-]+", "-", file.name.removesuffix(file.suffix)).strip("-.") or "imported"


def _there(project: Path) -> tuple[BankHeader, list[Item]]:
    """Return what the project has: its bank's header, the items of bank and files."""
    from quizgen.bank.authored import read_folder
    from quizgen.bank.files import read_bank
    from quizgen.model import Bank, BankHeader

    path = project / "quizzes" / "bank.jsonl"
    bank = read_bank(path) if path.is_file() else Bank(header=BankHeader(), items=())
    authored, problems = read_folder(project / "quizzes" / "items", bank.header)
    for problem in problems:
        click.echo(str(problem), err=True)
    every = {each.id: each for each in (*bank.items, *authored)}
    return bank.header, list(every.values())


def at_home(settled: Settled, header: BankHeader) -> Settled:
    """Leave out the places that this course has not: lesson, part, set."""
    return replace(
        settled,
        items=tuple(
            replace(
                each,
                lesson=each.lesson if each.lesson in header.lessons else "",
                part=each.part if each.part in header.parts else "",
            )
            for each in settled.items
        ),
    )


def linted(settled: Settled) -> Settled:
    """Hold items against the item-writing rules: what must not stand in a bank is a trouble."""
    from quizgen.exchange import Trouble
    from quizgen.lint import CODES, lint

    findings = lint(settled.items)
    bad = {each.item for each in findings if each.is_error}
    wrong = [
        Trouble(settled.lines[each.item], f"{CODES[each.code]}：{each.message}")
        for each in findings
        if each.is_error
    ]
    for each in findings:
        if not each.is_error:
            place = f"第 {settled.lines[each.item]} {settled.unit}"
            click.echo(f"提示：{place} {CODES[each.code]}：{each.message}", err=True)
    items = tuple(each for each in settled.items if each.id not in bad)
    return replace(settled, items=items, troubles=(*settled.troubles, *wrong))


def as_data(file: Path, path: Path, settled: Settled, *, written: bool, dry_run: bool) -> None:
    """Print the report for a program."""
    data = {
        "file": str(file),
        "written": str(path) if written else None,
        "unit": settled.unit,
        "items": [each.id for each in settled.items],
        "troubles": [{"line": e.line, "message": e.message} for e in settled.troubles],
        "twins": [
            {"line": e.line, "id": e.id, "stem": e.stem, "exact": e.exact} for e in settled.twins
        ],
    }
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def tell(file: Path, path: Path, settled: Settled, *, written: bool, dry_run: bool) -> None:
    """Print the report for a person: every problem, every twin, what was done."""
    lines = settled.unit == "行"
    for each in settled.troubles:
        place = f":{each.line}" if lines else f" 第 {each.line} {settled.unit}"
        click.echo(f"{file}{place if each.line else ''}：{each.message}", err=True)
    for twin in settled.twins:
        said = "已经有了，不再收" if twin.exact else "很相近，请看一眼"
        stem = " ".join(twin.stem.split())[:40]
        place = f"第 {twin.line} {settled.unit}"
        click.echo(f"{file} {place}：和 {twin.id} {said}（{stem}）", err=True)
    doubles = sum(each.exact for each in settled.twins)
    counts = f"{len(settled.items)} 题，重复 {doubles} 题，问题 {len(settled.troubles)} 处"
    if written:
        click.echo(f"{path}：收下 {counts}", err=True)
    elif settled.troubles and not dry_run:
        click.echo(f"有问题，什么也没有写（可收 {counts}）；改好再来，或加 --skip。", err=True)
    else:
        click.echo(f"没有写文件（可收 {counts}）。", err=True)

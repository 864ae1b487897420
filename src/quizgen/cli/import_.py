"""``quizgen import``: question files of others become authored items."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.exchange import FORMATS, readable, settle
from quizgen.model import Item, QuizgenError

if TYPE_CHECKING:
    from quizgen.exchange import Settled

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
    from quizgen.bank.authored import encode_items
    from quizgen.bank.files import write_atomically
    from quizgen.exchange.sniff import read_file

    path = output or project / "quizzes" / "items" / f"{_slug(file)}.yaml"
    reading = read_file(file, FORMATS[name] if name else None)
    settled = settle(reading, file.name, _known(project, path))
    refused = bool(settled.troubles) and not skip
    if not refused and not dry_run and settled.items:
        write_atomically(path, encode_items(settled.items))
    _report(file, path, settled, form, written=not refused and not dry_run)
    if settled.troubles:
        ctx.exit(1 if refused or not settled.items else 0)


def _slug(file: Path) -> str:
    """Name the file of items after the file that they came from."""
    return re.sub(r"[^\w.-]+", "-", file.name.removesuffix(file.suffix)).strip("-.") or "imported"


def _known(project: Path, path: Path) -> list[Item]:
    """Return the items that are there, but not those of the file that is written anew."""
    from quizgen.bank.authored import read_folder
    from quizgen.bank.files import read_bank

    bank = project / "quizzes" / "bank.jsonl"
    known = list(read_bank(bank).items) if bank.is_file() else []
    authored = read_folder(project / "quizzes" / "items")
    if path.exists():
        raise QuizgenError(f"{path} 已经有了；请先移走，或者用 -o 写到别的文件")
    return list({each.id: each for each in [*known, *authored]}.values())


def _report(file: Path, path: Path, settled: Settled, form: str, *, written: bool) -> None:
    exact = [each for each in settled.twins if each.exact]
    if form == "json":
        data = {
            "file": str(file),
            "written": str(path) if written and settled.items else None,
            "unit": settled.unit,
            "items": [each.id for each in settled.items],
            "troubles": [{"line": e.line, "message": e.message} for e in settled.troubles],
            "twins": [
                {"line": e.line, "id": e.id, "stem": e.stem, "exact": e.exact}
                for e in settled.twins
            ],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for trouble in settled.troubles:
        place = f"{file}:{trouble.line}" if settled.unit == "行" else f"{file} 第 {trouble.line} 题"
        click.echo(f"{place if trouble.line else file}：{trouble.message}", err=True)
    for twin in settled.twins:
        said = "已经有了，不再收" if twin.exact else "很相近，请看一眼"
        click.echo(
            f"{file} 第 {twin.line} {settled.unit}：和 {twin.id} {said}（{twin.stem[:40]}）",
            err=True,
        )
    if not written:
        click.echo(f"有 {len(settled.troubles)} 处问题，什么也没有写。", err=True)
    elif settled.items:
        click.echo(f"{path}：收下 {len(settled.items)} 题，重复 {len(exact)} 题", err=True)
    else:
        click.echo(f"没有新题（重复 {len(exact)} 题），没有写文件。", err=True)

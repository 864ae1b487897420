"""``quizgen paper``: a blueprint to papers, with all that belongs to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    from quizgen.model import Paper


@click.command(
    help="按蓝图从题库组卷，写出试卷、答案、答题卡、登分表（PDF、Word、Excel）。\n\n"
    "BLUEPRINT 是蓝图文件（quizzes/blueprints/*.yaml），也可以是一份试卷的 JSON："
    "那样就照原卷重印。凑不出来时说明哪些要求冲突、差多少。",
    epilog="例：quizgen paper quizzes/blueprints/final-exam.yaml -o build/papers",
)
@click.argument(
    "blueprint", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="BLUEPRINT"
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="写到哪个文件夹；没有就新建。",
)
@click.option(
    "--bank",
    "bank_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("quizzes/bank.jsonl"),
    show_default=True,
    help="题库文件。",
)
@click.option("--form", "letter", help="只写某一套（A、B……），缺省为全部。")
@click.option("--seed", type=int, help="换一个种子，就换一套题；缺省用蓝图里的 seed。")
def paper(
    blueprint: Path, folder: Path, bank_path: Path, letter: str | None, seed: int | None
) -> None:
    """Assemble, then print every form."""
    papers = _papers(blueprint, bank_path, seed)
    if letter is not None:
        wanted = letter.strip().upper()
        forms = "、".join(each.form for each in papers)
        papers = [each for each in papers if each.form == wanted]
        if not papers:
            raise click.BadParameter(f"没有 {wanted} 卷，有的是：{forms}", param_hint="--form")
    for code in _print(papers, folder):
        click.echo(code)


def _papers(blueprint: Path, bank_path: Path, seed: int | None) -> list[Paper]:
    """Assemble papers, or read the one that is to be printed again."""
    from quizgen.assemble import assemble
    from quizgen.bank.blueprints import read_blueprint
    from quizgen.bank.files import read_bank, read_paper

    if blueprint.suffix == ".json":
        return [read_paper(blueprint)]
    bank = read_bank(bank_path)
    plan = read_blueprint(blueprint, bank)
    if seed is not None:
        plan = replace(plan, seed=seed)
    with Console(stderr=True).status("正在组卷"):
        return assemble(plan, bank, blueprint.stem)


def _print(papers: list[Paper], folder: Path) -> list[str]:
    """Make every file first, then write: a paper is there whole or not at all."""
    from quizgen.bank.files import paper_code, write_atomically, write_paper
    from quizgen.render.paper import prints

    jobs = [(name, make) for each in papers for name, make in prints(each, paper_code(each))]
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("正在排版", total=len(jobs))
        made = []
        for name, make in jobs:
            made.append((name, make()))
            bar.advance(task)
    for name, data in made:
        write_atomically(folder / name, data)
    for each in papers:
        write_paper(folder, each)
        click.echo(f"{each.title}　{each.form} 卷　编号 {paper_code(each)}", err=True)
    click.echo(f"共 {len(made) + len(papers)} 个文件，在 {folder}", err=True)
    return [paper_code(each) for each in papers]

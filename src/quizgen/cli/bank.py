"""``quizgen bank``: the question bank of a course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.model import KIND_NAMES, Item, kind_of

from .lint import known_of
from .lint import told as finding_told
from .points import PROJECT_HELP, read_project

if TYPE_CHECKING:
    from quizgen.problems import Problem
    from quizgen.sphinx_ext.course import CourseContent

LEVEL_NAMES = {"remember": "记忆", "understand": "理解", "apply": "应用"}
USE_NAMES = {"exam": "考试", "practice": "练习", "both": "两用"}


@click.command(
    help="由课件出题，写成题库 quizzes/bank.jsonl：先是一行题头，以后一行一题，按题号排。\n\n"
    "同样的课件和种子，得到的题库一个字节也不差。汇总和说明写到标准错误。"
    "课件有错误、手写题有毛病、或者 --check 时题库不是最新的，退出码为 1。",
    epilog="例：quizgen bank --seed 7 -o quizzes/bank.jsonl",
)
@click.option("--check", is_flag=True, help="不写文件，只看题库是不是最新的。")
@click.option("--seed", type=int, default=0, show_default=True, help="种子：选项怎么取、怎么排。")
@click.option("--kinds", help="只要这些题型，用逗号隔开，如 single_choice,true_false。")
@click.option("--lessons", help="只要这些课或部分，用逗号隔开，如 duty,measures/four-checks。")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help=PROJECT_HELP,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪里，缺省为课程文件夹里的 quizzes/bank.jsonl。",
)
@click.option("--notes", is_flag=True, help="逐条说出哪些题没有出、为什么。")
@click.pass_context
def bank(
    ctx: click.Context,
    check: bool,
    seed: int,
    kinds: str | None,
    lessons: str | None,
    project: Path,
    output: Path | None,
    notes: bool,
) -> None:
    """Make the bank, or look whether it is fresh."""
    from quizgen.bank.build import chosen
    from quizgen.bank.files import encode_bank, write_atomically
    from quizgen.sphinx_ext.content import header_of

    content = read_project(project)
    if content.warnings:
        _refuse(ctx, content.warnings)
    header = header_of(content, seed)
    every, told = _all_items(ctx, content, project, seed)
    kept = chosen(every, _names(kinds, KIND_NAMES), _names(lessons))
    data = encode_bank(header, kept)
    path = output or project / "quizzes" / "bank.jsonl"
    _tell_summary(kept, content)
    _tell_coverage(every, content)
    _tell_notes(told, full=notes)
    if not check:
        write_atomically(path, data)
        click.echo(f"{path}：{len(kept)} 题", err=True)
    elif not path.is_file() or path.read_bytes() != data:
        click.echo(f"{path} 不是最新的：请运行 quizgen bank 再提交", err=True)
        ctx.exit(1)


def _all_items(
    ctx: click.Context, content: CourseContent, project: Path, seed: int
) -> tuple[list[Item], list[Problem]]:
    """Make the items of the course, add those written by hand, refuse wrong keys."""
    from quizgen.bank.authored import read_folder
    from quizgen.bank.build import merged
    from quizgen.generate import make_items
    from quizgen.lint import lint
    from quizgen.sphinx_ext.content import course_for_items, header_of

    items, told = make_items(course_for_items(content, seed))
    authored, wrong = read_folder(project / "quizzes" / "items", header_of(content, seed))
    if wrong:
        _refuse(ctx, [str(each) for each in wrong])
    every = merged(items, authored)
    errors = [each for each in lint(every, known_of(content)) if each.is_error]
    if errors:
        _refuse(ctx, [finding_told(each, content) for each in errors])
    return every, [*content.notes, *told]


def _tell_coverage(items: Sequence[Item], content: CourseContent) -> None:
    """Print how far each rule of coverage is reached, and what is not with its reason."""
    from quizgen.bank.coverage import RULES, coverage

    known = known_of(content)
    found = coverage(items, content.sets, content.cases, known.sound)
    for rule, said in RULES.items():
        here = [each for each in found if each.rule == rule]
        missing = [each for each in here if not each.reached]
        click.echo(f"{said}：{len(here) - len(missing)}/{len(here)}", err=True)
        for each in missing:
            click.echo(f"   {each.what}：{each.reason}", err=True)


def _refuse(ctx: click.Context, warnings: Sequence[str]) -> None:
    for warning in warnings:
        click.echo(warning, err=True)
    click.echo(f"有 {len(warnings)} 处问题，见上；改好再出题。题库没有动。", err=True)
    ctx.exit(1)


def _names(value: str | None, known: dict[str, str] | None = None) -> list[str]:
    """Read a list of names; an unknown kind is wrong use."""
    names = [each.strip() for each in (value or "").replace("，", ",").split(",") if each.strip()]
    for name in names:
        if known is not None and name not in known:
            raise click.BadParameter(f"没有题型 {name}，可以是：{'、'.join(known)}")
    return names


def _tell_summary(items: Sequence[Item], content: CourseContent) -> None:
    """Print facts and items by lesson, and by kind, level and use over all."""
    from quizgen.bank.build import exam_levels

    click.echo("课\t事实\t题", err=True)
    for lesson in dict.fromkeys([*content.lessons, *(each.lesson for each in items)]):
        here = [each for each in items if each.lesson == lesson]
        if here:
            facts = len({each.fact for each in here})
            click.echo(f"{content.lessons.get(lesson, lesson)}\t{facts}\t{len(here)}", err=True)
    for names, counts in (
        (KIND_NAMES, Counter(kind_of(each) for each in items)),
        (LEVEL_NAMES, Counter(str(each.level) for each in items)),
        (USE_NAMES, Counter(str(each.use) for each in items)),
    ):
        said = "，".join(f"{name} {counts[key]}" for key, name in names.items() if counts[key])
        click.echo(said, err=True)
    levels = Counter(exam_levels(items).values())
    total = sum(levels.values())
    said = "，".join(
        f"{name} {levels[key]}（{levels[key] * 100 / max(total, 1):.0f}%）"
        for key, name in LEVEL_NAMES.items()
    )
    click.echo(f"可考的事实 {total} 个：{said}", err=True)


def _tell_notes(notes: Sequence[Problem], *, full: bool) -> None:
    if full:
        for note in notes:
            click.echo(str(note), err=True)
    elif notes:
        click.echo(f"另有 {len(notes)} 处没有出题，用 --notes 看是哪些、为什么。", err=True)

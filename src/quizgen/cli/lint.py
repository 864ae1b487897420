"""``quizgen lint``: the item-writing rules, and every key worked out anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.model import QuizgenError

from .points import PROJECT_HELP, read_project

if TYPE_CHECKING:
    from quizgen.bank.waivers import Waiver
    from quizgen.lint import Finding, Known
    from quizgen.sphinx_ext.course import CourseContent


@click.command(
    help="照命题规则检查题库，并从课件的要点把每道题的答案另算一遍。\n\n"
    "K1—K4（双解、错键、无据、界词错）是错误，其余是警告：改题，或者在 quizzes/waivers.yaml "
    "里写明理由。有错误、或者有没答复的警告时，退出码为 1。没有课件时只查题目本身。",
    epilog="例：quizgen lint quizzes/bank.jsonl --format json > findings.json",
)
@click.argument(
    "bank", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="逐条列出，或供程序读的 JSON。",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help=PROJECT_HELP,
)
@click.pass_context
def lint(ctx: click.Context, bank: Path | None, form: str, project: Path) -> None:
    """Look at a bank and print what is wrong with it."""
    from quizgen.bank.files import read_bank
    from quizgen.bank.waivers import read_waivers
    from quizgen.lint import lint as find

    path = bank or project / "quizzes" / "bank.jsonl"
    items = read_bank(path).items
    content = _content(project)
    waivers = read_waivers(project / "quizzes" / "waivers.yaml")
    findings = find(items, known_of(content) if content else None)
    left, answered = answered_by(findings, waivers)
    if form == "json":
        click.echo(
            json.dumps([_as_data(each, content) for each in left], ensure_ascii=False, indent=2)
        )
    else:
        for each in left:
            click.echo(told(each, content))
    for waiver in waivers:
        if not any(waiver.covers(each.item, each.code) for each in findings):
            click.echo(
                f"放过的 {waiver.item} {waiver.code} 已没有这个毛病，可以删去这一条", err=True
            )
    errors = sum(each.is_error for each in left)
    click.echo(
        f"{len(items)} 题：错误 {errors}，警告 {len(left) - errors}，已写理由 {len(answered)}",
        err=True,
    )
    if left:
        ctx.exit(1)


def _content(project: Path) -> CourseContent | None:
    """Read the course where there is one."""
    from quizgen.sphinx_ext.course import find_course

    try:
        find_course(project)
    except QuizgenError:
        click.echo("这里没有课件，只查题目本身。", err=True)
        return None
    return read_project(project)


def known_of(content: CourseContent) -> Known:
    """Return what lint holds items against."""
    from quizgen.bank.facts import Status
    from quizgen.lint import Known

    facts = content.facts.facts if content.facts else {}
    return Known(
        sets=content.sets,
        cases=content.cases,
        questions=content.questions,
        sound=frozenset(n for n, fact in facts.items() if fact.status is Status.VERIFIED),
        cited=frozenset(facts),
        words=tuple(content.words.values()),
    )


def answered_by(
    findings: Sequence[Finding], waivers: Sequence[Waiver]
) -> tuple[list[Finding], list[Finding]]:
    """Split findings into those left and those answered with a reason."""
    left: list[Finding] = []
    answered: list[Finding] = []
    for each in findings:
        covered = any(waiver.covers(each.item, each.code) for waiver in waivers)
        (answered if covered and not each.is_error else left).append(each)
    return left, answered


def told(finding: Finding, content: CourseContent | None) -> str:
    """Write a finding as one line: place, item, code, what."""
    from quizgen.lint import CODES

    files = content.files if content else {}
    place = files.get(finding.lesson, finding.lesson)
    where = f"{place}:{finding.line}: " if place and finding.line else ""
    return f"{where}{finding.item}: {finding.code} {CODES[finding.code]}：{finding.message}"


def _as_data(finding: Finding, content: CourseContent | None) -> dict[str, object]:
    files = content.files if content else {}
    return {
        "item": finding.item,
        "code": finding.code,
        "severity": "error" if finding.is_error else "warning",
        "message": finding.message,
        "file": files.get(finding.lesson, finding.lesson),
        "line": finding.line,
    }

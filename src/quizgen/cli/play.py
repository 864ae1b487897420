"""``quizgen play``: practice in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from quizgen.model import KIND_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.model import Bank
    from quizgen.practice import Result

HISTORY = Path.home() / ".quizgen" / "history.jsonl"


@click.command(
    help="在终端里练习。只出可以练的题，考试专用的题不出。\n\n"
    "错题最后再来一遍。按 Ctrl-C 随时结束，做过的都记着。BANK 缺省为 quizzes/bank.jsonl。",
    epilog="例：quizgen play --lessons accountability/fines --count 10",
)
@click.argument(
    "bank_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("quizzes/bank.jsonl"),
    metavar="[BANK]",
)
@click.option("--lessons", help="哪些课或部分，用逗号隔开，如 duty,redline/accounts。")
@click.option("--kinds", help=f"哪些题型，用逗号隔开：{'、'.join(KIND_NAMES)}。")
@click.option("--count", type=click.IntRange(1), help="做几题，缺省 10。")
@click.option(
    "--feedback",
    type=click.Choice(["instant", "end"]),
    default="instant",
    show_default=True,
    help="每题做完就讲（instant），还是做完再讲（end）。",
)
@click.option("--seed", type=int, help="换一个种子换一批题；缺省每一轮自动换。")
@click.option(
    "--history",
    type=click.Path(dir_okay=False, path_type=Path),
    default=HISTORY,
    help="练习记录存在哪里，缺省为用户文件夹下的 .quizgen/history.jsonl。",
)
@click.option(
    "--html",
    "pages",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/html"),
    show_default=True,
    help="课件所在的文件夹，成绩表里的课链接到那里。",
)
def play(
    bank_path: Path,
    lessons: str | None,
    kinds: str | None,
    count: int | None,
    feedback: str,
    seed: int | None,
    history: Path,
    pages: Path,
) -> None:
    """Draw items, play a round, keep every answer."""
    from quizgen.bank.files import read_bank
    from quizgen.practice import Game, draw, playable, rounds
    from quizgen.practice.terminal import Screen

    bank = read_bank(bank_path)
    if lessons is None and sys.stdin.isatty():
        lessons, count = _choose(bank, count)
    items = playable(bank, _names(bank, lessons), _kinds(kinds))
    if not items:
        raise click.UsageError("这样选，一道能练的题也没有；换几课或换题型试试")
    number = rounds(history) + 1
    game = Game(draw(items, count or 10, number if seed is None else seed))
    console = Console(highlight=False)
    screen = Screen(console, _ask, bank.header.lessons, pages if pages.is_dir() else None)
    finished = screen.play(game, _keeper(history, number), instant=feedback == "instant")
    screen.summary(game)
    if not finished:
        console.print("已经结束；做过的题都记下了。")


def _keeper(history: Path, number: int) -> Callable[[Result], None]:
    from quizgen.practice.history import Entry, append

    def keep(result: Result) -> None:
        item = result.placed.item
        entry = Entry(round=number, item=item.id, lesson=item.lesson, right=result.graded.right)
        append(history, entry)

    return keep


def _ask(prompt: str) -> str:
    """Ask on standard output; in a pipe the answers are lines of standard input."""
    click.echo(f"> {prompt}", nl=False)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    if not sys.stdin.isatty():
        click.echo()
    return line.rstrip("\n")


def _split(text: str | None) -> list[str]:
    words = (text or "").replace("，", ",").replace("、", ",").split(",")
    return [word.strip() for word in words if word.strip()]


def _kinds(text: str | None) -> list[str]:
    found = _split(text)
    unknown = [each for each in found if each not in KIND_NAMES]
    if unknown:
        known = "、".join(KIND_NAMES)
        raise click.BadParameter(
            f"没有题型 {'、'.join(unknown)}，有的是：{known}", param_hint="--kinds"
        )
    return found


def _names(bank: Bank, text: str | None) -> list[str]:
    found = _split(text)
    known = {*bank.header.lessons, *bank.header.parts}
    unknown = [each for each in found if each not in known]
    if unknown:
        said = f"没有 {'、'.join(unknown)}，有的是：{'、'.join(sorted(known))}"
        raise click.BadParameter(said, param_hint="--lessons")
    return found


def _choose(bank: Bank, count: int | None) -> tuple[str, int | None]:
    """Let a person choose lessons and number; an empty line takes all and ten."""
    parts = list(bank.header.parts)
    for number, name in enumerate(parts, 1):
        click.echo(f"  {number}. {bank.header.parts[name]}")
    try:
        typed = _ask("练哪几部分（数字，如 1 3；直接回车为全部）：")
        chosen = [parts[int(each) - 1] for each in typed.split() if each.isdecimal()
                  and 0 < int(each) <= len(parts)]  # fmt: skip
        if count is None:
            typed = _ask("做几题（直接回车为 10 题）：").strip()
            count = int(typed) if typed.isdecimal() and int(typed) > 0 else None
    except (EOFError, KeyboardInterrupt):
        raise click.Abort from None
    return ",".join(chosen), count

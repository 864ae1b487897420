"""The command line: arguments in, text out, nothing else."""

from __future__ import annotations

import sys

import click

from quizgen import __version__
from quizgen.model import QuizgenError

from .bank import bank
from .draft import draft
from .export import export
from .import_ import import_
from .lint import lint
from .paper import paper
from .play import play
from .points import points
from .records import records
from .serve import serve
from .stats import stats


class Group(click.Group):
    """Errors in Chinese and without a traceback; a bug says how to report it."""

    def invoke(self, ctx: click.Context) -> object:
        """Turn the errors a user can mend into one line and an exit code."""
        try:
            return super().invoke(ctx)
        except QuizgenError as problem:
            click.echo(f"错误：{problem}", err=True)
            ctx.exit(problem.exit_code)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="从课件的要点到题库、试卷和培训档案。每个命令都有 --help。",
)
@click.version_option(__version__, prog_name="quizgen", help="显示版本。")
def quizgen() -> None:
    """Hold the commands together."""


quizgen.add_command(points)
quizgen.add_command(paper)
quizgen.add_command(play)
quizgen.add_command(export)
quizgen.add_command(import_)
quizgen.add_command(bank)
quizgen.add_command(lint)
quizgen.add_command(draft)
quizgen.add_command(serve)
quizgen.add_command(records)
quizgen.add_command(stats)


def main() -> None:
    """Run the command line; what is ours to mend is no traceback for a user."""
    try:
        quizgen.main(prog_name="quizgen")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as bug:  # noqa: BLE001 - the last line of defence, told as a bug
        click.echo(
            f"quizgen {__version__} 内部出错：{type(bug).__name__}: {bug}\n"
            "这是程序的毛病，不是您的：请把上面这行和所用的命令、文件一起报给维护者。",
            err=True,
        )
        sys.exit(70)

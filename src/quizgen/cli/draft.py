"""``quizgen draft``: a raw speech to the draft of a lesson."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command(
    help="把一篇讲话、通知、方案、纪要整理成课文草稿：文中列举的各组要点已经写成点集，等您用自己的话来填。\n\n"
    "能读 txt（UTF-8、GB18030、UTF-16）、docx 和有文字层的 pdf；FILE 写 - 表示标准输入。"
    "结果写到标准输出或 -o 的文件，报告写到标准错误。-o 的文件已经有了而且改过，就在旁边另写一份合并建议，"
    "绝不覆盖。",
    epilog="例：quizgen draft 讲话.txt -o source/new-speech.md",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json", "tree"]),
    default="md",
    show_default=True,
    help="课文草稿，供程序读的 JSON，或一目了然的树。",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到这个文件，而不是标准输出。",
)
def draft(file: Path, form: str, output: Path | None) -> None:
    """Read a text, print or write what was made of it, report on standard error."""
    from quizgen import speech

    name = "标准输入" if str(file) == "-" else file.name
    raw = speech.read_bytes(sys.stdin.buffer.read(), name) if str(file) == "-" else None
    raw = speech.read_file(file) if raw is None else raw
    outline = speech.read_outline(raw)
    if not outline.title and str(file) != "-":
        outline.title = file.stem
    text = _result(outline, form, name)
    for line in speech.report(outline, name):
        click.echo(line, err=True)
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(file, output, form, text)


def _result(outline: object, form: str, name: str) -> str:
    from quizgen import speech

    assert isinstance(outline, speech.Outline)
    if form == "json":
        return json.dumps(speech.as_data(outline.groups), ensure_ascii=False, indent=2) + "\n"
    if form == "tree":
        return speech.as_tree(outline) + "\n"
    return speech.write_lesson(outline, name)


def _write(file: Path, output: Path, form: str, text: str) -> None:
    """Write the result whole; an edited draft stays as it is."""
    from quizgen import speech
    from quizgen.model import QuizgenError

    if output.exists() and file.exists() and output.samefile(file):
        raise QuizgenError("-o 不能是输入的文件本身")
    if not output.parent.is_dir():
        raise QuizgenError(f"没有文件夹 {output.parent}，请先建好")
    if form != "md":
        try:
            speech.replace(output, text)
        except OSError as problem:
            raise QuizgenError(f"写不了 {output}：{problem.strerror or problem}") from None
        click.echo(f"已写入 {output}", err=True)
        return
    written = speech.save(output, text)
    if written.proposal:
        click.echo(f"{output} 已有您改过的内容，没有动它；合并建议写在 {written.path}", err=True)
    elif written.unchanged:
        click.echo(f"{output} 没有变化", err=True)
    else:
        click.echo(f"已写入 {written.path}", err=True)

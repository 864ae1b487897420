"""A practice page: one file to send around, that works from a chat, a stick or a mail.

It is the self-check of the lessons with all it needs inside: nothing is loaded from elsewhere.
Items that are for exams only never get into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import BinaryIO

from quizgen.model import KIND_NAMES, BankHeader, Item, QuizgenError, kind_of
from quizgen.widgets import SCRIPT, STATIC, STYLE, LessonRow, check, name_of, progress, question

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="qg-about">{about}</p>
<p class="qg-about qg-no-script">这里不运行脚本，不能判对错：先自己作答，再点开题下的“看答案和解析”对照。\
换一个浏览器打开，就能判。</p>
<nav aria-label="各课">
{contents}</nav>
{sections}</main>
<script>
{script}
</script>
</body>
</html>
"""
_ABOUT = "共 {count} 题。做一题，当场判对错、看解析；记录只存在这台设备的浏览器里。"
_CHECKED = "法律内容核对至 {day}。"


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the practice page of some items, lesson by lesson.

    Raises:
        QuizgenError: where nothing is left to practise.
    """
    groups = list(_by_lesson(header, items))
    if not groups:
        raise QuizgenError("没有能练的题：选中的题都只用于考试")
    names = [name_of(item) for _, group in groups for item in group]
    course = "page-" + hashlib.sha256(" ".join(names).encode()).hexdigest()[:8]
    about = _ABOUT.format(count=len(names))
    if header.checked:
        about += _CHECKED.format(day=header.checked)
    rows, sections, first = [], [], 1
    for place, (lesson, group) in enumerate(groups, 1):
        title = header.lessons.get(lesson, lesson) or "其他"
        rows.append(LessonRow(lesson, title, f"#l{place}", tuple(map(name_of, group))))
        sections.append(_section(course, lesson, f"l{place}", title, group, first))
        first += len(group)
    page = _PAGE.format(
        title=escape(f"{header.title}　练习题" if header.title else "练习题"),
        style="\n".join(map(_packed, (Path(__file__).with_name("page.css"), STATIC / STYLE))),
        about=escape(about),
        contents=progress(course, rows),
        sections="".join(sections),
        script=_packed(STATIC / SCRIPT),
    )
    out.write(page.encode("utf-8", "replace"))


def _by_lesson(header: BankHeader, items: Iterable[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Yield the lessons in course order, each with its items: by kind, from easy to hard."""
    groups: dict[str, list[Item]] = {lesson: [] for lesson in header.lessons}
    for item in items:
        if item.use != "exam":
            groups.setdefault(item.lesson, []).append(item)
    kinds = list(KIND_NAMES)
    for lesson, group in groups.items():
        if group:
            yield (
                lesson,
                sorted(group, key=lambda e: (kinds.index(kind_of(e)), e.difficulty, e.id)),
            )


def _section(
    course: str, lesson: str, anchor: str, title: str, group: Sequence[Item], first: int
) -> str:
    questions = [question(item, number) for number, item in enumerate(group, first)]
    inside = check(course, lesson, questions)
    return f'<section id="{anchor}">\n<h2>{escape(title)}</h2>\n{inside}</section>\n'


def _packed(path: Path) -> str:
    """Read a style sheet or script without its indentation and blank lines."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "\n".join(filter(None, lines))

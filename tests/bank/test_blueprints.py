"""Blueprints, read and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from items import BANK
from quizgen.bank.blueprints import read_blueprint
from quizgen.bank.located import InputError
from quizgen.model import QuizgenError

GOOD = """\
schema: quizgen.blueprint/1
title: 小测
pass_mark: 3
sections:
  - {kind: single_choice, count: 2, score: 2}
coverage:
  parts:
    duty: {min: 1}
"""


def write(folder: Path, text: str) -> Path:
    """Write a blueprint."""
    path = folder / "小测.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    """One form, two items a point, four a set, thirty percent lists."""
    plan = read_blueprint(write(tmp_path, GOOD), BANK)

    assert (plan.forms, plan.shared) == (1, 0)
    assert (plan.limits.point, plan.limits.set, plan.limits.lists) == (2, 4, 0.3)
    assert plan.coverage.parts["duty"].max is None


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("single_choice", "singel_choice", 5, "single_choice、multiple_choice"),
        ("count: 2", "count: 二", 5, "sections 第 1 项.count"),
        ("count: 2", "count: 0", 5, "sections 第 1 项.count"),
        ("count: 2, ", "", 5, "缺“sections 第 1 项.count”"),
        ("score: 2", "scores: 2", 5, "没有“sections 第 1 项.scores”这一项"),
        ("title: 小测", "titel: 小测", 2, "没有“titel”这一项"),
        ("duty: {min: 1}", "dutty: {min: 1}", 8, "题库里没有“dutty”，有的是：duty、"),
        ("duty: {min: 1}", "duty: {min: 3, max: 2}", 8, "min 3 大于 max 2"),
        ("duty: {min: 1}", "duty: 1", 8, "名称: 值"),
        ("pass_mark: 3", "pass_mark: 5", 3, "高于总分 4"),
        ("pass_mark: 3", "include: [nosuch]", 3, "没有题号 nosuch"),
        ("title: 小测", "title: 小测\ntitle: 又测", 3, "写了两遍"),
        ("blueprint/1", "blueprint/7", 1, "schema"),
        ("  parts:", "  parts: {", 9, "YAML"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    """What was found, what may stand there."""
    path = write(tmp_path, GOOD.replace(old, new))

    with pytest.raises(QuizgenError) as caught:
        read_blueprint(path, BANK)
    assert said in str(caught.value)
    assert f"{path}:{line}：" in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file five times."""
    text = GOOD.replace("count: 2", "count: 二").replace("title", "titel")

    with pytest.raises(InputError) as caught:
        read_blueprint(write(tmp_path, text), BANK)
    assert len(caught.value.problems) == 3  # titel is unknown, title is missing


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", "测试".encode("gb18030"), b"- 1", b"x: ["])
def test_what_is_no_blueprint_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    """Whatever the file holds."""
    path = tmp_path / "x.yaml"
    path.write_bytes(data)

    with pytest.raises(QuizgenError, match=r"x\.yaml"):
        read_blueprint(path, BANK)

"""``quizgen paper``, as a trainer runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assemble.banks import generated
from quizgen.bank.files import read_paper, write_bank
from quizgen.cli import quizgen

PLAN = """\
schema: quizgen.blueprint/1
title: 小测
pass_mark: 8
forms: 2
sections:
  - {kind: single_choice, count: 4, score: 2}
  - {kind: true_false, count: 4, score: 1}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder with a bank and a blueprint."""
    bank = generated(120)
    write_bank(tmp_path / "quizzes" / "bank.jsonl", bank.header, bank.items)
    (tmp_path / "小测 😀.yaml").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def paper(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(quizgen, ["paper", *arguments])


@pytest.mark.usefixtures("run")
def test_one_command_writes_all_that_belongs_to_the_papers(tmp_path: Path) -> None:
    """Paper, key, sheet, marking sheet, JSON for each form; the codes on standard output."""
    done = paper("小测 😀.yaml", "-o", "卷 1")
    codes = done.stdout.split()
    names = {each.name for each in (tmp_path / "卷 1").iterdir()}

    assert done.exit_code == 0, done.output
    assert len(codes) == 2
    assert len(names) == 18
    for code, form in zip(codes, "AB", strict=True):
        assert read_paper(tmp_path / "卷 1" / f"{code}.json").form == form
        assert f"{code}-{form}-试卷.pdf" in names


@pytest.mark.usefixtures("run")
def test_a_paper_is_printed_again_from_its_json(tmp_path: Path) -> None:
    """The same bytes, with no bank at hand."""
    code = paper("小测 😀.yaml", "-o", "一", "--form", "b").stdout.strip()
    Path("quizzes/bank.jsonl").unlink()
    again = paper(f"一/{code}.json", "-o", "二")

    assert again.exit_code == 0, again.output
    for path in (tmp_path / "一").iterdir():
        assert path.read_bytes() == (tmp_path / "二" / path.name).read_bytes()


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("change", "arguments", "said", "exit_code"),
    [
        (("count: 4", "count: 四"), (), ":6：", 1),
        (("count: 4", "count: 400"), (), "互相冲突", 1),
        (("", ""), ("--form", "Z"), "没有 Z 卷", 2),
        (("", ""), ("--bank", "nosuch.jsonl"), "nosuch.jsonl", 1),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    tmp_path: Path, change: tuple[str, str], arguments: tuple[str, ...], said: str, exit_code: int
) -> None:
    """In Chinese, without a traceback."""
    path = tmp_path / "小测 😀.yaml"
    path.write_text(PLAN.replace(*change), encoding="utf-8")
    done = paper(path.name, "-o", "卷", *arguments)

    assert done.exit_code == exit_code
    assert said in done.stderr
    assert not (tmp_path / "卷").exists()

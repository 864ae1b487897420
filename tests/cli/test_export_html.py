"""``quizgen export --to html``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from items import ALL, HEADER
from quizgen.bank.files import write_bank
from quizgen.cli import quizgen


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Write the bank of the samples."""
    path = tmp_path / "bank.jsonl"
    write_bank(path, HEADER, ALL)
    return path


def test_a_page_holds_what_may_be_practised(bank: Path, tmp_path: Path) -> None:
    """Without the exam's own questions, and without a word of complaint about them."""
    target = tmp_path / "练习.html"
    done = CliRunner().invoke(quizgen, ["export", str(bank), "--to", "html", "-o", str(target)])

    assert done.exit_code == 0, done.output
    assert target.read_text(encoding="utf-8").count('<form class="qg-ask"') == len(ALL) - 1


def test_a_page_of_some_questions(bank: Path, tmp_path: Path) -> None:
    """Drawn as a mixture of what is wanted, the same each time."""
    pages = []
    for name in ("one.html", "two.html"):
        wanted = ["--lessons", "measures", "--count", "2", "-o", str(tmp_path / name)]
        done = CliRunner().invoke(quizgen, ["export", str(bank), "--to", "html", *wanted])
        assert done.exit_code == 0, done.output
        pages.append((tmp_path / name).read_bytes())

    assert pages[0] == pages[1]
    assert b"reporting" not in pages[0]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "gift", "--count", "3"], 2, "--count 只和 --to html 一起用"),
        (["--to", "html", "--lessons", "nosuch"], 1, "没有要导出的题"),
        (["--to", "html", "--count", "0"], 2, "--count"),
    ],
)
def test_what_cannot_be_is_said(bank: Path, arguments: list[str], code: int, said: str) -> None:
    """In a sentence; no file is written."""
    target = bank.parent / "x.html"
    done = CliRunner().invoke(quizgen, ["export", str(bank), *arguments, "-o", str(target)])

    assert done.exit_code == code
    assert said in done.output
    assert not target.exists()

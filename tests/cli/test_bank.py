"""``quizgen bank`` and ``quizgen lint``: a bank from lessons, fresh, checked, the same everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import NewProject
from projects import Project
from quizgen.bank.files import read_bank
from quizgen.cli import quizgen

FIXTURES = Path(__file__).parent.parent / "fixtures"
LESSON = (FIXTURES / "sample-lesson.md").read_text(encoding="utf-8")
INDEX = """# 课程

```{toctree}
:caption: 责任体系

duty/looks
```
"""
FACTS = """schema: quizgen.facts/1
checked: 2026-11-22
laws: {安法: 《安全生产法》（2021年修正）}
facts:
  "2-07": {law: 安法, article: 第二十二条, status: verified-in-text, checked: 2026-11-22, text: 责任制要写清三样。}
"""


@pytest.fixture
def project(new_project: NewProject) -> Project:
    """Make a course of one lesson in one part, with its facts."""
    made = new_project({"duty/looks.md": LESSON, "index.md": INDEX})
    made.write("facts.yaml", FACTS)
    return made


def run(project: Project, command: str, *arguments: str) -> Result:
    """Run a command on a small course."""
    return CliRunner().invoke(quizgen, [command, "--project", str(project.source), *arguments])


def bank_of(project: Project) -> Path:
    """Return where the bank lies."""
    return project.source / "quizzes" / "bank.jsonl"


def test_a_bank_holds_the_names_of_its_course(project: Project) -> None:
    """Parts by the captions of the contents, lessons and sets by their titles, the day of the law."""
    result = run(project, "bank", "--seed", "3")

    assert result.exit_code == 0, result.stderr
    header = read_bank(bank_of(project)).header
    assert header.parts == {"duty": "责任体系"}
    assert header.lessons == {"duty/looks": "开工之前"}
    assert header.sets["three-looks"] == "开工三看"
    assert (header.checked, header.seed) == ("2026-11-22", 3)
    for said in ("开工之前", "单项选择题", "可考的事实", "① 每个 full 点集", "处没有出题"):
        assert said in result.stderr
    assert result.stdout == ""


def test_items_of_all_origins_are_there(project: Project) -> None:
    """Points, cases, questions and files of items."""
    folder = project.source / "quizzes" / "items"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(
        "schema: quizgen.items/1\nitems:\n  - {id: mine-1, kind: true_false, answer: true, "
        "stem: 事故都要报告。（　　）, lesson: duty/looks}\n",
        encoding="utf-8",
    )
    run(project, "bank")
    items = read_bank(bank_of(project)).items

    assert {each.origin for each in items} == {"points", "case", "question", "mine.yaml"}
    assert all(each.revision for each in items)


def test_check_fails_where_the_bank_is_stale(project: Project) -> None:
    """And passes right after it was made; it never writes."""
    assert run(project, "bank", "--check").exit_code == 1
    assert not bank_of(project).exists()
    run(project, "bank")
    assert run(project, "bank", "--check").exit_code == 0
    before = bank_of(project).read_bytes()
    project.write("duty/looks.md", LESSON.replace("换了另一名电工", "换了一名电工"))

    result = run(project, "bank", "--check")

    assert result.exit_code == 1
    assert "不是最新的" in result.stderr
    assert bank_of(project).read_bytes() == before


def test_a_bank_can_be_narrowed(project: Project, tmp_path: Path) -> None:
    """By kinds and lessons; an unknown kind is wrong use."""
    out = tmp_path / "part.jsonl"
    run(project, "bank", "--kinds", "true_false，cloze", "--lessons", "duty", "-o", str(out))
    assert {each.__class__.__name__ for each in read_bank(out).items} == {"TrueFalse", "Cloze"}
    assert run(project, "bank", "--lessons", "other", "-o", str(out)).exit_code == 0
    assert read_bank(out).items == ()
    assert run(project, "bank", "--kinds", "choice").exit_code == 2


def test_notes_name_what_was_not_made(project: Project) -> None:
    """With file and line."""
    told = run(project, "bank", "--notes").stderr

    assert f"{project.source / 'duty' / 'looks.md'}:" in told
    assert "[quizgen.item_not_made]" in told


def test_wrong_lessons_and_items_leave_the_old_bank(project: Project) -> None:
    """All problems are told, nothing is written."""
    run(project, "bank")
    before = bank_of(project).read_bytes()
    folder = project.source / "quizzes" / "items"
    folder.mkdir()
    (folder / "mine.yaml").write_text("schema: quizgen.items/1\nitems: [{id: a}]\n", "utf-8")
    result = run(project, "bank")
    assert result.exit_code == 1
    assert "mine.yaml:2: kind 要写题型" in result.stderr
    (folder / "mine.yaml").unlink()
    project.write("duty/looks.md", LESSON.replace(":kind: steps", ":kind: stairs"))
    assert run(project, "bank").exit_code == 1
    assert bank_of(project).read_bytes() == before


def test_the_same_bytes_under_every_hash_seed_locale_and_zone(project: Project) -> None:
    """Whoever makes the bank makes this one."""
    banks = set()
    for seed, locale, zone in (("0", "C", "UTC"), ("7", "C.UTF-8", "Asia/Shanghai")):
        code = (
            "from quizgen.cli import main; import sys; "
            f"sys.argv = ['quizgen', 'bank', '--project', {str(project.source)!r}]; main()"
        )
        env = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        subprocess.run([sys.executable, "-c", code], check=True, env=env, capture_output=True)
        banks.add(bank_of(project).read_bytes())

    assert len(banks) == 1


def test_lint_tells_place_item_and_code(project: Project) -> None:
    """A made bank has no error; a warning without an answer fails."""
    run(project, "bank")
    result = run(project, "lint", "--format", "json")
    found = json.loads(result.stdout)

    assert all(each["severity"] == "warning" for each in found)
    assert result.exit_code == (1 if found else 0)
    for each in found:
        assert set(each) == {"item", "code", "severity", "message", "file", "line"}


def test_lint_finds_a_wrong_key(project: Project) -> None:
    """A key that was changed by hand no longer follows from the points."""
    run(project, "bank")
    text = bank_of(project).read_text(encoding="utf-8")
    assert '"answer":true' in text or '"answer":false' in text
    turned = text.replace('"answer":true', '"answer":null').replace(
        '"answer":false', '"answer":true'
    )
    bank_of(project).write_text(turned.replace('"answer":null', '"answer":false'), "utf-8")

    result = run(project, "lint")

    assert result.exit_code == 1
    assert "K2 错键" in result.stdout
    assert "looks.md:" in result.stdout


def test_an_answered_warning_is_no_failure(project: Project) -> None:
    """And an answer that answers nothing is told."""
    run(project, "bank")
    found = json.loads(run(project, "lint", "--format", "json").stdout)
    lines = [
        f"  - {{item: {each['item']}, code: {each['code']}, reason: 看过，可以}}" for each in found
    ]
    lines.append("  - {item: none.*, code: S4, reason: 没有这样的题}")
    path = project.source / "quizzes" / "waivers.yaml"
    path.write_text("schema: quizgen.waivers/1\nwaivers:\n" + "\n".join(lines) + "\n", "utf-8")

    result = run(project, "lint")

    assert result.exit_code == 0, result.stdout
    assert "none.* S4 已没有这个毛病" in result.stderr


def test_a_bank_is_looked_at_without_its_course(project: Project, tmp_path: Path) -> None:
    """Imported items have none."""
    run(project, "bank")
    result = CliRunner().invoke(
        quizgen,
        ["lint", str(bank_of(project)), "--project", str(tmp_path / "course" / "source" / "duty")],
    )

    assert "只查题目本身" in result.stderr


@pytest.mark.parametrize("command", ["bank", "lint"])
def test_help_is_chinese_and_has_an_example(command: str) -> None:
    """A trainer can help herself."""
    assert "例：quizgen" in CliRunner().invoke(quizgen, [command, "--help"]).stdout

"""``quizgen points``: what a course enumerates, on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import ROOT, NewProject
from projects import Project
from quizgen.cli import quizgen

FIXTURES = Path(__file__).parent.parent / "fixtures"
LESSON = (FIXTURES / "sample-lesson.md").read_text(encoding="utf-8")


def run(project: Project, *arguments: str) -> Result:
    """Run the command on a small course."""
    return CliRunner().invoke(quizgen, ["points", "--project", str(project.source), *arguments])


def test_json_has_the_promised_form(new_project: NewProject) -> None:
    """A program can rely on every key."""
    result = run(new_project({"lesson.md": LESSON}), "--format", "json")

    assert result.exit_code == 0, result.output
    sets = {each["id"]: each for each in json.loads(result.stdout)}
    looks = sets["three-looks"]
    assert list(looks) == (
        [
            "id",
            "title",
            "kind",
            "status",
            "ask",
            "announced",
            "topic",
            "part_of",
            "source",
            "facts",
            "lesson",
            "line",
            "points",
        ]
    )
    assert looks | {"points": []} == {
        "id": "three-looks",
        "title": "开工三看",
        "kind": "members",
        "status": "current",
        "ask": "full",
        "announced": 3,
        "topic": "开工",
        "part_of": None,
        "source": ["003"],
        "facts": ["2-07"],
        "lesson": "lesson",
        "line": 14,
        "points": [],
    }
    assert looks["points"][2] == {
        "key": "看料场",
        "value": None,
        "quantity": None,
        "values": [],
        "gloss": "材料放得稳不稳，路通不通。",
        "details": [
            {"label": "频次", "text": "通道每班清一次", "facts": ["2-07"]},
            {"label": "例", "text": "钢管码到两米高，没有挡桩，先停下来重码。", "facts": []},
        ],
        "bounds": [],
    }
    assert sets["two-bodies"]["part_of"] == "three-looks/看人员"
    assert sets["same-kind"]["points"][1]["quantity"] == 29
    assert sets["drills"]["points"][0]["values"] == [{"name": "间隔", "text": "2年"}]
    assert sets["two-grades"]["points"][0]["bounds"] == [
        {
            "measure": "死亡",
            "unit": "人",
            "min": 3,
            "min_in": True,
            "max": None,
            "max_in": False,
            "text": "3人以上",
        },
        {
            "measure": "损失",
            "unit": "元",
            "min": 10_000_000,
            "min_in": True,
            "max": None,
            "max_in": False,
            "text": "1000万元以上",
        },
    ]


def test_wrong_values_of_blanks_are_nowhere_in_it(new_project: NewProject) -> None:
    """Texts carry right values only."""
    output = run(new_project({"lesson.md": LESSON}), "--format", "json").stdout

    assert "1小时" in output
    assert "24小时" not in output


def test_the_table_names_every_set_and_place(new_project: NewProject) -> None:
    """A trainer sees what the course holds and where."""
    output = run(new_project({"lesson.md": LESSON})).stdout

    assert "three-looks" in output
    assert "lesson:14" in output
    assert "看人员、看机具、看料场" in output


def test_stats_count_what_questions_can_be_made_of(new_project: NewProject) -> None:
    """An author sees how far the material has come."""
    result = run(new_project({"lesson.md": LESSON}), "--stats", "--format", "json")

    numbers = json.loads(result.stdout)
    assert numbers["situations"] == 3
    assert numbers["misconceptions"] == 1
    assert numbers["exam_cases"] == 1
    assert numbers["asks_next"] == 1


def test_problems_go_to_standard_error_and_fail(new_project: NewProject) -> None:
    """The result can still be piped; the exit code tells."""
    project = new_project({"lesson.md": LESSON.replace("开工三看", "开工四看")})
    result = run(project, "--format", "json")

    assert result.exit_code == 1
    assert "标题说有 4 个，这里读到 3 个" in result.stderr
    assert "lesson.md:14" in result.stderr
    assert len(json.loads(result.stdout)) == 8


def test_a_folder_without_a_course_is_one_clear_sentence(tmp_path: Path) -> None:
    """No traceback, and what to do."""
    result = CliRunner().invoke(quizgen, ["points", "--project", str(tmp_path)])

    assert result.exit_code == 1
    assert "没有找到 conf.py" in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_conf_is_told_without_a_traceback(tmp_path: Path) -> None:
    """An author's slip in conf.py is hers to mend."""
    (tmp_path / "conf.py").write_text("extensions = [", encoding="utf-8")
    result = CliRunner().invoke(quizgen, ["points", "--project", str(tmp_path)])

    assert result.exit_code == 1
    assert "错误" in result.stderr
    assert "Traceback" not in result.output


def test_another_project_in_restructuredtext_lists_its_points(new_project: NewProject) -> None:
    """Any Sphinx project that lists the extension can be asked."""
    page = (FIXTURES / "sample-lesson.rst").read_text(encoding="utf-8")
    index = "课\n==\n\n.. toctree::\n\n   lesson\n"
    project = new_project(
        {"index.rst": index, "lesson.rst": page},
        extensions=["quizgen"],
        html_theme="alabaster",
        language="en",
    )
    result = run(project, "--format", "json")

    assert result.exit_code == 0, result.output
    assert [each["id"] for each in json.loads(result.stdout)] == [
        "three-looks",
        "two-bodies",
        "same-kind",
        "two-grades",
    ]


def test_nothing_is_written_beside_the_lessons(new_project: NewProject) -> None:
    """Reading a course leaves it as it was."""
    project = new_project({"lesson.md": LESSON})
    before = sorted(project.folder.rglob("*"))
    run(project)

    assert sorted(project.folder.rglob("*")) == before


@pytest.mark.parametrize("arguments", [["--help"], ["points", "--help"], ["draft", "--help"]])
def test_help_is_chinese_and_has_an_example(arguments: list[str]) -> None:
    """A trainer can help herself."""
    output = CliRunner().invoke(quizgen, arguments).stdout

    assert "显示" in output or "列出" in output or "例" in output
    if len(arguments) > 1:
        assert "例：quizgen" in output


def test_wrong_use_exits_with_2() -> None:
    """A typing slip is not a problem of the course."""
    assert CliRunner().invoke(quizgen, ["points", "--form", "xml"]).exit_code == 2


def test_the_program_runs_as_a_module() -> None:
    """Where the script is not on the path, ``python -m quizgen.cli`` works."""
    done = subprocess.run(
        [sys.executable, "-m", "quizgen.cli", "--version"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.returncode == 0
    assert "quizgen" in done.stdout

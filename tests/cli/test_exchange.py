"""``quizgen export`` and ``quizgen import``: what a trainer meets on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from items import ALL, BANK
from quizgen.bank.authored import read_items
from quizgen.bank.files import revised, write_bank
from quizgen.cli import quizgen
from quizgen.exchange import FORMATS

GOOD = "1.四查有几查？\nA.三查\nB.四查\n答案：B\n"
BAD = "1.问\nA.甲\nB.乙\n答案：D\n\n2.四查有几查？\nA.三查\nB.四查\n答案：B\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a folder with a bank."""
    write_bank(tmp_path / "quizzes" / "bank.jsonl", BANK.header, map(revised, ALL))
    return tmp_path


def run(project: Path, *words: str) -> Result:
    """Run the command line in a project."""
    fixed = ["--project", str(project)] if words[0] == "import" else []
    bank = [str(project / "quizzes" / "bank.jsonl")] if words[0] == "export" else []
    return CliRunner().invoke(quizgen, [words[0], *bank, *words[1:], *fixed])


def test_what_does_not_fit_is_listed_and_nothing_is_written(project: Path) -> None:
    """The old file stays as it was."""
    target = project / "old.txt"
    target.write_text("old")
    ran = run(project, "export", "--to", "gift", "-o", str(target))

    assert ran.exit_code == 1
    assert ran.stderr.count("gift 装不下 ") == 3 + 0
    assert "report-deadlines.s1.43214321：不收排序题" in ran.stderr
    assert target.read_text() == "old"


def test_skip_leaves_out_and_says_so(project: Path) -> None:
    """Each item by name, and the count."""
    target = project / "new.txt"
    ran = run(project, "export", "--to", "gift", "--skip", "-o", str(target))

    assert ran.exit_code == 0
    assert "略过 3 题" in ran.stderr
    assert target.is_file()


def test_a_writer_that_fails_leaves_the_old_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Atomic: no half file, no crumbs beside it."""
    target = project / "out" / "old.xml"
    target.parent.mkdir()
    target.write_text("old")

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr("quizgen.exchange.moodle_xml._question", broken)
    ran = run(project, "export", "--to", "moodle-xml", "--skip", "-o", str(target))

    assert isinstance(ran.exception, RuntimeError)
    assert [each.name for each in target.parent.iterdir()] == ["old.xml"]
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    "words",
    [("export",), ("export", "--to", "nonsense"), ("export", "--to", "gift", "--kinds", "x"),
     ("export", "--to", "scorm12"), ("import",), ("import", "missing.txt")],
)  # fmt: skip
def test_wrong_use_exits_with_2(project: Path, words: tuple[str, ...]) -> None:
    """And no traceback."""
    ran = run(project, *words)

    assert ran.exit_code == 2
    assert "Traceback" not in ran.output


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.needs == "bank"])
def test_every_format_can_be_written_from_the_command_line(project: Path, name: str) -> None:
    """With the suffix of the table where no place is given."""
    target = project / f"x{FORMATS[name].suffix}"
    ran = run(project, "export", "--to", name, "--skip", "-o", str(target))

    assert ran.exit_code == 0, ran.output
    assert target.stat().st_size > 100


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.reads])
def test_what_was_exported_is_recognised_and_found_to_be_there(project: Path, name: str) -> None:
    """No format has to be named; every item is known already."""
    target = project / f"x{FORMATS[name].suffix}"
    run(
        project,
        "export",
        "--to",
        name,
        "--skip",
        "--kinds",
        "single_choice,true_false",
        "-o",
        str(target),
    )
    ran = run(project, "import", str(target), "--format", "json")
    told = json.loads(ran.stdout)

    assert ran.exit_code == 0, ran.output
    assert told["items"] == [] and told["written"] is None
    assert len(told["twins"]) == 3
    assert all(each["exact"] for each in told["twins"])


def test_an_import_becomes_a_file_of_items_with_its_origin(project: Path) -> None:
    """Which the reader of authored items takes without a word."""
    source = project / "安全 题库.txt"
    source.write_text(GOOD, encoding="utf-8")
    ran = run(project, "import", str(source))
    items, problems = read_items(project / "quizzes" / "items" / "安全-题库.yaml", BANK.header)

    assert ran.exit_code == 0, ran.output
    assert problems == []
    assert [(each.stem, each.origin) for each in items] == [("四查有几查？", "安全 题库.txt")]
    assert items[0].id.startswith("imported.")


def test_ids_are_the_same_every_time(project: Path) -> None:
    """Results of last term still belong to the same question."""
    source = project / "a.txt"
    source.write_text(GOOD, encoding="utf-8")
    ran = [
        run(project, "import", str(source), "--dry-run", "--format", "json").stdout for _ in "ab"
    ]

    assert ran[0] == ran[1]
    assert len(json.loads(ran[0])["items"]) == 1


def test_nothing_is_half_imported(project: Path) -> None:
    """One bad question keeps all out, with its line; --skip takes the rest."""
    source = project / "bad.txt"
    source.write_text(BAD, encoding="utf-8")
    target = project / "quizzes" / "items" / "bad.yaml"
    ran = run(project, "import", str(source))
    assert ran.exit_code == 1
    assert f"{source}:1：答案里有 D" in ran.stderr
    assert not target.exists()

    assert run(project, "import", str(source), "--skip").exit_code == 0
    assert len(read_items(target, BANK.header)[0]) == 1


def test_doubles_in_a_file_and_near_twins_are_named(project: Path) -> None:
    """By id, with the stem."""
    source = project / "twice.txt"
    near = "\n2.四查有几查?\nA.三查\nB.五查\n答案：B\n"
    source.write_text(f"{GOOD}\n{GOOD.replace('1.', '3.', 1)}{near}", encoding="utf-8")
    told = json.loads(run(project, "import", str(source), "--format", "json").stdout)

    assert len(told["items"]) == 2
    assert [each["exact"] for each in told["twins"]] == [True]


def test_an_import_does_not_write_over_a_file(project: Path) -> None:
    """What was looked through is not lost."""
    source = project / "a.txt"
    source.write_text(GOOD, encoding="utf-8")
    run(project, "import", str(source))
    ran = run(project, "import", str(source))

    assert ran.exit_code == 1
    assert "已经有了" in ran.stderr


def test_what_is_of_no_format_is_refused_with_the_names(project: Path) -> None:
    """So that --from can be tried."""
    source = project / "a.pdf"
    source.write_bytes(b"%PDF")
    ran = run(project, "import", str(source))

    assert ran.exit_code == 1
    assert "--from" in ran.stderr

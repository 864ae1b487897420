"""``quizgen draft``: from a file to a draft, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from quizgen.cli import quizgen

SPEECHES = Path(__file__).parent.parent / "fixtures" / "speeches"


def run(*arguments: str | Path, data: bytes | None = None) -> Result:
    """Run the command."""
    return CliRunner().invoke(quizgen, ["draft", *map(str, arguments)], input=data)


def test_json_has_the_promised_form() -> None:
    """A program can rely on every key."""
    result = run(SPEECHES / "forest.txt", "--format", "json")

    assert result.exit_code == 0, result.stderr
    (top,) = json.loads(result.stdout)
    assert list(top) == ["name", "announced", "found", "kind", "line", "warnings", "items"]
    assert list(top["items"][0]) == ["key", "value", "line", "children"]
    assert (top["kind"], top["found"], top["line"]) == ("enumeration", 3, 3)


def test_a_report_goes_to_standard_error() -> None:
    """What was found by kind, what to look at, how much was used; the result can be piped."""
    result = run(SPEECHES / "mismatch.txt", "--format", "tree")

    assert result.exit_code == 0
    assert result.stdout.startswith("在防汛备汛动员会上的讲话\n[列举 五点 5/4]")
    assert "列举 2 组、并列 3 组、对应 1 组" in result.stderr
    assert "请核对：第 5 行：“三查”说有 3 项，这里找到 2 项" in result.stderr
    assert "列举标记" in result.stderr


def test_a_draft_is_printed_or_written(tmp_path: Path) -> None:
    """The same bytes either way."""
    page = tmp_path / "课.md"
    printed = run(SPEECHES / "oath.txt").stdout
    written = run(SPEECHES / "oath.txt", "-o", page)

    assert written.exit_code == 0
    assert written.stdout == ""
    assert page.read_text(encoding="utf-8") == printed
    assert "没有变化" in run(SPEECHES / "oath.txt", "-o", page).stderr


def test_a_second_run_never_overwrites(tmp_path: Path) -> None:
    """It says where the proposal lies."""
    page = tmp_path / "课.md"
    page.write_text("我改过的课\n", encoding="utf-8")
    result = run(SPEECHES / "oath.txt", "-o", page)

    assert result.exit_code == 0
    assert page.read_text(encoding="utf-8") == "我改过的课\n"
    assert "没有动它" in result.stderr
    assert (tmp_path / "课.md.new").is_file()


def test_standard_input_is_read() -> None:
    """In any encoding."""
    data = (SPEECHES / "oath.txt").read_text(encoding="utf-8").encode("gb18030")
    result = run("-", "--format", "tree", data=data)

    assert "[列举 三点体会 3/3]" in result.stdout


def test_errors_are_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    """And the exit code says that the input has a problem."""
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    speech = tmp_path / "讲话.txt"
    speech.write_bytes((SPEECHES / "oath.txt").read_bytes())
    cases = [
        (run(empty), "是空的"),
        (run(tmp_path / "无.txt"), "没有找到"),
        (run(tmp_path), "文件夹"),
        (run(speech, "-o", speech), "输入的文件本身"),
        (run(speech, "-o", tmp_path / "无" / "课.md"), "没有文件夹"),
        (run(speech, "--format", "json", "-o", tmp_path / "无" / "课.json"), "没有文件夹"),
    ]

    for result, said in cases:
        assert result.exit_code == 1
        assert result.stdout == ""
        assert said in result.stderr
        assert len([line for line in result.stderr.splitlines() if line.startswith("错误：")]) == 1
        assert "Traceback" not in result.output


def test_wrong_use_exits_with_2() -> None:
    """A format that does not exist."""
    assert run(SPEECHES / "oath.txt", "--format", "xml").exit_code == 2

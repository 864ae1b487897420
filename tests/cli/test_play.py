"""``quizgen play``, in a pipe and at a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from items import ALL, HEADER
from quizgen.bank.files import write_bank
from quizgen.practice.history import read


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Write the bank of the samples."""
    path = tmp_path / "quizzes" / "bank.jsonl"
    write_bank(path, HEADER, ALL)
    return path


def run(folder: Path, *arguments: str, typed: str = "", **options: Any) -> Any:
    """Run the command in a process of its own, as a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "quizgen.cli", "play", "--history", "h.jsonl", *arguments],
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
        **options,
    )


@pytest.mark.usefixtures("bank")
def test_a_round_in_a_pipe_keeps_every_answer(tmp_path: Path) -> None:
    """Plain lines, no colours; wrong ones come again; the result by lesson."""
    done = run(tmp_path, "--kinds", "true_false,single_choice", typed="错\nB\n\n")

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "任何等级的事故都要报" in done.stdout
    assert re.search(r"共 2 题，对 [12] 题", done.stdout)
    assert len(read(tmp_path / "h.jsonl")) == 2


@pytest.mark.usefixtures("bank")
def test_items_of_the_exam_are_never_practised(tmp_path: Path) -> None:
    """Whoever practises them remembers them."""
    done = run(tmp_path, "--count", "50", typed="\n" * 60)

    assert "分工定下来之后" not in done.stdout
    assert "查现场隐患" in done.stdout


@pytest.mark.usefixtures("bank")
def test_an_answer_that_is_none_is_asked_again(tmp_path: Path) -> None:
    """With what is wanted."""
    done = run(tmp_path, "--kinds", "true_false", typed="也许\n错\n")

    assert "输入“对”或“错”" in done.stdout
    assert "对 1 题" in done.stdout


@pytest.mark.usefixtures("bank")
def test_the_end_of_the_answers_ends_the_round(tmp_path: Path) -> None:
    """What was answered is kept."""
    done = run(tmp_path, "--count", "5", typed="\n")

    assert done.returncode == 0
    assert "做过的题都记下了" in done.stdout
    assert len(read(tmp_path / "h.jsonl")) == 1


@pytest.mark.usefixtures("bank")
def test_explanations_wait_for_the_end_where_asked(tmp_path: Path) -> None:
    """As in an exam."""
    done = run(tmp_path, "--feedback", "end", "--kinds", "true_false,single_choice", typed="\n\n\n")
    questions = [done.stdout.index(item.stem) for item in (ALL[0], ALL[2])]

    assert done.stdout.index("答案：") > max(questions)


@pytest.mark.usefixtures("bank")
def test_rounds_differ_and_a_seed_repeats_one(tmp_path: Path) -> None:
    """The next round draws anew."""
    first = run(tmp_path, "--seed", "7", "--count", "3").stdout
    again = run(tmp_path, "--seed", "7", "--count", "3").stdout

    assert first == again


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--lessons", "nosuch"), "没有 nosuch，有的是", 2),
        (("--kinds", "essay"), "没有题型 essay", 2),
        (("nosuch.jsonl",), "读不了题库", 1),
        (("--lessons", "accountability/fines", "--kinds", "matching"), "一道能练的题也没有", 2),
    ],
)
@pytest.mark.usefixtures("bank")
def test_what_cannot_be_played_is_said(
    tmp_path: Path, arguments: tuple[str, ...], said: str, code: int
) -> None:
    """In Chinese, without a traceback."""
    done = run(tmp_path, *arguments)

    assert said in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_ctrl_c_keeps_what_was_answered(tmp_path: Path, bank: Path) -> None:
    """At a real terminal: choose, answer one, Ctrl-C."""
    import pty

    write_bank(bank, replace(HEADER, parts={}), ALL)
    pid, master = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.chdir(tmp_path)
        os.execv(
            sys.executable,
            [sys.executable, "-m", "quizgen.cli", "play", "--history", "h.jsonl", "--kinds",
             "true_false,single_choice"],
        )  # fmt: skip
    seen = ""

    def until(words: str) -> None:
        nonlocal seen
        while words not in seen:
            seen += os.read(master, 4096).decode("utf-8", "replace")
        seen = seen.split(words, 1)[1]

    until("练哪几部分")
    os.write(master, b"\n")
    until("做几题")
    os.write(master, b"\n")
    until("> ")
    os.write(master, b"\n")
    until("> ")
    os.write(master, b"\x03")
    until("记下了")
    os.waitpid(pid, 0)
    assert len(read(tmp_path / "h.jsonl")) == 1

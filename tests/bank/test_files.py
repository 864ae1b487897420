"""Banks and papers on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from items import ALL, BANK, HEADER, paper
from quizgen.bank.files import (
    encode_bank,
    paper_code,
    read_bank,
    read_paper,
    revised,
    write_atomically,
    write_bank,
    write_paper,
)
from quizgen.model import QuizgenError


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    """Whatever the order of the items, the same bytes."""
    path = tmp_path / "题库 😀" / "bank.jsonl"
    write_bank(path, HEADER, reversed(ALL))

    assert read_bank(path) == BANK
    assert path.read_bytes() == encode_bank(HEADER, ALL)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("quizgen.bank/1", "quizgen.bank/9", ":1"),
        ('"kind":"ordering"', '"kind":"order"', "读不懂"),
        ("chief-fines.p1.0a1b2c3d", "four-checks.m1.11223344", "已有"),
        ('"correct":true', '"correct":1', "读不懂"),
    ],
)
def test_a_bank_that_does_not_parse_is_refused_whole(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """With file and line."""
    path = tmp_path / "bank.jsonl"
    path.write_bytes(encode_bank(HEADER, ALL).decode().replace(old, new).encode())

    with pytest.raises(QuizgenError, match=said) as caught:
        read_bank(path)
    assert f"{path}:" in str(caught.value)


def test_a_revision_changes_with_the_content_and_only_then() -> None:
    """The id stays."""
    item = ALL[0]
    assert revised(revised(item)) == revised(item)
    assert revised(replace(item, explanation="改了")).revision != revised(item).revision


def test_a_paper_is_found_by_its_code(tmp_path: Path) -> None:
    """The code is the name of its file."""
    path = write_paper(tmp_path, paper())

    assert path.stem == paper_code(paper())
    assert len(path.stem) == 8
    assert read_paper(path) == paper()
    assert paper_code(paper(form="B")) != path.stem


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """And nothing beside it."""
    path = tmp_path / "bank.jsonl"
    path.mkdir()

    with pytest.raises(QuizgenError, match="写不了"):
        write_atomically(path, b"x")
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_paper_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    path = tmp_path / "x.json"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(QuizgenError, match=r"x\.json"):
        read_paper(path)

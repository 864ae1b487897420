"""The fact file, read and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.bank.facts import Status, load_facts
from quizgen.model import QuizgenError

GOOD = """schema: quizgen.facts/1
checked: 2026-11-22
laws:
  安法: 《安全生产法》
facts:
  "2-07":
    law: [安法, 另一部]
    article: 第四条
    status: verified-in-text
    checked: 2026-11-22
    text: 写明责任人员、责任范围、考核标准。
"""


def write(folder: Path, text: str) -> Path:
    """Write a fact file."""
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fact_is_found_by_its_number(tmp_path: Path) -> None:
    """With its law in full."""
    facts = load_facts(write(tmp_path, GOOD))
    fact = facts.get("2-07")

    assert fact is not None
    assert fact.status is Status.VERIFIED
    assert facts.laws_of(fact) == ["《安全生产法》", "另一部"]
    assert facts.get("9-99") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "schema"),
        ("schema: quizgen.facts/9\n", "schema"),
        ("- 1\n- 2\n", "schema"),
        ("a: [", "YAML"),
        (GOOD.replace("verified-in-text", "sure"), "status"),
        (GOOD.replace("    text:", "    words:"), "text"),
    ],
)
def test_what_is_no_fact_file_is_refused_with_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    """One sentence: which file, what is wrong."""
    with pytest.raises(QuizgenError, match=said) as caught:
        load_facts(write(tmp_path, text))

    assert "facts.yaml" in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Not half read."""
    path = tmp_path / "facts.yaml"
    path.write_bytes(GOOD.encode("gb18030"))

    with pytest.raises(QuizgenError, match="读不了"):
        load_facts(path)

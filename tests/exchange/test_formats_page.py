"""The page of formats in the courseware says what the table says."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from conftest import ROOT
from quizgen.cli import quizgen
from quizgen.exchange import FORMATS, Format
from quizgen.model import KIND_NAMES

PAGE = ROOT / "source" / "appendix" / "formats.md"


def section(form: Format) -> str:
    """Write what the page has to say of a format."""
    kinds = "七种题型" if len(form.kinds) == len(KIND_NAMES) else "、".join(
        KIND_NAMES[each] for each in form.kinds
    )  # fmt: skip
    lines = [
        f"### `{form.name}`",
        "",
        f"{form.about}。后缀 `{form.suffix}`，{'能导出，能导入' if form.reads else '只能导出'}。",
        "",
        *([f"- 装得下：{kinds}"] if kinds else []),
        f"- 装不下：{form.loses or '没有'}",
        f"- 核对：{form.proof}",
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_every_format_stands_in_the_page_as_it_is(form: Format) -> None:
    """A trainer reads what is lost before losing it. To mend: paste what this test wants."""
    assert section(form) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_every_format_stands_in_the_help(form: Format) -> None:
    """With its line."""
    shown = CliRunner().invoke(quizgen, ["export", "--help"], terminal_width=200).output

    assert form.name in shown
    assert "".join(form.about.split())[:16] in "".join(shown.split())

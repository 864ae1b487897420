"""Inline text and its outputs."""

from __future__ import annotations

import io
import re

import typst
from hypothesis import given
from pypdf import PdfReader

from items import texts
from quizgen.markup import Run, escape, plain, runs, to_html, to_typst


def test_marks_become_styles() -> None:
    """Strong, emphasis and code; Chinese around them stays."""
    assert runs("下列各项中，**不属于**“四查”的是（　　）。") == (
        Run("下列各项中，"),
        Run("不属于", strong=True),
        Run("“四查”的是（　　）。"),
    )
    assert runs("*a* `b*`") == (Run("a", emphasis=True), Run(" "), Run("b*", code=True))


@given(texts)
def test_an_escaped_text_reads_back_as_itself(text: str) -> None:
    """Whatever a stranger's file holds is text and nothing else."""
    assert plain(escape(text)) == text


@given(texts)
def test_html_holds_no_tag_but_ours(text: str) -> None:
    """No text becomes markup."""
    tags = set(re.findall(r"<[^>]*>", to_html(text)))
    ours = {"strong", "em", "code", "br"}
    assert {tag.strip("</>") for tag in tags} <= ours


NASTY = [
    "#set a", "$x$ y", "= a", "- a", "+ a", "/ a: b", "[b]", "@c", "a // b", "/* c */",
    "~x", "a_b_c", "a*b*c", "`d`", "1. e", "<f>", "\\\\ g", '"h"', "it's", "--- i", "http://j.k/",
]  # fmt: skip


def test_typst_prints_the_characters_as_they_are() -> None:
    """Nothing that means something to Typst does so."""
    source = "#set page(height: auto)\n#set smartquote(enabled: false)\n"
    source += "\n\n".join(to_typst(escape(text)) for text in NASTY)
    pdf = typst.compile(source.encode())
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert [text for text in NASTY if text.replace(" ", "") not in printed.replace(" ", "")] == []

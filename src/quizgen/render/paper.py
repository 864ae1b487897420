"""All that belongs to a paper, as files to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from quizgen.model import Paper

from .key_pdf import key_pdf
from .marking import marking_xlsx
from .packed import steady_zip
from .paper_pdf import paper_pdf
from .sheet import sheet_of
from .sheet_pdf import sheet_pdf
from .word import key_docx, paper_docx


def prints(paper: Paper, code: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file of a paper and what makes it."""
    name = f"{code}-{paper.form}"
    sheet = sheet_of(paper, code)
    yield f"{name}-试卷.pdf", lambda: paper_pdf(paper, code)
    yield f"{name}-试卷-A3.pdf", lambda: paper_pdf(paper, code, "a3")
    yield f"{name}-试卷.docx", lambda: steady_zip(paper_docx(paper, code))
    yield f"{name}-答案.pdf", lambda: key_pdf(paper, code)
    yield f"{name}-答案.docx", lambda: steady_zip(key_docx(paper, code))
    yield f"{name}-答题卡.pdf", lambda: sheet_pdf(paper, sheet)
    yield (
        f"{name}-答题卡.json",
        lambda: msgspec.json.format(msgspec.json.encode(sheet), indent=1) + b"\n",
    )
    yield f"{name}-登分表.xlsx", lambda: steady_zip(marking_xlsx(paper, code))

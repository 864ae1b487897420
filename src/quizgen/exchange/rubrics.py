"""The rubric of a short answer as a line of words, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quizgen.markup import escape, plain
from quizgen.model import RubricLine

HEAD = "评分要点："
_THEN = "\n解析："
_PART = re.compile(r"(.+?)[（(]\s*(\d{1,3})\s*分\s*[）)]\s*(?:[；;。，,、\n]\s*|$)", re.DOTALL)


def rubric_text(rubric: Iterable[RubricLine]) -> str:
    """Write a rubric: 写出查现场隐患（1 分）；举例（4 分）."""
    return "；".join(f"{escape(plain(line.text))}（{line.score}分）" for line in rubric)


def in_words(rubric: Iterable[RubricLine], explanation: str) -> str:
    """Write a rubric and an explanation as one text, the rubric first."""
    told = f"{HEAD}{rubric_text(rubric)}"
    return f"{told}{_THEN}{explanation}" if explanation.strip() else told


def out_of_words(text: str) -> tuple[tuple[RubricLine, ...], str]:
    """Read a rubric and an explanation back; no rubric where the text does not begin so."""
    if not text.startswith(HEAD):
        return (), text
    first, _, rest = text[len(HEAD) :].partition(_THEN)
    return read_rubric(first), rest


def read_rubric(text: str) -> tuple[RubricLine, ...]:
    """Read a rubric line; nothing where a part has no score."""
    lines = tuple(RubricLine(each[1].strip(), int(each[2])) for each in _PART.finditer(text))
    return () if _PART.sub("", text).strip() else lines

"""Keys as trainers write them: AC, A,C, A、C, ａｃ; 对, 正确, √, T …."""

from __future__ import annotations

import re
import unicodedata

from quizgen.model import QuizgenError

YES, NO = "正确", "错误"
TRUE_WORDS = ("正确", "对", "√", "✓", "✔", "是", "T", "TRUE", "Y", "YES", "☑", "V", "同意")
FALSE_WORDS = ("错误", "错", "×", "✗", "✘", "X", "否", "F", "FALSE", "N", "NO", "╳", "不正确", "不对", "不同意", "✕", "❌")  # fmt: skip
_TRUTHS = dict.fromkeys(TRUE_WORDS, True) | dict.fromkeys(FALSE_WORDS, False)
_BETWEEN = re.compile(r"[\s,，、;；.。．/|和&]+")


def truth(text: str) -> bool | None:
    """Read a judgement; ``None`` where it is none."""
    return _TRUTHS.get(unicodedata.normalize("NFKC", text).strip(" 。.；;（）()【】[]").upper())


def truth_of(text: str) -> bool:
    """Read a judgement that has to be one."""
    found = truth(text)
    if found is None:
        raise QuizgenError(f"判断题的答案要写 正确 或 错误，这里是“{text[:40]}”")
    return found


def letters(text: str) -> list[int] | None:
    """Read letters of options, from 0; ``None`` where there is anything else."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    bare = bare.strip("()[]【】〔〕")
    if not re.fullmatch("[A-Z]{1,26}", bare):
        return None
    return [ord(each) - 65 for each in bare]


def letters_in(text: str, options: int) -> set[int]:
    """Read letters that have to be those of options."""
    found = letters(text)
    if found is None:
        raise QuizgenError(f"答案要写选项的字母，这里是“{text[:40]}”")
    if beyond := [each for each in found if each >= options]:
        raise QuizgenError(f"答案里有 {chr(65 + beyond[0])}，选项却只有 {options} 个")
    return set(found)

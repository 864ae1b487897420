"""What a person types, as an answer; what cannot be read is said in a sentence."""

from __future__ import annotations

import re
import unicodedata

from quizgen.model import (
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Item,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    Ordering,
    OrderingAnswer,
    PaperItem,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    TrueFalseAnswer,
)

_YES = {"对", "√", "正确", "是", "t", "true", "y", "yes", "1"}
_NO = {"错", "×", "x", "错误", "否", "f", "false", "n", "no", "0"}
_BETWEEN_GAPS = re.compile(r"[；;、|]|\s{2,}")


class UnreadableError(ValueError):
    """An answer that is none; the message says what is wanted."""


def how(item: Item) -> str:
    """Say how an item is answered."""
    match item:
        case SingleChoice():
            return "输入一个字母"
        case MultipleChoice():
            return "输入全部对的字母，不用隔开"
        case TrueFalse():
            return "对 / 错"
        case Cloze():
            return "多个空用；隔开" if len(item.blanks) > 1 else "输入答案"
        case Matching():
            return "依次输入各行对应的字母，不会的写 -"
        case Ordering():
            return "按先后输入字母，不用隔开"
        case ShortAnswer():
            return "写下要点，再对照评分点给自己打分"


def read_answer(placed: PaperItem, typed: str) -> Answer:
    """Read what was typed.

    Raises:
        UnreadableError: where it is no answer to this kind of item.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    item = placed.item
    match item:
        case SingleChoice() | MultipleChoice():
            chosen = _places(text, placed.shown)
            if isinstance(item, SingleChoice) and len(chosen) != 1:
                raise UnreadableError("单选题输入一个字母")
            return ChoiceAnswer(tuple(sorted(set(chosen))))
        case TrueFalse():
            return TrueFalseAnswer(_yes_or_no(text))
        case Cloze():
            words = [text] if len(item.blanks) == 1 else _BETWEEN_GAPS.split(typed.strip())
            if len(words) != len(item.blanks):
                raise UnreadableError(f"这题有 {len(item.blanks)} 个空，用；隔开")
            return ClozeAnswer(tuple(word.strip() for word in words))
        case Matching() | Ordering():
            return _arranged(item, text, placed.shown)
        case ShortAnswer():
            return TextAnswer(typed.strip())


def _arranged(item: Matching | Ordering, text: str, shown: tuple[int, ...]) -> Answer:
    """Read letters whose order counts."""
    if isinstance(item, Ordering):
        order = _places(text, shown)
        if sorted(order) != list(range(len(item.order))):
            raise UnreadableError(f"{len(item.order)} 个字母各用一次")
        return OrderingAnswer(tuple(order))
    joined = _places(text, shown, skip=True)
    if len(joined) != len(item.pairs):
        raise UnreadableError(f"左栏有 {len(item.pairs)} 行，要输入 {len(item.pairs)} 个字母")
    return MatchingAnswer(tuple(joined))


def _places(text: str, shown: tuple[int, ...], *, skip: bool = False) -> list[int]:
    """Read letters as indices into the item's own order."""
    found = []
    for char in re.sub(
        r"[\s,，、.。0-9→>]" if not skip else r"[\s,，、.。0-9→>—]", "", text
    ).upper():
        if skip and char == "-":
            found.append(-1)
            continue
        place = ord(char) - ord("A")
        if not 0 <= place < len(shown):
            last = chr(ord("A") + len(shown) - 1)
            raise UnreadableError(f"只能输入 A—{last} 的字母，这里有“{char}”")
        found.append(shown[place])
    if not found:
        raise UnreadableError("要输入字母")
    return found


def _yes_or_no(text: str) -> bool:
    word = text.lower().rstrip("的。.")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableError("输入“对”或“错”")

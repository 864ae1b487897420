"""All fixed wording of questions, in one place, for a trainer to read and mend.

Most stems are gaps in a sentence that an author wrote (``:say:``, ``:of:``, ``:scene:``,
``:lack:``, ``:event:``); only these are ours (item-writing rules, templates M1 to P5).
"""

from __future__ import annotations

import re

from quizgen.model import PointSet, match_key

GAP = "（　　）"
LIST_CHOICE = "{basis}下列各项中，属于“{title}”的有" + GAP + "。"
LIST_EXCEPT = "{basis}下列{noun}中，**不属于**“{title}”的是" + GAP + "。"
TERM_TO_DETAIL = "“{title}”中，{term}的要求是" + GAP + "。"
STATEMENTS = "关于{about}，下列说法正确的是" + GAP + "。"
NAME_ALL = "{basis}请写出“{title}”的内容，并各举一个本岗位的做法。"
MATCH_DETAILS = "将左栏的{noun}与右栏的要求对应起来（右栏有多余项）。"
MATCH_SIDES = "将{terms}与{values}对应起来（右栏有多余项）。"
ORDER_STEPS = "{basis}请把“{title}”的各步按先后排好。"
EVENTS = "下列情形中，属于{term}的是" + GAP + "。"

_PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
_QUOTES = str.maketrans("", "", "“”‘’「」『』")


def bare(text: str) -> str:
    """Drop the quotation marks inside a term: all options are written alike."""
    return text.translate(_QUOTES)


def title_of(pointset: PointSet) -> str | None:
    """Return the name a question may use, or nothing where the title tells a term."""
    if pointset.called:
        return bare(pointset.called)
    title = bare(_PARENTHESES.sub("", pointset.title).strip())
    if any(match_key(point.key) in match_key(title) for point in pointset.points):
        return None
    return title


def basis_of(pointset: PointSet, sound: bool) -> str:
    """Say on what a stem rests: the law where its fact was read in the text, the speech."""
    if pointset.status == "dated":
        return "讲话提出，"
    return f"根据{pointset.basis}，" if pointset.basis and sound else ""


def fill(sentence: str, **gaps: str) -> str:
    """Put words into the gaps of an author's sentence."""
    for name, words in gaps.items():
        sentence = sentence.replace(f"【{name.replace('_', ':')}】", words)
    return sentence


def ended(sentence: str) -> str:
    """End a sentence with a full stop."""
    return sentence if sentence.endswith(("。", "？", "！")) else f"{sentence}。"


def listed(words: list[str]) -> str:
    """Write a list as Chinese does: 甲、乙和丙."""
    return words[0] if len(words) == 1 else "、".join(words[:-1]) + "和" + words[-1]

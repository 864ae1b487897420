"""All fixed wording of questions, in one place, for a trainer to read and mend.

Most stems are gaps in a sentence that an author wrote (``:say:``, ``:of:``, ``:scene:``,
``:lack:``, ``:event:``); only these are ours (item-writing rules, templates M1 to P5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from quizgen.model import PointSet, match_key

from .numbers import numeral

GAP = "（　　）"
# stems
LIST_CHOICE = "{basis}下列各项中，属于{said}“{title}”的有" + GAP + "。"
LIST_CHOICE_DATED = "讲话提出“{title}”，下列各项中属于其内容的有" + GAP + "。"
LIST_EXCEPT = "{basis}下列{noun}中，**不属于**{said}“{title}”的是" + GAP + "。"
TERM_TO_DETAIL = "下列各项中，{of}的是" + GAP + "。"
STATEMENTS = "关于{about}，下列说法正确的是" + GAP + "。"
NAME_AND_DO = "{basis}请写出“{title}”的内容，并各举一个做法。"
NAME_AND_SAY = "{basis}请写出“{title}”的各项，并各用一句话说明其主要内容。"
SAID = "讲话提出的"
MATCH_DETAILS = "将左栏“{title}”的各项与右栏的内容对应起来（右栏有多余项）。"
MATCH_SIDES = "{basis}将{terms}与{values}对应起来（右栏有多余项）。"
ORDER_STEPS = "{basis}请把“{title}”的各步按先后排好。"
CASE_SHOWS = "案中“{cue}”这一情节，涉及{frame}。"
CASE_SHOWS_ABOUT = "就{about}来看，案中“{cue}”这一情节涉及的是" + GAP + "。"
EVENTS = "{basis}下列情形中，属于{term}的是" + GAP + "。"
ONLY_THEN = "{basis}{measure}不到{least}的，不能定为{term}。" + GAP
ALSO_THEN = "{basis}{measure}不到{least}的，也可能构成{term}。" + GAP
TODAY = "按今天的规定，"
# reasons
NOT_A_MEMBER = "“{word}”不在“{title}”之列。"
OF_ANOTHER = "“{word}”是“{title}”里的内容。"
BELONGS_TO = "这是“{term}”的内容。"
MEANS = "“{term}”讲的是：{gloss}"
BOUND = "“{term}”的界限：{bound}"
VALUE_OF = "“{value}”对应的是{term}。"
VALUE_ELSEWHERE = "“{value}”用在别处：{sentence}。"
NOT_VALUE = "应当是“{right}”，不是“{wrong}”。"
ANSWER_IS = "答案是“{key}”。"
RIGHT_IS = "正确的说法是：{right}"
WRONG_IS = "常见的错误说法是：{wrong}"
RUBRIC_TERM = "写出“{term}”"
RUBRIC_DEED = "举出“{term}”的一个具体做法（如：{hint}）"
RUBRIC_MEANING = "说明“{term}”的意思（要点：{hint}）"
DEEDS = ("意识", "做法", "检查内容", "要求", "行动", "动作", "措施", "开工动作", "到位", "定级做法")
"""Classes of which anyone can name a deed of her own (M10)."""

_PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
_QUOTES = str.maketrans("", "", "“”‘’「」『』")
_INNER = str.maketrans("“”", "‘’")
_NAMED_VALUE = re.compile(r"【值:[^】]*】")
_MOST_ARTICLES = 3
_IS = re.compile(r"^(?:[说讲指问管]的(?:就)?是|体现的是|是)")
_CITE = re.compile(r"(?P<law>《[^》]+》)(?P<article>.*)")
_LAW = re.compile(r"《[^《》]+》")
_ARTICLE = re.compile(r"第(?P<number>[一二三四五六七八九十百零]+)条")
_SPAN = re.compile(
    r"第(?P<first>[一二三四五六七八九十百零]+)至(?P<last>[一二三四五六七八九十百零]+)条"
)


@lru_cache(maxsize=1 << 16)
def bare(text: str) -> str:
    """Drop the quotation marks inside a term: all options are written alike."""
    return text.translate(_QUOTES)


def inner(text: str) -> str:
    """Write text that will stand between quotation marks: its own become single ones."""
    return text.translate(_INNER)


def cut(sentence: str) -> str:
    """Take the full stop off: options and quoted details have none."""
    return sentence.strip().rstrip("。；;")


def ended(sentence: str) -> str:
    """End a sentence with a full stop."""
    sentence = sentence.strip()
    return sentence if sentence.endswith(("。", "？", "！", "”。")) else f"{sentence}。"


def title_of(pointset: PointSet) -> str | None:
    """Return the name a question may use, or nothing where the title tells a term."""
    if pointset.called:
        return bare(pointset.called)
    title = bare(_PARENTHESES.sub("", pointset.title).strip())
    if any(match_key(point.key) in match_key(title) for point in pointset.points):
        return None
    return title


def plain_title(title: str) -> str:
    """Return a title as explanations quote it."""
    return bare(_PARENTHESES.sub("", title).strip())


def reference(lesson: str, title: str) -> str:
    """Say where the course teaches it."""
    where = f"《{lesson}》" if lesson else ""
    return f"参见{where}“{plain_title(title)}”。"


def cited(cites: Iterable[str]) -> str:
    """Name the articles that a key rests on, each law once: 《甲法》第一条、第二条.

    Where they are many, they are those of a whole set: the law alone is named.
    """
    return _cited(tuple(dict.fromkeys(cites)))


@lru_cache(maxsize=1 << 12)
def _cited(cites: tuple[str, ...]) -> str:
    laws: dict[str, list[str]] = {}
    for cite in cites:
        found = _CITE.match(cite)
        if found:
            laws.setdefault(found["law"], []).append(found["article"])
    told = [law + _articles(articles) for law, articles in laws.items()]
    return f"依据：{'；'.join(told[:3])}。" if told else ""


def _articles(articles: Sequence[str]) -> str:
    """Join the articles of one law; one that another names or spans too is named once."""
    kept: list[str] = []
    for each in sorted(articles, key=lambda each: (not _SPAN.search(each), -len(each))):
        named = {piece for other in kept for piece in other.split("、")}
        spans = [span for other in kept for span in _SPAN.finditer(other)]
        if not all(part in named or _spanned(part, spans) for part in each.split("、")):
            kept.append(each)
    kept.sort(key=list(articles).index)
    return "、".join(kept) if len(kept) <= _MOST_ARTICLES else ""


def _spanned(article: str, spans: Sequence[re.Match[str]]) -> bool:
    found = _ARTICLE.fullmatch(article)
    return found is not None and any(
        numeral(span["first"]) <= numeral(found["number"]) <= numeral(span["last"])
        for span in spans
    )


def basis_of(pointset: PointSet, sound: bool) -> str:
    """Say on what a stem rests: the law where its fact was read in the text, or the speech.

    The number of the article belongs to the explanation, not to the stem.
    """
    if pointset.status == "dated":
        return "讲话提出，"
    law = _LAW.search(pointset.basis or "")
    return f"根据{law[0]}，" if law and sound else ""


def rested(basis: str, sentence: str) -> str:
    """Put the basis before a sentence that does not name it itself."""
    law = _LAW.search(basis)
    if (law and law[0] in sentence) or sentence.startswith(("根据", "按照", "讲话")):
        return sentence
    return basis + sentence


def belonging(of: str) -> str:
    """Turn 是…的要求, 说的是… into 属于…, which can stand before 的是."""
    return _IS.sub("属于", of)


def fill(sentence: str, **gaps: str) -> str:
    """Put words into the gaps of an author's sentence; ``值`` also fills ``【值:列】``."""
    for name, words in gaps.items():
        sentence = sentence.replace(f"【{name}】", words)
        if name == "值":
            for gap in _NAMED_VALUE.findall(sentence):
                sentence = sentence.replace(gap, words)
    return sentence


def listed(words: Sequence[str]) -> str:
    """Write a list as Chinese does: 甲、乙和丙; words that hold 和 take 以及."""
    if len(words) == 1:
        return words[0]
    last = "以及" if any("和" in word or "、" in word for word in words) else "和"
    mark = "；" if any("、" in word or "，" in word for word in words) else "、"
    return mark.join(words[:-1]) + last + words[-1]

"""Rules on stems: whole, plain, positive, true to life, of today (S1–S3 L2 T1 T3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .findings import Finding, Known, found
from .words import all_texts, bare, choices, gaps

_ASKS = re.compile(
    r"[？?]|什么|哪|几|是否|怎样|如何|多少|请|将|把|写出|排好|排列|对应起来|是[：:]?$|有[：:]?$|应当?[：:]?$"
)
_VAGUE = re.compile(
    r"^(?:关于(?:安全生产|安全工作|安全|事故)，?)?(?:以下|下列)(?:各项|说法|选项|表述|叙述)?(?:中)?，?"
    r"(?:说法|表述)?(?:不?正确|错误|不?对)的(?:说法)?(?:是|有)"
)
_NOT = re.compile(
    r"不属于|不包括|不是|不正确|错误的|不应当?|不得|不需要|不必|除外|不能|不符合|没有"
)
_ASKED_NOT = re.compile(
    r"(?:不属于|不包括|不正确|不需要|不符合|不应当?|不能|不必|错误)"
    r"[^，。]{0,24}(?:的是|的有|的为|的一项是)"
)
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_MISFORMED = (
    (re.compile(r"““|””|‘‘|’’|“”|‘’"), "引号重叠或空着"),
    (re.compile(r"，，|。。|、、|；；|，。|。，|、。|、，|：。|？。"), "标点重叠"),
    (re.compile(r"【|】|\{\{\D|《》"), "留着没有填的空"),
    (
        re.compile(
            r"%[%％]|万元万元|元元|人人以|年年以|日日内|小时小时|万万|的的|了了|是是|在在|内内"
        ),
        "词语重复",
    ),
    (
        re.compile(
            r"(?<![一-九])查中的哪一种查|的是的|属于属于|是属于是|包括包括|的要求的要求|的内容的内容|的做法的做法"
        ),
        "搭配重复",
    ),
    (re.compile(r"[\u3400-\u9fff] +[\u3400-\u9fff]"), "汉字之间有空格"),
    (re.compile(r"[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]"), "夹着半角标点"),
    (re.compile(r"TODO|XXX|待补|undefined|None\b|null\b|nan\b"), "留着未完成的记号"),
)
_WORTHLESS = (
    (
        re.compile(r"第几[个项条句位]|排在第（|位于第（|的?第（[\s\u3000]*）[个项条句位]"),
        "考的是位置",
    ),
    (re.compile(r"属于哪一?组|是哪一?组|属于下列哪一?组|属于（　　）这一组"), "考的是哪一组"),
    (
        re.compile(
            r"(?:共有?|一共|包括|分为?)(?:几|（[\s\u3000]*）)[个项条种点句级类](?!月|工作日|小时)"
        ),
        "考的是有几条",
    ),
    (
        re.compile(r"(?:讲话|文件|报告)(?:是)?(?:在)?(?:哪一?[年天日月]|何时|什么时候|谁)"),
        "考的是出处",
    ),
)
_OLD = (
    (
        re.compile(r"安监局|安全监管局|安监部门|安监总局|安全生产监督管理(?:局|总局|部门)"),
        "应急管理部门",
    ),
    (re.compile(r"公安消防(?:部门|机构|支队|大队)|消防支队的?消防监督"), "消防救援机构"),
    (re.compile(r"质监局|质量技术监督局|工商局|工商行政管理局|食药监局"), "市场监管部门"),
    (re.compile(r"(?<![特重])特大(?:生产)?(?:安全)?事故"), "特别重大事故"),
    (
        re.compile(r"(?<!、组织他人)强令违章冒险作业罪|(?<!他人)违章冒险作业罪"),
        "强令、组织他人违章冒险作业罪",
    ),
    (re.compile(r"(?<!全员)安全生产责任制(?!规定|细则)"), "全员安全生产责任制"),
    (re.compile(r"国土资源(?:局|部门)|环保局|环境保护局|卫计委|卫生计生"), "机构改革后的名称"),
    (re.compile(r"劳动局|劳动部门|经贸委|建设厅"), "机构改革后的名称"),
)
_EXCUSED = re.compile(
    r"旧称|旧文件|原(?:来|国家)|当时|已改|今天(?:叫|的|由)|现(?:由|为|称|行)|改称|过去|历史|地方党政领导"
)
_FALSE_MONEY = re.compile(r"(?<!\d)(?:\d*[1-9]999|999|\d*7499|\d+\.\d{3,})万?元")


def check_stem(item: Item, known: Known) -> Iterator[Finding]:
    """Look at how an item is asked."""
    for rule in (_whole, _negative, _formed, _worth, _of_today, _lifelike):
        yield from (found(item, code, message) for code, message in rule(item))


def _whole(item: Item) -> Iterator[tuple[str, str]]:
    """S1: one complete question, one claim."""
    stem = item.stem.strip()
    if _VAGUE.match(stem):
        yield "S1", "话题不具体，不看选项不知道问什么"
    if len(bare(stem)) < 5 and item.stimulus is None:
        yield "S1", "题干太短，问不清楚"
    if isinstance(item, SingleChoice | MultipleChoice):
        if gaps(stem) > 1:
            yield "S1", "题干有两个空"
        elif not gaps(stem) and not _ASKS.search(stem):
            yield "S1", "题干没有空，也没有问"
    elif isinstance(item, Cloze):
        yield from _cloze_whole(item)
    elif isinstance(item, TrueFalse):
        yield from _one_claim(stem)


def _cloze_whole(item: Cloze) -> Iterator[tuple[str, str]]:
    marks = re.findall(r"\{\{(\d+)\}\}", item.stem)
    if marks != [str(n) for n in range(1, len(item.blanks) + 1)]:
        yield "S1", "空和答案对不上"
    if item.stem.startswith("{{"):
        yield "S1", "空在句首"
    if len(marks) > 2 and not item.unordered and item.template != "M3":
        yield "S1", "空超过两个"


def _one_claim(stem: str) -> Iterator[tuple[str, str]]:
    said = re.sub(r"（[\s\u3000]*）$", "", stem).rstrip("。")
    if "；" in said or re.search(r"[^，]{8,}，(?:并且|而且|同时|且)[^，]{6,}", said):
        yield "S1", "一句里有两个说法，难判对错"


def _negative(item: Item) -> Iterator[tuple[str, str]]:
    """S2: a negation that is asked for stands out, and there is only one."""
    if not isinstance(item, SingleChoice | MultipleChoice):
        return
    asked = re.split(r"[。]", item.stem.rstrip("。"))[-1]
    plain = _QUOTED.sub("", asked.replace("**", ""))
    hits = _ASKED_NOT.search(plain)
    if hits and "**" not in asked:
        yield "S2", "否定没有加重"
    if len(_NOT.findall(plain)) > 1 and hits:
        yield "S2", "双重否定"


def _formed(item: Item) -> Iterator[tuple[str, str]]:
    """S3 as far as forms tell."""
    for text in all_texts(item):
        for form, said in _MISFORMED:
            if form.search(text):
                yield "S3", f"{said}：“{text[:30]}”"
        for left, right in ("“”", "《》", "（）"):
            if text.count(left) != text.count(right):
                yield "S3", f"{left}{right} 不成对：“{text[:30]}”"


def _worth(item: Item) -> Iterator[tuple[str, str]]:
    asked = re.split("。", item.stem.rstrip("。"))[-1]
    for form, said in _WORTHLESS:
        if form.search(asked):
            yield "L2", said


def _of_today(item: Item) -> Iterator[tuple[str, str]]:
    """T1: old names of bodies and crimes where they count as right, without a word on it."""
    right, _ = choices(item)
    told = [item.stem if not (isinstance(item, TrueFalse) and not item.answer) else "", *right]
    if isinstance(item, Cloze):
        told += [gap.accept[0] for gap in item.blanks]
    if isinstance(item, Matching):
        told += [side for pair in item.pairs for side in (pair.left, pair.right)]
    if isinstance(item, Ordering):
        told += item.order
    if isinstance(item, ShortAnswer):
        told += [each.text for each in item.rubric]
    text = "\n".join(told)
    for old, new in _OLD:
        hit = old.search(text)
        if hit and not _EXCUSED.search(text):
            yield "T1", f"“{hit[0]}”今天是“{new}”"
    if re.search(r"上一年年收入\s*(?:的)?\s*30\s*%", "\n".join([_with_key(item), *told])):
        yield "T1", "上一年年收入30%是旧规定的数"


def _with_key(item: Item) -> str:
    right, _ = choices(item)
    return re.sub(r"（[\s\u3000]*）", lambda _: right[0], item.stem) if right else item.stem


def _lifelike(item: Item) -> Iterator[tuple[str, str]]:
    """T3 as far as numbers tell: sums that no accountant writes, deaths without damage."""
    for text in all_texts(item):
        if hit := _FALSE_MONEY.search(text):
            yield "T3", f"“{hit[0]}”不像真账"
        deaths = re.search(r"(\d+)人死亡|死亡(\d+)人", text)
        loss = re.search(r"直接经济损失(\d+(?:\.\d+)?)(万|亿)?元", text)
        if deaths and loss:
            dead = int(deaths[1] or deaths[2])
            money = float(loss[1]) * {"万": 1.0, "亿": 1e4}.get(loss[2] or "", 1e-4)
            if money < 10 * min(dead, 30) or (dead and money < 20):
                yield "T3", f"死亡{dead}人，直接经济损失只有{loss[1]}{loss[2] or ''}元，不像真事"

"""An outline to the draft of a lesson: MyST that builds as it stands and asks for an author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pypinyin import Style, lazy_pinyin

from .announce import announcements
from .numerals import in_words
from .tree import Group, Item, Kind, Outline

_MARKS = re.compile(r"([\\*_`\[\]{}<>#$|~])")
_PARTS = re.compile("[；;=]")
_SORTS = (
    ("通知", "通知"), ("通报", "通报"), ("方案", "方案"), ("计划", "计划"), ("纪要", "会议纪要"), ("报告", "报告"),
    ("意见", "意见"), ("办法", "办法"), ("规定", "规定"), ("制度", "制度"), ("预案", "预案"), ("总结", "总结"),
    ("讲稿", "讲稿"), ("培训", "培训稿"), ("教案", "培训稿"), ("课件", "培训稿"), ("倡议", "倡议书"),
)  # fmt: skip
_KINDS = {
    Kind.ENUMERATION: "members",
    Kind.SERIES: "members",
    Kind.PAIRS: "pairs",
    Kind.RATIO: "ratio",
}
_UNIT_NAMES = (
    "方面",
    "到位",
    "结合",
    "个",
    "种",
    "项",
    "笔",
    "条",
    "点",
    "句",
    "类",
    "件",
    "步",
    "招",
    "道",
    "张",
    "层",
    "级",
)


@dataclass
class Draft:
    """Writes one lesson; ids and depth are kept here."""

    outline: Outline
    origin: str
    ids: set[str] = field(default_factory=set)

    @property
    def sort(self) -> str:
        """Say what the text is: a speech, a notice, a plan."""
        title = self.outline.title
        found = [(title.rfind(word), said) for word, said in _SORTS if word in title]
        return max(found)[1] if found and "讲话" not in title else "讲话"

    def lesson(self) -> str:
        """Return the whole page."""
        title = self.outline.title or "未命名的课"
        lines = [
            "---",
            f"title: {_yaml(title)}",
            "objectives:",
            "  - TODO 学完这一课，学员能做到什么（一句一条）",
            "minutes: 45",
            "audience: [TODO]",
            "order: 999",
            "---",
            "",
            f"# {_escape(title)}",
            "",
            f"% 草稿由 quizgen draft 整理，原文是 {_comment(self.origin)}。点集里的词是原文的提法；",
            "% 释义、细目、案例请用自己的话写。百分号开头的行不会出现在课文里，写完可以删去。",
            "",
            "% TODO 为什么要学这一课：写一个短小的虚构场景。",
            "",
        ]
        lines += self._groups(self.outline.groups, 2, None)
        lines += [
            "## 今天的规定",
            "",
            "% TODO 现行法律怎么规定，注明条号；原文说法与今天不同的，在这里讲清。",
            "",
            "## 案例讨论",
            "",
            "% TODO 一到两个虚构案例，用 case 指令写。",
            "",
        ]
        return "\n".join(lines)

    def _groups(self, groups: Sequence[Group], level: int, owner: Item | None) -> Iterator[str]:
        for group in groups:
            if len(group.items) < 2:
                continue
            yield from self._set(group, owner)
            for item in group.items:
                if item.children:
                    if level <= 4:
                        yield from (f"{'#' * level} {_escape(_short(item.key))}", "")
                    yield from self._groups(item.children, level + 1, item)

    def _set(self, group: Group, owner: Item | None) -> Iterator[str]:
        """Write one ``points`` directive and the notes before it."""
        title = group_title(group)
        yield f"% 位置：原文第 {group.line} 行" + (f"，{_comment(owner.key)}" if owner else "")
        quoted = [item for item in group.items if item.text] or group.items
        for item in quoted:
            yield f"% 原文：“{_comment(_quotation(item))}”"
        for warning in group.warnings:
            yield f"% TODO 核对：{_comment(warning)}"
        yield "% TODO 释义：在每个词后面写“：”，再用自己的话说清楚是什么。"
        yield "% TODO 依据：这一组今天有没有法律依据，写进 :facts: 或 :basis:。"
        if group.kind in (Kind.ENUMERATION, Kind.PAIRS):
            yield "% TODO 细目：每一点写两三条具体做法，再写一个案例。"
        yield ""
        yield f":::{{points}} {_escape(title)}"
        yield f":name: {self._id(title if group.name else group.items[0].key)}"
        yield from self._options(group, title, owner)
        yield ""
        yield from self._points(group)
        yield ":::"
        yield ""

    def _options(self, group: Group, title: str, owner: Item | None) -> Iterator[str]:
        yield f":kind: {self._kind(group)}"
        yield f":announced: {len(group.items)}"
        unit, noun = unit_and_noun(group)
        if group.kind in (Kind.PAIRS, Kind.RATIO):
            yield ":terms: 事项"
            yield f":values: {'数目' if group.kind is Kind.RATIO else '对应内容'}"
        else:
            yield f":noun: {_option(noun)}"
            yield f":unit: {unit}"
        if group.name is None and group.kind is Kind.SERIES:
            yield ":ask: list"
        yield f":say: {self._say(group, title, owner)}"

    def _say(self, group: Group, title: str, owner: Item | None) -> str:
        if group.name:
            return f"{self.sort}提出“{_option(_plain(group.name))}”，即【清单】"
        if owner is not None:
            return f"{self.sort}在“{_option(_short(owner.key))}”部分列举了【清单】"
        return f"{self.sort}列举了【清单】"

    def _kind(self, group: Group) -> str:
        if group.kind is Kind.RATIO and not all(
            item.value and re.match(r"\d", item.value) for item in group.items
        ):
            return "pairs"
        if group.kind is Kind.ENUMERATION and ("步" in group.marker or "步" in (group.name or "")):
            return "steps"
        return _KINDS[group.kind]

    def _points(self, group: Group) -> Iterator[str]:
        terms = _terms(group)
        if group.kind in (Kind.PAIRS, Kind.RATIO):
            for term, item in zip(terms, group.items, strict=True):
                yield from (_escape(term), f": {_escape(_line(item.value or 'TODO'))}", "")
            return
        for number, term in enumerate(terms, 1):
            yield f"{number}. **{_escape(term)}**"

    def _id(self, said: str) -> str:
        """Make an id that stays when the text around it moves: the pinyin of the name."""
        han = re.sub("[^\u3400-\u9fffA-Za-z0-9]", "", said)[:8]
        parts = lazy_pinyin(han, style=Style.NORMAL, errors=lambda other: other.lower())
        base = re.sub("[^a-z0-9]+", "-", "-".join(parts)).strip("-").replace("ü", "v")
        if not base or not base[0].isalpha():
            base = f"set-{base}".strip("-")
        name, number = base, 2
        while name in self.ids:
            name, number = f"{base}-{number}", number + 1
        self.ids.add(name)
        return name


def write_lesson(outline: Outline, origin: str) -> str:
    """Write the draft of a lesson from an outline; ``origin`` names the file it came from."""
    return Draft(outline, origin).lesson()


def group_title(group: Group) -> str:
    """Name a group: as the text does, else by its first member."""
    if group.name:
        return _plain(group.name)
    first = _short(group.items[0].key, 14)
    return f"{_plain(first)}等{in_words(len(group.items))}项"


def unit_and_noun(group: Group) -> tuple[str, str]:
    """Return measure word and class noun: of the name, else 项 and 内容."""
    name = group.name or ""
    found = announcements(name)
    if not found:
        return "项", _plain(name) or "内容"
    noun = found[0].noun
    rest = re.sub("^(?:[二三四五六七八九十两0-9几]+|若干)", "", found[0].name)
    unit = next((each for each in _UNIT_NAMES if rest.startswith(each)), "项")
    return ("项" if unit in ("到位", "结合") else unit), (noun if len(noun) > 1 else "内容")


def _quotation(item: Item) -> str:
    """Quote the sentence that an item stands in, shortened."""
    said = item.text or item.key + (f"，{item.value}" if item.value else "")
    sentence = re.split("(?<=[。！？])", said, maxsplit=1)[0]
    return sentence if len(sentence) <= 80 else sentence[:79] + "…"


def _terms(group: Group) -> list[str]:
    """Return the terms of a group, each different from the others."""
    firsts = [re.split("[，。；：]", item.key, maxsplit=1)[0] for item in group.items]
    short = max(len(item.key) for item in group.items) > 12 and min(map(len, firsts)) > 1
    heads = firsts if short and len(set(firsts)) == len(firsts) else [i.key for i in group.items]
    terms: list[str] = []
    seen: set[str] = set()
    for head in heads:
        term = base = _line(head[:30]) or "TODO"
        number = 2
        while _bare(term) in seen:
            term, number = f"{base}（{number}）", number + 1
        seen.add(_bare(term))
        terms.append(term)
    return terms


def _bare(text: str) -> str:
    return re.sub("[“”‘’「」『』\"'\\s]", "", text)


def _short(text: str, most: int = 30) -> str:
    """Take the first clause where a head has several and is long."""
    if len(text) > 12:
        first = re.split("[，。；：]", text, maxsplit=1)[0]
        text = first if len(first) >= 4 else text
    return text[:most]


def _plain(text: str) -> str:
    return text.strip("“”‘’：，。；、 ")


def _line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    """Keep what Markdown would read as markup."""
    said = _MARKS.sub(r"\\\1", _line(text))
    return re.sub(r"^([-+:%]|\d+[.)])", r"\\\1", said)


def _option(text: str) -> str:
    """Make a text fit for the value of an option: no gaps, no marks of other tools."""
    said = _line(text).translate(str.maketrans("【】#", "［］＃")).strip()
    return said.lstrip("\"'|>") or "内容"


def _comment(text: str) -> str:
    return _line(text)


def _yaml(text: str) -> str:
    return '"' + _line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'

"""Raw lines to clean paragraphs that know their places.

What a copy loses or gains on its way is mended here and nowhere else: blanks and breaks inside
sentences, straight quotation marks, full-width digits, page numbers, the web page around a text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from .numerals import NUMERAL, ordinal

STOPS = "。！？；：…"
_CLOSERS = "”’」』）】》"
_DROPPED = dict.fromkeys(
    [*range(0x09), *range(0x0B, 0x20), 0x7F, 0xAD, 0xFEFF, *range(0x200B, 0x2010), 0x2060]
)
_SAME = {0x3000: " ", 0xA0: " ", 0x09: " ", 0xFF0E: ".", 0xFF61: "。", 0xFE51: "、", 0xFF64: "、"}
_FULL = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
_CHARS = _DROPPED | _SAME | {c: s for c, s in _FULL.items() if s.isalnum()}
_CHARS |= {ord(a): b for a, b in zip("()!?;「」『』", "（）！？；“”‘’", strict=True)}
_WIDE = r"[^\x00-\x7f]"
_BLANKS = re.compile(rf"(?<={_WIDE}) +| +(?={_WIDE})| +(?=[、,.:)%])|^ +| +$")
_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_COLON = re.compile(r":(?![\d/])|(?<![\dA-Za-z]):(?!/)")
_DOT = re.compile(r"(?<=[\u4e00-\u9fff”）])\.(?=$|[\u4e00-\u9fff“])")
_LOOSE_HEAD = re.compile(rf"^(第?{NUMERAL}|第\d{{1,2}}) +(?=[\u4e00-\u9fff“])(?!是|要)")
_DIGIT_HEAD = re.compile(r"^(\d{1,2}) *([.、]) *(?=\D)")
BLOCK_START = re.compile(
    rf"(?:——|[•●◆■▲★※○□◇△➢]|第(?:{NUMERAL}|\d{{1,3}})(?:[、，,:：.是要]|[编条章节步讲课]|[个种]?(?:方面|部分|步|点))"
    rf"|{NUMERAL}[、.，,是要]|[（(](?:{NUMERAL}|\d{{1,3}})[）)]|(?:{NUMERAL}|\d{{1,2}})[）)]"
    r"|\d{1,2}[.、．](?!\d)|[①-⑳]|首先|其次|再次|最后[，,]|另?一方面|附件|附：|抄送)"
)
_WORD_START = re.compile(rf"{NUMERAL}[是要]|首先|其次|再次|最后[，,]|另?一方面")
"""Marks that stand inside paragraphs as often as at their heads."""
_PAGE = re.compile(
    r"[-—–·~\s]*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:[/,，、]?\s*共?\s*\d{1,4}\s*页?)?[-—–·~\s]*"
    r"|[-—–·\s]*第\s*[一二三四五六七八九十]+\s*页[-—–·\s]*|(?:Page|PAGE|page)\s*\d+(?:\s*of\s*\d+)?"
)
_STRONG_BOILERPLATE = re.compile(
    r"https?://|www\.|\.com|\.cn\b|QQ\s*[群号:：]|QQ群|微信|公众号|扫码|二维码|会员|免费|订阅|下载|转载|"
    r"版权所有|侵权|侵删|免责声明|上一篇|下一篇|相关阅读|推荐阅读|责任编辑|分享到|点击(?:数|次数|量|率|查看|这里)|"
    r"浏览(?:次数|量|：)|阅读(?:次数|量|：|全文)|字号|打印本页|关闭窗口|返回(?:首页|顶部|列表)|当前位置|网站首页|"
    r"ICP备|备案号|仅供(?:学习|参考)|禁止外传|收藏本|举报|客服|登录|注册|广告|文库|范文|来源：|作者：|编辑："
)
_GREETING = re.compile(
    r"(?:尊敬的)?(?:各位)?[\u4e00-\u9fff、]{0,20}(?:同志们|朋友们|领导|代表|单位|部门|各科室)[：，！]"
)


@dataclass
class Line:
    """A physical line: its number (from 1), indent and text with single blanks."""

    number: int
    indent: int
    text: str
    after_blank: bool = False


@dataclass
class Paragraph:
    """Clean text, and where each of its physical lines begins in it."""

    text: str
    starts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def line(self, at: int) -> int:
        """Name the physical line on which a character stands."""
        return self.numbers[max(0, bisect_right(self.starts, at) - 1)]


def read_lines(raw: str) -> list[Line]:
    """Split a text into lines, characters made uniform, empty ones left out."""
    found: list[Line] = []
    blank = False
    for number, text in enumerate(re.split(r"\r\n|\r|\n|\f|\v|\x85|\u2028|\u2029", raw), 1):
        text = text.translate(_CHARS).rstrip()
        bare = text.lstrip(" ")
        if not bare:
            blank = True
            continue
        found.append(Line(number, len(text) - len(bare), bare, blank))
        blank = False
    return found


def clean(raw: str) -> tuple[str, list[Paragraph]]:
    """Return the title and the paragraphs of a raw text."""
    lines = _without_boilerplate(_without_running_heads(read_lines(raw)))
    for line in lines:
        line.text = _tidy(line.text)
    lines = [line for line in lines if line.text]
    title, taken = _title(lines)
    return title, _paragraphs(lines[taken:])


def _tidy(text: str) -> str:
    """Drop blanks beside Chinese and make punctuation Chinese where it stands among it."""
    text = _LOOSE_HEAD.sub(lambda m: m[1] + "、" if _is_head_number(m[1]) else m[0], text)
    text = _DIGIT_HEAD.sub(r"\1\2", text)
    text = _BLANKS.sub("", text)
    text = _COMMA.sub("，", text)
    text = _COLON.sub("：", text)
    return _DOT.sub("。", text)


def _is_head_number(text: str) -> bool:
    return ordinal(text.removeprefix("第")) is not None


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """Leave out page numbers, and short lines that come again and again."""
    counts = Counter(line.text for line in lines if len(line.text) <= 40)
    kept: list[Line] = []
    for line in lines:
        bare = line.text.replace(" ", "")
        again = counts[line.text] >= 3 and bare[-1] not in STOPS + "，、" and "，" not in bare
        again = again and not BLOCK_START.match(bare)
        if not (_PAGE.fullmatch(line.text) or again):
            kept.append(line)
    return kept


def _without_boilerplate(lines: list[Line]) -> list[Line]:
    """Cut the web page off both ends of a text."""
    first = 0
    for at, line in enumerate(lines[:30]):
        bare = line.text.replace(" ", "")
        if _GREETING.match(bare) or BLOCK_START.match(bare) or len(bare) > 60:
            break
        if _STRONG_BOILERPLATE.search(bare):
            first = at + 1
    last = len(lines)
    for at in range(len(lines) - 1, max(first, len(lines) - 30) - 1, -1):
        bare = lines[at].text.replace(" ", "")
        if _STRONG_BOILERPLATE.search(bare) and len(bare) <= 60:
            last = at
        elif (
            BLOCK_START.match(bare) or len(bare) > 60 or (bare[-1] in "。！" and last == len(lines))
        ):
            break
    return lines[first:last] if first < last else lines


_TITLE_WORDS = re.compile(
    r"讲话|讲稿|发言|致辞|报告|通知|通报|方案|计划|要点|总结|纪要|意见|办法|规定|细则|制度|预案|倡议|决定|"
    r"公告|通告|批复|函|教案|课件|培训|材料|宣讲|党课|提纲|责任书|承诺书|指南|须知|汇报|简报|讲义"
)


def _title(lines: list[Line]) -> tuple[str, int]:
    """Take the title off the top: short lines that are no sentence, no heading, no greeting."""
    taken: list[str] = []
    for line in lines[:4]:
        text = line.text
        if len(text) > 45 or text[-1] in STOPS + "，、" or BLOCK_START.match(text):
            break
        if taken and _TITLE_WORDS.search(taken[-1]) and not text.startswith(("（", "——", "—")):
            break
        if re.search(r"[。；]", text):
            break
        taken.append(text)
    named = [at for at, text in enumerate(taken) if _TITLE_WORDS.search(text)]
    if not taken:
        return "", 0
    end = named[-1] + 1 if named else 1
    return "".join(t for t in taken[:end] if not t.startswith("（")), end


def _paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Join the lines that a copy broke; a heading, an indent or a full stop ends a paragraph."""
    joints = _Joints(lines)
    found: list[Paragraph] = []
    for at, line in enumerate(lines):
        if found and joints.joined(lines[at - 1], line, found[-1]):
            last = found[-1]
            gap = " " if last.text[-1:].isascii() and line.text[:1].isascii() else ""
            last.starts.append(len(last.text) + len(gap))
            last.numbers.append(line.number)
            last.text += gap + line.text
        else:
            found.append(Paragraph(line.text, [0], [line.number]))
    for each in found:
        each.text = _quoted(each.text)
    return found


class _Joints:
    """How this copy breaks its lines."""

    def __init__(self, lines: list[Line]) -> None:
        long = [line for line in lines if len(line.text) >= 18]
        open_ended = [line for line in long if not _ends(line.text)]
        headings = sum(bool(BLOCK_START.match(line.text)) for line in open_ended)
        self.broken = len(open_ended) - headings > max(2, 0.15 * len(long))
        widths = sorted(len(line.text) for line in long)
        self.width = widths[len(widths) * 3 // 4] if self.broken and widths else 0
        spread = widths[len(widths) * 9 // 10] - widths[len(widths) // 2] if widths else 99
        self.even = self.broken and spread <= 3
        indented = sum(line.indent >= 2 for line in lines)
        starts = sum(_ends(a.text) for a in lines) or 1
        self.indents = self.broken and indented >= 0.5 * starts

    def joined(self, last: Line, line: Line, paragraph: Paragraph) -> bool:
        """Say whether a line goes on with the paragraph before it."""
        if line.text[0] in "。，、；：！？”’）》】…" or last.text[-1] in "第（《“":
            return True
        if _GREETING.match(paragraph.text + "，"):
            return False
        if BLOCK_START.match(line.text):
            inside = self.indents and line.indent < 2 if _ends(last.text) else self.broken
            return inside and _WORD_START.match(line.text) is not None
        if self.indents and line.indent >= 2:
            return False
        if _GREETING.fullmatch(paragraph.text):
            return False
        if _ends(last.text):
            full = self.even and len(last.text) >= self.width - 2 and last.text[-1] in "；："
            return full or (self.indents and line.indent < 2)
        if last.text[-1] in "，、":
            return True
        if not self.broken and len(last.text) < 40:
            return False
        return not self._heading(paragraph, line)

    def _heading(self, paragraph: Paragraph, line: Line) -> bool:
        """Say whether a marked short paragraph without a stop is a heading that is complete."""
        if not BLOCK_START.match(paragraph.text) or re.search("[。；]", paragraph.text):
            return False
        opened = paragraph.text.count("“") - paragraph.text.count("”")
        if opened > 0 and "”" in line.text:
            return False
        if self.even:
            return len(paragraph.text) < self.width - 4
        return _ends(line.text) and len(line.text) > 12 and len(paragraph.text) >= 10


def _ends(text: str) -> bool:
    return text.rstrip(_CLOSERS + "\"'")[-1:] in STOPS and bool(text)


def _quoted(text: str) -> str:
    """Turn straight quotation marks into the pair that the place asks for."""
    if '"' not in text and "＂" not in text:
        return text
    out: list[str] = []
    is_open = False
    for char in text:
        if char in '"＂':
            char = "”" if is_open else "“"
        is_open = char == "“" or (is_open and char != "”")
        out.append(char)
    return "".join(out)

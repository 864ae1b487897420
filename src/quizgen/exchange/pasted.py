"""Questions as trainers type and paste them: a forgiving reader of lines.

Numbers ``1.`` ``1、`` ``（1）``; options ``A.`` ``A、`` ``A．`` ``(A)``, also several on a line;
``答案：`` or ``【答案】``, in the brackets of the stem, or all together at the end; sections such
as 一、单项选择题 tell the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from quizgen.markup import plain
from quizgen.model import Choice, Item, QuizgenError

from .answers import letters, letters_in, truth
from .found import Reading, choice_item, cloze, short_answer, true_false
from .rubrics import read_rubric
from .stems import emptied, undrawn

_KINDS = {
    "单项选择题": "single", "单选题": "single", "单选": "single", "单项选择": "single",
    "多项选择题": "multiple", "多选题": "multiple", "多选": "multiple", "多项选择": "multiple",
    "不定项选择题": "multiple", "不定项选择": "multiple", "不定项": "multiple",
    "判断题": "truth", "是非题": "truth", "判断": "truth", "填空题": "cloze", "填空": "cloze",
    "简答题": "short", "问答题": "short", "论述题": "short", "简答": "short", "问答": "short",
    "选择题": "choice", "案例分析题": "short",
}  # fmt: skip
_NAMES = "|".join(sorted(_KINDS, key=len, reverse=True))
_SECTION = re.compile(
    rf"^(?:第?[一二三四五六七八九十]{{1,3}}(?:部分|大题)?[、.．:：\s]\s*|[【\[])?({_NAMES})[】\]]?"
    r"(?:\s*[（(：:，,。].{0,80})?$"
)
_TAG = re.compile(rf"[【\[（(]\s*({_NAMES})\s*[】\]）)]")
_NUMBER = re.compile(
    r"^(?:第\s*(\d{1,5})\s*题\s*[.．、:：]?|[（(](\d{1,5})[)）]|(\d{1,5})\s*(?:[.．](?!\d)|[、)）:：]))\s*"
)
_OPTION = re.compile(
    r"^(?:[（(]\s*([A-Za-zＡ-Ｚａ-ｚ])\s*[)）]|([A-Za-zＡ-Ｚａ-ｚ])\s*[.．、:：)）,，])[\s.．、]*"
)
_NEXT = re.compile(r"(?<=[\s　;；。）)])(?:[（(]([A-ZＡ-Ｚ])[)）]|([A-ZＡ-Ｚ])\s*[.．、])[\s　]*")
_ANSWER = re.compile(
    r"^(?:[【\[]\s*(?:参考|正确|标准)?答案\s*[】\]]\s*[:：]?|(?:参考|正确|标准)?答案\s*[:：])\s*"
)
_TOLD = re.compile(
    r"^(?:[【\[]\s*(?:答案|试题|题目)?(?:解析|详解|说明)\s*[】\]]\s*[:：]?|(?:答案|试题|题目)?(?:解析|详解)\s*[:：])\s*"
)
_SKIPPED = re.compile(
    r"^[【\[]?(?:难度|难易度|知识点|考点|章节|出处|来源|分值|题型)[】\]]?\s*[:：]"
)
_KEYS = re.compile(r"^(?:参考|标准|正确)?答案\s*(?:与解析|及解析|部分)?\s*[:：]?$")
_INLINE = re.compile(
    r"[（(]\s*([A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ\s,，、]{0,40}|√|×|✓|✗|对|错|正确|错误)\s*[)）]"
)
_EMPTY = re.compile(r"[（(]\s*[)）]")
_RANGE = re.compile(
    r"(\d{1,5})\s*[-—–~～至]\s*(\d{1,5})\s*[题]?\s*[.．、:：]?\s*([A-Za-zＡ-Ｚａ-ｚ√×对错\s,，、;；]+)"
)
_EACH = re.compile(r"(?:^|(?<=[\s;；,，]))(\d{1,5})\s*[.．、:：)）]\s*")
_ORDERLESS = re.compile(r"\s*[（(]\s*(?:次序|顺序)不限\s*[)）]\s*$")


class _Draft(Struct):
    """A question while its lines come in."""

    line: int
    number: int = 0
    kind: str = ""
    stem: str = ""
    options: list[str] = field(default_factory=list)
    answer: str | None = None
    told: str | None = None
    last: str = "stem"

    def go_on(self, text: str) -> None:
        """Put a line after what came last."""
        if self.last == "option":
            self.options[-1] += f"\n{text}"
        elif self.last == "answer":
            self.answer = f"{self.answer}\n{text}" if self.answer else text
        elif self.last == "told":
            self.told = f"{self.told}\n{text}" if self.told else text
        else:
            self.stem = f"{self.stem}\n{text}" if self.stem else text


class _Collector:
    """Takes lines one by one and cuts them into questions and keys."""

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.keys: dict[tuple[str, int], str] = {}
        self.troubles: list[tuple[int, str]] = []
        self.kind = ""
        self.at_keys = False
        self.blank = False
        self.last_key: tuple[str, int] | None = None

    def take(self, line: int, text: str) -> None:
        """Take a line."""
        text = text.strip()
        if not text:
            self.blank = True
            return
        bare = plain(text)
        if section := _SECTION.match(bare):
            self.kind = _KINDS[section[1]]
        elif _KEYS.match(bare) and self._keys_follow(bare):
            self.at_keys, self.kind = True, ""
        elif self.at_keys:
            self._take_keys(bare)
        elif not _SKIPPED.match(bare):
            self._take_question(line, text, bare)
        self.blank = False

    def _keys_follow(self, bare: str) -> bool:
        """Tell the head of all keys from a question's own 答案： with its text on the next line."""
        waits = self.drafts and self.drafts[-1].answer is None and bare.endswith(("：", ":"))
        return not waits or self.blank

    def _take_question(self, line: int, text: str, bare: str) -> None:
        draft = self.drafts[-1] if self.drafts else None
        if found := _ANSWER.match(bare):
            self._set(line, "answer", _after(text, bare, found))
        elif found := _TOLD.match(bare):
            self._set(line, "told", _after(text, bare, found))
        elif draft and draft.answer is None and self._option(draft, text, bare):
            pass
        elif (found := _NUMBER.match(bare)) and self._starts(draft, found):
            self._start(line, int(found[1] or found[2] or found[3]), _after(text, bare, found))
        elif draft is None or (self.blank and self._ended(draft)):
            self._start(line, 0, text)
        else:
            draft.go_on(text)

    def _ended(self, draft: _Draft) -> bool:
        return draft.answer is not None or draft.told is not None or bool(draft.options)

    def _starts(self, draft: _Draft | None, found: re.Match[str]) -> bool:
        """Say whether a number begins a question: not in a list within an answer."""
        number = int(found[1] or found[2] or found[3])
        if draft is None or not draft.number or draft.last not in ("answer", "told"):
            return not (draft and draft.last == "stem" and found[2] and draft.number)
        if draft.last == "answer" and not self.blank and _lists(draft.answer or "", number):
            return False
        return number == draft.number + 1 or self.blank or number == 1 != draft.number

    def _start(self, line: int, number: int, text: str) -> None:
        draft = _Draft(line, number, self.kind)
        tag = _TAG.search(plain(text))
        if tag and len(tag[0]) < len(plain(text).strip()):
            draft.kind = _KINDS[tag[1]]
            text = text.replace(tag[0], "", 1).strip()
        self.drafts.append(draft)
        stem, options = _inline_options(text)
        draft.stem = stem
        if options:
            draft.options, draft.last = options, "option"

    def _set(self, line: int, name: str, text: str) -> None:
        if not self.drafts:
            self.troubles.append((line, "答案或解析前面没有题"))
            return
        draft = self.drafts[-1]
        if getattr(draft, name) is not None:
            self.troubles.append((line, "这一题的答案或解析写了两遍"))
        setattr(draft, name, text)
        draft.last = name

    def _option(self, draft: _Draft, text: str, bare: str) -> bool:
        """Take a line as one option or several, where the letter is the next one."""
        found = _OPTION.match(bare)
        if not found or _place(found[1] or found[2]) != len(draft.options):
            return False
        if draft.last not in ("stem", "option"):
            return False
        draft.options += _split(_after(text, bare, found), len(draft.options))
        draft.last = "option"
        return True

    def _take_keys(self, bare: str) -> None:
        """Take a line of the keys at the end."""
        found = False
        for each in _RANGE.finditer(bare):
            first, last = int(each[1]), int(each[2])
            for number, key in zip(
                range(first, last + 1), _keys(each[3], last - first + 1), strict=False
            ):
                self.keys[self.kind, number] = key
                found = True
        if found:
            return
        places = list(_EACH.finditer(bare))
        ends = [*(each.start() for each in places), len(bare)][1:]
        for each, end in zip(places, ends, strict=True):
            self.last_key = (self.kind, int(each[1]))
            self.keys[self.last_key] = bare[each.end() : end].strip(" \t　;；,，")
        if not places and self.last_key:
            self.keys[self.last_key] += f"\n{bare}"


def _lists(answer: str, number: int) -> bool:
    """Say whether a number goes on (or begins) a list within an answer."""
    last = _NUMBER.match(plain(answer).rpartition("\n")[2])
    if last is None:
        return not answer and number == 1
    return int(last[1] or last[2] or last[3]) == number - 1


def _after(text: str, bare: str, found: re.Match[str]) -> str:
    """Cut a mark off the front; where styles stand in the way, of the plain text."""
    head = found[0]
    return (text[len(head) :] if text.startswith(head) else bare[len(head) :]).strip()


def _place(char: str) -> int:
    return (letters(char) or [99])[0]


def _split(text: str, first: int) -> list[str]:
    """Cut a line at the next letters that stand in it: A. 甲　B. 乙."""
    return _cut(text, 0, first + 1, _NEXT.finditer(text))


def _cut(text: str, start: int, wanted: int, marks: Iterable[re.Match[str]]) -> list[str]:
    options = []
    for found in marks:
        if _place(found[1] or found[2]) == wanted:
            options.append(text[start : found.start()].strip())
            start, wanted = found.end(), wanted + 1
    return [*options, text[start:].strip()]


def _inline_options(text: str) -> tuple[str, list[str]]:
    """Cut options off a stem that has them on its own line: from the last A before the first B."""
    marks = list(_NEXT.finditer(text))
    places = [_place(each[1] or each[2]) for each in marks]
    if 0 not in places or 1 not in places[places.index(0) :]:
        return text, []
    second = places.index(1, places.index(0))
    first = max(at for at in range(second) if places[at] == 0)
    options = _cut(text, marks[first].end(), 1, marks[first + 1 :])
    return text[: marks[first].start()].strip(), options


def _keys(text: str, count: int) -> list[str]:
    """Read the keys of a range: ABCDA, or AB C ACD."""
    words = re.split(r"[\s,，、;；]+", text.strip())
    return words if len(words) == count else list("".join(words))


def read_lines(lines: Iterable[tuple[int, str]]) -> Reading:
    """Read numbered lines of inline MyST."""
    collector = _Collector()
    for line, text in lines:
        collector.take(line, text)
    reading = Reading()
    for line, said in collector.troubles:
        reading.blame(line, said)
    for draft in _without_title(collector.drafts):
        if draft.answer is None:
            key = collector.keys.get((draft.kind, draft.number))
            draft.answer = key if key is not None else collector.keys.get(("", draft.number))
        try:
            reading.add(draft.line, _item(draft))
        except QuizgenError as problem:
            reading.blame(draft.line, str(problem))
    if not reading.found and not reading.troubles:
        raise QuizgenError("没有找到题目")
    return reading


def _without_title(drafts: list[_Draft]) -> list[_Draft]:
    """Drop what stands before the first question: a title, how to answer."""
    start = 0
    while start < len(drafts):
        draft = drafts[start]
        if draft.number or draft.options or draft.answer is not None or _INLINE.search(draft.stem):
            break
        start += 1
    return drafts[start:]


def _item(draft: _Draft) -> Item:
    stem, answer = draft.stem, draft.answer
    if answer is None:
        stem, answer = _answer_in(draft)
    told: dict[str, Any] = {"explanation": draft.told or ""}
    bare = plain(answer).strip()
    said = truth(bare)
    if draft.options:
        return _choice(draft, stem, bare, told)
    if said is not None and (draft.kind == "truth" or not _has_gap(stem, draft.kind)):
        return true_false(stem, said, **told)
    if draft.kind == "truth":
        raise QuizgenError(f"判断题的答案要写 正确 或 错误，这里是“{bare[:40]}”")
    if draft.kind in ("single", "multiple", "choice") or (letters(bare) and not _has_gap(stem, "")):
        raise QuizgenError("选择题没有选项（每个选项一行，以 A. 开头）")
    if draft.kind != "short" and _has_gap(stem, draft.kind):
        return _cloze(draft.kind, stem, answer, told)
    rubric = read_rubric(answer)
    if not rubric:
        raise QuizgenError(f"简答题的答案要写成“要点（2分）；要点（3分）”，这里是“{bare[:40]}”")
    return short_answer(stem, rubric, **told)


def _answer_in(draft: _Draft) -> tuple[str, str]:
    """Find the key in the brackets of the stem."""
    found = list(_INLINE.finditer(draft.stem))
    for each in reversed(found):
        key = each[1].strip()
        wanted = letters(key) if draft.options else None
        if (draft.options and wanted) or (not draft.options and truth(key) is not None):
            stem = f"{draft.stem[: each.start()]}（　　）{draft.stem[each.end() :]}"
            return stem, key
    raise QuizgenError("没有答案（写“答案：……”，或写在题干的括号里，或在最后列出）")


def _choice(draft: _Draft, stem: str, bare: str, told: dict[str, Any]) -> Item:
    texts = [plain(each).strip() for each in draft.options]
    said = [truth(each) for each in texts]
    if draft.kind != "multiple" and sorted(map(str, said)) == ["False", "True"]:
        at = truth(bare) if letters(bare) is None or len(bare) > 1 else None
        right = at if at is not None else said[min(letters_in(bare, 2))]
        return true_false(stem, bool(right), **told)
    if draft.kind == "truth":
        raise QuizgenError("判断题不要选项")
    rights = letters_in(bare, len(texts))
    options = [Choice(text, n in rights) for n, text in enumerate(draft.options)]
    many = {"single": False, "multiple": True}.get(draft.kind)
    return choice_item(stem, options, many=many, **told)


def _has_gap(stem: str, kind: str) -> bool:
    return "__" in stem.replace("\\_", "_") or (kind == "cloze" and bool(_EMPTY.search(stem)))


def _cloze(kind: str, stem: str, answer: str, told: dict[str, Any]) -> Item:
    unordered = bool(_ORDERLESS.search(answer))
    answer = _ORDERLESS.sub("", answer).strip()
    gapped, count = undrawn(stem)
    if not count:
        gapped, count = undrawn(emptied(stem))
    gaps = _gaps(answer, count)
    if len(gaps) != count:
        raise QuizgenError(f"题干有 {count} 个空，答案有 {len(gaps)} 个（空与空之间用；）")
    return cloze(gapped, gaps, unordered=unordered, **told)


def _gaps(answer: str, count: int) -> list[list[str]]:
    """Cut an answer into gaps, and each gap into its wordings."""
    if "|" in answer or "｜" in answer:
        parts = re.split(r"[|｜]", answer)
        return [[w.strip() for w in re.split("[;；]", part)] for part in parts]
    for between in ("[；;\n]", "[、]", "[,，]", r"\s+"):
        parts = re.split(between, answer) if count > 1 else [answer]
        if len(parts) == count:
            break
    else:
        parts = re.split("[；;\n]", answer)
    return [[w.strip() for w in re.split(r"\s+/\s+", part)] for part in parts]

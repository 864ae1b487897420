"""``quizzes/items/*.yaml``: items written by hand, or imported and looked through.

The form is that of the items of a bank, written as YAML; every mistake of a file is told at
once, with its line and what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import msgspec
import yaml

from quizgen.model import (
    KIND_NAMES,
    BankHeader,
    Cloze,
    Item,
    ItemBase,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    SourceRef,
)
from quizgen.problems import Code, Problem

SCHEMA = "quizgen.items/1"
_KINDS: Mapping[str, type[ItemBase]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(Item)
}
_EXPECTED = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")
_ENUM = re.compile(r"Invalid enum value '?([^']*)'?")
_MISSING = re.compile(r"missing required field `([^`]*)`")
_PLACE = re.compile(r"at `\$([^`]*)`")
_TYPES = {
    "str": "文字",
    "int": "整数",
    "float": "数",
    "bool": "true 或 false",
    "array": "列表",
    "object": "带字段的一组",
    "null": "空",
}
_SHAPE = re.compile(r"[a-z][a-z0-9.-]*")


def read_items(path: Path, header: BankHeader | None = None) -> tuple[list[Item], list[Problem]]:
    """Read a file of items.

    Args:
        path: the file.
        header: the lessons and sets that items may name, where they are known.

    Returns:
        The items that are good, and every problem of the others.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as problem:
        return [], [_problem(path, 0, f"读不了：{problem}")]
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        return [], [_problem(path, line, "不是有效的 YAML，请看这一行附近的缩进和引号")]
    items, problems = _Reader(path, header).read(root)
    return items, sorted(problems, key=lambda each: each.where.line)


def read_folder(folder: Path, header: BankHeader) -> tuple[list[Item], list[Problem]]:
    """Read every file of a folder, in the order of names."""
    items: list[Item] = []
    problems: list[Problem] = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        found, wrong = read_items(path, header)
        items += found
        problems += wrong
    return items, problems


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(Code.BAD_ITEM, message, SourceRef(str(path), line))


class _Reader:
    """Reads one file; problems gather with their lines."""

    def __init__(self, path: Path, header: BankHeader | None) -> None:
        self.path = path
        self.header = header
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}

    def tell(self, line: int, message: str) -> None:
        self.problems.append(_problem(self.path, line, message))

    def read(self, root: yaml.Node | None) -> tuple[list[Item], list[Problem]]:
        parts = _mapping(root)
        schema = parts.get("schema")
        if schema is None or _plain(schema) != SCHEMA:
            self.tell(1, f"文件开头要写 schema: {SCHEMA}")
            return [], self.problems
        for name, node in parts.items():
            if name not in ("schema", "defaults", "items"):
                self.tell(_line(node), f"没有 {name} 这一项，可用的有：schema、defaults、items")
        listed = parts.get("items")
        if not isinstance(listed, yaml.SequenceNode):
            self.tell(_line(listed), "要有 items:，下面一题一项（- id: …）")
            return [], self.problems
        shared = _plain(parts["defaults"]) if "defaults" in parts else {}
        found = [self._item(node, shared) for node in listed.value]
        return [each for each in found if each is not None], self.problems

    def _item(self, node: yaml.Node, shared: Any) -> Item | None:
        line, before = _line(node), len(self.problems)
        raw = _plain(node)
        if not isinstance(raw, dict):
            self.tell(line, "一题要写成带字段的一组（id、kind、stem……）")
            return None
        raw = {**(shared if isinstance(shared, dict) else {}), **raw}
        kind = _KINDS.get(str(raw.pop("kind", "")))
        if kind is None:
            self.tell(line, f"kind 要写题型：{'、'.join(KIND_NAMES)}")
            return None
        fields = self._completed(raw)
        self._check_fields(kind, fields, node)
        if len(self.problems) > before:
            return None
        item = cast(Item, msgspec.convert(fields, kind, strict=True))
        for message in (*_whole(item), *self._known(item)):
            self.tell(line, message)
        return item if len(self.problems) == before else None

    def _completed(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Fill in what follows from the rest: fact, origin, place, part."""
        lesson = str(raw.get("lesson", ""))
        defaults = {
            "fact": f"{raw.get('id', '')}.asked",
            "origin": self.path.name,
            "part": lesson.partition("/")[0] if "/" in lesson else "",
        }
        options = raw.get("options")
        if isinstance(options, list):
            raw = raw | {
                "options": [
                    {"correct": False} | each if isinstance(each, dict) else each
                    for each in options
                ]
            }
        return defaults | raw

    def _check_fields(self, kind: type[ItemBase], raw: dict[str, Any], node: yaml.Node) -> None:
        """Check each field alone, so that all mistakes of an item are told."""
        known = {each.name: each for each in msgspec.structs.fields(kind)}
        nodes = _mapping(node)
        for name, value in raw.items():
            line = _line(nodes.get(name, node))
            if name not in known:
                self.tell(line, f"没有 {name} 这个字段，可用的有：{'、'.join(known)}")
                continue
            try:
                msgspec.convert(value, known[name].type, strict=True)
            except msgspec.ValidationError as problem:
                self.tell(
                    _deep_line(nodes.get(name), str(problem)) or line, _chinese(name, problem)
                )
        for name, field in known.items():
            if field.required and name not in raw:
                self.tell(_line(node), f"缺 {name}")
        self._check_id(raw, node)

    def _check_id(self, raw: dict[str, Any], node: yaml.Node) -> None:
        name = raw.get("id")
        if not isinstance(name, str):
            return
        if not _SHAPE.fullmatch(name):
            self.tell(_line(node), f"id 只能用小写字母、数字、- 和 .，以字母开头，这里是“{name}”")
        elif name in self.seen:
            self.tell(_line(node), f"id {name} 在第 {self.seen[name]} 行已有")
        self.seen.setdefault(name, _line(node))

    def _known(self, item: Item) -> Iterator[str]:
        """Say which lessons and sets an item names that are not there."""
        if self.header is None:
            return
        if item.lesson and item.lesson not in self.header.lessons:
            yield f"没有“{item.lesson}”这一课，课的名字如 duty/formula"
        for name in (item.set, *(each.partition("/")[0] for each in item.points)):
            if name and name not in self.header.sets:
                yield f"没有叫“{name}”的点集"


def _whole(item: Item) -> Iterator[str]:
    """Say what an item lacks to be one."""
    if isinstance(item, SingleChoice | MultipleChoice):
        yield from _choice(item)
    elif isinstance(item, Cloze):
        marks = re.findall(r"\{\{(\d+)\}\}", item.stem)
        if marks != [str(number) for number in range(1, len(item.blanks) + 1)]:
            yield "题干里的 {{1}}、{{2}} 要和 blanks 一一对上"
        if any(not gap.accept or not all(gap.accept) for gap in item.blanks):
            yield "每个空的 accept 至少写一个答案"
    elif isinstance(item, Matching):
        rights = [*(pair.right for pair in item.pairs), *item.extra]
        if len(item.pairs) < 2 or len(set(rights)) < len(rights):
            yield "连线题至少两对，右栏不能重复"
    elif isinstance(item, Ordering):
        if len(item.order) < 3 or len(set(item.order)) < len(item.order):
            yield "排序题至少三步，不能重复"
    elif isinstance(item, ShortAnswer) and not item.rubric:
        yield "简答题要有给分点 rubric"


def _choice(item: SingleChoice | MultipleChoice) -> Iterator[str]:
    right = sum(each.correct for each in item.options)
    if len({each.text for each in item.options}) < len(item.options):
        yield "两个选项一样"
    if len(item.options) < 2:
        yield "选项至少两个"
    if isinstance(item, SingleChoice) and right != 1:
        yield f"单选题要有一个 correct: true，这里有 {right} 个"
    elif not right:
        yield "没有标出对的选项（correct: true）"


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def _plain(node: yaml.Node) -> Any:
    """Turn a node into plain values; dates and numbers that look like words stay words."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if node.tag.endswith((":timestamp", ":str")):
        return str(node.value)
    return yaml.SafeLoader("").construct_object(node)


def _line(node: yaml.Node | None) -> int:
    return int(node.start_mark.line) + 1 if node is not None else 0


def _deep_line(node: yaml.Node | None, message: str) -> int:
    """Find the line of a fault inside a field by its path, such as ``[1].text``."""
    place = _PLACE.search(message)
    for step in re.findall(r"\[(\d+)\]|\.(\w+)", place[1] if place else ""):
        if isinstance(node, yaml.SequenceNode) and step[0]:
            node = node.value[int(step[0])]
        elif isinstance(node, yaml.MappingNode) and step[1]:
            node = _mapping(node).get(step[1], node)
    return _line(node)


def _chinese(name: str, problem: msgspec.ValidationError) -> str:
    """Say in Chinese what a field should have been."""
    said = str(problem)
    place = _PLACE.search(said)
    where = f"{name}{place[1] if place else ''}"
    if missing := _MISSING.search(said):
        return f"{where} 缺 {missing[1]}"
    if enum := _ENUM.search(said):
        return f"{where} 不能是“{enum[1]}”（level：remember、understand、apply；use：exam、practice、both）"
    if found := _EXPECTED.search(said):
        wanted = "或".join(_TYPES.get(each.strip(), each.strip()) for each in found[1].split("|"))
        got = f"，这里是{_TYPES.get(found[2], found[2])}" if found[2] else ""
        return f"{where} 要写{wanted}{got}"
    return f"{where} 不对：{said}"

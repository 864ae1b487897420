"""Items that people wrote or imported: ``quizzes/items/*.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import yaml

from quizgen.model import KIND_NAMES, Item, kind_of

from .files import revised
from .located import InputError, check, plain, read_yaml

ITEMS_SCHEMA = "quizgen.items/1"
_FORMS: dict[str, type[msgspec.Struct]] = {
    str(form.__struct_config__.tag): form for form in get_args(Item)
}
_HEAD = "# 题目：一题一段，写法见 CONTRIBUTING.md。\n"


def read_folder(folder: Path) -> list[Item]:
    """Read every file of a folder, in the order of their names; none is fine.

    Raises:
        InputError: with every mistake of every file.
    """
    items: list[Item] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            items += read_items(path)
        except InputError as wrong:
            problems += wrong.problems
    if problems:
        raise InputError(problems)
    return items


def read_items(path: Path) -> list[Item]:
    """Read a file of items.

    Raises:
        InputError: with every mistake, each with file and line.
    """
    node = read_yaml(path)
    fields = _fields(node)
    problems = []
    schema = fields.get("schema")
    if schema is None or schema.value != ITEMS_SCHEMA:
        problems.append(f"{path}:1：开头要写 schema: {ITEMS_SCHEMA}")
    entries = fields.get("items")
    if not isinstance(entries, yaml.SequenceNode):
        raise InputError([*problems, f"{path}:1：要有 items，下面一题一段，各以 - 开头"])
    items: list[Item] = []
    for entry in entries.value:
        wrong = [f"{path}:{line}：{said}" for line, said in _check(entry)]
        problems += wrong
        if not wrong:
            items.append(_item(entry, path))
    if problems:
        raise InputError(problems)
    return items


def _fields(node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def _check(entry: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with one item."""
    line = entry.start_mark.line + 1
    kind = _fields(entry).get("kind")
    if kind is None or kind.value not in _FORMS:
        names = "、".join(f"{each}（{name}）" for each, name in KIND_NAMES.items())
        yield line, f"每题要写 kind，可以是 {names}"
        return
    form = _FORMS[str(kind.value)]
    rest = [pair for pair in entry.value if pair[0].value != "kind"]
    known = {pair[0].value for pair in rest}
    if "fact" not in known:  # an item of its own is its own fact
        rest += [(_scalar("fact", entry), _scalar("", entry))]
    yield from check(yaml.MappingNode(entry.tag, rest, entry.start_mark), form, "")


def _scalar(text: str, near: yaml.Node) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, near.start_mark)


def _item(entry: yaml.Node, path: Path) -> Item:
    raw = plain(entry)
    raw = {"fact": raw["id"], "origin": path.name, **raw}
    item: Item = msgspec.convert(raw, Item)
    return revised(item)


def encode_items(items: Iterable[Item]) -> bytes:
    """Return items as YAML: what is as always is left out."""
    data = {"schema": ITEMS_SCHEMA, "items": [_bare(each) for each in items]}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return (_HEAD + text).encode()


def _bare(item: Item) -> dict[str, Any]:
    raw = msgspec.to_builtins(item)
    usual = {each.name: each.default for each in msgspec.structs.fields(item)}
    usual |= {"revision": item.revision, "fact": item.id}
    kept = {
        key: value
        for key, value in raw.items()
        if key != "kind" and getattr(item, key) != usual.get(key, msgspec.UNSET)
    }
    for option in kept.get("options", ()):
        if not option["why"]:
            del option["why"]
    first = {"kind": kind_of(item), "id": item.id}
    return first | {key: value for key, value in kept.items() if key not in first}

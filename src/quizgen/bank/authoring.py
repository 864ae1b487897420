"""Items written to ``quizzes/items/*.yaml``, in the form that :mod:`.authored` reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import yaml

from quizgen.model import Item, kind_of

from .authored import SCHEMA

_HEAD = "# 导入的题目：一题一段；改好以后运行 quizgen bank，就收入题库。\n"


def encode_items(items: Iterable[Item]) -> bytes:
    """Return items as YAML: what is as always is left out."""
    data = {"schema": SCHEMA, "items": [_bare(each) for each in items]}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return (_HEAD + text).encode()


def _bare(item: Item) -> dict[str, Any]:
    raw = msgspec.to_builtins(item)
    usual = {each.name: each.default for each in msgspec.structs.fields(item)}
    usual["revision"] = item.revision
    kept = {
        key: value
        for key, value in raw.items()
        if key != "kind" and getattr(item, key) != usual.get(key, msgspec.UNSET)
    }
    for option in kept.get("options", ()):
        if not option["why"]:
            del option["why"]
    first = {"id": item.id, "kind": kind_of(item)}
    return first | {key: value for key, value in kept.items() if key not in first}

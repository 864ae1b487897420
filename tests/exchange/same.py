"""When two items are the same for what a format carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from quizgen.exchange.stems import full_stem
from quizgen.markup import plain, to_html
from quizgen.model import Item, kind_of

Facts = dict[str, Any]
_META = ("id", "fact", "set", "points", "template", "use", "level", "difficulty", "lesson", "part",
         "topic", "enemies", "facts", "evidence", "origin", "revision", "fixed", "stimulus")  # fmt: skip


def facts(item: Item, *, styled: bool = True, without: Iterable[str] = ()) -> Facts:
    """Return what an item says, in one form: HTML where a format keeps bold, else plain text."""
    write = to_html if styled else plain

    def words(value: Any) -> Any:
        if isinstance(value, str):
            return write(value).strip()
        if isinstance(value, list | tuple):
            return [words(each) for each in value]
        if isinstance(value, dict):
            return {key: words(each) for key, each in value.items() if key not in without}
        return value

    raw: Facts = msgspec.to_builtins(item)
    raw["stem"] = full_stem(item)
    bare = {key: value for key, value in raw.items() if key not in (*_META, *without)}
    said: Facts = words(bare)
    said["kind"] = kind_of(item)
    return said

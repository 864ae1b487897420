"""Every setting of quizgen, once: the Sphinx values and the docs read this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Check = Callable[[Any], str | None]
"""Says what is wrong with a value, or nothing."""


def text(value: Any) -> str | None:
    """Accept text."""
    return None if isinstance(value, str) else f"要写文字，这里是 {value!r}"


def option(default: Any, check: Check, about: str) -> Any:
    """Declare a setting: its default, its check and its line in the docs."""
    return field(default=default, metadata={"check": check, "about": about})


@dataclass(frozen=True, kw_only=True)
class QuizgenConfig:
    """In ``conf.py`` each name is written with ``quizgen_`` before it."""

    facts: str = option(
        "facts.yaml",
        text,
        "The fact file, relative to the source folder. Where it is missing, fact numbers are "
        "shown as they stand and not checked.",
    )
    base_url: str = option(
        "",
        text,
        "Where the pages of the course are published, as `https://example.org/course`. Handouts "
        "then carry a QR code to their page; empty, they carry none.",
    )

    @classmethod
    def read(cls, raw: Mapping[str, Any], warn: Callable[[str], None]) -> QuizgenConfig:
        """Keep what is valid; warn about the rest and fall back to its default."""
        good: dict[str, Any] = {}
        for each in fields(cls):
            value = raw.get(each.name, each.default)
            if wrong := each.metadata["check"](value):
                warn(f"quizgen_{each.name}：{wrong}；改用 {each.default!r}")
            else:
                good[each.name] = value
        return cls(**good)

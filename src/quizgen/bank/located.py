"""YAML files that people write: read into structs, every mistake told with its line."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from quizgen.model import QuizgenError

T = TypeVar("T", bound=msgspec.Struct)


class InputError(QuizgenError):
    """All that is wrong with a file, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_yaml(path: Path) -> yaml.Node:
    """Read a YAML file as nodes, which know their lines.

    Raises:
        QuizgenError: where the file cannot be read or is no YAML, with the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise QuizgenError(f"{path}：要用 UTF-8 编码保存（{problem.reason}）") from problem
    except OSError as problem:
        raise QuizgenError(f"{path}：读不了这个文件（{problem.strerror or problem}）") from problem
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        said = getattr(problem, "problem", None) or str(problem)
        raise QuizgenError(f"{path}{line}：不是有效的 YAML：{said}") from problem
    if node is None:
        raise QuizgenError(f"{path}：文件是空的")
    return node


def load_struct(path: Path, form: type[T]) -> T:
    """Read a YAML file as one struct.

    Raises:
        InputError: with every mistake, each with file, line and what is wanted.
    """
    node = read_yaml(path)
    problems = [f"{path}:{line}：{said}" for line, said in check(node, form, "")]
    if problems:
        raise InputError(problems)
    return msgspec.convert(plain(node), form)


def plain(node: yaml.Node) -> Any:
    """Return the value of a node."""
    loader = yaml.SafeLoader("")
    return loader.construct_object(node, deep=True)


def check(node: yaml.Node, form: Any, name: str) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) for a node that is to become a ``form``."""
    form = _bare(form)
    line = node.start_mark.line + 1
    if isinstance(form, type) and issubclass(form, msgspec.Struct):
        if isinstance(node, yaml.MappingNode):
            yield from _check_struct(node, form, name)
        else:
            yield line, f"{name or '文件'} 要写成“名称: 值”的样子"
        return
    if get_origin(form) is tuple and isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value, 1):
            yield from check(each, get_args(form)[0], f"{name} 第 {number} 项")
    if get_origin(form) is dict and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from check(value, get_args(form)[1], f"{name}.{key.value}")
        return
    if not (get_origin(form) is tuple and _is_struct(get_args(form)[0])):
        yield from _check_value(node, form, name, line)


def _bare(form: Any) -> Any:
    """Take ``| None`` off a type, and its limits where it is a collection."""
    if get_origin(form) in (Union, types.UnionType):
        inner = [each for each in get_args(form) if each is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else form
    inside = getattr(form, "__origin__", None)
    if hasattr(form, "__metadata__") and get_origin(inside) is tuple:
        return inside
    return form


def _is_struct(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, msgspec.Struct)


def _check_struct(node: yaml.MappingNode, form: type, name: str) -> Iterator[tuple[int, str]]:
    hints = get_type_hints(form, include_extras=True)
    fields = {each.encode_name: hints[each.name] for each in msgspec.structs.fields(form)}
    seen: set[str] = set()
    for key, value in node.value:
        where, said = key.start_mark.line + 1, f"{name}.{key.value}".lstrip(".")
        if key.value not in fields:
            yield where, f"没有“{said}”这一项，可以写的有：{'、'.join(fields)}"
        elif key.value in seen:
            yield where, f"“{said}”写了两遍"
        else:
            yield from check(value, fields[key.value], said)
        seen.add(key.value)
    for each in msgspec.structs.fields(form):
        if each.required and each.encode_name not in seen:
            lacking = f"{name}.{each.encode_name}".lstrip(".")
            yield node.start_mark.line + 1, f"缺“{lacking}”"


def _check_value(node: yaml.Node, form: Any, name: str, line: int) -> Iterator[tuple[int, str]]:
    try:
        msgspec.convert(plain(node), form)
    except msgspec.ValidationError as problem:
        allowed = "、".join(map(str, _allowed(form)))
        wanted = f"，可以写的有：{allowed}" if allowed else ""
        yield line, f"“{name}”写得不对（{_chinese(str(problem))}）{wanted}"
    except yaml.YAMLError as problem:
        yield line, f"“{name}”读不懂（{problem}）"


def _allowed(form: Any) -> tuple[Any, ...]:
    if isinstance(form, type) and hasattr(form, "__members__"):
        return tuple(each.value for each in form)  # type: ignore[attr-defined]  # an enum
    return get_args(form) if get_origin(form) is not None and "Literal" in str(form) else ()


_SAID = (
    ("Expected `int`", "要写整数"),
    ("Expected `float`", "要写数"),
    ("Expected `str`", "要写文字"),
    ("Expected `array`", "要写成列表"),
    ("Expected `object`", "要写成“名称: 值”的样子"),
    ("Invalid enum value", "没有这个值："),
    (", got ", "，这里是 "),
)


def _chinese(said: str) -> str:
    """Say in Chinese what msgspec found."""
    said = said.split(" - at ")[0]
    for english, chinese in _SAID:
        said = said.replace(english, chinese)
    return said

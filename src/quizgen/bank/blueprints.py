"""Blueprints on disk: ``quizzes/blueprints/*.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from quizgen.model import BLUEPRINT_SCHEMA, Bank, Blueprint, Span

from .located import InputError, load_struct, read_yaml


def read_blueprint(path: Path, bank: Bank) -> Blueprint:
    """Read a blueprint and hold it against the bank it is to be filled from.

    Raises:
        InputError: with every mistake, each with file, line and what may stand there.
    """
    blueprint = load_struct(path, Blueprint)
    node = read_yaml(path)
    problems = [f"{path}:{line}：{said}" for line, said in _problems(blueprint, bank, node)]
    if problems:
        raise InputError(problems)
    return blueprint


def _problems(blueprint: Blueprint, bank: Bank, node: yaml.Node) -> Iterator[tuple[int, str]]:
    if blueprint.schema != BLUEPRINT_SCHEMA:
        yield _line(node, "schema"), f"schema 要写 {BLUEPRINT_SCHEMA}"
    total = sum(plan.score * plan.count for plan in blueprint.sections)
    if blueprint.pass_mark > total:
        said = f"及格线 {blueprint.pass_mark:g} 分高于总分 {total:g} 分"
        yield _line(node, "pass_mark"), said
    wanted = blueprint.coverage
    topics = {each.topic for each in bank.items if each.topic}
    for name, spans, known in (
        ("parts", wanted.parts, bank.header.parts),
        ("lessons", wanted.lessons, bank.header.lessons),
        ("topics", wanted.topics, sorted(topics)),
    ):
        for key in spans:
            if key not in known:
                said = f"题库里没有“{key}”，有的是：{'、'.join(known)}"
                yield _line(node, "coverage", name, key), said
    for group in (wanted.parts, wanted.lessons, wanted.topics, _levels(blueprint)):
        for key, span in group.items():
            if span.max is not None and span.min > span.max:
                yield _line(node, key), f"“{key}”的 min {span.min} 大于 max {span.max}"
    yield from _ids(blueprint, {each.id for each in bank.items}, node)


def _levels(blueprint: Blueprint) -> dict[str, Span]:
    return {name: getattr(blueprint.levels, name) for name in ("remember", "understand", "apply")}


def _ids(
    blueprint: Blueprint, known: Collection[str], node: yaml.Node
) -> Iterator[tuple[int, str]]:
    for name, ids in (("include", blueprint.include), ("exclude", blueprint.exclude)):
        for each in ids:
            if each not in known:
                yield _line(node, name), f"{name}：题库里没有题号 {each}"
    for each in sorted(set(blueprint.include) & set(blueprint.exclude)):
        yield _line(node, "include"), f"题号 {each} 既在 include 又在 exclude"


def _line(node: yaml.Node, *path: str) -> int:
    """Return the line of a key, searched for at any depth; the first line where it is not."""
    for key in path:
        found = next(_keys(node, key), None)
        if found is None:
            break
        node = found
    return node.start_mark.line + 1


def _keys(node: yaml.Node, wanted: str) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == wanted:
                yield value if isinstance(value, yaml.MappingNode) else key
            yield from _keys(value, wanted)

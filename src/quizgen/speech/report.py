"""What an outline says of itself: a tree for people, values for programs, a report in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .tree import Group, Kind, Outline, walk

_SAID = {
    Kind.ENUMERATION: "列举",
    Kind.SERIES: "并列",
    Kind.PAIRS: "对应",
    Kind.RATIO: "比率",
}


def as_data(groups: Sequence[Group]) -> list[dict[str, object]]:
    """Return groups as plain values (design, "The command line")."""
    return [
        {
            "name": group.name,
            "announced": group.announced,
            "found": len(group.items),
            "kind": str(group.kind),
            "line": group.line,
            "warnings": group.warnings,
            "items": [
                {
                    "key": item.key,
                    "value": item.value,
                    "line": item.line,
                    "children": as_data(item.children),
                }
                for item in group.items
            ],
        }
        for group in groups
    ]


def as_tree(outline: Outline) -> str:
    """Draw the outline as indented lines."""
    lines = [outline.title] if outline.title else []
    lines += _tree(outline.groups, 0)
    return "\n".join(lines)


def _tree(groups: Sequence[Group], depth: int) -> Iterator[str]:
    for group in groups:
        said = f"{group.announced}/" if group.announced is not None else ""
        name = f" {group.name}" if group.name else ""
        yield f"{'  ' * depth}[{_SAID[group.kind]}{name} {said}{len(group.items)}] 第 {group.line} 行"
        for item in group.items:
            value = f" → {item.value}" if item.value else ""
            yield f"{'  ' * (depth + 1)}- {item.key}{value}"
            yield from _tree(item.children, depth + 2)


def report(outline: Outline, name: str) -> list[str]:
    """Say what was found, what was doubtful and how much of the marks ended in groups."""
    groups = [*walk(outline.groups)]
    kinds = Counter(group.kind for group in groups)
    found = "、".join(f"{_SAID[kind]} {kinds[kind]} 组" for kind in Kind if kinds[kind])
    items = sum(len(group.items) for group in groups)
    lines = [f"{name}：{found or '没有读到列举'}，共 {items} 点。"]
    warnings = [said for group in groups for said in group.warnings]
    lines += [f"请核对：{said}" for said in warnings]
    if outline.marks:
        share = outline.used / outline.marks
        lines.append(f"文中 {outline.marks} 处列举标记，{outline.used} 处进了点集（{share:.0%}）。")
    lines.append(f"{len(warnings)} 处要核对。" if warnings else "宣布的数目和读到的都对得上。")
    return lines
